"""Functions of each element: powers, exponentials, trigonometry, rounding, activation."""

from __future__ import annotations

from typing import Any

from supple._core.tensor import Tensor
from supple._ops import arithmetic, compound, creation, elementwise, strictly
from supple._ops._arguments import Axis, DTypeLike, TensorLike


def abs(x: TensorLike, name: str | None = None) -> Tensor:
    """|x|; the modulus of complex numbers."""
    return strictly.abs_(x)


def negative(x: TensorLike, name: str | None = None) -> Tensor:
    """-x."""
    return strictly.negative(x)


def sign(x: TensorLike, name: str | None = None) -> Tensor:
    """-1, 0 or 1; x / |x| of complex numbers."""
    return strictly.sign(x)


def square(x: TensorLike, name: str | None = None) -> Tensor:
    """x²."""
    return strictly.square(x)


def sqrt(x: TensorLike, name: str | None = None) -> Tensor:
    """The square root."""
    return strictly.sqrt(x)


def rsqrt(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / sqrt x."""
    return strictly.rsqrt(x)


def reciprocal(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / x."""
    return strictly.reciprocal(x)


def reciprocal_no_nan(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / x, and 0 where x is 0."""
    return strictly.reciprocal_no_nan(x)


def exp(x: TensorLike, name: str | None = None) -> Tensor:
    """e**x."""
    return strictly.exp(x)


def expm1(x: TensorLike, name: str | None = None) -> Tensor:
    """e**x - 1, exact near 0."""
    return strictly.expm1(x)


def log(x: TensorLike, name: str | None = None) -> Tensor:
    """The natural logarithm."""
    return strictly.log(x)


def log1p(x: TensorLike, name: str | None = None) -> Tensor:
    """log(1 + x), exact near 0."""
    return strictly.log1p(x)


def sin(x: TensorLike, name: str | None = None) -> Tensor:
    """The sine."""
    return strictly.sin(x)


def cos(x: TensorLike, name: str | None = None) -> Tensor:
    """The cosine."""
    return strictly.cos(x)


def tan(x: TensorLike, name: str | None = None) -> Tensor:
    """The tangent."""
    return strictly.tan(x)


def asin(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse sine."""
    return strictly.arcsin(x)


def acos(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse cosine."""
    return strictly.arccos(x)


def atan(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse tangent."""
    return strictly.arctan(x)


def sinh(x: TensorLike, name: str | None = None) -> Tensor:
    """The hyperbolic sine."""
    return strictly.sinh(x)


def cosh(x: TensorLike, name: str | None = None) -> Tensor:
    """The hyperbolic cosine."""
    return strictly.cosh(x)


def tanh(x: TensorLike, name: str | None = None) -> Tensor:
    """The hyperbolic tangent."""
    return strictly.tanh(x)


def asinh(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse hyperbolic sine."""
    return strictly.arcsinh(x)


def acosh(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse hyperbolic cosine."""
    return strictly.arccosh(x)


def atanh(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse hyperbolic tangent."""
    return strictly.arctanh(x)


def erf(x: TensorLike, name: str | None = None) -> Tensor:
    """The error function."""
    return strictly.erf(x)


def erfc(x: TensorLike, name: str | None = None) -> Tensor:
    """1 - erf x."""
    return strictly.erfc(x)


def erfinv(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of erf."""
    return strictly.erfinv(x)


def erfcinv(x: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of erfc."""
    return strictly.erfcinv(x)


def ndtri(x: TensorLike, name: str | None = None) -> Tensor:
    """The quantile of the standard normal distribution."""
    return strictly.ndtri(x)


def lgamma(x: TensorLike, name: str | None = None) -> Tensor:
    """log |Γ(x)|."""
    return strictly.lgamma(x)


def digamma(x: TensorLike, name: str | None = None) -> Tensor:
    """The derivative of lgamma."""
    return strictly.digamma(x)


def bessel_i0(x: TensorLike, name: str | None = None) -> Tensor:
    """The modified Bessel function of order 0."""
    return strictly.bessel_i0(x)


def bessel_i0e(x: TensorLike, name: str | None = None) -> Tensor:
    """exp(-|x|) times the modified Bessel function of order 0."""
    return strictly.bessel_i0e(x)


def bessel_i1(x: TensorLike, name: str | None = None) -> Tensor:
    """The modified Bessel function of order 1."""
    return strictly.bessel_i1(x)


def bessel_i1e(x: TensorLike, name: str | None = None) -> Tensor:
    """exp(-|x|) times the modified Bessel function of order 1."""
    return strictly.bessel_i1e(x)


def floor(x: TensorLike, name: str | None = None) -> Tensor:
    """The largest integer that is not above x."""
    return strictly.floor(x)


def ceil(x: TensorLike, name: str | None = None) -> Tensor:
    """The smallest integer that is not below x."""
    return strictly.ceil(x)


def round(x: TensorLike, name: str | None = None) -> Tensor:
    """x rounded, halves to even."""
    return strictly.round_(x)


def rint(x: TensorLike, name: str | None = None) -> Tensor:
    """x rounded, halves to even."""
    return strictly.rint(x)


def real(input: TensorLike, name: str | None = None) -> Tensor:
    """The real part."""
    return strictly.real(input)


def imag(input: TensorLike, name: str | None = None) -> Tensor:
    """The imaginary part."""
    return strictly.imag(input)


def conj(x: TensorLike, name: str | None = None) -> Tensor:
    """The complex conjugate."""
    return strictly.conj(x)


def angle(input: TensorLike, name: str | None = None) -> Tensor:
    """The argument of a complex number."""
    return strictly.angle(input)


def sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / (1 + e**-x)."""
    return strictly.sigmoid(x)


def log_sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """log sigmoid(x)."""
    return strictly.log_sigmoid(x)


def softplus(features: TensorLike, name: str | None = None) -> Tensor:
    """log(1 + e**x)."""
    return strictly.softplus(features)


def softsign(features: TensorLike, name: str | None = None) -> Tensor:
    """x / (1 + |x|)."""
    return strictly.softsign(features)


def softmax(logits: TensorLike, axis: Axis = None, name: str | None = None) -> Tensor:
    """e**x / Σ e**x along one axis, or over several together."""
    return strictly.softmax(logits, axis)


def log_softmax(logits: TensorLike, axis: Axis = None, name: str | None = None) -> Tensor:
    """log softmax(x)."""
    return strictly.log_softmax(logits, axis)


def is_nan(x: TensorLike, name: str | None = None) -> Tensor:
    """True where x is NaN."""
    return strictly.isnan(x)


def is_inf(x: TensorLike, name: str | None = None) -> Tensor:
    """True where x is infinite."""
    return strictly.isinf(x)


def is_finite(x: TensorLike, name: str | None = None) -> Tensor:
    """True where x is a number."""
    return strictly.isfinite(x)


def logical_not(x: TensorLike, name: str | None = None) -> Tensor:
    """True where x is not."""
    return strictly.logical_not(x)


def cast(x: TensorLike, dtype: DTypeLike, name: str | None = None) -> Any:
    """x in another dtype; what has it already is returned itself."""
    return elementwise.cast(x, dtype)


def saturate_cast(value: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """x in another dtype, limited to the range of that dtype."""
    return elementwise.saturate_cast(value, dtype)


def bitcast(input: TensorLike, type: TensorLike, name: str | None = None) -> Tensor:
    """The same bytes read as another dtype."""
    return creation.bitcast(input, type)


def clip_by_value(
    t: TensorLike, clip_value_min: TensorLike, clip_value_max: TensorLike, name: str | None = None
) -> Tensor:
    """t limited to an interval; the gradient passes at both edges."""
    return arithmetic.clip_strict(t, clip_value_min, clip_value_max)


def clip_by_norm(t: TensorLike, clip_norm: TensorLike, axes: Axis = None, name: str | None = None) -> Tensor:
    """x scaled so that its norm is at most `limit`."""
    return strictly.clip_by_norm(t, clip_norm, axes)


def complex(real: TensorLike, imag: TensorLike, name: str | None = None) -> Tensor:
    """real + i imag."""
    return strictly.complex_(real, imag)


def polyval(coeffs: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The polynomial with the given coefficients, highest power first, at x."""
    return compound.polyval(coeffs, x)


def zeta(x: TensorLike, q: TensorLike, name: str | None = None) -> Tensor:
    """Hurwitz' zeta function Σ (q + n)**-x."""
    return strictly.zeta(x, q)


def polygamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The a-th derivative of digamma; one order for all elements."""
    return strictly.polygamma(a, x)


def igamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The regularized lower incomplete gamma function."""
    return strictly.igamma(a, x)


def igammac(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The regularized upper incomplete gamma function."""
    return strictly.igammac(a, x)


def lbeta(x: TensorLike, name: str | None = None) -> Tensor:
    """log |Β(x)| over the last axis."""
    return strictly.lbeta(x)
