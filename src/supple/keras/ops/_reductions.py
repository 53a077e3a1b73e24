"""Reductions, running sums and order."""

from __future__ import annotations

from typing import Any

from supple._core.tensor import Tensor
from supple._ops import arithmetic, elementwise, keras_rules, nan_aware, numpy_like, reduction, signals, sorting
from supple._ops._arguments import Axis, DTypeLike, TensorLike


def sum(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The sum; integers of fewer than 32 bits are added in 32."""
    return numpy_like.sum_(x, axis, keepdims)


def mean(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean; integers are averaged in the default float dtype."""
    return reduction.mean(x, axis, keepdims)


def max(x: TensorLike, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Tensor:
    """The maximum of the elements and `initial`."""
    return numpy_like.max_(x, axis, keepdims, initial)


def min(x: TensorLike, axis: Axis = None, keepdims: bool = False, initial: Any = None) -> Tensor:
    """The minimum of the elements and `initial`."""
    return numpy_like.min_(x, axis, keepdims, initial)


def amax(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The maximum; equal elements share the gradient."""
    return reduction.max_(x, axis, keepdims)


def amin(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The minimum; equal elements share the gradient."""
    return reduction.min_(x, axis, keepdims)


def prod(x: TensorLike, axis: Axis = None, keepdims: bool = False, dtype: DTypeLike = None) -> Tensor:
    """The product; integers of fewer than 32 bits are multiplied in 32."""
    return numpy_like.prod(x, axis, keepdims, dtype)


def std(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The standard deviation, with the number of elements as the divisor."""
    return reduction.std(x, axis, keepdims)


def var(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The variance, with the number of elements as the divisor."""
    return reduction.var(x, axis, keepdims)


def all(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """True where every element holds."""
    return reduction.all_(x, axis, keepdims)


def any(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """True where some element holds."""
    return reduction.any_(x, axis, keepdims)


def argmax(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The index of the first maximum, of the flattened tensor if axis is None."""
    return keras_rules.argmax(x, axis, keepdims)


def argmin(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The index of the first minimum, of the flattened tensor if axis is None."""
    return keras_rules.argmin(x, axis, keepdims)


def average(x: TensorLike, axis: Axis = None, weights: Any = None) -> Tensor:
    """The mean, weighted if there are weights."""
    return keras_rules.average(x, axis, weights)


def median(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The middle element, or the mean of the two in the middle."""
    return keras_rules.median(x, axis, keepdims)


def quantile(x: TensorLike, q: TensorLike, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """The values below which shares `q` of the elements lie: the axes of q come first."""
    return numpy_like.quantile(x, q, axis, method, keepdims)


def percentile(
    x: TensorLike, q: TensorLike, axis: Axis = None, method: str = "linear", keepdims: bool = False
) -> Tensor:
    """The values below which `q` percent of the elements lie."""
    return numpy_like.quantile(x, arithmetic.divide(q, 100), axis, method, keepdims)


def ptp(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The maximum minus the minimum."""
    return numpy_like.ptp(x, axis, keepdims)


def count_nonzero(x: TensorLike, axis: Axis = None) -> Tensor:
    """The number of elements that are not 0."""
    return reduction.count_nonzero(x, axis, False, "int32")


def cumsum(x: TensorLike, axis: Axis = None, dtype: DTypeLike = None) -> Tensor:
    """Running sums along an axis, of the flattened tensor if None."""
    return numpy_like.cumsum(x, axis, dtype)


def cumprod(x: TensorLike, axis: Axis = None, dtype: DTypeLike = None) -> Tensor:
    """Running products along an axis, of the flattened tensor if None."""
    return numpy_like.cumprod(x, axis, dtype)


def nansum(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The sum of what is not NaN."""
    return numpy_like.sum_(nan_aware.filled(x, 0), axis, keepdims)


def nanprod(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The product of what is not NaN."""
    return numpy_like.prod(nan_aware.filled(x, 1), axis, keepdims)


def nanmean(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean of what is not NaN."""
    return nan_aware.mean(x, axis, keepdims)


def nanvar(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The variance of what is not NaN."""
    return nan_aware.var(x, axis, keepdims)


def nanstd(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The standard deviation of what is not NaN."""
    return elementwise.sqrt(nan_aware.var(x, axis, keepdims))


def nanmax(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The maximum of what is not NaN; NaN if there is nothing else."""
    return nan_aware.max_(x, axis, keepdims)


def nanmin(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The minimum of what is not NaN; NaN if there is nothing else."""
    return nan_aware.min_(x, axis, keepdims)


def nancumsum(x: TensorLike, axis: Axis = None, dtype: DTypeLike = None) -> Tensor:
    """Running sums of what is not NaN."""
    return numpy_like.cumsum(nan_aware.filled(x, 0), axis, dtype)


def nancumprod(x: TensorLike, axis: Axis = None, dtype: DTypeLike = None) -> Tensor:
    """Running products of what is not NaN."""
    return numpy_like.cumprod(nan_aware.filled(x, 1), axis, dtype)


def nanargmax(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The index of the first maximum of what is not NaN."""
    return keras_rules.argmax(nan_aware.filled(x, float("-inf")), axis, keepdims)


def nanargmin(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The index of the first minimum of what is not NaN."""
    return keras_rules.argmin(nan_aware.filled(x, float("inf")), axis, keepdims)


def sort(x: TensorLike, axis: Axis = -1) -> Tensor:
    """The elements in order along an axis."""
    return sorting.sort(x, axis)


def argsort(x: TensorLike, axis: Axis = -1) -> Tensor:
    """The indices that sort along an axis; equal elements keep their order."""
    return sorting.argsort(x, axis)


def argpartition(x: TensorLike, kth: TensorLike, axis: Axis = -1) -> Tensor:
    """Indices that put the kth smallest element in its place, smaller ones before it."""
    return numpy_like.argpartition(x, kth, axis)


def unique(
    x: TensorLike,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: Axis = None,
    size: Any = None,
    fill_value: Any = None,
) -> Any:
    """The different values, sorted, and what was asked of them."""
    return keras_rules.unique(x, return_index, return_inverse, return_counts, axis, size, fill_value)


def searchsorted(sorted_sequence: TensorLike, values: TensorLike, side: str = "left") -> Tensor:
    """Where each value would be inserted into a row of sorted edges."""
    return sorting.searchsorted(sorted_sequence, values, side)


def digitize(x: TensorLike, bins: TensorLike) -> Tensor:
    """The number of edges of `bins`, which rise, that are not above each element."""
    return numpy_like.digitize(x, bins)


def bincount(x: TensorLike, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Tensor:
    """How often each number 0, 1, .. occurs; with weights, the sum of the weights of its occurrences."""
    keras_rules.dense("bincount", sparse=sparse)
    return sorting.bincount(x, weights, minlength)


def histogram(x: TensorLike, bins: int = 10, range: Any = None) -> tuple[Tensor, Tensor]:
    """How many values fall into each of `bins` equal parts of the range, and the edges of the parts."""
    return signals.histogram(x, bins, range)


def diff(a: TensorLike, n: int = 1, axis: Axis = -1) -> Tensor:
    """Differences of neighbours, n times."""
    return numpy_like.diff(a, n, axis)


def trapezoid(y: TensorLike, x: TensorLike = None, dx: float = 1.0, axis: Axis = -1) -> Tensor:
    """The integral along an axis by trapezoids."""
    return signals.trapezoid(y, x, dx, axis)


def corrcoef(x: TensorLike) -> Tensor:
    """The correlation of the rows."""
    return signals.corrcoef(x)


def correlate(x1: TensorLike, x2: TensorLike, mode: str = "valid") -> Tensor:
    """The cross-correlation of two vectors."""
    return signals.correlate(x1, x2, mode)
