"""Functions of two tensors that broadcast."""

from __future__ import annotations

from typing import Any

from supple._core.tensor import Tensor
from supple._ops import arithmetic, bits, comparison, keras_rules, numpy_like
from supple._ops._arguments import TensorLike


def add(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x + y."""
    return arithmetic.add(x1, x2)


def subtract(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x - y."""
    return arithmetic.subtract(x1, x2)


def multiply(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x * y."""
    return arithmetic.multiply(x1, x2)


def divide(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x / y, in the default float dtype for integers."""
    return arithmetic.divide(x1, x2)


def true_divide(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x / y, in the default float dtype for integers."""
    return arithmetic.divide(x1, x2)


def divide_no_nan(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x / y, and 0 where y is 0."""
    return arithmetic.divide_no_nan(x1, x2)


def floor_divide(x1: TensorLike, x2: TensorLike) -> Tensor:
    """floor(x / y); integers divided by 0 raise."""
    return arithmetic.floor_divide(x1, x2)


def mod(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x - floor(x / y) * y: the sign is that of y."""
    return arithmetic.mod(x1, x2)


def fmod(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The remainder with the sign of x."""
    return numpy_like.fmod(x1, x2)


def power(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x ** y."""
    return arithmetic.power(x1, x2)


def maximum(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The larger of x and y; where they are equal, the whole gradient goes to x."""
    return arithmetic.maximum(x1, x2)


def minimum(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The smaller of x and y; where they are equal, the whole gradient goes to x."""
    return arithmetic.minimum(x1, x2)


def fmax(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The larger of x and y, the number where the other is NaN."""
    return numpy_like.fmax(x1, x2)


def fmin(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The smaller of x and y, the number where the other is NaN."""
    return numpy_like.fmin(x1, x2)


def arctan2(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The angle of the point (y, x)."""
    return arithmetic.arctan2(x1, x2)


def hypot(x1: TensorLike, x2: TensorLike) -> Tensor:
    """sqrt(x² + y²)."""
    return arithmetic.hypot(x1, x2)


def logaddexp(x1: TensorLike, x2: TensorLike) -> Tensor:
    """log(exp x + exp y)."""
    return arithmetic.logaddexp(x1, x2)


def logaddexp2(x1: TensorLike, x2: TensorLike) -> Tensor:
    """log2(2**x + 2**y)."""
    return arithmetic.logaddexp2(x1, x2)


def nextafter(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The next float after x in the direction of y."""
    return arithmetic.nextafter(x1, x2)


def ldexp(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x · 2**exponent."""
    return numpy_like.ldexp(x1, x2)


def heaviside(x1: TensorLike, x2: TensorLike) -> Tensor:
    """0 below 0, 1 above, y at 0."""
    return numpy_like.heaviside(x1, x2)


def gcd(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The greatest common divisor."""
    return bits.gcd(x1, x2)


def lcm(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The least common multiple."""
    return bits.lcm(x1, x2)


def equal(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x == y, element by element."""
    return comparison.equal(x1, x2)


def not_equal(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x != y, element by element."""
    return comparison.not_equal(x1, x2)


def less(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x < y, element by element."""
    return comparison.less(x1, x2)


def less_equal(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x <= y, element by element."""
    return comparison.less_equal(x1, x2)


def greater(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x > y, element by element."""
    return comparison.greater(x1, x2)


def greater_equal(x1: TensorLike, x2: TensorLike) -> Tensor:
    """x >= y, element by element."""
    return comparison.greater_equal(x1, x2)


def logical_and(x1: TensorLike, x2: TensorLike) -> Tensor:
    """True where both are."""
    return comparison.logical_and(x1, x2)


def logical_or(x1: TensorLike, x2: TensorLike) -> Tensor:
    """True where at least one is."""
    return comparison.logical_or(x1, x2)


def logical_xor(x1: TensorLike, x2: TensorLike) -> Tensor:
    """True where exactly one is."""
    return comparison.logical_xor(x1, x2)


def bitwise_and(x: TensorLike, y: TensorLike) -> Tensor:
    """x & y."""
    return bits.bitwise_and(x, y)


def bitwise_or(x: TensorLike, y: TensorLike) -> Tensor:
    """x | y."""
    return bits.bitwise_or(x, y)


def bitwise_xor(x: TensorLike, y: TensorLike) -> Tensor:
    """x ^ y."""
    return bits.bitwise_xor(x, y)


def left_shift(x: TensorLike, y: TensorLike) -> Tensor:
    """x << y."""
    return bits.left_shift(x, y)


def right_shift(x: TensorLike, y: TensorLike) -> Tensor:
    """x >> y."""
    return bits.right_shift(x, y)


def bitwise_left_shift(x: TensorLike, y: TensorLike) -> Tensor:
    """x << y."""
    return bits.left_shift(x, y)


def bitwise_right_shift(x: TensorLike, y: TensorLike) -> Tensor:
    """x >> y."""
    return bits.right_shift(x, y)


def isclose(
    x1: TensorLike, x2: TensorLike, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """True where |x - y| <= atol + rtol |y|."""
    return comparison.isclose(x1, x2, rtol, atol, equal_nan)


def allclose(
    x1: TensorLike, x2: TensorLike, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False
) -> Tensor:
    """True if |x - y| <= atol + rtol |y| everywhere."""
    return numpy_like.allclose(x1, x2, rtol, atol, equal_nan)


def isin(x1: TensorLike, x2: TensorLike, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element of x occurs in y."""
    return numpy_like.isin(x1, x2, assume_unique, invert)


def where(condition: TensorLike, x1: Any = None, x2: Any = None) -> Any:
    """x1 where `condition` holds, else x2; without both, the indices of what holds."""
    return keras_rules.where(condition, x1, x2)


def select(condlist: TensorLike, choicelist: TensorLike, default: Any = 0) -> Tensor:
    """The choice of the first condition that holds, element by element."""
    return numpy_like.select(condlist, choicelist, default)
