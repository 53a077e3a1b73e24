"""Attention without projections: dot product and additive."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import arithmetic, attention as ops, comparison, elementwise, manipulation, matrix, reduction
from supple.errors import ArgumentError
from supple.keras._layer import checks
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras._layer.seeds import SeedGenerator


class Attention(Layer):
    """Means of values, weighted by how well keys fit to queries: [(B, T, D), (B, S, V), (B, S, D)] -> (B, T, V).

    Inputs are `[query, value]` or `[query, value, key]`, masks `[query_mask, value_mask]`. The score is the dot product,
    or with score_mode "concat" the sum of tanh(query + key).
    """

    _makes_mask = False

    def __init__(
        self,
        use_scale: bool = False,
        score_mode: str = "dot",
        dropout: float = 0.0,
        seed: int | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        self.use_scale = use_scale
        self.score_mode = checks.one_of(self, "score_mode", score_mode, ("dot", "concat"))
        self.dropout = checks.fraction(self, "dropout", dropout)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        self.supports_masking = True
        self.scale: Any = None
        self.concat_score_weight: Any = None

    def build(self, input_shape: Any) -> None:
        """Make `scale` and `concat_score_weight`, numbers, if the settings ask for them."""
        self._check(input_shape)
        if self.use_scale:
            self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(name="concat_score_weight", shape=(), initializer="ones")

    def _check(self, inputs: Any) -> None:
        count = len(inputs) if isinstance(inputs, (list, tuple)) and not isinstance(inputs, TensorShape) else 0
        if count not in {2, 3}:
            raise ArgumentError(
                f"layer {self.name!r}: expected a list of [query, value] or [query, value, key], got {inputs!r}"
            )

    def _calculate_scores(self, query: Tensor, key: Tensor) -> Tensor:
        """(B, T, D), (B, S, D) -> (B, T, S)."""
        if self.score_mode == "dot":
            scores = matrix.matmul(query, manipulation.swapaxes(key, -2, -1))
            return scores if self.scale is None else arithmetic.multiply(scores, self.scale)
        both = arithmetic.add(manipulation.expand_dims(query, -2), manipulation.expand_dims(key, -3))
        if self.scale is not None:
            both = arithmetic.multiply(both, self.scale)
        return arithmetic.multiply(self.concat_score_weight, reduction.sum_(elementwise.tanh(both), -1))

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: bool = False,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        """[(B, T, D), (B, S, V), (B, S, D)] -> (B, T, V), and the weights (B, T, S) if asked for."""
        self._check(inputs)
        query, value = inputs[0], inputs[1]
        key = inputs[2] if len(inputs) > 2 else value
        masks = list(mask) if isinstance(mask, (list, tuple)) else [mask]
        query_mask, value_mask = masks[0], masks[1] if len(masks) > 1 else None
        scores = self._calculate_scores(query, key)
        allowed = None if value_mask is None else manipulation.expand_dims(elementwise.cast(value_mask, "bool"), -2)
        if use_causal_mask:
            past = ops.causal_mask(scores.shape[-2], scores.shape[-1], scores)
            allowed = past if allowed is None else comparison.logical_and(allowed, past)
        rate = self.dropout if training else 0.0
        result, weights = ops.weigh(scores, value, allowed, rate, self.seed_generator)
        if query_mask is not None:
            kept = manipulation.expand_dims(elementwise.cast(query_mask, result.dtype), -1)
            result = arithmetic.multiply(result, kept)
        return (result, weights) if return_attention_scores else result

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """The mask of the queries."""
        return previous_mask[0] if isinstance(previous_mask, (list, tuple)) else None


class AdditiveAttention(Attention):
    """Attention with the score Σ scale · tanh(query + key) (Bahdanau et al., 2015)."""

    def __init__(self, use_scale: bool = True, dropout: float = 0.0, **base: Unpack[LayerOptions]) -> None:
        seed = base.pop("seed", None)  # type: ignore[typeddict-item]
        super().__init__(use_scale, "dot", dropout, seed, **base)

    def build(self, input_shape: Any) -> None:
        """Make `scale` (D,)."""
        self._check(input_shape)
        if self.use_scale:
            width = checks.known_size(self, "last axis of the query", input_shape[0][-1])
            self.scale = self.add_weight(name="scale", shape=(width,), initializer="glorot_uniform")

    def _calculate_scores(self, query: Tensor, key: Tensor) -> Tensor:
        """(B, T, D), (B, S, D) -> (B, T, S)."""
        both = arithmetic.add(manipulation.expand_dims(query, -2), manipulation.expand_dims(key, -3))
        fits = elementwise.tanh(both)
        return reduction.sum_(fits if self.scale is None else arithmetic.multiply(fits, self.scale), -1)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"seed": self.seed}
