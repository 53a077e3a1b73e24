"""Reductions, running sums, order and counts."""

from __future__ import annotations

from typing import Any

from supple._core.dtype import int32, int64
from supple._core.tensor import Tensor
from supple._ops import checks, reduction, segments, sorting, strictly
from supple._ops._arguments import Axis, DTypeLike, TensorLike


def reduce_sum(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The sum, in the dtype of x; truth values are counted in int32."""
    return reduction.sum_(input_tensor, axis, keepdims)


def reduce_mean(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The mean; integers keep their dtype and round toward zero."""
    return reduction.mean_of_same_dtype(input_tensor, axis, keepdims)


def reduce_max(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The maximum; equal elements share the gradient."""
    return reduction.max_(input_tensor, axis, keepdims)


def reduce_min(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The minimum; equal elements share the gradient."""
    return reduction.min_(input_tensor, axis, keepdims)


def reduce_prod(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The product, in the dtype of x."""
    return reduction.prod(input_tensor, axis, keepdims)


def reduce_all(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """True where every element holds."""
    return strictly.all_(input_tensor, axis, keepdims)


def reduce_any(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """True where some element holds."""
    return strictly.any_(input_tensor, axis, keepdims)


def reduce_logsumexp(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """log Σ exp x."""
    return strictly.logsumexp(input_tensor, axis, keepdims)


def reduce_std(input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None) -> Tensor:
    """The standard deviation, with the number of elements as the divisor."""
    return strictly.std(input_tensor, axis, keepdims)


def reduce_variance(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The variance, with the number of elements as the divisor."""
    return strictly.var(input_tensor, axis, keepdims)


def reduce_euclidean_norm(
    input_tensor: TensorLike, axis: Axis = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """sqrt Σ x²."""
    return reduction.euclidean_norm(input_tensor, axis, keepdims)


def argmax(input: TensorLike, axis: Axis = None, output_type: DTypeLike = int64, name: str | None = None) -> Tensor:
    """The index of the first maximum along an axis, the first axis if None."""
    return reduction.argmax_of_axis(input, axis, output_type)


def argmin(input: TensorLike, axis: Axis = None, output_type: DTypeLike = int64, name: str | None = None) -> Tensor:
    """The index of the first minimum along an axis, the first axis if None."""
    return reduction.argmin_of_axis(input, axis, output_type)


def count_nonzero(
    input: TensorLike,
    axis: Axis = None,
    keepdims: bool | None = None,
    dtype: DTypeLike = int64,
    name: str | None = None,
) -> Tensor:
    """The number of elements that are not 0."""
    return reduction.count_nonzero(input, axis, keepdims, dtype)


def zero_fraction(value: TensorLike, name: str | None = None) -> Tensor:
    """The share of elements that are 0."""
    return reduction.zero_fraction(value)


def cumsum(
    x: TensorLike, axis: Axis = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """Running sums along an axis; `exclusive` starts from 0, `reverse` runs from the end."""
    return reduction.cumsum(x, axis, exclusive, reverse)


def cumprod(
    x: TensorLike, axis: Axis = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """Running products along an axis; `exclusive` starts from 1, `reverse` runs from the end."""
    return reduction.cumprod(x, axis, exclusive, reverse)


def cumulative_logsumexp(
    x: TensorLike, axis: Axis = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """Running log Σ exp along an axis."""
    return strictly.cumulative_logsumexp(x, axis, exclusive, reverse)


def top_k(
    input: TensorLike, k: Any = 1, sorted: bool = True, index_type: DTypeLike = int32, name: str | None = None
) -> sorting.TopK:
    """The k largest elements of each row, always sorted, and their indices."""
    return sorting.top_k(input, k, index_type)


def in_top_k(targets: TensorLike, predictions: TensorLike, k: Any, name: str | None = None) -> Tensor:
    """Whether each target is among the k most likely classes: (B,), (B, C) -> (B,); ties count as in."""
    return sorting.in_top_k(targets, predictions, k)


def sort(values: TensorLike, axis: Axis = -1, direction: str = "ASCENDING", name: str | None = None) -> Tensor:
    """The elements in order along an axis."""
    return sorting.sort(values, axis, sorting.is_descending(direction))


def argsort(
    values: TensorLike, axis: Axis = -1, direction: str = "ASCENDING", stable: bool = False, name: str | None = None
) -> Tensor:
    """The indices that sort along an axis; equal elements always keep their order."""
    return sorting.argsort(values, axis, sorting.is_descending(direction))


def unique(x: TensorLike, out_idx: DTypeLike = int32, name: str | None = None) -> sorting.Unique:
    """The different values of a vector in order of appearance, and which of them each element is."""
    return sorting.unique(x, out_idx)


def unique_with_counts(x: TensorLike, out_idx: DTypeLike = int32, name: str | None = None) -> sorting.UniqueWithCounts:
    """`unique`, and how often each value occurs."""
    return sorting.unique_with_counts(x, out_idx)


def searchsorted(
    sorted_sequence: TensorLike,
    values: TensorLike,
    side: str = "left",
    out_type: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """Where each value would be inserted into a row of sorted edges."""
    return strictly.searchsorted(sorted_sequence, values, side, out_type)


def bincount(
    arr: TensorLike,
    weights: Any = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: DTypeLike = int32,
    name: str | None = None,
    axis: Axis = None,
    binary_output: bool = False,
) -> Tensor:
    """How often each number 0, 1, .. occurs; with weights, the sum of the weights of its occurrences."""
    return sorting.bincount(arr, weights, minlength, maxlength, dtype, axis, binary_output)


def histogram_fixed_width(
    values: TensorLike, value_range: TensorLike, nbins: int = 100, dtype: DTypeLike = int32, name: str | None = None
) -> Tensor:
    """How many values fall into each of `bins` equal parts of an interval; values outside count to the ends."""
    return sorting.histogram_fixed_width(values, value_range, nbins, dtype)


def histogram_fixed_width_bins(
    values: TensorLike, value_range: TensorLike, nbins: int = 100, dtype: DTypeLike = int32, name: str | None = None
) -> Tensor:
    """Which of `bins` equal parts of an interval each value falls into; values outside count to the ends."""
    return sorting.histogram_fixed_width_bins(values, value_range, nbins, dtype)


def invert_permutation(x: TensorLike, name: str | None = None) -> Tensor:
    """The permutation y with y[x[i]] = i."""
    return sorting.invert_permutation(x)


def confusion_matrix(
    labels: TensorLike,
    predictions: TensorLike,
    num_classes: Any = None,
    weights: Any = None,
    dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """How often label i was predicted as j: (n,), (n,) -> (classes, classes)."""
    return sorting.confusion_matrix(labels, predictions, num_classes, weights, dtype)


def is_non_decreasing(x: TensorLike, name: str | None = None) -> bool:
    """True if no element is below the one before it."""
    return checks.is_non_decreasing(x)


def is_strictly_increasing(x: TensorLike, name: str | None = None) -> bool:
    """True if every element is above the one before it."""
    return checks.is_strictly_increasing(x)


def segment_sum(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The sum of each segment; ids must not fall."""
    return segments.segment_sum(data, segment_ids)


def segment_mean(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The mean of each segment, 0 if it is empty; ids must not fall."""
    return segments.segment_mean(data, segment_ids)


def segment_max(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The maximum of each segment, 0 if it is empty; ids must not fall."""
    return segments.segment_max(data, segment_ids)


def segment_min(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The minimum of each segment, 0 if it is empty; ids must not fall."""
    return segments.segment_min(data, segment_ids)


def segment_prod(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """The product of each segment, 1 if it is empty; ids must not fall."""
    return segments.segment_prod(data, segment_ids)


def unsorted_segment_sum(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The sum of each of `count` segments; rows with a negative id are dropped."""
    return segments.unsorted_segment_sum(data, segment_ids, num_segments)


def unsorted_segment_mean(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The mean of each of `count` segments, 0 if it is empty."""
    return segments.unsorted_segment_mean(data, segment_ids, num_segments)


def unsorted_segment_max(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The maximum of each of `count` segments; the dtype's lowest value if it is empty."""
    return segments.unsorted_segment_max(data, segment_ids, num_segments)


def unsorted_segment_min(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The minimum of each of `count` segments; the dtype's highest value if it is empty."""
    return segments.unsorted_segment_min(data, segment_ids, num_segments)


def unsorted_segment_prod(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The product of each of `count` segments, 1 if it is empty."""
    return segments.unsorted_segment_prod(data, segment_ids, num_segments)


def unsorted_segment_sqrt_n(
    data: TensorLike, segment_ids: TensorLike, num_segments: TensorLike, name: str | None = None
) -> Tensor:
    """The sum of each of `count` segments divided by the root of its size."""
    return segments.unsorted_segment_sqrt_n(data, segment_ids, num_segments)
