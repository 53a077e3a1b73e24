"""Layers that make one tensor of several."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import arithmetic, comparison, creation, manipulation, matrix
from supple.errors import ArgumentError, ShapeError
from supple.keras._layer.layer import Layer, LayerOptions


class _Merge(Layer):
    """Base: an elementwise function of tensors that broadcast to one shape; a lower rank gets axes after the batch."""

    _makes_mask = False
    _exactly: int | None = None

    def __init__(self, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Check the number of inputs and that their shapes fit."""
        shapes = self._checked(input_shape)
        rank = max(len(shape) for shape in shapes)
        aligned = [(*shape[:1], *(1,) * (rank - len(shape)), *shape[1:]) for shape in shapes]
        for sizes in zip(*aligned, strict=True):
            if len({size for size in sizes if size not in (None, 1)}) > 1:
                shown = ", ".join(str(tuple(shape)) for shape in shapes)
                raise ShapeError(f"layer {self.name!r}: the inputs do not broadcast to one shape: {shown}")

    def _checked(self, shapes: Any) -> list[Any]:
        if isinstance(shapes, TensorShape) or not isinstance(shapes, (list, tuple)) or not shapes:
            raise ArgumentError(
                f"layer {self.name!r} ({type(self).__name__}): expected a list of tensors, got {shapes!r}"
            )
        if self._exactly is not None and len(shapes) != self._exactly:
            raise ArgumentError(
                f"layer {self.name!r} ({type(self).__name__}): expected {self._exactly} tensors, got {len(shapes)}"
            )
        return list(shapes)

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Several tensors -> one."""
        ranks = {x.ndim for x in inputs}
        return self._merge(inputs if len(ranks) == 1 else _of_one_rank(inputs, max(ranks)))

    def _merge(self, inputs: Sequence[Tensor]) -> Tensor:
        raise NotImplementedError(f"{type(self).__name__} must say how it merges")

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """True where any of the masks is; None if an input has none."""
        masks = previous_mask if isinstance(previous_mask, (list, tuple)) else [previous_mask]
        if any(mask is None for mask in masks):
            return None
        return functools.reduce(comparison.logical_or, masks)


def _of_one_rank(inputs: Sequence[Tensor], rank: int) -> list[Tensor]:
    aligned = []
    for x in inputs:
        missing = rank - x.ndim
        aligned.append(manipulation.expand_dims(x, tuple(range(1, 1 + missing))) if missing else x)
    return aligned


class Add(_Merge):
    """x + y + .."""

    def _merge(self, inputs: Sequence[Tensor]) -> Tensor:
        return functools.reduce(arithmetic.add, inputs)


class Subtract(_Merge):
    """x - y."""

    _exactly = 2

    def _merge(self, inputs: Sequence[Tensor]) -> Tensor:
        return arithmetic.subtract(inputs[0], inputs[1])


class Multiply(_Merge):
    """x · y · .."""

    def _merge(self, inputs: Sequence[Tensor]) -> Tensor:
        return functools.reduce(arithmetic.multiply, inputs)


class Average(_Merge):
    """(x + y + ..) / n."""

    def _merge(self, inputs: Sequence[Tensor]) -> Tensor:
        return arithmetic.divide(functools.reduce(arithmetic.add, inputs), len(inputs))


class Maximum(_Merge):
    """The largest of each element."""

    def _merge(self, inputs: Sequence[Tensor]) -> Tensor:
        return functools.reduce(arithmetic.maximum, inputs)


class Minimum(_Merge):
    """The smallest of each element."""

    def _merge(self, inputs: Sequence[Tensor]) -> Tensor:
        return functools.reduce(arithmetic.minimum, inputs)


class Concatenate(_Merge):
    """The tensors one behind the other along `axis`."""

    def __init__(self, axis: int = -1, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.axis = axis

    def build(self, input_shape: Any) -> None:
        """Check that the shapes agree on every other axis."""
        shapes = self._checked(input_shape)
        rank = len(shapes[0])
        if any(len(shape) != rank for shape in shapes) or not -rank <= self.axis < rank:
            raise self._misfit(shapes)
        for axis, sizes in enumerate(zip(*shapes, strict=True)):
            if axis != self.axis % rank and len({size for size in sizes if size is not None}) > 1:
                raise self._misfit(shapes)

    def _misfit(self, shapes: list[Any]) -> ShapeError:
        shown = ", ".join(str(tuple(shape)) for shape in shapes)
        return ShapeError(
            f"layer {self.name!r}: the inputs must have one rank and agree on every axis but {self.axis}, got {shown}"
        )

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Several tensors -> one."""
        return manipulation.concatenate(inputs, self.axis)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """Masks joined along the time axis, else true where any is; an input without a mask counts as all true."""
        masks = previous_mask if isinstance(previous_mask, (list, tuple)) else None
        if masks is None or all(mask is None for mask in masks):
            return None
        rank = inputs[0].ndim
        axis = self.axis % rank
        known = next(mask for mask in masks if mask is not None)
        full = [_all_true(x, known) if mask is None else mask for x, mask in zip(inputs, masks, strict=True)]
        if axis < known.ndim:
            return manipulation.concatenate(full, axis)
        return functools.reduce(comparison.logical_or, full)


