"""Tensors from values, shapes and ranges; what a tensor says about itself."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch

from supple._core import conversion, dtype as dtypes, settings
from supple._core.lift import Array, multi_op, op, weak_dtype
from supple._core.tensor import Eager, Operand, Tensor, wrap
from supple._ops._arguments import DTypeLike, Shape, device, float_dtype, integer, number, plain, raw, sizes
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError

_INT32: Final = torch.int32


def constant(value: Any, dtype: DTypeLike = None, shape: Shape = None) -> Tensor:
    """A tensor of the given values; one value fills a whole `shape`."""
    if isinstance(value, Eager) and dtype is not None:
        value = value.numpy()
    values = conversion.to_torch(value, dtype, "constant")
    if shape is not None:
        target = sizes(shape, "constant: shape")
        if values.numel() == 1:
            values = torch.full(target, values.item(), dtype=values.dtype)
        elif values.numel() != int(np.prod(target)):
            raise DtypeError(f"constant: shape: cannot fill {list(target)} with {values.numel()} values")
        else:
            values = values.reshape(target)
    return wrap(values)


def convert(value: Any, dtype: DTypeLike = None, hint: DTypeLike = None) -> Any:
    """`value` as a tensor; a tensor that has the dtype is returned itself, one of another dtype raises."""
    if isinstance(value, Tensor) and (dtype is None or value.dtype == dtype):
        return value
    if isinstance(value, Operand) and not isinstance(value, Eager):
        return value
    if dtype is None and hint is not None and not isinstance(value, Eager | torch.Tensor):
        try:
            return wrap(conversion.to_torch(value, hint))
        except (TypeError, ValueError):
            pass
    found = conversion.to_torch(value, dtype)
    return wrap(found.view_as(found)) if isinstance(value, Eager) else wrap(found)


def convert_and_cast(value: Any, dtype: DTypeLike = None) -> Any:
    """`value` as a tensor of `dtype`, by Keras' rule: Python floats take the default float dtype, tensors are cast."""
    if isinstance(value, Operand):
        if dtype is None or value.dtype == dtype:  # type: ignore[attr-defined]
            return convert(value)
        return _cast(value, dtypes.to_torch(dtype))
    if hasattr(value, "dtype") and dtype is not None:
        return wrap(conversion.to_torch(value).to(dtypes.to_torch(dtype)))
    return wrap(conversion.to_torch(value, dtype))


@op
def _cast(x: Array, dtype: torch.dtype) -> Array:
    return x.to(dtype)


@op
def identity(x: Array) -> Array:
    """A tensor with the same values."""
    return x.view_as(x)


@op
def stop_gradient(x: Array) -> Array:
    """The same values as a constant."""
    return x.detach()


@op
def zeros(shape: Shape, dtype: DTypeLike = "float32") -> Array:
    """Zeros."""
    return torch.zeros(shape if plain(shape) else sizes(shape), dtype=float_dtype(dtype), device=device())


@op
def ones(shape: Shape, dtype: DTypeLike = "float32") -> Array:
    """Ones."""
    return torch.ones(shape if plain(shape) else sizes(shape), dtype=float_dtype(dtype), device=device())


def _plain(shape: Shape) -> tuple[int, ...]:
    target = sizes(shape)
    if target and min(target) < 0:
        raise InvalidArgumentError(f"shape: expected sizes that are not negative, got {list(target)}")
    return target


@op
def zeros_like(x: Array, dtype: DTypeLike = None) -> Array:
    """Zeros in the shape of x."""
    return torch.zeros_like(x, dtype=None if dtype is None else dtypes.to_torch(dtype), requires_grad=False)


@op
def ones_like(x: Array, dtype: DTypeLike = None) -> Array:
    """Ones in the shape of x."""
    return torch.ones_like(x, dtype=None if dtype is None else dtypes.to_torch(dtype), requires_grad=False)


@op
def full_like(x: Array, value: Any, dtype: DTypeLike = None) -> Array:
    """One value in the shape of x."""
    return torch.full_like(x, number(value), dtype=None if dtype is None else dtypes.to_torch(dtype))


@op
def fill(value: Array, shape: Shape) -> Array:
    """One value in a given shape, in its dtype."""
    if value.ndim:
        raise InvalidArgumentError(f"fill: value: expected a scalar, got shape {list(value.shape)}")
    return value.expand(_plain(shape)).clone()


def full(shape: Shape, value: Any, dtype: DTypeLike = None) -> Tensor:
    """One value in a given shape; Python floats and ints take the default dtypes."""
    values = convert_and_cast(value, settings.floatx() if dtype is None else dtype)._t
    return wrap(values.expand(torch.broadcast_shapes(_plain(shape), values.shape)).clone())


@op
def eye(rows: Any, columns: Any = None, batch_shape: Shape = None, dtype: DTypeLike = "float32", k: int = 0) -> Array:
    """Ones on the k-th diagonal, zeros elsewhere: (rows, columns), behind `batch_shape`."""
    height = integer(rows, "eye: rows")
    width = height if columns is None else integer(columns, "eye: columns")
    matrix = torch.zeros(height, width, dtype=float_dtype(dtype))
    matrix.diagonal(k).fill_(1) if -height < k < width else None
    return matrix if batch_shape is None else matrix.expand(*sizes(batch_shape), height, width).clone()


def _range_dtype(*values: Any, dtype: DTypeLike) -> torch.dtype:
    if dtype is not None:
        return dtypes.to_torch(dtype)
    return dtypes.to_torch(dtypes.result_type(*(weak_dtype(v) for v in values)))


