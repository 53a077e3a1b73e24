"""Arithmetic of two tensors that broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Final

import torch

from supple._core.lift import Array, op, strict
from supple._core.tensor import Eager
from supple.errors import DtypeError

_WIDE_INTS: Final = frozenset({torch.int32, torch.int64, torch.uint32, torch.uint64})
_BOTH: Final = ("x", "y")
_NUMBERS: Final = frozenset({int, float})


@op(join=_BOTH, takes="numbers")
def add(x: Array, y: Array) -> Array:
    """x + y."""
    return torch.add(x, y)


@op(join=_BOTH, takes="numbers")
def subtract(x: Array, y: Array) -> Array:
    """x - y."""
    return torch.sub(x, y)


@op(join=_BOTH, takes="numbers")
def reverse_subtract(x: Array, y: Array) -> Array:
    """y - x."""
    return torch.rsub(x, y)


@op(join=_BOTH)
def multiply(x: Array, y: Array) -> Array:
    """x * y."""
    return torch.mul(x, y)


@op(join=_BOTH, takes="floats")
def divide(x: Array, y: Array) -> Array:
    """x / y, in the default float dtype for integers."""
    return torch.div(x, y)


def _is_tensor(y: Any) -> bool:
    """False for a Python number, which the fast path hands on as it is."""
    return isinstance(y, torch.Tensor)


def _wide(x: Array) -> torch.dtype:
    """The float dtype in which TensorFlow divides integers."""
    return torch.float64 if x.dtype in _WIDE_INTS else torch.float32


@op(join=_BOTH)
def true_divide(x: Array, y: Array) -> Array:
    """x / y; 32- and 64-bit integers give float64, smaller ones float32, as in TensorFlow."""
    if x.is_floating_point() or x.is_complex():
        return torch.div(x, y)
    return torch.div(x.to(_wide(x)), y)


@op(join=_BOTH)
def reverse_divide(x: Array, y: Array) -> Array:
    """y / x."""
    if not (x.is_floating_point() or x.is_complex()):
        x = x.to(_wide(x))
    return torch.div(like(y, x), x)


def _constant(values: Array) -> Array:
    """`values` without a gradient: TensorFlow defines none for steps."""
    return values.detach() if values.requires_grad else values


@op(join=_BOTH, takes="numbers")
def floor_divide(x: Array, y: Array) -> Array:
    """floor(x / y); integers divided by 0 raise."""
    return _constant(torch.div(x, y, rounding_mode="floor"))


@op(join=_BOTH, takes="numbers")
def reverse_floor_divide(x: Array, y: Array) -> Array:
    """floor(y / x)."""
    return _constant(torch.div(like(y, x), x, rounding_mode="floor"))


def like(y: Any, x: Array) -> Array:
    """`y`, a number or a tensor, as a tensor of x's dtype."""
    return y if isinstance(y, torch.Tensor) else torch.scalar_tensor(y, dtype=x.dtype, device=x.device)


@op(join=_BOTH, takes="numbers")
def mod(x: Array, y: Array) -> Array:
    """x - floor(x / y) * y: the sign is that of y."""
    return torch.remainder(x, y)


@op(join=_BOTH, takes="numbers")
def reverse_mod(x: Array, y: Array) -> Array:
    """y - floor(y / x) * x."""
    return torch.remainder(y, x)


@op(join=_BOTH, takes="numbers")
def truncate_divide(x: Array, y: Array) -> Array:
    """x / y rounded toward zero."""
    return _constant(torch.div(x, y, rounding_mode="trunc"))


@op(join=_BOTH, takes="numbers")
def truncate_mod(x: Array, y: Array) -> Array:
    """The remainder with the sign of x."""
    return torch.fmod(x, y)


@op(join=_BOTH, takes="numbers")
def power(x: Array, y: Array) -> Array:
    """x ** y."""
    return torch.pow(x, y)


@op(join=_BOTH, takes="numbers")
def reverse_power(x: Array, y: Array) -> Array:
    """y ** x."""
    return torch.pow(y, x)


@op(join=_BOTH)
def maximum(x: Array, y: Array) -> Array:
    """The larger of x and y; where they are equal, the whole gradient goes to x."""
    if not _is_tensor(y):
        return torch.clamp(x, min=y)
    if x.requires_grad or y.requires_grad:
        return torch.where((x >= y) | x.isnan(), x, y)
    return torch.maximum(x, y)


@op(join=_BOTH)
def minimum(x: Array, y: Array) -> Array:
    """The smaller of x and y; where they are equal, the whole gradient goes to x."""
    if not _is_tensor(y):
        return torch.clamp(x, max=y)
    if x.requires_grad or y.requires_grad:
        return torch.where((x <= y) | x.isnan(), x, y)
    return torch.minimum(x, y)


