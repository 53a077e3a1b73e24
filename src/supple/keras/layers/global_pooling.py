"""Pooling over everything but the channels."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import arithmetic, elementwise, manipulation, reduction
from supple.keras._layer import checks
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


class _GlobalPooling(Layer):
    """Base: a statistic over all of space or time; with `keepdims` these axes stay, of size 1."""

    _rank: ClassVar[int]

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.data_format = checks.data_format(self, data_format)
        self.keepdims = bool(keepdims)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        first = 1 if self.data_format == "channels_last" else 2
        self._axes = first if self._rank == 1 else tuple(range(first, first + self._rank))


class _GlobalMaxPooling(_GlobalPooling):
    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, C)."""
        return reduction.max_(inputs, self._axes, self.keepdims)


class GlobalMaxPooling1D(_GlobalMaxPooling):
    """The maximum over time: (B, T, C) -> (B, C)."""

    _rank = 1


class GlobalMaxPooling2D(_GlobalMaxPooling):
    """The maximum of an image: (B, H, W, C) -> (B, C)."""

    _rank = 2


class GlobalMaxPooling3D(_GlobalMaxPooling):
    """The maximum of a volume: (B, D, H, W, C) -> (B, C)."""

    _rank = 3


class _GlobalAveragePooling(_GlobalPooling):
    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, C)."""
        return reduction.mean(inputs, self._axes, self.keepdims)


class GlobalAveragePooling1D(_GlobalPooling):
    """The mean over time, over the steps that the mask holds for true: (B, T, C) -> (B, C)."""

    _rank = 1
    _makes_mask = False

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **base: Unpack[LayerOptions]) -> None:
        super().__init__(data_format, keepdims, **base)
        self.supports_masking = True
        self._feature_axis = 2 if self.data_format == "channels_last" else 1

    def call(self, inputs: Tensor, mask: Tensor | None = None) -> Tensor:
        """(B, T, C), (B, T) -> (B, C)."""
        if mask is None:
            return reduction.mean(inputs, self._axes, self.keepdims)
        kept = manipulation.expand_dims(elementwise.cast(mask, inputs.dtype), self._feature_axis)
        total = reduction.sum_(arithmetic.multiply(inputs, kept), self._axes, self.keepdims)
        return arithmetic.divide(total, reduction.sum_(kept, self._axes, self.keepdims))

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """None: there are no time steps left."""
        return None


class GlobalAveragePooling2D(_GlobalAveragePooling):
    """The mean of an image: (B, H, W, C) -> (B, C)."""

    _rank = 2


class GlobalAveragePooling3D(_GlobalAveragePooling):
    """The mean of a volume: (B, D, H, W, C) -> (B, C)."""

    _rank = 3