def _all_true(x: Tensor, like: Tensor) -> Tensor:
    """A mask for `x`, with as many axes as `like`, that keeps everything."""
    first = x
    while first.ndim > like.ndim:
        first = first[..., 0]
    return creation.ones_like(first, "bool")


class Dot(_Merge):
    """Sums of products over one axis of each, example by example: (B, T, C), (B, U, C) -> (B, T, U) for axes 2."""

    _exactly = 2

    def __init__(self, axes: Any, normalize: bool = False, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        both = tuple(axes) if isinstance(axes, (list, tuple)) else (axes, axes)
        if len(both) != 2 or any(isinstance(a, bool) or not hasattr(a, "__index__") for a in both):
            raise ArgumentError(f"{type(self).__name__}: axes: expected an int or two ints, got {axes!r}")
        if 0 in both:
            raise ArgumentError(f"{type(self).__name__}: axes: 0 is the batch and stays apart, got {axes!r}")
        self.axes = axes
        self.normalize = normalize
        self._pair = both

    def build(self, input_shape: Any) -> None:
        """Check that both axes have one size."""
        first, second = self._checked(input_shape)
        x, y = first[self._pair[0]], second[self._pair[1]]
        if x is not None and y is not None and x != y:
            raise ShapeError(
                f"layer {self.name!r}: axes {self._pair} of inputs of shapes {tuple(first)} and {tuple(second)} "
                f"have sizes {x} and {y}"
            )

    def call(self, inputs: Sequence[Tensor]) -> Tensor:
        """Two tensors -> one."""
        x, y = inputs
        if self.normalize:
            x = matrix.l2_normalize(x, self._pair[0])
            y = matrix.l2_normalize(y, self._pair[1])
        return matrix.batch_dot(x, y, self._pair[0], self._pair[1])

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """None: the time steps are no longer apart."""
        return None


def add(inputs: Any, **kwargs: Any) -> Any:
    """x + y + .."""
    return Add(**kwargs)(inputs)


def subtract(inputs: Any, **kwargs: Any) -> Any:
    """x - y."""
    return Subtract(**kwargs)(inputs)


def multiply(inputs: Any, **kwargs: Any) -> Any:
    """x · y · .."""
    return Multiply(**kwargs)(inputs)


def average(inputs: Any, **kwargs: Any) -> Any:
    """(x + y + ..) / n."""
    return Average(**kwargs)(inputs)


def maximum(inputs: Any, **kwargs: Any) -> Any:
    """The largest of each element."""
    return Maximum(**kwargs)(inputs)


def minimum(inputs: Any, **kwargs: Any) -> Any:
    """The smallest of each element."""
    return Minimum(**kwargs)(inputs)


def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """The tensors one behind the other along `axis`."""
    return Concatenate(axis, **kwargs)(inputs)


def dot(inputs: Any, axes: Any = -1, **kwargs: Any) -> Any:
    """Sums of products over one axis of each, example by example."""
    return Dot(axes, **kwargs)(inputs)
