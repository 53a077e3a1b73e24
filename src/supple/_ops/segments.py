"""Reductions of rows by the number of the segment that each belongs to."""

from __future__ import annotations

from typing import Any

import torch

from supple._core import dtype as dtypes
from supple._core.lift import Array, op
from supple._ops._arguments import integer, number
from supple.errors import InvalidArgumentError


def _index(ids: Array, data: Array) -> Array:
    if ids.is_floating_point() or ids.shape != data.shape[: ids.ndim]:
        raise InvalidArgumentError(
            f"segment: segment_ids: expected integers in a prefix of the shape {list(data.shape)}, "
            f"got {dtypes.BY_TORCH[ids.dtype].name}{list(ids.shape)}"
        )
    return ids.reshape(-1).long()


def _rows(data: Array, ids: Array) -> Array:
    return data.reshape(-1, *data.shape[ids.ndim :])


def _count(sorted_ids: Array) -> int:
    """The number of segments of ids that must not fall."""
    if sorted_ids.numel() == 0:
        return 0
    if bool((sorted_ids[1:] < sorted_ids[:-1]).any()) or int(sorted_ids[0]) < 0:
        raise InvalidArgumentError(
            f"segment: segment_ids: expected numbers that do not fall, got {sorted_ids.tolist()[:10]}"
        )
    return int(sorted_ids[-1]) + 1


def _reduce(reduce: str, rows: Array, index: Array, count: int, empty: Any) -> Array:
    """One row for each segment; `empty` fills the segments without rows, negative indices are dropped."""
    if index.numel() and int(index.max()) >= count:
        raise InvalidArgumentError(
            f"segment: segment_ids: expected numbers below num_segments, {count}, got {int(index.max())}"
        )
    if index.numel() and int(index.min()) < 0:
        rows, index = rows[index >= 0], index[index >= 0]
    start = torch.full((count, *rows.shape[1:]), empty, dtype=rows.dtype, device=rows.device)
    if reduce == "sum":
        return start.index_add(0, index, rows)
    where = index.reshape(-1, *[1] * (rows.ndim - 1)).expand(rows.shape)
    return start.scatter_reduce(0, where, rows, reduce)


def _lowest(x: Array) -> Any:
    return dtypes.BY_TORCH[x.dtype].min


def _highest(x: Array) -> Any:
    return dtypes.BY_TORCH[x.dtype].max


def _mean(rows: Array, index: Array, count: int, power: float) -> Array:
    """Sums divided by a power of the number of rows, 0 for segments without rows."""
    total = _reduce("sum", rows, index, count, 0)
    kept = index[index >= 0]
    sizes = torch.bincount(kept, minlength=count).clamp_(min=1).to(torch.float64) ** power
    return total / sizes.to(rows.dtype).reshape(-1, *[1] * (rows.ndim - 1))


def _restored(values: Array, reduce: str, index: Array, count: int) -> Array:
    """Zeros in the place of what empty segments hold: only the unsorted reductions keep the extreme value."""
    seen = torch.zeros(count, dtype=torch.bool, device=values.device)
    seen[index] = True
    neutral = 1 if reduce == "prod" else 0
    return torch.where(seen.reshape(-1, *[1] * (values.ndim - 1)), values, neutral)


@op
def segment_sum(data: Array, ids: Array) -> Array:
    """The sum of each segment; ids must not fall."""
    index = _index(ids, data)
    return _reduce("sum", _rows(data, ids), index, _count(index), 0)


@op
def segment_mean(data: Array, ids: Array) -> Array:
    """The mean of each segment, 0 if it is empty; ids must not fall."""
    index = _index(ids, data)
    return _mean(_rows(data, ids), index, _count(index), 1.0)


@op
def segment_max(data: Array, ids: Array) -> Array:
    """The maximum of each segment, 0 if it is empty; ids must not fall."""
    index = _index(ids, data)
    count = _count(index)
    return _restored(_reduce("amax", _rows(data, ids), index, count, _lowest(data)), "amax", index, count)


@op
def segment_min(data: Array, ids: Array) -> Array:
    """The minimum of each segment, 0 if it is empty; ids must not fall."""
    index = _index(ids, data)
    count = _count(index)
    return _restored(_reduce("amin", _rows(data, ids), index, count, _highest(data)), "amin", index, count)


@op
def segment_prod(data: Array, ids: Array) -> Array:
    """The product of each segment, 1 if it is empty; ids must not fall."""
    index = _index(ids, data)
    return _reduce("prod", _rows(data, ids), index, _count(index), 1)


def _segments(count: Any) -> int:
    return integer(number(count), "segment: num_segments")


@op
def unsorted_segment_sum(data: Array, ids: Array, count: Any) -> Array:
    """The sum of each of `count` segments; rows with a negative id are dropped."""
    return _reduce("sum", _rows(data, ids), _index(ids, data), _segments(count), 0)


@op
def unsorted_segment_mean(data: Array, ids: Array, count: Any) -> Array:
    """The mean of each of `count` segments, 0 if it is empty."""
    return _mean(_rows(data, ids), _index(ids, data), _segments(count), 1.0)


@op
def unsorted_segment_sqrt_n(data: Array, ids: Array, count: Any) -> Array:
    """The sum of each of `count` segments divided by the root of its size."""
    return _mean(_rows(data, ids), _index(ids, data), _segments(count), 0.5)


@op
def unsorted_segment_max(data: Array, ids: Array, count: Any) -> Array:
    """The maximum of each of `count` segments; the dtype's lowest value if it is empty."""
    return _reduce("amax", _rows(data, ids), _index(ids, data), _segments(count), _lowest(data))


@op
def unsorted_segment_min(data: Array, ids: Array, count: Any) -> Array:
    """The minimum of each of `count` segments; the dtype's highest value if it is empty."""
    return _reduce("amin", _rows(data, ids), _index(ids, data), _segments(count), _highest(data))


@op
def unsorted_segment_prod(data: Array, ids: Array, count: Any) -> Array:
    """The product of each of `count` segments, 1 if it is empty."""
    return _reduce("prod", _rows(data, ids), _index(ids, data), _segments(count), 1)


def keras_segment(kind: str, data: Any, ids: Any, count: Any = None) -> Any:
    """One of the unsorted reductions; without a count, as many segments as the highest id asks for."""
    functions = {
        "sum": unsorted_segment_sum,
        "max": unsorted_segment_max,
        "min": unsorted_segment_min,
        "prod": unsorted_segment_prod,
    }
    return functions[kind](data, ids, _next_id(ids) if count is None else count)


@op
def _next_id(ids: Array) -> Array:
    return ids.max() + 1 if ids.numel() else torch.scalar_tensor(0, dtype=torch.int64)
