"""Mathematics, as Keras 2 had it in its backend."""

from __future__ import annotations

from supple._core.tensor import Tensor
from supple._ops import arithmetic, comparison, elementwise, keras_rules, matrix, numpy_like, reduction
from supple._ops._arguments import Axis, TensorLike


def sum(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The sum; integers of fewer than 32 bits are added in 32."""
    return numpy_like.sum_(x, axis, keepdims)


def mean(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The mean; integers are averaged in the default float dtype."""
    return reduction.mean(x, axis, keepdims)


def max(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The maximum; equal elements share the gradient."""
    return reduction.max_(x, axis, keepdims)


def min(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The minimum; equal elements share the gradient."""
    return reduction.min_(x, axis, keepdims)


def prod(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The product, in the dtype of x."""
    return reduction.prod(x, axis, keepdims)


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


def logsumexp(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """log Σ exp x."""
    return reduction.logsumexp(x, axis, keepdims)


def argmax(x: TensorLike, axis: Axis = -1) -> Tensor:
    """The index of the first maximum."""
    return reduction.argmax(x, axis)


def argmin(x: TensorLike, axis: Axis = -1) -> Tensor:
    """The index of the first minimum."""
    return reduction.argmin(x, axis)


def cumsum(x: TensorLike, axis: Axis = 0) -> Tensor:
    """Running sums along an axis."""
    return reduction.cumsum(x, axis)


def cumprod(x: TensorLike, axis: Axis = 0) -> Tensor:
    """Running products along an axis."""
    return reduction.cumprod(x, axis)


def abs(x: TensorLike) -> Tensor:
    """|x|; the modulus of complex numbers."""
    return elementwise.abs_(x)


def square(x: TensorLike) -> Tensor:
    """x²."""
    return elementwise.square(x)


def sqrt(x: TensorLike) -> Tensor:
    """The square root; negative numbers count as 0."""
    return keras_rules.safe_sqrt(x)


def exp(x: TensorLike) -> Tensor:
    """e**x."""
    return elementwise.exp(x)


def log(x: TensorLike) -> Tensor:
    """The natural logarithm."""
    return elementwise.log(x)


def sin(x: TensorLike) -> Tensor:
    """The sine."""
    return elementwise.sin(x)


def cos(x: TensorLike) -> Tensor:
    """The cosine."""
    return elementwise.cos(x)


def sign(x: TensorLike) -> Tensor:
    """-1, 0 or 1; x / |x| of complex numbers."""
    return elementwise.sign(x)


def round(x: TensorLike) -> Tensor:
    """x rounded, halves to even."""
    return elementwise.round_(x)


def pow(x: TensorLike, a: TensorLike) -> Tensor:
    """x ** a."""
    return arithmetic.power(x, a)


def clip(x: TensorLike, min_value: TensorLike, max_value: TensorLike) -> Tensor:
    """x limited to an interval."""
    return arithmetic.clip(x, min_value, max_value)


def maximum(x: TensorLike, y: TensorLike) -> Tensor:
    """The larger of x and y; where they are equal, the whole gradient goes to x."""
    return arithmetic.maximum(x, y)


def minimum(x: TensorLike, y: TensorLike) -> Tensor:
    """The smaller of x and y; where they are equal, the whole gradient goes to x."""
    return arithmetic.minimum(x, y)


def equal(x: TensorLike, y: TensorLike) -> Tensor:
    """x == y, element by element."""
    return comparison.equal(x, y)


def not_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """x != y, element by element."""
    return comparison.not_equal(x, y)


def greater(x: TensorLike, y: TensorLike) -> Tensor:
    """x > y, element by element."""
    return comparison.greater(x, y)


def greater_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """x >= y, element by element."""
    return comparison.greater_equal(x, y)


def less(x: TensorLike, y: TensorLike) -> Tensor:
    """x < y, element by element."""
    return comparison.less(x, y)


def less_equal(x: TensorLike, y: TensorLike) -> Tensor:
    """x <= y, element by element."""
    return comparison.less_equal(x, y)


def dot(x: TensorLike, y: TensorLike) -> Tensor:
    """NumPy's dot: the last axis of x against the last but one of y, without broadcasting."""
    return matrix.dot(x, y)


def batch_dot(x: TensorLike, y: TensorLike, axes: Axis = None) -> Tensor:
    """One axis of x against one of y, for each element of the batch."""
    return keras_rules.batch_dot(x, y, axes)
