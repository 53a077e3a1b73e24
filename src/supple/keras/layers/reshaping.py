"""Layers that only change the shape or the order of axes."""

from __future__ import annotations

import math
from typing import Any, Unpack

from supple._core.tensor import Tensor
from supple._ops import manipulation as ops
from supple.errors import ArgumentError, ShapeError
from supple.keras._layer import checks
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


class Flatten(Layer):
    """Every axis but the first in one: (B, ..) -> (B, n); (B,) -> (B, 1)."""

    def __init__(self, data_format: str | None = None, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.data_format = checks.data_format(self, data_format)
        self.input_spec = InputSpec(min_ndim=1)
        self._first = self.data_format == "channels_first"

    def call(self, inputs: Tensor) -> Tensor:
        """(B, ..) -> (B, n)."""
        if self._first and inputs.ndim > 2:
            inputs = ops.moveaxis(inputs, 1, -1)
        return ops.flatten_rows(inputs)


class Reshape(Layer):
    """The elements of each example in another shape, of which one size may be -1: (B, ..) -> (B, *target_shape)."""

    def __init__(self, target_shape: Any, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        sizes = tuple(target_shape) if isinstance(target_shape, (list, tuple)) else (target_shape,)
        wrong = [s for s in sizes if isinstance(s, bool) or not hasattr(s, "__index__") or s < -1]
        if wrong or sizes.count(-1) > 1:
            raise ArgumentError(
                f"{type(self).__name__}: target_shape: expected sizes, at most one of them -1, got {target_shape!r}"
            )
        self.target_shape = tuple(int(s) for s in sizes)

    def call(self, inputs: Tensor) -> Tensor:
        """(B, ..) -> (B, *target_shape)."""
        shape = inputs.shape
        count, wanted = math.prod(shape[1:]), math.prod(self.target_shape)
        if wanted != count if wanted >= 0 else not wanted or count % wanted:
            raise ShapeError(
                f"layer {self.name!r}: cannot reshape each example of shape {tuple(shape[1:])} to {self.target_shape}"
            )
        sizes = (
            self.target_shape if wanted >= 0 else tuple(count // -wanted if s == -1 else s for s in self.target_shape)
        )
        return ops.reshape(inputs, (shape[0], *sizes))


class Permute(Layer):
    """The axes in another order, counted from 1, the batch left out: Permute((2, 1)) is (B, T, C) -> (B, C, T)."""

    def __init__(self, dims: Any, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ArgumentError(
                f"{type(self).__name__}: dims: expected each of 1 to {len(self.dims)} once "
                f"(0, the batch, stays in front), got {dims!r}"
            )
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)
        self._order = (0, *self.dims)

    def call(self, inputs: Tensor) -> Tensor:
        """(B, ..) -> (B, ..)."""
        return ops.transpose(inputs, self._order)


class RepeatVector(Layer):
    """Each vector n times: (B, C) -> (B, n, C)."""

    def __init__(self, n: int, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.n = checks.positive_int(self, "n", n)
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Tensor) -> Tensor:
        """(B, C) -> (B, n, C)."""
        return ops.tile(ops.expand_dims(inputs, 1), (1, self.n, 1))
