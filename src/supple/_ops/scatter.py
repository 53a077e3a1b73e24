"""Writing into parts of new tensors: scatter, partition and stitch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from supple._core.lift import Array, multi_op, op
from supple._ops._arguments import Shape, integer, number, sizes
from supple._ops.indexing import refuse_policy
from supple.errors import InvalidArgumentError


def _places(name: str, indices: Array, shape: Sequence[int]) -> tuple[Array, ...]:
    """Index vectors in the last axis of `indices` as one tensor for each axis, each checked to be in range."""
    depth = indices.shape[-1] if indices.ndim else 0
    if not indices.ndim or depth > len(shape):
        raise InvalidArgumentError(
            f"{name}: indices: expected index vectors of at most {len(shape)} numbers, got shape {list(indices.shape)}"
        )
    columns = indices.long().unbind(-1)
    if not indices.is_meta and indices.numel():
        for column, size in zip(columns, shape, strict=False):
            low, high = torch.aminmax(column)
            if low < 0 or high >= size:
                raise InvalidArgumentError(
                    f"{name}: indices: expected numbers of [0, {size}), got {int(low)} to {int(high)}"
                )
    return columns


def _spread(name: str, updates: Array, indices: Array, shape: Sequence[int]) -> Array:
    """Updates in the shape that the indices ask for."""
    wanted = (*indices.shape[:-1], *shape[indices.shape[-1] :])
    try:
        return updates.expand(wanted)
    except RuntimeError:
        raise InvalidArgumentError(
            f"{name}: updates: expected shape {list(wanted)}, got {list(updates.shape)}"
        ) from None


@op
def scatter_nd(indices: Array, updates: Array, shape: Shape, bad_indices_policy: str = "") -> Array:
    """Zeros of `shape` with the updates added at the indices."""
    refuse_policy("scatter_nd", bad_indices_policy)
    target = sizes(shape, "scatter_nd: shape")
    places = _places("scatter_nd", indices, target)
    zeros = torch.zeros(target, dtype=updates.dtype, device=updates.device)
    return zeros.index_put(places, _spread("scatter_nd", updates, indices, target), accumulate=True)


@op(join=("x", "updates"))
def scatter_update(x: Array, indices: Array, updates: Array) -> Array:
    """x with the updates in place of what stands at the indices."""
    places = _places("tensor_scatter_nd_update", indices, x.shape)
    return x.index_put(places, _spread("tensor_scatter_nd_update", updates, indices, x.shape))


@op(join=("x", "updates"))
def scatter_add(x: Array, indices: Array, updates: Array) -> Array:
    """x with the updates added at the indices."""
    places = _places("tensor_scatter_nd_add", indices, x.shape)
    return x.index_put(places, _spread("tensor_scatter_nd_add", updates, indices, x.shape), accumulate=True)


@op(join=("x", "updates"))
def scatter_subtract(x: Array, indices: Array, updates: Array) -> Array:
    """x with the updates subtracted at the indices."""
    places = _places("tensor_scatter_nd_sub", indices, x.shape)
    return x.index_put(places, -_spread("tensor_scatter_nd_sub", updates, indices, x.shape), accumulate=True)


@op(join=("x", "updates"))
def scatter_max(x: Array, indices: Array, updates: Array) -> Array:
    """The larger of x and the updates at the indices."""
    return _reduced("amax", x, indices, updates)


@op(join=("x", "updates"))
def scatter_min(x: Array, indices: Array, updates: Array) -> Array:
    """The smaller of x and the updates at the indices."""
    return _reduced("amin", x, indices, updates)


@op(join=("x", "updates"))
def scatter_multiply(x: Array, indices: Array, updates: Array) -> Array:
    """x times the updates at the indices."""
    return _reduced("prod", x, indices, updates)


def _reduced(reduce: str, x: Array, indices: Array, updates: Array) -> Array:
    """x with updates merged in by a reduction that torch has for rows only."""
    name = f"tensor_scatter_nd_{reduce}"
    places = _places(name, indices, x.shape)
    depth = len(places)
    flat = torch.zeros(indices.shape[:-1], dtype=torch.int64, device=x.device)
    for place, size in zip(places, x.shape, strict=False):
        flat = flat * size + place
    rows = x.reshape(-1, *x.shape[depth:])
    source = _spread(name, updates, indices, x.shape).reshape(-1, *x.shape[depth:])
    index = flat.reshape(-1, *[1] * (rows.ndim - 1)).expand(source.shape)
    return rows.scatter_reduce(0, index, source, reduce).reshape(x.shape)


@op
def slice_update(x: Array, start: Any, updates: Array) -> Array:
    """x with a box of updates that begins at `start`."""
    begin = sizes(start, "slice_update: start_indices")
    box = tuple(slice(a, a + n) for a, n in zip(begin, updates.shape, strict=True))
    if any(part.start < 0 or part.stop > n for part, n in zip(box, x.shape, strict=True)):
        raise InvalidArgumentError(
            f"slice_update: updates of shape {list(updates.shape)} at {list(begin)} do not fit into {list(x.shape)}"
        )
    result = x.clone()
    result[box] = updates.to(x.dtype)
    return result


@multi_op
def dynamic_partition(x: Array, partitions: Array, count: Any) -> list[Array]:
    """The slices of x by the number of the partition that each belongs to."""
    if partitions.shape != x.shape[: partitions.ndim]:
        raise InvalidArgumentError(
            f"dynamic_partition: partitions: expected a prefix of the shape {list(x.shape)}, got {list(partitions.shape)}"
        )
    parts = integer(number(count), "dynamic_partition: num_partitions")
    if partitions.numel() and not (int(partitions.min()) >= 0 and int(partitions.max()) < parts):
        raise InvalidArgumentError(f"dynamic_partition: partitions: expected numbers of [0, {parts})")
    return [x[partitions == n] for n in range(parts)]


@op
def dynamic_stitch(indices: Sequence[Array], data: Sequence[Array]) -> Array:
    """One tensor in which the slices of `data` stand at `indices`; later ones win."""
    places = torch.cat([each.reshape(-1) for each in indices]).long()
    rows = torch.cat([each.reshape(-1, *each.shape[i.ndim :]) for i, each in zip(indices, data, strict=True)])
    size = int(places.max()) + 1 if places.numel() else 0
    return torch.zeros(size, *rows.shape[1:], dtype=rows.dtype).index_put((places,), rows)
