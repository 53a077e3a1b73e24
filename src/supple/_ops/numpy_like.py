"""Functions by NumPy's rules, where TensorFlow's differ or have no counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import torch

from supple._core import dtype as dtypes
from supple._core.lift import Array, multi_op, op
from supple._ops._arguments import Axis, DTypeLike, axes, integers, number, positive_axes
from supple._ops.arithmetic import like
from supple.errors import ArgumentError, InvalidArgumentError

_SUMMED_IN: Final = {
    torch.bool: torch.int32,
    torch.int8: torch.int32,
    torch.int16: torch.int32,
    torch.uint8: torch.uint32,
}
_BOTH: Final = ("x", "y")


@op
def sum_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The sum; integers of fewer than 32 bits are added in 32."""
    dims = axis if axis.__class__ is int else axes(axis)
    if dims == ():
        return x.view_as(x)
    if x.is_floating_point():
        return torch.sum(x, dims, keepdims)
    wanted = _SUMMED_IN.get(x.dtype, x.dtype)
    if wanted is torch.uint32:  # torch has no sums in uint32
        return torch.sum(x, dims, keepdims, dtype=torch.int64).to(wanted)
    return torch.sum(x, dims, keepdims, dtype=wanted)


@op
def prod(x: Array, axis: Axis = None, keepdims: bool = False, dtype: DTypeLike = None) -> Array:
    """The product; integers of fewer than 32 bits are multiplied in 32."""
    wanted = _SUMMED_IN.get(x.dtype, x.dtype) if dtype is None else dtypes.to_torch(dtype)
    exact = torch.int64 if wanted is torch.uint32 else wanted
    for dim in sorted(positive_axes(axis, x.ndim), reverse=True):
        x = torch.prod(x, dim, keepdims, dtype=exact)
    return x.to(wanted) if x.dtype is not wanted else x.view_as(x)


