"""Order: sorting, the largest, unique values, positions in sorted rows, counts."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch

from supple._core import dtype as dtypes
from supple._core.lift import Array, multi_op, op
from supple._ops._arguments import DTypeLike, integer, number, positive_axes, raw
from supple.errors import ArgumentError, InvalidArgumentError


class TopK(NamedTuple):
    """The largest elements and where they stand."""

    values: Any
    indices: Any


class Unique(NamedTuple):
    """The different values in order of appearance, and which of them each element is."""

    y: Any
    idx: Any


class UniqueWithCounts(NamedTuple):
    """`Unique`, and how often each value occurs."""

    y: Any
    idx: Any
    count: Any


def is_descending(direction: str) -> bool:
    """Whether `direction`, 'ASCENDING' or 'DESCENDING', is the latter."""
    if direction not in {"ASCENDING", "DESCENDING"}:
        raise ArgumentError(f"sort: direction: expected 'ASCENDING' or 'DESCENDING', got {direction!r}")
    return direction == "DESCENDING"


@op
def sort(x: Array, axis: Any = -1, descending: bool = False) -> Array:
    """The elements in order along an axis."""
    return torch.sort(x, dim=positive_axes(axis, x.ndim)[0], descending=descending, stable=True).values


@op
def argsort(x: Array, axis: Any = -1, descending: bool = False, dtype: DTypeLike = "int32") -> Array:
    """The indices that sort along an axis; equal elements keep their order."""
    if axis is None:
        x, axis = x.reshape(-1), 0
    order = torch.sort(x, dim=positive_axes(axis, x.ndim)[0], descending=descending, stable=True).indices
    return order.to(dtypes.to_torch(dtype))


def top_k(x: Any, k: Any = 1, dtype: DTypeLike = "int32") -> TopK:
    """The k largest elements of each row, largest first, and their indices; equal elements in order."""
    return TopK(*_top_k(x, integer(number(k), "top_k: k"), dtype))


@multi_op
def _top_k(x: Array, k: int, dtype: DTypeLike) -> tuple[Array, Array]:
    if x.ndim == 0 or not 0 <= k <= x.shape[-1]:
        raise InvalidArgumentError(f"top_k: k: expected at most the size of the last axis of {list(x.shape)}, got {k}")
    wanted = torch.int32 if dtype is dtypes.int32 else dtypes.to_torch(dtype)
    if x.shape[-1] > _SORTED_WHOLE and not x.is_meta:
        values, indices = torch.topk(x, k, -1)
        last = values[..., -1:]
        # torch.topk may choose any of equal elements; if it had no choice, only their order is left to mend.
        if k and bool(((x == last).sum(-1) == (values == last).sum(-1)).all()):
            return values, _ordered(values, indices).to(wanted)
    values, indices = torch.sort(x, dim=-1, descending=True, stable=True)
    return values[..., :k], indices[..., :k].to(wanted)


_SORTED_WHOLE = 1024
"""Rows up to this length are sorted as a whole, which keeps the order of equal elements."""


def _ordered(values: Array, indices: Array) -> Array:
    """The indices of equal values in rising order."""
    rising = torch.sort(indices, dim=-1).indices
    by_value = torch.sort(values.gather(-1, rising), dim=-1, descending=True, stable=True).indices
    return indices.gather(-1, rising.gather(-1, by_value))


@op
def in_top_k(targets: Array, predictions: Array, k: Any) -> Array:
    """Whether each target is among the k most likely classes: (B,), (B, C) -> (B,); ties count as in."""
    rows = predictions.shape[0]
    if targets.shape != (rows,) or predictions.ndim != 2:
        raise InvalidArgumentError(
            f"in_top_k: expected targets (batch,) and predictions (batch, classes), "
            f"got {list(targets.shape)} and {list(predictions.shape)}"
        )
    inside = (targets >= 0) & (targets < predictions.shape[1])
    chosen = predictions.gather(1, torch.where(inside, targets, 0).long().unsqueeze(1))
    better = (predictions > chosen).sum(1)
    return inside & torch.isfinite(chosen.squeeze(1)) & (better < integer(number(k), "in_top_k: k"))


@multi_op
def _unique(x: Array, dtype: DTypeLike) -> tuple[Array, Array, Array]:
    if x.ndim != 1:
        raise InvalidArgumentError(f"unique: x: expected a vector, got shape {list(x.shape)}")
    values, inverse, counts = torch.unique(x, return_inverse=True, return_counts=True)
    # torch sorts; TensorFlow keeps the order of first appearance.
    first = torch.full((values.numel(),), x.numel(), dtype=torch.int64)
    first.scatter_reduce_(0, inverse, torch.arange(x.numel()), "amin")
    order = torch.argsort(first)
    rank = torch.empty_like(order)
    rank[order] = torch.arange(order.numel())
    wanted = dtypes.to_torch(dtype)
    return values[order], rank[inverse].to(wanted), counts[order].to(wanted)


def unique(x: Any, dtype: DTypeLike = "int32") -> Unique:
    """The different values of a vector in order of appearance."""
    return Unique(*_unique(x, dtype)[:2])


def unique_with_counts(x: Any, dtype: DTypeLike = "int32") -> UniqueWithCounts:
    """The different values of a vector in order of appearance, and how often they occur."""
    return UniqueWithCounts(*_unique(x, dtype))


@op(join=("edges", "values"))
def searchsorted(edges: Array, values: Array, side: str = "left", dtype: DTypeLike = "int32") -> Array:
    """Where each value would be inserted into a row of sorted edges."""
    if side not in {"left", "right"}:
        raise ArgumentError(f"searchsorted: side: expected 'left' or 'right', got {side!r}")
    if edges.ndim > 1 and edges.shape[:-1] != values.shape[:-1]:
        raise InvalidArgumentError(
            f"searchsorted: expected rows of one number, got {list(edges.shape)} and {list(values.shape)}"
        )
    return torch.searchsorted(edges.contiguous(), values.contiguous(), right=side == "right").to(dtypes.to_torch(dtype))


@op
def bincount(
    x: Array,
    weights: Array | None = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: DTypeLike = "int32",
    axis: Any = None,
    binary: bool = False,
) -> Array:
    """How often each number 0, 1, .. occurs; with weights, the sum of the weights of its occurrences."""
    low = 0 if minlength is None else integer(raw(minlength), "bincount: minlength")
    high = None if maxlength is None else integer(raw(maxlength), "bincount: maxlength")
    if x.numel() and int(x.min()) < 0:
        raise InvalidArgumentError(f"bincount: arr: expected numbers that are not negative, got {int(x.min())}")
    bins = max(low, int(x.max()) + 1 if x.numel() else 0)
    bins = bins if high is None else min(bins, high)
    rows = x.reshape(1, -1) if (axis in {None, 0} and x.ndim != 2) or axis is None or axis == 0 else x
    wanted = weights.dtype if weights is not None else dtypes.to_torch(dtype)
    totals = torch.zeros(rows.shape[0], bins, dtype=wanted, device=x.device)
    inside = rows < bins
    amounts = torch.ones_like(rows, dtype=wanted) if weights is None else weights.reshape(rows.shape)
    totals.scatter_add_(1, torch.where(inside, rows, 0).long(), torch.where(inside, amounts, 0))
    if binary:
        totals = (totals != 0).to(wanted)
    return totals if rows is x else totals[0]


@op
def histogram_fixed_width_bins(x: Array, limits: Any, bins: Any = 100, dtype: DTypeLike = "int32") -> Array:
    """Which of `bins` equal parts of an interval each value falls into; values outside count to the ends."""
    return _bins(x, limits, integer(raw(bins), "histogram_fixed_width_bins: nbins")).to(dtypes.to_torch(dtype))


@op
def invert_permutation(x: Array) -> Array:
    """The permutation y with y[x[i]] = i."""
    inverse = torch.empty_like(x)
    inverse[x.long()] = torch.arange(x.numel(), dtype=x.dtype, device=x.device)
    return inverse


@op
def confusion_matrix(
    labels: Array, predictions: Array, classes: Any = None, weights: Array | None = None, dtype: DTypeLike = "int32"
) -> Array:
    """How often label i was predicted as j: (n,), (n,) -> (classes, classes)."""
    if labels.shape != predictions.shape:
        raise InvalidArgumentError(
            f"confusion_matrix: expected labels and predictions of one shape, "
            f"got {list(labels.shape)} and {list(predictions.shape)}"
        )
    rows, columns = labels.reshape(-1).long(), predictions.reshape(-1).long()
    both = torch.cat([rows, columns])
    low, high = (int(both.min()), int(both.max())) if both.numel() else (0, -1)
    count = high + 1 if classes is None else integer(raw(classes), "confusion_matrix: num_classes")
    if low < 0 or high >= count:
        raise InvalidArgumentError(f"confusion_matrix: expected class numbers of [0, {count}), got [{low}, {high}]")
    wanted = dtypes.to_torch(dtype)
    amounts = torch.ones_like(rows, dtype=wanted) if weights is None else weights.reshape(-1).to(wanted)
    return torch.zeros(count * count, dtype=wanted).index_add_(0, rows * count + columns, amounts).reshape(count, count)


@op
def histogram_fixed_width(x: Array, limits: Any, bins: Any = 100, dtype: DTypeLike = "int32") -> Array:
    """How many values fall into each of `bins` equal parts of an interval; values outside count to the ends."""
    count = integer(raw(bins), "histogram_fixed_width: nbins")
    return torch.bincount(_bins(x, limits, count).reshape(-1), minlength=count).to(dtypes.to_torch(dtype))


def _bins(x: Array, limits: Any, count: int) -> Array:
    low, high = (float(each) for each in limits)
    if not low < high:
        raise InvalidArgumentError(f"histogram_fixed_width: value_range: expected low < high, got {low} and {high}")
    return torch.clamp(torch.floor((x.double() - low) / (high - low) * count), 0, count - 1).long()
