"""Bitwise operations on integers; on truth values they are the logical ones."""

from __future__ import annotations

from typing import Final

import torch

from supple._core.lift import Array, op
from supple._ops.arithmetic import like

_BOTH: Final = ("x", "y")


@op(join=_BOTH)
def bitwise_and(x: Array, y: Array) -> Array:
    """x & y."""
    return torch.bitwise_and(x, y)


@op(join=_BOTH)
def bitwise_or(x: Array, y: Array) -> Array:
    """x | y."""
    return torch.bitwise_or(x, y)


@op(join=_BOTH)
def bitwise_xor(x: Array, y: Array) -> Array:
    """x ^ y."""
    return torch.bitwise_xor(x, y)


@op
def bitwise_not(x: Array) -> Array:
    """~x."""
    return torch.bitwise_not(x)


@op(join=_BOTH)
def left_shift(x: Array, y: Array) -> Array:
    """x << y."""
    return torch.bitwise_left_shift(x, y)


@op(join=_BOTH)
def right_shift(x: Array, y: Array) -> Array:
    """x >> y."""
    return torch.bitwise_right_shift(x, y)


@op(join=_BOTH)
def gcd(x: Array, y: Array) -> Array:
    """The greatest common divisor."""
    return torch.gcd(x, like(y, x))


@op(join=_BOTH)
def lcm(x: Array, y: Array) -> Array:
    """The least common multiple."""
    return torch.lcm(x, like(y, x))
