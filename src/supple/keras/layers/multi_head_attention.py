"""Attention with several heads, each with its own projections."""

from __future__ import annotations

import math
from typing import Any, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import attention as ops, comparison, elementwise, manipulation
from supple.errors import ArgumentError, NotSupportedError, ShapeError
from supple.keras._layer import checks, weight_settings
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras._layer.seeds import SeedGenerator
from supple.keras.layers.einsum_dense import EinsumDense

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class _HeadAttention(Layer):
    """Base: projections to heads, attention over the time axis, projection back."""

    _makes_mask = False
    query_dense: EinsumDense
    key_dense: EinsumDense
    value_dense: EinsumDense
    output_dense: EinsumDense

    def _keep_settings(self, dropout: Any, use_bias: bool, seed: Any, **weights: Any) -> None:
        self.use_bias = use_bias
        self.dropout = checks.fraction(self, "dropout", dropout)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        weight_settings.keep(self, **weights)
        self.supports_masking = True

    def _refuse(self, sliding_window: Any, use_gate: bool, flash_attention: Any) -> None:
        self.sliding_window = sliding_window
        self.use_gate = use_gate
        self.flash_attention = flash_attention
        if sliding_window is not None:
            raise NotSupportedError(
                f"{type(self).__name__}: sliding_window={sliding_window!r} is not done here; pass attention_mask instead"
            )
        if use_gate:
            raise NotSupportedError(f"{type(self).__name__}: use_gate={use_gate!r}: gated attention is not done here")
        if flash_attention and self.dropout > 0:
            raise ArgumentError(
                f"{type(self).__name__}: flash_attention=True: the fused kernel does no dropout, got {self.dropout}"
            )

    def _projection(self, name: str, width: int, free: int, heads: int, size: int) -> EinsumDense:
        """The layer that makes heads: (B, *free, width) -> (B, *free, heads, size)."""
        axes = _LETTERS[: free + 1]
        inner, head, out = list(_LETTERS[free + 1 : free + 4])
        return self._dense(
            name,
            f"{axes}{inner},{inner}{head}{out}->{axes}{head}{out}",
            (*(None,) * free, heads, size),
            head + out,
            (None, *(None,) * free, width),
        )

    def _back(self, free: int, heads: int, size: int, shape: tuple[int, ...]) -> EinsumDense:
        """The layer that takes heads: (B, *free, heads, size) -> (B, *free, *shape)."""
        axes = _LETTERS[: free + 1]
        head, inner = list(_LETTERS[free + 1 : free + 3])
        out = _LETTERS[free + 3 : free + 3 + len(shape)]
        return self._dense(
            "attention_output",
            f"{axes}{head}{inner},{head}{inner}{out}->{axes}{out}",
            (*(None,) * free, *shape),
            out,
            (None, *(None,) * free, heads, size),
        )

    def _dense(self, name: str, equation: str, sizes: tuple[Any, ...], bias_axes: str, shape: Any) -> EinsumDense:
        made = EinsumDense(
            equation,
            output_shape=sizes,
            bias_axes=bias_axes if self.use_bias else None,
            name=name,
            dtype=self.dtype_policy,
            trainable=self.trainable,
            **{
                f"{weight}_{kind}": getattr(self, f"{weight}_{kind}")
                for weight in ("kernel", "bias")
                for kind in ("regularizer", "constraint")
            },
            # An initializer without a seed may be shared; one with a seed gives the same numbers to each projection.
            kernel_initializer=self.kernel_initializer,  # type: ignore[attr-defined]
            bias_initializer=self.bias_initializer,  # type: ignore[attr-defined]
        )
        made.build(TensorShape(shape))
        return made

    def _check_shapes(self, query_shape: Any, value_shape: Any, key_shape: Any) -> None:
        if key_shape is not None and tuple(key_shape[1:-1]) != tuple(value_shape[1:-1]):
            raise ShapeError(
                f"layer {self.name!r}: key and value must agree on every axis but the last, got {tuple(key_shape)} "
                f"and {tuple(value_shape)}"
            )
        if len(query_shape) != len(value_shape):
            raise ShapeError(
                f"layer {self.name!r}: query and value must have one rank, got {tuple(query_shape)} and {tuple(value_shape)}"
            )

    def call(
        self,
        query: Tensor,
        value: Tensor,
        key: Tensor | None = None,
        query_mask: Tensor | None = None,
        value_mask: Tensor | None = None,
        key_mask: Tensor | None = None,
        attention_mask: Tensor | None = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        """(B, T, D), (B, S, E) -> (B, T, D); weights (B, H, T, S) behind it if asked for."""
        if return_attention_scores and self.flash_attention:
            raise ArgumentError(
                f"layer {self.name!r}: return_attention_scores: the fused kernel keeps no scores, "
                f"got flash_attention={self.flash_attention!r}"
            )
        key = value if key is None else key
        mask = _joint_mask(query_mask, value_mask, key_mask, attention_mask)
        q = ops.project(query, self.query_dense.kernel, self.query_dense.bias)
        k = ops.project(key, self.key_dense.kernel, self.key_dense.bias)
        v = ops.project(value, self.value_dense.kernel, self.value_dense.bias)
        rate = self.dropout if training else 0.0
        y, weights = self._attend(q, k, v, mask, use_causal_mask, rate, return_attention_scores)
        outputs = ops.join_heads(y, self.output_dense.kernel, self.output_dense.bias)
        return (outputs, weights) if return_attention_scores else outputs

    def _attend(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Any, causal: bool, rate: float, scores_too: bool
    ) -> tuple[Tensor, Any]:
        if mask is not None:
            mask = manipulation.expand_dims(mask, -3)  # the heads share it
        result: tuple[Tensor, Any] = ops.attend(q, k, v, mask, causal, rate, None, self.seed_generator, scores_too)
        return result

    def compute_mask(self, query: Any, previous_mask: Any = None, *_: Any) -> Any:
        """The mask of the queries."""
        return previous_mask


class MultiHeadAttention(_HeadAttention):
    """Attention of Vaswani et al. (2017): query (B, T, D), value (B, S, E), key (B, S, F) -> (B, T, D).

    `attention_axes` are the axes attended over, all between batch and features by default.
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: Any = None,
        attention_axes: Any = None,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        self.num_heads = checks.positive_int(self, "num_heads", num_heads)
        self.key_dim = checks.positive_int(self, "key_dim", key_dim)
        self.value_dim = self.key_dim if value_dim is None else checks.positive_int(self, "value_dim", value_dim)
        self._out = (output_shape,) if isinstance(output_shape, int) else output_shape and tuple(output_shape)
        axes = (attention_axes,) if isinstance(attention_axes, int) else attention_axes
        self.attention_axes = None if axes is None else tuple(axes)
        self._keep_settings(
            dropout,
            use_bias,
            seed,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self._refuse(sliding_window, use_gate, flash_attention)

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:
        """Make the projections of query, key and value, and the one back."""
        self._check_shapes(query_shape, value_shape, key_shape)
        rank = len(query_shape)
        free = rank - 2
        axes = self.attention_axes or tuple(range(1, rank - 1))
        self._attended = tuple(axis % rank for axis in axes)
        if not all(0 < axis < rank - 1 for axis in self._attended):
            raise ArgumentError(
                f"layer {self.name!r}: attention_axes: expected axes between batch and features of {tuple(query_shape)}, "
                f"got {axes}"
            )
        widths = [shape[-1] for shape in (query_shape, key_shape or value_shape, value_shape)]
        H = self.num_heads
        self.query_dense = self._projection("query", widths[0], free, H, self.key_dim)
        self.key_dense = self._projection("key", widths[1], free, H, self.key_dim)
        self.value_dense = self._projection("value", widths[2], free, H, self.value_dim)
        self.output_dense = self._back(free, H, self.value_dim, self._out or (widths[0],))

    def _attend(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Any, causal: bool, rate: float, scores_too: bool
    ) -> tuple[Tensor, Any]:
        if q.ndim == 4:
            return super()._attend(q, k, v, mask, causal, rate, scores_too)
        return self._attend_over_axes(q, k, v, mask, causal, rate, scores_too)

    def _attend_over_axes(
        self, q: Tensor, k: Tensor, v: Tensor, mask: Any, causal: bool, rate: float, scores_too: bool
    ) -> tuple[Tensor, Any]:
        """Several spatial axes: those attended over become one, behind the others."""
        attended = self._attended
        rest = [axis for axis in range(q.ndim - 2) if axis not in attended]
        order = (*rest, *attended, q.ndim - 2, q.ndim - 1)

        def folded(x: Tensor) -> Tensor:
            moved = manipulation.transpose(x, order)
            lead = moved.shape[: len(rest)]
            return manipulation.reshape(moved, (*lead, math.prod(moved.shape[len(rest) : -2]), *moved.shape[-2:]))

        targets = [q.shape[axis] for axis in attended]
        sources = [k.shape[axis] for axis in attended]
        if mask is not None:
            flat = (*mask.shape[: mask.ndim - 2 * len(attended)], math.prod(targets), math.prod(sources))
            mask = manipulation.reshape(manipulation.broadcast_to(mask, (*flat[:-2], *targets, *sources)), flat)
            while mask.ndim < len(rest) + 3:
                mask = manipulation.expand_dims(mask, -3)
        y, weights = ops.attend(
            folded(q), folded(k), folded(v), mask, causal, rate, None, self.seed_generator, scores_too
        )
        lead = y.shape[: len(rest)]
        y = manipulation.reshape(y, (*lead, *targets, *y.shape[-2:]))
        back = [order.index(axis) for axis in range(len(order))]
        if weights is not None:
            weights = manipulation.reshape(weights, (*weights.shape[:-2], *targets, *sources))
        return manipulation.transpose(y, tuple(back)), weights

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config() | {"output_shape": self._out}
        config.pop("flash_attention")  # how, not what
        return config


class GroupedQueryAttention(_HeadAttention):
    """Attention in which groups of query heads share the heads of keys and values (Ainslie et al., 2023)."""

    def __init__(
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        self.head_dim = checks.positive_int(self, "head_dim", head_dim)
        self.num_query_heads = checks.positive_int(self, "num_query_heads", num_query_heads)
        self.num_key_value_heads = checks.positive_int(self, "num_key_value_heads", num_key_value_heads)
        if self.num_query_heads % self.num_key_value_heads:
            raise ArgumentError(
                f"{type(self).__name__}: num_key_value_heads: expected a divisor of num_query_heads="
                f"{num_query_heads}, got {num_key_value_heads}"
            )
        self._keep_settings(
            dropout,
            use_bias,
            seed,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self._refuse(sliding_window, use_gate, flash_attention)

    def build(self, query_shape: Any, value_shape: Any, key_shape: Any = None) -> None:
        """Make the projections of query, key and value, and the one back."""
        self._check_shapes(query_shape, value_shape, key_shape)
        if len(query_shape) != 3:
            raise ShapeError(f"layer {self.name!r}: expected a query (batch, time, features), got {tuple(query_shape)}")
        H, G, K = self.num_query_heads, self.num_key_value_heads, self.head_dim
        self.query_dense = self._projection("query", query_shape[-1], 1, H, K)
        self.key_dense = self._projection("key", (key_shape or value_shape)[-1], 1, G, K)
        self.value_dense = self._projection("value", value_shape[-1], 1, G, K)
        self.output_dense = self._back(1, H, K, (query_shape[-1],))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        config = super().get_config()
        config.pop("flash_attention")  # how, not what
        return config


def _joint_mask(query_mask: Any, value_mask: Any, key_mask: Any, attention_mask: Any) -> Any:
    """Where a query may look, from the masks of the parts: (B, T, S), or None if everywhere."""
    found = None if attention_mask is None else elementwise.cast(attention_mask, "bool")
    for mask, axis in ((query_mask, -1), (value_mask, -2), (key_mask, -2)):
        if mask is not None:
            part = manipulation.expand_dims(elementwise.cast(mask, "bool"), axis)
            found = part if found is None else comparison.logical_and(found, part)
    return found
