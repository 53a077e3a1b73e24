"""Reductions over axes; `axis=None` means every axis, an empty list none."""

from __future__ import annotations

from typing import Any

import torch

from supple._core import dtype as dtypes
from supple._core.lift import Array, multi_op, op
from supple._ops import roots
from supple._ops._arguments import Axis, axes, positive_axes
from supple.errors import InvalidArgumentError


@op
def sum_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The sum, in the dtype of x; truth values are counted in int32."""
    dims = axis if axis.__class__ is int else axes(axis)
    if dims == ():
        return x.view_as(x)
    if x.is_floating_point():
        return torch.sum(x, dims, keepdims)
    return torch.sum(x, dims, keepdims, dtype=torch.int32 if x.dtype is torch.bool else x.dtype)


@op(takes="floats")
def mean(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The mean; integers are averaged in the default float dtype."""
    dims = axis if axis.__class__ is int else axes(axis)
    if dims == ():
        return x.view_as(x)
    return torch.mean(x, dims, keepdims)


@op
def mean_of_same_dtype(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The mean in the dtype of x."""
    dims = axis if axis.__class__ is int else axes(axis)
    if dims == ():
        return x.view_as(x)
    if x.is_floating_point() or x.is_complex():
        return torch.mean(x, dims, keepdims)
    # Integers keep their dtype and round toward zero, as in TensorFlow.
    total = torch.sum(x, dims, keepdims, dtype=x.dtype)
    return torch.div(total, x.numel() // max(total.numel(), 1), rounding_mode="trunc")


def _extreme(x: Array, lowest: bool) -> Any:
    """What the maximum (`lowest`) or minimum of nothing is."""
    dtype = dtypes.BY_TORCH[x.dtype]
    if x.is_floating_point():
        return -float("inf") if lowest else float("inf")
    return dtype.min if lowest else dtype.max


def _over_nothing(x: Array, axis: Axis, keepdims: bool, fill: Any) -> Array:
    dims = positive_axes(axis, x.ndim)
    shape = [1 if i in dims else n for i, n in enumerate(x.shape) if keepdims or i not in dims]
    return torch.full(shape, fill, dtype=x.dtype, device=x.device)


@op
def max_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The maximum; equal elements share the gradient."""
    dims = axis if axis.__class__ is int else axes(axis)
    if dims == ():
        return x.view_as(x)
    if 0 in x.shape:
        return _over_nothing(x, axis, keepdims, _extreme(x, lowest=True))
    return torch.amax(x, () if dims is None else dims, keepdims)


@op
def min_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The minimum; equal elements share the gradient."""
    dims = axis if axis.__class__ is int else axes(axis)
    if dims == ():
        return x.view_as(x)
    if 0 in x.shape:
        return _over_nothing(x, axis, keepdims, _extreme(x, lowest=False))
    return torch.amin(x, () if dims is None else dims, keepdims)


@op
def prod(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The product, in the dtype of x."""
    dtype = torch.int32 if x.dtype is torch.bool else x.dtype
    for dim in sorted(positive_axes(axis, x.ndim), reverse=True):
        x = torch.prod(x, dim, keepdims, dtype=dtype)
    return x.view_as(x)


@op(takes="floats")
def var(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The variance, with the number of elements as the divisor."""
    dims = axes(axis)
    if dims == ():
        return torch.zeros_like(x)
    return torch.var(x, dims, correction=0, keepdim=keepdims)


@op(takes="floats")
def std(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The standard deviation, with the number of elements as the divisor."""
    dims = axes(axis)
    if dims == ():
        return torch.zeros_like(x)
    return roots.sqrt(torch.var(x, dims, correction=0, keepdim=keepdims))


@op(takes="floats")
def logsumexp(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """log Σ exp x."""
    dims = axes(axis)
    if dims == ():
        return x.view_as(x)
    return torch.logsumexp(x, tuple(range(x.ndim)) if dims is None else dims, keepdims)


@op(takes="floats")
def euclidean_norm(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """sqrt Σ x²."""
    dims = axes(axis)
    if dims == ():
        return torch.abs(x)
    return roots.sqrt(torch.sum(torch.square(x), dims, keepdims))


@op(takes="bools")
def all_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """True where every element holds."""
    dims = axes(axis)
    return x.view_as(x) if dims == () else torch.all(x, dims, keepdims)


@op(takes="bools")
def any_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """True where some element holds."""
    dims = axes(axis)
    return x.view_as(x) if dims == () else torch.any(x, dims, keepdims)


@op
def argmax(x: Array, axis: Axis = None, keepdims: bool = False, dtype: torch.dtype = torch.int64) -> Array:
    """The index of the first maximum; of the flattened tensor if axis is None."""
    return _arg(torch.argmax, x, axis, keepdims, dtype)


@op
def argmax_of_axis(x: Array, axis: Axis = None, dtype: Any = "int64") -> Array:
    """The index of the first maximum along an axis, the first axis if None."""
    return _arg(torch.argmax, x, 0 if axis is None else axis, keepdims=False, dtype=_index_dtype(dtype))


@op
def argmin_of_axis(x: Array, axis: Axis = None, dtype: Any = "int64") -> Array:
    """The index of the first minimum along an axis, the first axis if None."""
    return _arg(torch.argmin, x, 0 if axis is None else axis, keepdims=False, dtype=_index_dtype(dtype))


def _index_dtype(dtype: Any) -> torch.dtype:
    return torch.int64 if dtype is dtypes.int64 else dtypes.to_torch(dtype)


@op
def argmin(x: Array, axis: Axis = None, keepdims: bool = False, dtype: torch.dtype = torch.int64) -> Array:
    """The index of the first minimum; of the flattened tensor if axis is None."""
    return _arg(torch.argmin, x, axis, keepdims, dtype)


def _arg(function: Any, x: Array, axis: Axis, keepdims: bool, dtype: torch.dtype) -> Array:
    dim = axes(axis)
    if dim is not None and not isinstance(dim, int):
        raise InvalidArgumentError(f"{function.__name__}: axis: expected one axis, got {dim}")
    if x.dtype is torch.bool:
        x = x.to(torch.uint8)
    found: Array = function(x, dim, keepdims)
    return found if dtype is torch.int64 else found.to(dtype)


@op
def count_nonzero(x: Array, axis: Axis = None, keepdims: bool | None = False, dtype: Any = "int64") -> Array:
    """The number of elements that are not 0."""
    nonzero = x != 0
    dims = axes(axis)
    wanted = dtypes.to_torch(dtype)
    return nonzero.to(wanted) if dims == () else torch.sum(nonzero, dims, bool(keepdims), dtype=wanted)


@op
def zero_fraction(x: Array) -> Array:
    """The share of elements that are 0."""
    return torch.mean((x == 0).to(torch.float32))


@multi_op(takes="floats")
def moments(x: Array, axes: Axis, keepdims: bool = False) -> tuple[Array, Array]:
    """The mean and the variance over `axes`."""
    dims = tuple(positive_axes(axes, x.ndim, "axes"))
    if not dims:
        return x.view_as(x), torch.zeros_like(x)
    # Statistics of half precision are taken in float32, as TensorFlow does.
    wide = x if x.dtype in {torch.float32, torch.float64} else x.float()
    variance, average = torch.var_mean(wide, dims, correction=0, keepdim=keepdims)
    return average.to(x.dtype), variance.to(x.dtype)


@op
def cumsum(x: Array, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """Running sums along an axis; `exclusive` starts from 0, `reverse` runs from the end."""
    return _running(torch.cumsum, x, axis, exclusive, reverse, 0)


@op
def cumprod(x: Array, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """Running products along an axis; `exclusive` starts from 1, `reverse` runs from the end."""
    return _running(torch.cumprod, x, axis, exclusive, reverse, 1)


def _running(function: Any, x: Array, axis: Any, exclusive: bool, reverse: bool, start: int) -> Array:
    dim = positive_axes(axis, x.ndim)[0]
    if reverse:
        x = torch.flip(x, (dim,))
    if exclusive:
        x = torch.cat(
            [
                torch.full_like(x.narrow(dim, 0, min(1, x.shape[dim])), start),
                x.narrow(dim, 0, max(x.shape[dim] - 1, 0)),
            ],
            dim,
        )
    x = function(x, dim, dtype=torch.int32 if x.dtype is torch.bool else x.dtype)
    return torch.flip(x, (dim,)) if reverse else x


@op(takes="floats")
def cumulative_logsumexp(x: Array, axis: Any = 0, exclusive: bool = False, reverse: bool = False) -> Array:
    """Running log Σ exp along an axis."""
    dim = positive_axes(axis, x.ndim)[0]
    if reverse:
        x = torch.flip(x, (dim,))
    if exclusive:
        first = torch.full_like(x.narrow(dim, 0, min(1, x.shape[dim])), torch.finfo(x.dtype).min)
        x = torch.cat([first, x.narrow(dim, 0, max(x.shape[dim] - 1, 0))], dim)
    x = torch.logcumsumexp(x, dim)
    return torch.flip(x, (dim,)) if reverse else x
