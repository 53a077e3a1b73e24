"""Functions of each element: powers, exponentials, logarithms, trigonometry, rounding."""

from __future__ import annotations

import math
from typing import Any

import torch

from supple._core import dtype as dtypes
from supple._core.dtype import DType
from supple._core.lift import Array, op
from supple._ops import roots


@op(takes="numbers")
def abs_(x: Array) -> Array:
    """|x|; the modulus of complex numbers."""
    return torch.abs(x)


@op(takes="numbers")
def negative(x: Array) -> Array:
    """-x."""
    return torch.neg(x)


@op(takes="numbers")
def square(x: Array) -> Array:
    """x²."""
    return torch.square(x)


@op(takes="floats")
def sqrt(x: Array) -> Array:
    """The square root."""
    return roots.sqrt(x)


@op(takes="floats")
def rsqrt(x: Array) -> Array:
    """1 / sqrt x."""
    return roots.rsqrt(x)


@op(takes="floats")
def cbrt(x: Array) -> Array:
    """The real cube root."""
    return torch.copysign(torch.pow(torch.abs(x), 1 / 3), x)


@op(takes="floats")
def reciprocal(x: Array) -> Array:
    """1 / x."""
    return roots.reciprocal(x)


@op(takes="floats")
def reciprocal_no_nan(x: Array) -> Array:
    """1 / x, and 0 where x is 0."""
    zero = x == 0
    return torch.where(zero, 0, roots.reciprocal(torch.where(zero, 1, x)))


@op(takes="floats")
def exp(x: Array) -> Array:
    """e**x."""
    return torch.exp(x)


@op(takes="floats")
def exp2(x: Array) -> Array:
    """2**x."""
    return torch.exp2(x)


@op(takes="floats")
def expm1(x: Array) -> Array:
    """e**x - 1, exact near 0."""
    return torch.expm1(x)


@op(takes="floats")
def log(x: Array) -> Array:
    """The natural logarithm."""
    return torch.log(x)


@op(takes="floats")
def log1p(x: Array) -> Array:
    """log(1 + x), exact near 0."""
    return torch.log1p(x)


@op(takes="floats")
def log2(x: Array) -> Array:
    """The logarithm to base 2."""
    return torch.log2(x)


@op(takes="floats")
def log10(x: Array) -> Array:
    """The logarithm to base 10."""
    return torch.log10(x)


@op(takes="floats")
def sin(x: Array) -> Array:
    """The sine."""
    return torch.sin(x)


@op(takes="floats")
def cos(x: Array) -> Array:
    """The cosine."""
    return torch.cos(x)


@op(takes="floats")
def tan(x: Array) -> Array:
    """The tangent."""
    return torch.tan(x)


@op(takes="floats")
def arcsin(x: Array) -> Array:
    """The inverse sine."""
    return torch.asin(x)


@op(takes="floats")
def arccos(x: Array) -> Array:
    """The inverse cosine."""
    return torch.acos(x)


@op(takes="floats")
def arctan(x: Array) -> Array:
    """The inverse tangent."""
    return torch.atan(x)


@op(takes="floats")
def sinh(x: Array) -> Array:
    """The hyperbolic sine."""
    return torch.sinh(x)


@op(takes="floats")
def cosh(x: Array) -> Array:
    """The hyperbolic cosine."""
    return torch.cosh(x)


@op(takes="floats")
def tanh(x: Array) -> Array:
    """The hyperbolic tangent."""
    return torch.tanh(x)


@op(takes="floats")
def arcsinh(x: Array) -> Array:
    """The inverse hyperbolic sine."""
    return torch.asinh(x)


@op(takes="floats")
def arccosh(x: Array) -> Array:
    """The inverse hyperbolic cosine."""
    return torch.acosh(x)


@op(takes="floats")
def arctanh(x: Array) -> Array:
    """The inverse hyperbolic tangent."""
    return torch.atanh(x)


@op(takes="floats")
def erf(x: Array) -> Array:
    """The error function."""
    return torch.erf(x)


@op(takes="floats")
def erfc(x: Array) -> Array:
    """1 - erf x."""
    return torch.erfc(x)


@op(takes="floats")
def erfinv(x: Array) -> Array:
    """The inverse of erf."""
    return torch.erfinv(x)


@op(takes="floats")
def erfcinv(x: Array) -> Array:
    """The inverse of erfc."""
    return -torch.special.ndtri(x / 2) / math.sqrt(2)


@op(takes="floats")
def ndtri(x: Array) -> Array:
    """The quantile of the standard normal distribution."""
    return torch.special.ndtri(x)


@op(takes="floats")
def lgamma(x: Array) -> Array:
    """log |Γ(x)|."""
    return torch.lgamma(x)


@op(takes="floats")
def digamma(x: Array) -> Array:
    """The derivative of lgamma."""
    return torch.digamma(x)


@op(takes="floats")
def bessel_i0(x: Array) -> Array:
    """The modified Bessel function of order 0."""
    return torch.special.i0(x)


