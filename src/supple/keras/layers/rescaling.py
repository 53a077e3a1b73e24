"""Inputs brought to another range."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.tensor import Tensor
from supple._ops import arithmetic, elementwise
from supple.keras._layer.layer import Layer, LayerOptions


class Rescaling(Layer):
    """x · scale + offset, in the layer's float dtype; any shape -> the same."""

    def __init__(self, scale: Any, offset: Any = 0.0, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.scale = scale
        self.offset = offset
        self.supports_masking = True

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        scaled = arithmetic.multiply(elementwise.cast(inputs, self.compute_dtype), self.scale)
        return scaled if self.offset.__class__ is float and self.offset == 0 else arithmetic.add(scaled, self.offset)
