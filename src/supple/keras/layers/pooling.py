"""Pooling over windows of one, two or three axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import pooling as ops
from supple.keras._layer import checks
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


class _Pooling(Layer):
    """Base: a statistic of each window that moves over `_rank` axes."""

    _rank: ClassVar[int]
    _pool: ClassVar[Callable[..., Tensor]]

    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **base: Any,
    ) -> None:
        super().__init__(name=name, **base)
        self.pool_size = checks.int_tuple(self, "pool_size", pool_size, self._rank)
        self.strides = self.pool_size if strides is None else checks.int_tuple(self, "strides", strides, self._rank)
        self.padding = checks.one_of(self, "padding", padding, ("valid", "same"))
        self.data_format = checks.data_format(self, data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._last = self.data_format == "channels_last"

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *new space, C)."""
        return type(self)._pool(inputs, self.pool_size, self.strides, self.padding, self._last)


class _MaxPooling(_Pooling):
    _pool = ops.max_pool


class MaxPooling1D(_MaxPooling):
    """The maximum of each window over time: (B, T, C) -> (B, new T, C)."""

    _rank = 1


class MaxPooling2D(_MaxPooling):
    """The maximum of each window of an image: (B, H, W, C) -> (B, new H, new W, C)."""

    _rank = 2


class MaxPooling3D(_MaxPooling):
    """The maximum of each window of a volume: (B, D, H, W, C) -> (B, new D, new H, new W, C)."""

    _rank = 3


class _AveragePooling(_Pooling):
    _pool = ops.average_pool


class AveragePooling1D(_AveragePooling):
    """The mean of each window over time, padding left out: (B, T, C) -> (B, new T, C)."""

    _rank = 1


class AveragePooling2D(_AveragePooling):
    """The mean of each window of an image, padding left out: (B, H, W, C) -> (B, new H, new W, C)."""

    _rank = 2


class AveragePooling3D(_AveragePooling):
    """The mean of each window of a volume, padding left out: (B, D, H, W, C) -> (B, new D, new H, new W, C)."""

    _rank = 3


class _AdaptivePooling(Layer):
    """Base: a statistic of windows that cut each axis into so many parts."""

    _rank: ClassVar[int]
    _pool: ClassVar[Callable[..., Tensor]]

    def __init__(self, output_size: Any, data_format: str | None = None, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.output_size = checks.int_tuple(self, "output_size", output_size, self._rank)
        self.data_format = checks.data_format(self, data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._last = self.data_format == "channels_last"

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *output_size, C)."""
        return type(self)._pool(inputs, self.output_size, self._last)


class _AdaptiveMaxPooling(_AdaptivePooling):
    _pool = ops.adaptive_max_pool


class AdaptiveMaxPooling1D(_AdaptiveMaxPooling):
    """Maxima over `output_size` parts of the time: (B, T, C) -> (B, output_size, C)."""

    _rank = 1


class AdaptiveMaxPooling2D(_AdaptiveMaxPooling):
    """Maxima over `output_size` parts of an image: (B, H, W, C) -> (B, *output_size, C)."""

    _rank = 2


class AdaptiveMaxPooling3D(_AdaptiveMaxPooling):
    """Maxima over `output_size` parts of a volume: (B, D, H, W, C) -> (B, *output_size, C)."""

    _rank = 3


class _AdaptiveAveragePooling(_AdaptivePooling):
    _pool = ops.adaptive_average_pool


class AdaptiveAveragePooling1D(_AdaptiveAveragePooling):
    """Means over `output_size` parts of the time: (B, T, C) -> (B, output_size, C)."""

    _rank = 1


class AdaptiveAveragePooling2D(_AdaptiveAveragePooling):
    """Means over `output_size` parts of an image: (B, H, W, C) -> (B, *output_size, C)."""

    _rank = 2


class AdaptiveAveragePooling3D(_AdaptiveAveragePooling):
    """Means over `output_size` parts of a volume: (B, D, H, W, C) -> (B, *output_size, C)."""

    _rank = 3
