"""Reading parts of tensors: x[..], gather, slice, masks."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch

from supple._core import conversion, dtype as dtypes
from supple._core.lift import Array, op
from supple._core.tensor import Eager
from supple._ops._arguments import integer, integers, positive_axes
from supple._ops.embedding import embedding_lookup, out_of_range
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError, NotSupportedError

_SIMPLE: Final = frozenset({int, type(None), type(Ellipsis)})


@op
def getitem(x: Array, key: Any) -> Array:
    """x[key] by TensorFlow's rules: ints, slices with any step, None, Ellipsis, masks, integer tensors."""
    kind = key.__class__
    if kind is int:
        return x[key]
    if kind is tuple:
        for item in key:
            kind = item.__class__
            if kind not in _SIMPLE and (kind is not slice or not _is_forward(item)):
                return _general(x, key)
        return x[key]
    if kind is slice and _is_forward(key):
        return x[key]
    return _general(x, tuple(key) if isinstance(key, list) else (key,))


def _is_forward(part: slice) -> bool:
    step = part.step
    return step is None or (step.__class__ is int and step > 0)


def _general(x: Array, key: tuple[Any, ...]) -> Array:
    """The forms that torch does not know: negative steps, tensors, arrays and masks as items."""
    items = [_item(each) for each in key]
    used = sum(each.ndim if _is_mask(each) else 1 for each in items if each is not None and each is not Ellipsis)
    if used > x.ndim:
        raise InvalidArgumentError(f"getitem: too many indices for a tensor of shape {list(x.shape)}: {_text(key)}")
    if Ellipsis not in [each for each in items if not isinstance(each, torch.Tensor)]:
        items.append(Ellipsis)
    flips: list[int] = []
    forward: list[Any] = []
    axis = 0
    for item in items:
        if item is Ellipsis:
            axis += x.ndim - used
            forward.append(item)
        elif item is None:
            forward.append(item)
        elif isinstance(item, slice):
            backward = (item.step or 1) < 0
            if backward:
                flips.append(axis)
            forward.append(_mirrored(item, x.shape[axis]) if backward else item)
            axis += 1
        else:
            forward.append(item)
            axis += item.ndim if _is_mask(item) else 1
    if flips:
        x = torch.flip(x, flips)
    return x[tuple(forward)]


def _is_mask(item: Any) -> bool:
    return isinstance(item, torch.Tensor) and item.dtype is torch.bool


def _mirrored(part: slice, size: int) -> slice:
    """The slice of the flipped axis that reads what `part`, whose step is negative, reads of the axis."""
    places = range(*part.indices(size))
    if not places:
        return slice(0, 0)
    return slice(size - 1 - places[0], size - places[-1], -places.step)


def _item(item: Any) -> Any:
    """One part of a key in a form that torch takes."""
    if item is None or item is Ellipsis or item.__class__ is int:
        return item
    if isinstance(item, slice):
        return slice(*(None if each is None else _bound(each) for each in (item.start, item.stop, item.step)))
    if isinstance(item, Eager | torch.Tensor | np.ndarray | np.generic | list | bool):
        values = conversion.to_torch(item, None, "getitem: index")
        if values.dtype is torch.bool:
            return values
        if values.is_floating_point() or values.is_complex():
            raise DtypeError(f"getitem: only integers, slices, masks, None and ... are indices, got {_text(item)}")
        return int(values) if values.ndim == 0 and not values.is_meta else values.long()
    raise DtypeError(f"getitem: only integers, slices, masks, None and ... are indices, got {_text(item)}")


def _bound(value: Any) -> int:
    try:
        return integer(value, "getitem: slice")
    except InvalidArgumentError as error:
        raise DtypeError(str(error)) from None


def _text(item: Any) -> str:
    text = repr(item)
    return text if len(text) < 60 else text[:57] + "..."


def gather(params: Any, indices: Any, axis: Any = 0, batch_dims: int = 0) -> Any:
    """Slices of `params` at `indices` along an axis; a variable's rows get IndexedSlices as their gradient."""
    if axis.__class__ is not int:
        axis = batch_dims if axis is None else integer(axis, "gather: axis")
    if axis == 0 and batch_dims == 0:
        return embedding_lookup(params, indices)
    return _gather(params, indices, axis, batch_dims)


@op
def _gather(params: Array, indices: Array, axis: int, batch_dims: int) -> Array:
    dim = positive_axes(axis, params.ndim, "gather: axis")[0]
    batch = batch_dims + indices.ndim if batch_dims < 0 else batch_dims
    if batch > dim:
        raise ArgumentError(f"gather: batch_dims: expected at most axis, {dim}, got {batch_dims}")
    positions = _checked(indices, params.shape[dim])
    if batch == 0:
        rows = torch.index_select(params, dim, positions.reshape(-1))
        return rows.reshape(*params.shape[:dim], *positions.shape, *params.shape[dim + 1 :])
    inner = positions.ndim - batch
    moved = torch.movedim(params, dim, batch)
    grids = [
        torch.arange(size, device=params.device).reshape([-1 if i == n else 1 for i in range(positions.ndim)])
        for n, size in enumerate(params.shape[:batch])
    ]
    picked = moved[(*grids, positions)]
    new = tuple(range(batch, batch + inner))
    return torch.movedim(picked, new, tuple(range(dim, dim + inner)))


def _checked(indices: Array, size: int) -> Array:
    """Indices as int64, each of [0, size)."""
    if indices.is_floating_point() or indices.is_complex() or indices.dtype is torch.bool:
        raise InvalidArgumentError(f"gather: indices: expected integers, got {dtypes.BY_TORCH[indices.dtype].name}")
    if not indices.is_meta and indices.numel():
        low, high = torch.aminmax(indices)
        if low < 0 or high >= size:
            raise InvalidArgumentError(out_of_range(indices, size))
    return indices.long()


