"""Functions of each element."""

from __future__ import annotations

from typing import Any

from supple._core.tensor import Tensor
from supple._ops import arithmetic, bits, comparison, elementwise, numpy_like
from supple._ops._arguments import TensorLike


def abs(x: TensorLike) -> Tensor:
    """|x|; the modulus of complex numbers."""
    return elementwise.abs_(x)


def absolute(x: TensorLike) -> Tensor:
    """|x|; the modulus of complex numbers."""
    return elementwise.abs_(x)


def fabs(x: TensorLike) -> Tensor:
    """|x|; the modulus of complex numbers."""
    return elementwise.abs_(x)


def negative(x: TensorLike) -> Tensor:
    """-x."""
    return elementwise.negative(x)


def sign(x: TensorLike) -> Tensor:
    """-1, 0 or 1; x / |x| of complex numbers."""
    return elementwise.sign(x)


def square(x: TensorLike) -> Tensor:
    """x²."""
    return elementwise.square(x)


def sqrt(x: TensorLike) -> Tensor:
    """The square root."""
    return elementwise.sqrt(x)


def cbrt(x: TensorLike) -> Tensor:
    """The real cube root."""
    return elementwise.cbrt(x)


def reciprocal(x: TensorLike) -> Tensor:
    """1 / x."""
    return elementwise.reciprocal(x)


def exp(x: TensorLike) -> Tensor:
    """e**x."""
    return elementwise.exp(x)


def exp2(x: TensorLike) -> Tensor:
    """2**x."""
    return elementwise.exp2(x)


def expm1(x: TensorLike) -> Tensor:
    """e**x - 1, exact near 0."""
    return elementwise.expm1(x)


def log(x: TensorLike) -> Tensor:
    """The natural logarithm."""
    return elementwise.log(x)


def log1p(x: TensorLike) -> Tensor:
    """log(1 + x), exact near 0."""
    return elementwise.log1p(x)


def log2(x: TensorLike) -> Tensor:
    """The logarithm to base 2."""
    return elementwise.log2(x)


def log10(x: TensorLike) -> Tensor:
    """The logarithm to base 10."""
    return elementwise.log10(x)


def sin(x: TensorLike) -> Tensor:
    """The sine."""
    return elementwise.sin(x)


def cos(x: TensorLike) -> Tensor:
    """The cosine."""
    return elementwise.cos(x)


def tan(x: TensorLike) -> Tensor:
    """The tangent."""
    return elementwise.tan(x)


def arcsin(x: TensorLike) -> Tensor:
    """The inverse sine."""
    return elementwise.arcsin(x)


def arccos(x: TensorLike) -> Tensor:
    """The inverse cosine."""
    return elementwise.arccos(x)


def arctan(x: TensorLike) -> Tensor:
    """The inverse tangent."""
    return elementwise.arctan(x)


def sinh(x: TensorLike) -> Tensor:
    """The hyperbolic sine."""
    return elementwise.sinh(x)


def cosh(x: TensorLike) -> Tensor:
    """The hyperbolic cosine."""
    return elementwise.cosh(x)


def tanh(x: TensorLike) -> Tensor:
    """The hyperbolic tangent."""
    return elementwise.tanh(x)


def arcsinh(x: TensorLike) -> Tensor:
    """The inverse hyperbolic sine."""
    return elementwise.arcsinh(x)


def arccosh(x: TensorLike) -> Tensor:
    """The inverse hyperbolic cosine."""
    return elementwise.arccosh(x)


def arctanh(x: TensorLike) -> Tensor:
    """The inverse hyperbolic tangent."""
    return elementwise.arctanh(x)


def sinc(x: TensorLike) -> Tensor:
    """sin(πx) / πx."""
    return elementwise.sinc(x)


def i0(x: TensorLike) -> Tensor:
    """The modified Bessel function of order 0."""
    return elementwise.bessel_i0(x)


def floor(x: TensorLike) -> Tensor:
    """The largest integer that is not above x."""
    return elementwise.floor(x)


def ceil(x: TensorLike) -> Tensor:
    """The smallest integer that is not below x."""
    return elementwise.ceil(x)


def trunc(x: TensorLike) -> Tensor:
    """x rounded toward zero."""
    return elementwise.trunc(x)


def round(x: TensorLike, decimals: Any = 0) -> Tensor:
    """x rounded, halves to even."""
    return elementwise.round_(x, decimals)


def deg2rad(x: TensorLike) -> Tensor:
    """Degrees in radians."""
    return numpy_like.deg2rad(x)


def rad2deg(x: TensorLike) -> Tensor:
    """Radians in degrees."""
    return numpy_like.rad2deg(x)


def real(x: TensorLike) -> Tensor:
    """The real part."""
    return elementwise.real(x)


def imag(x: TensorLike) -> Tensor:
    """The imaginary part."""
    return elementwise.imag(x)


def conj(x: TensorLike) -> Tensor:
    """The complex conjugate."""
    return elementwise.conj(x)


def conjugate(x: TensorLike) -> Tensor:
    """The complex conjugate."""
    return elementwise.conj(x)


def angle(x: TensorLike) -> Tensor:
    """The argument of a complex number."""
    return elementwise.angle(x)


def isnan(x: TensorLike) -> Tensor:
    """True where x is NaN."""
    return comparison.isnan(x)


def isinf(x: TensorLike) -> Tensor:
    """True where x is infinite."""
    return comparison.isinf(x)


def isfinite(x: TensorLike) -> Tensor:
    """True where x is a number."""
    return comparison.isfinite(x)


def isposinf(x: TensorLike) -> Tensor:
    """True where x is +∞."""
    return numpy_like.isposinf(x)


def isneginf(x: TensorLike) -> Tensor:
    """True where x is -∞."""
    return numpy_like.isneginf(x)


def isreal(x: TensorLike) -> Tensor:
    """True where the imaginary part is 0."""
    return numpy_like.isreal(x)


def signbit(x: TensorLike) -> Tensor:
    """True where the sign bit is set."""
    return numpy_like.signbit(x)


def nan_to_num(x: TensorLike, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Tensor:
    """x with NaN and the infinities replaced."""
    return elementwise.nan_to_num(x, nan, posinf, neginf)


def clip(x: TensorLike, x_min: TensorLike, x_max: TensorLike) -> Tensor:
    """x limited to [x_min, x_max]; the gradient passes at both edges."""
    return arithmetic.clip(x, x_min, x_max)


def logical_not(x: TensorLike) -> Tensor:
    """True where x is not."""
    return comparison.logical_not(x)


def bitwise_not(x: TensorLike) -> Tensor:
    """~x."""
    return bits.bitwise_not(x)


def bitwise_invert(x: TensorLike) -> Tensor:
    """~x."""
    return bits.bitwise_not(x)