@op(takes="floats")
def bessel_i0e(x: Array) -> Array:
    """exp(-|x|) times the modified Bessel function of order 0."""
    return torch.special.i0e(x)


@op(takes="floats")
def bessel_i1(x: Array) -> Array:
    """The modified Bessel function of order 1."""
    return torch.special.i1(x)


@op(takes="floats")
def bessel_i1e(x: Array) -> Array:
    """exp(-|x|) times the modified Bessel function of order 1."""
    return torch.special.i1e(x)


@op(takes="floats")
def sinc(x: Array) -> Array:
    """sin(πx) / πx."""
    return torch.sinc(x)


@op(join=("a", "x"), takes="floats")
def polygamma(a: Array, x: Array) -> Array:
    """The a-th derivative of digamma; one order for all elements."""
    orders = torch.unique(a)
    if orders.numel() != 1:
        raise ValueError(f"a: expected one order, got {orders.tolist()}")
    return torch.special.polygamma(int(orders), x.expand(torch.broadcast_shapes(a.shape, x.shape)))


@op(join=("x", "q"), takes="floats")
def zeta(x: Array, q: Array) -> Array:
    """Hurwitz' zeta function Σ (q + n)**-x."""
    return torch.special.zeta(x, q)


@op(join=("a", "x"), takes="floats")
def igamma(a: Array, x: Array) -> Array:
    """The regularized lower incomplete gamma function."""
    return torch.special.gammainc(a, x)


@op(join=("a", "x"), takes="floats")
def igammac(a: Array, x: Array) -> Array:
    """The regularized upper incomplete gamma function."""
    return torch.special.gammaincc(a, x)


@op(takes="floats")
def lbeta(x: Array) -> Array:
    """log |Β(x)| over the last axis."""
    return torch.sum(torch.lgamma(x), -1) - torch.lgamma(torch.sum(x, -1))


@op(takes="floats")
def rint(x: Array) -> Array:
    """x rounded, halves to even."""
    return torch.round(x.detach() if x.requires_grad else x)


# --- steps: TensorFlow gives None, not 0, as the gradient of rounding -------------------------------------------------


@op(takes="floats")
def floor(x: Array) -> Array:
    """The largest integer that is not above x."""
    return torch.floor(x.detach() if x.requires_grad else x)


@op(takes="floats")
def ceil(x: Array) -> Array:
    """The smallest integer that is not below x."""
    return torch.ceil(x.detach() if x.requires_grad else x)


@op(takes="floats")
def trunc(x: Array) -> Array:
    """x rounded toward zero."""
    return torch.trunc(x.detach() if x.requires_grad else x)


@op(takes="numbers")
def round_(x: Array, decimals: int = 0) -> Array:
    """x rounded, halves to even."""
    if not x.is_floating_point():
        return x.view_as(x)
    return torch.round(x.detach() if x.requires_grad else x, decimals=decimals)


@op(takes="numbers")
def sign(x: Array) -> Array:
    """-1, 0 or 1; x / |x| of complex numbers."""
    if x.is_floating_point():
        return torch.where(torch.isnan(x), x, torch.sign(x))
    return torch.sgn(x)


# --- complex numbers ----------------------------------------------------------------------------------------------


@op(takes="numbers")
def real(x: Array) -> Array:
    """The real part."""
    return torch.real(x) if x.is_complex() else x.view_as(x)


@op(takes="numbers")
def imag(x: Array) -> Array:
    """The imaginary part."""
    return torch.imag(x) if x.is_complex() else torch.zeros_like(x)


@op(takes="numbers")
def conj(x: Array) -> Array:
    """The complex conjugate."""
    return torch.conj_physical(x) if x.is_complex() else x.view_as(x)


@op(takes="floats")
def angle(x: Array) -> Array:
    """The argument of a complex number."""
    return torch.angle(x)


@op
def nan_to_num(x: Array, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Array:
    """x with NaN and the infinities replaced."""
    return torch.nan_to_num(x, nan, posinf, neginf)


@op
def _cast(x: Array, dtype: torch.dtype) -> Array:
    if x.dtype is dtype:
        return x.view_as(x)
    if x.is_floating_point() and dtype in _UNSIGNED:
        # Negative floats wrap around as in TensorFlow; straight to unsigned they are undefined.
        return x.to(torch.int64).to(dtype)
    return x.to(dtype)


_UNSIGNED = frozenset({torch.uint8, torch.uint16, torch.uint32, torch.uint64})


def cast(x: Any, dtype: Any) -> Any:
    """x in another dtype; a tensor or variable that has it already is returned itself."""
    wanted = dtype if dtype.__class__ is DType else dtypes.as_dtype(dtype)
    try:
        same = x._t.dtype is wanted.torch
    except AttributeError:
        same = getattr(x, "dtype", None) is wanted
    return x if same else _cast(x, dtypes.to_torch(wanted))


@op
def saturate_cast(x: Array, dtype: Any) -> Array:
    """x in another dtype, limited to the range of that dtype."""
    wanted = dtypes.as_dtype(dtype)
    return torch.clamp(x, wanted.min, wanted.max).to(dtypes.to_torch(wanted))