@op
def take(x: Array, indices: Array, axis: Any = None) -> Array:
    """Slices along an axis by NumPy's rule: negative indices count from the end, None takes from the flat tensor."""
    if axis is None:
        x, axis = torch.reshape(x, (-1,)), 0
    dim = positive_axes(axis, x.ndim, "take: axis")[0]
    size = x.shape[dim]
    places = indices.long()
    places = _checked(torch.where(places < 0, places + size, places), size)
    rows = torch.index_select(x, dim, places.reshape(-1))
    return rows.reshape(*x.shape[:dim], *indices.shape, *x.shape[dim + 1 :])


@op
def take_along_axis(x: Array, indices: Array, axis: int | None = None) -> Array:
    """The element of x at each index along an axis; the shapes broadcast elsewhere."""
    if axis is None:
        x, indices, axis = x.reshape(-1), indices.reshape(-1), 0
    dim = positive_axes(axis, x.ndim, "take_along_axis: axis")[0]
    size = x.shape[dim]
    places = indices.long()
    places = torch.where(places < 0, places + size, places)
    return torch.take_along_dim(x, _checked(places, size), dim)


@op
def gather_nd(params: Array, indices: Array, batch_dims: int = 0, bad_indices_policy: str = "") -> Array:
    """Slices of `params` at the index vectors in the last axis of `indices`."""
    refuse_policy("gather_nd", bad_indices_policy)
    depth = indices.shape[-1]
    if depth + batch_dims > params.ndim:
        raise InvalidArgumentError(
            f"gather_nd: the last axis of indices, {depth}, is longer than the {params.ndim} axes of params"
        )
    columns = [_checked(indices[..., n], params.shape[batch_dims + n]) for n in range(depth)]
    grids = [
        torch.arange(size, device=params.device).reshape([-1 if i == n else 1 for i in range(indices.ndim - 1)])
        for n, size in enumerate(params.shape[:batch_dims])
    ]
    if not columns and not grids:
        return params.expand(*indices.shape[:-1], *params.shape).clone()
    return params[(*grids, *columns)]


@op
def slice_(x: Array, begin: Any, size: Any) -> Array:
    """The box that begins at `begin` and has the sizes `size`; -1 reaches to the end."""
    starts, lengths = integers(begin, "slice: begin"), integers(size, "slice: size")
    if len(starts) != x.ndim or len(lengths) != x.ndim:
        raise InvalidArgumentError(
            f"slice: begin and size: expected {x.ndim} numbers each, got {list(starts)} and {list(lengths)}"
        )
    for dim, (start, length) in enumerate(zip(starts, lengths, strict=True)):
        available = x.shape[dim] - start
        if start < 0 or not -1 <= length <= available:
            raise InvalidArgumentError(
                f"slice: axis {dim} of size {x.shape[dim]}: cannot take {length} elements from position {start} on"
            )
        x = torch.narrow(x, dim, start, available if length == -1 else length)
    return x.view_as(x)


@op
def strided_slice(
    x: Array, begin: Any, end: Any, strides: Any = None, masks: tuple[int, ...] = (0, 0, 0, 0, 0)
) -> Array:
    """x[begin:end:strides], with the bit masks begin, end, ellipsis, new_axis, shrink_axis of TensorFlow."""
    starts, stops = integers(begin, "strided_slice: begin"), integers(end, "strided_slice: end")
    steps = (1,) * len(starts) if strides is None else integers(strides, "strided_slice: strides")
    key: list[Any] = []
    for n, (start, stop, step) in enumerate(zip(starts, stops, steps, strict=True)):
        begins, ends, ellipsis, new_axis, shrink = (bool(mask >> n & 1) for mask in masks)
        if ellipsis:
            key.append(Ellipsis)
        elif new_axis:
            key.append(None)
        elif shrink:
            key.append(start)
        else:
            key.append(slice(None if begins else start, None if ends else stop, step))
    return _general(x, tuple(key))


@op
def boolean_mask(x: Array, mask: Array, axis: Any = None) -> Array:
    """The slices of x where `mask` holds: (.., *mask.shape, ..) -> (.., n, ..)."""
    if mask.ndim == 0:
        raise ArgumentError(f"boolean_mask: mask: expected a mask with an axis, got the scalar {mask.item()}")
    dim = 0 if axis is None else positive_axes(axis, x.ndim, "boolean_mask: axis")[0]
    covered = x.shape[dim : dim + mask.ndim]
    if covered != mask.shape:
        raise ArgumentError(
            f"boolean_mask: mask: expected shape {list(covered)}, the part of {list(x.shape)} that it covers, "
            f"got {list(mask.shape)}"
        )
    key: tuple[Any, ...] = (*[slice(None)] * dim, mask.to(torch.bool))
    return x[key]


def refuse_policy(op_name: str, policy: str) -> None:
    """Raise unless indices out of range are to raise."""
    if policy not in {"", "DEFAULT", "ERROR"}:
        raise NotSupportedError(f"{op_name}: bad_indices_policy: indices out of range raise here, got {policy!r}")


@op
def unravel_index(indices: Array, dims: Any) -> Array:
    """Index vectors from positions in the flattened tensor: (..) -> (rank, ..)."""
    shape = integers(dims, "unravel_index: dims")
    return torch.stack([each.to(indices.dtype) for each in torch.unravel_index(indices.long(), shape)])
