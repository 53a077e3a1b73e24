"""Comparison, logic and choice."""

from __future__ import annotations

from typing import Any, Final

import torch

from supple._core.lift import Array, op, strict
from supple._core.tensor import Eager
from supple.errors import InvalidArgumentError

_BOTH: Final = ("x", "y")


@op(join=_BOTH)
def equal(x: Array, y: Array) -> Array:
    """x == y, element by element."""
    return torch.eq(x, y)


@op(join=_BOTH)
def not_equal(x: Array, y: Array) -> Array:
    """x != y, element by element."""
    return torch.ne(x, y)


@op(join=_BOTH)
def less(x: Array, y: Array) -> Array:
    """x < y, element by element."""
    return torch.lt(x, y)


@op(join=_BOTH)
def less_equal(x: Array, y: Array) -> Array:
    """x <= y, element by element."""
    return torch.le(x, y)


@op(join=_BOTH)
def greater(x: Array, y: Array) -> Array:
    """x > y, element by element."""
    return torch.gt(x, y)


@op(join=_BOTH)
def greater_equal(x: Array, y: Array) -> Array:
    """x >= y, element by element."""
    return torch.ge(x, y)


@op(join=_BOTH, takes="bools")
def logical_and(x: Array, y: Array) -> Array:
    """True where both are."""
    return torch.logical_and(x, y)


@op(join=_BOTH, takes="bools")
def logical_or(x: Array, y: Array) -> Array:
    """True where at least one is."""
    return torch.logical_or(x, y)


@op(join=_BOTH, takes="bools")
def logical_xor(x: Array, y: Array) -> Array:
    """True where exactly one is."""
    return torch.logical_xor(x, y)


@op(takes="bools")
def logical_not(x: Array) -> Array:
    """True where x is not."""
    return torch.logical_not(x)


@op(takes="floats")
def isnan(x: Array) -> Array:
    """True where x is NaN."""
    return torch.isnan(x)


@op(takes="floats")
def isinf(x: Array) -> Array:
    """True where x is infinite."""
    return torch.isinf(x)


@op(takes="floats")
def isfinite(x: Array) -> Array:
    """True where x is a number."""
    return torch.isfinite(x)


@op(join=_BOTH)
def isclose(x: Array, y: Array, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Array:
    """True where |x - y| <= atol + rtol |y|."""
    return torch.isclose(x, y, rtol, atol, equal_nan)


@op(join=_BOTH)
def approximate_equal(x: Array, y: Array, tolerance: float = 1e-5) -> Array:
    """True where |x - y| < tolerance."""
    return torch.abs(x - y) < tolerance


@op(join=("x", "y"))
def select(condition: Array, x: Array, y: Array) -> Array:
    """x where `condition` holds, else y; the three broadcast."""
    if condition.dtype is not torch.bool:
        condition = condition.to(torch.bool)
    return torch.where(condition, x, y)


@op
def positions_of_true(condition: Array) -> Array:
    """The indices of the elements that hold: (..) -> (n, rank) of int64, in row-major order."""
    if condition.ndim == 0:
        raise InvalidArgumentError(f"where: expected a condition with an axis, got the scalar {condition.item()}")
    return torch.nonzero(condition)


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """x where `condition` holds, else y; without both, the indices of what holds."""
    if x is not None and y is not None:
        return select(condition, x, y)
    if x is None and y is None:
        return positions_of_true(condition)
    raise InvalidArgumentError(f"where: x and y: expected both or none, got x={x!r} and y={y!r}")


@op(join=("x", "y"))
def _select_by_bools(condition: Array, x: Array, y: Array) -> Array:
    if condition.dtype is not torch.bool:
        raise InvalidArgumentError(f"where: condition: expected truth values, got {condition.dtype}")
    return torch.where(condition, x, y)


@op
def _select_or_number(condition: Array, x: Array, y: float) -> Array:
    """x where `condition` holds, else a Python number: the common case, without a tensor made of it."""
    if condition.dtype is not torch.bool:
        raise InvalidArgumentError(f"where: condition: expected truth values, got {condition.dtype}")
    return torch.where(condition, x, y)


_select_strictly: Final = strict(_select_by_bools)


def where_strict(condition: Any, x: Any = None, y: Any = None) -> Any:
    """`where` by TensorFlow's rule: x and y have one dtype, or numbers take the other's."""
    if x is not None and y is not None:
        if y.__class__ is float and isinstance(x, Eager) and x._t.is_floating_point():
            return _select_or_number(condition, x, y)
        return _select_strictly(condition, x, y)
    return where(condition, x, y)