@op(join=_BOTH, takes="numbers")
def squared_difference(x: Array, y: Array) -> Array:
    """(x - y)²; the factor of complex numbers is conjugated."""
    difference = torch.sub(x, y)
    return torch.square(difference) if not difference.is_complex() else difference * difference.conj()


@op(join=_BOTH, takes="floats")
def divide_no_nan(x: Array, y: Array) -> Array:
    """x / y, and 0 where y is 0."""
    y = like(y, x)
    zero = y == 0
    return torch.where(zero, 0, x / torch.where(zero, 1, y))


@op(join=_BOTH, takes="floats")
def multiply_no_nan(x: Array, y: Array) -> Array:
    """x * y, and 0 where y is 0, even if x is infinite or NaN."""
    y = like(y, x)
    zero = y == 0
    return torch.where(zero, 0, torch.where(zero, 0, x) * y)


@op(join=_BOTH, takes="floats")
def xlogy(x: Array, y: Array) -> Array:
    """x log y, and 0 where x is 0."""
    return torch.xlogy(x, y)


@op(join=_BOTH, takes="floats")
def xlog1py(x: Array, y: Array) -> Array:
    """x log(1 + y), and 0 where x is 0."""
    return torch.special.xlog1py(x, y)


@op(join=_BOTH, takes="floats")
def xdivy(x: Array, y: Array) -> Array:
    """x / y, and 0 where x is 0."""
    y = like(y, x)
    zero = x == 0
    return torch.where(zero, 0, x / torch.where(zero, 1, y))


@op(join=_BOTH, takes="floats")
def arctan2(x: Array, y: Array) -> Array:
    """The angle of the point (y, x)."""
    return torch.atan2(x, like(y, x))


@op(join=_BOTH, takes="floats")
def hypot(x: Array, y: Array) -> Array:
    """sqrt(x² + y²)."""
    return torch.hypot(x, like(y, x))


@op(join=_BOTH, takes="floats")
def logaddexp(x: Array, y: Array) -> Array:
    """log(exp x + exp y)."""
    return torch.logaddexp(x, like(y, x))


@op(join=_BOTH, takes="floats")
def logaddexp2(x: Array, y: Array) -> Array:
    """log2(2**x + 2**y)."""
    return torch.logaddexp2(x, like(y, x))


@op(join=_BOTH, takes="floats")
def nextafter(x: Array, y: Array) -> Array:
    """The next float after x in the direction of y."""
    return torch.nextafter(x, like(y, x))


@op(join=_BOTH, takes="floats")
def complex_(x: Array, y: Array) -> Array:
    """x + i y."""
    return torch.complex(x, like(y, x))


@op(join=("xs",))
def add_n(xs: Sequence[Array]) -> Array:
    """The sum of tensors of one shape."""
    shapes = {tuple(x.shape) for x in xs}
    if len(shapes) != 1:
        raise ValueError(f"expected one or more tensors of one shape, got shapes {sorted(shapes)}")
    return reduce(torch.add, xs) if len(xs) > 1 else xs[0].view_as(xs[0])


@op
def clip_to_numbers(x: Array, low: float, high: float) -> Array:
    """x limited to [low, high]; the gradient passes at both edges."""
    return torch.clamp(x, low, high)


@op(join=("x", "low", "high"))
def clip_to_tensors(x: Array, low: Array, high: Array) -> Array:
    """x limited to [low, high], which broadcast to its shape."""
    shape = torch.broadcast_shapes(x.shape, low.shape, high.shape)
    if shape != x.shape:
        raise RuntimeError(f"the bounds {list(low.shape)} and {list(high.shape)} do not broadcast to {list(x.shape)}")
    return torch.clamp(x, low, high)


_clip_to_tensors_strictly: Final = strict(clip_to_tensors)


def clip(x: Any, low: Any, high: Any) -> Any:
    """x limited to [low, high]; the gradient passes at both edges."""
    if low.__class__ in _NUMBERS and high.__class__ in _NUMBERS:
        return clip_to_numbers(x, low, high)
    return clip_to_tensors(x, low, high)


def clip_strict(x: Any, low: Any, high: Any) -> Any:
    """`clip` by TensorFlow's rule: the bounds take the dtype of x or raise."""
    if low.__class__ in _NUMBERS and high.__class__ in _NUMBERS:
        if low.__class__ is float or high.__class__ is float:
            if isinstance(x, Eager) and x.dtype.is_integer:
                raise DtypeError(f"clip_by_value: expected bounds of {x.dtype.name}, got {low!r} and {high!r}")
        return clip_to_numbers(x, low, high)
    return _clip_to_tensors_strictly(x, low, high)