@op
def max_(x: Array, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Array:
    """The maximum of the elements and `initial`."""
    values = _amax(x, axis, keepdims, initial)
    return values if initial is None else torch.clamp(values, min=number(initial))


def _amax(x: Array, axis: Axis, keepdims: bool, initial: Any) -> Array:
    dims = axes(axis)
    if x.numel() == 0 and initial is not None:
        shape = torch.sum(x, dims, keepdims).shape
        return torch.full(shape, number(initial), dtype=x.dtype)
    return torch.amax(x, () if dims is None else dims, keepdims)


@op
def min_(x: Array, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Array:
    """The minimum of the elements and `initial`."""
    dims = axes(axis)
    if x.numel() == 0 and initial is not None:
        return torch.full(torch.sum(x, dims, keepdims).shape, number(initial), dtype=x.dtype)
    values = torch.amin(x, () if dims is None else dims, keepdims)
    return values if initial is None else torch.clamp(values, max=number(initial))


@op
def cumsum(x: Array, axis: Any = None, dtype: DTypeLike = None) -> Array:
    """Running sums along an axis, of the flattened tensor if None."""
    return _running(torch.cumsum, x, axis, dtype)


@op
def cumprod(x: Array, axis: Any = None, dtype: DTypeLike = None) -> Array:
    """Running products along an axis, of the flattened tensor if None."""
    return _running(torch.cumprod, x, axis, dtype)


def _running(function: Any, x: Array, axis: Any, dtype: DTypeLike) -> Array:
    if axis is None:
        x, axis = x.reshape(-1), 0
    kept = torch.int32 if x.dtype is torch.bool else x.dtype
    return function(x, axis, dtype=kept if dtype is None else dtypes.to_torch(dtype))


@op(join=("x", "weights"), takes="floats")
def weighted_average(x: Array, weights: Array, axis: Axis = None) -> Array:
    """Σ w x / Σ w."""
    dims = axes(axis)
    if weights.ndim == 1 and x.ndim > 1 and isinstance(dims, int):
        weights = weights.reshape([-1 if n == dims % x.ndim else 1 for n in range(x.ndim)])
    weights = weights.expand(x.shape)
    return torch.sum(x * weights, dims) / torch.sum(weights, dims)


@op(takes="floats")
def quantile(x: Array, q: Any, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Array:
    """The values below which shares `q` of the elements lie: the axes of q come first."""
    if method not in {"linear", "lower", "higher", "midpoint", "nearest"}:
        raise ArgumentError(
            f"quantile: method: expected 'linear', 'lower', 'higher', 'midpoint' or 'nearest', got {method!r}"
        )
    shares = torch.as_tensor(getattr(q, "_t", q), dtype=x.dtype)
    dims = positive_axes(axis, x.ndim)
    kept = [n for d, n in enumerate(x.shape) if d not in dims]
    moved = torch.movedim(x, dims, list(range(-len(dims), 0))).reshape([*kept, -1])
    values = torch.quantile(moved, shares.reshape(-1), -1, interpolation=method).reshape([*shares.shape, *kept])
    if keepdims:
        for dim in sorted(dims):
            values = values.unsqueeze(dim + shares.ndim)
    return values


@op
def ptp(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The maximum minus the minimum."""
    dims = axes(axis)
    every = () if dims is None else dims
    return torch.amax(x, every, keepdims) - torch.amin(x, every, keepdims)


@op
def diff(x: Array, n: int = 1, axis: int = -1) -> Array:
    """Differences of neighbours, n times."""
    return torch.diff(x, n, axis)


@op(join=("x", "bins"))
def digitize(x: Array, bins: Array) -> Array:
    """The number of edges of `bins`, which rise, that are not above each element."""
    return torch.searchsorted(bins.contiguous(), x.contiguous(), right=True).int()


@op(join=("xs",))
def hstack(xs: Sequence[Array]) -> Array:
    """Tensors joined along the second axis, vectors along the first."""
    return torch.hstack(list(xs))


@op(join=("xs",))
def vstack(xs: Sequence[Array]) -> Array:
    """Tensors joined along the first axis; vectors, too, unlike NumPy's, as Keras does on TensorFlow."""
    return torch.cat([x.reshape(1) if x.ndim == 0 else x for x in xs])


@op(join=("xs",))
def dstack(xs: Sequence[Array]) -> Array:
    """Tensors joined along the third axis."""
    return torch.dstack(list(xs))


@op(join=_BOTH)
def append(x: Array, y: Array, axis: int | None = None) -> Array:
    """y behind x, both flattened if axis is None."""
    return torch.cat([x.reshape(-1), y.reshape(-1)]) if axis is None else torch.cat([x, y], axis)


@multi_op
def array_split(x: Array, parts: Any, axis: int = 0) -> list[Array]:
    """Slices along an axis that are as equal as possible, or the slices between the given indices."""
    return list(torch.tensor_split(x, parts if isinstance(parts, int) else integers(parts, "array_split"), axis))


@op
def vander(x: Array, columns: int | None = None, increasing: bool = False) -> Array:
    """Powers of a vector: (n,) -> (n, columns), falling unless `increasing`."""
    return torch.vander(x, columns, increasing)


@op(join=_BOTH)
def heaviside(x: Array, y: Array) -> Array:
    """0 below 0, 1 above, y at 0."""
    return torch.heaviside(x, like(y, x))


@op
def signbit(x: Array) -> Array:
    """True where the sign bit is set."""
    return torch.signbit(x)


@op(takes="floats")
def deg2rad(x: Array) -> Array:
    """Degrees in radians."""
    return torch.deg2rad(x)


@op(takes="floats")
def rad2deg(x: Array) -> Array:
    """Radians in degrees."""
    return torch.rad2deg(x)


@op(join=_BOTH)
def fmod(x: Array, y: Array) -> Array:
    """The remainder with the sign of x."""
    return torch.fmod(x, y)


@op(join=_BOTH)
def fmax(x: Array, y: Array) -> Array:
    """The larger of x and y, the number where the other is NaN."""
    return torch.fmax(x, like(y, x))


@op(join=_BOTH)
def fmin(x: Array, y: Array) -> Array:
    """The smaller of x and y, the number where the other is NaN."""
    return torch.fmin(x, like(y, x))


@op
def ldexp(x: Array, exponent: Array) -> Array:
    """x · 2**exponent."""
    return torch.ldexp(x, exponent)


@op
def isposinf(x: Array) -> Array:
    """True where x is +∞."""
    return torch.isposinf(x)


@op
def isneginf(x: Array) -> Array:
    """True where x is -∞."""
    return torch.isneginf(x)


@op
def isreal(x: Array) -> Array:
    """True where the imaginary part is 0."""
    return torch.isreal(x)


@op(join=_BOTH)
def isin(x: Array, y: Array, assume_unique: bool = False, invert: bool = False) -> Array:
    """Whether each element of x occurs in y."""
    return torch.isin(x, y, assume_unique=assume_unique, invert=invert)


@op(join=_BOTH)
def allclose(x: Array, y: Array, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Array:
    """True if |x - y| <= atol + rtol |y| everywhere."""
    return torch.all(torch.isclose(x, y, rtol, atol, equal_nan))


@multi_op
def nonzero(x: Array) -> tuple[Array, ...]:
    """The indices of the elements that are not 0, one vector an axis."""
    return tuple(each.int() for each in torch.nonzero(x, as_tuple=True))


@op
def argpartition(x: Array, kth: int, axis: int = -1) -> Array:
    """Indices that put the kth smallest element in its place, smaller ones before it."""
    return (
        torch.sort(x, dim=axis, stable=True).indices.int()
        if -x.shape[axis] <= kth < x.shape[axis]
        else _no_place(x, kth)
    )


def _no_place(x: Array, kth: int) -> Array:
    raise InvalidArgumentError(f"argpartition: kth: expected a place in {list(x.shape)}, got {kth}")


@op
def rot90(x: Array, k: int = 1, axes: Any = (0, 1)) -> Array:
    """A plane of two axes turned by k right angles."""
    return torch.rot90(x, k, list(axes))


@op
def diagflat(x: Array, k: int = 0) -> Array:
    """A matrix with the flattened tensor on its k-th diagonal."""
    return torch.diagflat(x, k)


@op
def tri(rows: int, columns: int | None = None, k: int = 0, dtype: DTypeLike = None) -> Array:
    """Ones on and below the k-th diagonal."""
    shape = (rows, rows if columns is None else columns)
    return torch.tril(torch.ones(shape, dtype=dtypes.to_torch(dtype or "float32")), k)


@op(join=("start", "stop"))
def logspace(
    start: Array,
    stop: Array,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10,
    dtype: DTypeLike = None,
    axis: int = 0,
) -> Array:
    """Powers of `base` with evenly spaced exponents."""
    start, stop = (each if each.is_floating_point() else each.float() for each in (start, stop))
    steps = torch.arange(num, dtype=start.dtype) / max(num - 1 if endpoint else num, 1)
    exponents = start.unsqueeze(-1) + (stop - start).unsqueeze(-1) * steps
    values = torch.movedim(torch.pow(float(base), exponents), -1, axis)
    return values if dtype is None else values.to(dtypes.to_torch(dtype))


@op(join=("choices", "default"))
def select(conditions: Sequence[Array], choices: Sequence[Array], default: Array) -> Array:
    """The choice of the first condition that holds, element by element."""
    result = default
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        result = torch.where(condition.bool(), choice, result)
    return result.view_as(result)


@op
def view(x: Array, dtype: DTypeLike = None) -> Array:
    """The same bytes read as another dtype."""
    return x.view_as(x) if dtype is None else x.contiguous().view(dtypes.to_torch(dtype))


def pad_width(width: Any, rank: int) -> Any:
    """NumPy's forms of a pad width, as one pair for each axis."""
    rows = width.tolist() if hasattr(width, "tolist") else width
    if isinstance(rows, int):
        return [(rows, rows)] * rank
    if len(rows) == 1 and isinstance(rows[0], int):
        return [(rows[0], rows[0])] * rank
    if len(rows) == 2 and all(isinstance(each, int) for each in rows):
        return [tuple(rows)] * rank
    return [tuple(rows[0])] * rank if len(rows) == 1 else rows


@op(join=_BOTH)
def cross_of_axes(x: Array, y: Array, axis_x: int, axis_y: int, axis_result: int) -> Array:
    """The cross product of vectors that lie along different axes."""
    return torch.movedim(
        torch.linalg.cross(torch.movedim(x, axis_x, -1), torch.movedim(y, axis_y, -1)), -1, axis_result
    )
