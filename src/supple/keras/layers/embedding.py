"""The look-up of learnt vectors."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import comparison, elementwise, embedding as ops
from supple.keras._layer import building, checks, weight_settings
from supple.keras._layer.layer import Layer, LayerOptions


class Embedding(Layer):
    """The rows of a table by their numbers: (..) of ints -> (.., output_dim); with `mask_zero`, 0 is no entry."""

    _not_in_config = ("weights",)

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        # tf.keras 2: the length of the sequences, for layers that must know it.
        length = base.pop("input_length", None)  # type: ignore[typeddict-item]
        if length is not None and "input_shape" not in base:
            base["input_shape"] = tuple(length) if isinstance(length, (list, tuple)) else (length,)
        super().__init__(**base)
        self.input_dim = checks.positive_int(self, "input_dim", input_dim)
        self.output_dim = checks.positive_int(self, "output_dim", output_dim)
        weight_settings.keep(
            self,
            embeddings_initializer=embeddings_initializer,
            embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint,
        )
        self.mask_zero = bool(mask_zero)
        self.supports_masking = self.mask_zero
        self._makes_mask = self.mask_zero
        self.autocast = False
        if weights is not None:
            self.build()
            self.set_weights(weights if isinstance(weights, list) else [weights])

    def build(self, input_shape: Any = None) -> None:
        """Make `embeddings` (input_dim, output_dim)."""
        if not self.built:
            self.embeddings = weight_settings.add(self, "embeddings", (self.input_dim, self.output_dim))

    def call(self, inputs: Tensor) -> Tensor:
        """(..) of ints -> (.., output_dim)."""
        if inputs.dtype.is_floating:
            inputs = elementwise.cast(inputs, "int32")
        found: Tensor = ops.embedding_lookup(self.embeddings, inputs)
        return found

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """True where the number is not 0, if `mask_zero`; else None."""
        return comparison.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(..) -> (.., output_dim)."""
        return TensorShape((*building.standard_shape(input_shape), self.output_dim))