def range_(start: Any, limit: Any = None, delta: Any = 1, dtype: DTypeLike = None) -> Tensor:
    """start, start + delta, .. below limit; a single number is the limit."""
    if limit is None:
        start, limit = 0, start
    kind = _range_dtype(start, limit, delta, dtype=dtype)
    low, high, step = number(start), number(limit), number(delta)
    if step == 0:
        raise InvalidArgumentError(f"range: delta: expected a step that is not 0, got {delta!r}")
    if (high - low) * step <= 0:
        return wrap(torch.empty(0, dtype=kind))
    return wrap(torch.arange(low, high, step, dtype=kind))


def linspace(start: Any, stop: Any, num: Any, axis: int = 0, endpoint: bool = True, dtype: DTypeLike = None) -> Any:
    """`num` evenly spaced values from start to stop, along a new axis; integers give float64."""
    count = integer(number(num), "linspace: num")
    if count <= 0:
        raise InvalidArgumentError(f"linspace: num: expected 1 or more, got {count}")
    return _linspace(start, stop, count, axis, endpoint, dtype)


@op(join=("start", "stop"))
def _linspace(start: Array, stop: Array, num: int, axis: int, endpoint: bool, dtype: DTypeLike) -> Array:
    if not (start.is_floating_point() or start.is_complex()):
        start, stop = start.double(), stop.double()
    start, stop = torch.broadcast_tensors(start, stop)
    steps = torch.arange(num, dtype=start.dtype, device=start.device)
    step = (stop - start) / max(num - 1 if endpoint else num, 1)
    values = start.unsqueeze(-1) + step.unsqueeze(-1) * steps
    if endpoint and num > 1:
        # The last value is exact.
        values = torch.cat([values[..., :-1], stop.unsqueeze(-1)], -1)
    values = torch.movedim(values, -1, axis)
    return values if dtype is None else values.to(dtypes.to_torch(dtype))


@op
def one_hot(
    indices: Array, depth: Any, axis: int | None = -1, dtype: DTypeLike = None, on: Any = None, off: Any = None
) -> Array:
    """`on` (1) at the index and `off` (0) elsewhere along a new axis; an index out of range gives `off` only."""
    if indices.is_floating_point() or indices.is_complex():
        raise InvalidArgumentError(f"one_hot: indices: expected integers, got {dtypes.BY_TORCH[indices.dtype].name}")
    classes = torch.arange(
        depth if depth.__class__ is int else integer(number(depth), "one_hot: depth"), device=indices.device
    )
    hits = indices.unsqueeze(-1) == classes
    if on is None and off is None:
        rows = hits.to(float_dtype(dtype))
    else:
        wanted = _range_dtype(*(each for each in (on, off) if each is not None), dtype=dtype)
        high, low = (
            torch.as_tensor(default if raw(each) is None else raw(each), dtype=wanted)
            for each, default in ((on, 1), (off, 0))
        )
        rows = torch.where(hits, high, low)
    return rows if axis is None or axis in {-1, indices.ndim} else torch.movedim(rows, -1, axis)


def meshgrid(*vectors: Any, indexing: str = "xy") -> list[Any]:
    """The coordinates of a grid, one tensor a vector."""
    if indexing not in {"xy", "ij"}:
        raise ArgumentError(f"meshgrid: indexing: expected 'xy' or 'ij', got {indexing!r}")
    return list(_meshgrid(list(vectors), indexing)) if vectors else []


@multi_op
def _meshgrid(vectors: list[Any], indexing: str) -> list[Array]:
    flat = [conversion.to_torch(v).reshape(-1) for v in vectors]
    return [grid.clone() for grid in torch.meshgrid(*flat, indexing=indexing)]


@op
def sequence_mask(lengths: Array, maxlen: Any = None, dtype: DTypeLike = "bool") -> Array:
    """True for the first `length` positions: (..) -> (.., maxlen)."""
    longest = integer(raw(number(maxlen)), "sequence_mask: maxlen") if maxlen is not None else int(lengths.max())
    mask = torch.arange(max(longest, 0), device=lengths.device) < lengths.unsqueeze(-1)
    return mask.to(dtypes.to_torch(dtype))


@op
def shape(x: Array, dtype: DTypeLike = None) -> Array:
    """The sizes of the axes, as a vector."""
    return torch.tensor(x.shape, dtype=_INT32 if dtype is None else dtypes.to_torch(dtype))


def shape_tuple(x: Any) -> tuple[Any, ...]:
    """The sizes of the axes, as a tuple; None where unknown."""
    return tuple(x.shape if hasattr(x, "shape") else np.shape(x))


@op
def size(x: Array, dtype: DTypeLike = None) -> Array:
    """The number of elements."""
    return torch.scalar_tensor(x.numel(), dtype=_INT32 if dtype is None else dtypes.to_torch(dtype))


@op
def rank(x: Array) -> Array:
    """The number of axes."""
    return torch.scalar_tensor(x.ndim, dtype=torch.int32)


@op
def bitcast(x: Array, dtype: DTypeLike) -> Array:
    """The same bytes read as another dtype."""
    wanted = dtypes.to_torch(dtype)
    wide, narrow = wanted.itemsize, x.dtype.itemsize
    if wide == narrow:
        return x.view(wanted)
    if wide < narrow:
        return x.contiguous().unsqueeze(-1).view(wanted)
    return x.contiguous().view(wanted).squeeze(-1)
