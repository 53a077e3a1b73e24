"""Operations on bits: `tf.bitwise`."""

from __future__ import annotations

from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import bits, strictly
from supple._ops._arguments import TensorLike


def bitwise_and(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x & y."""
    return strictly.bitwise_and(x, y)


def bitwise_or(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x | y."""
    return strictly.bitwise_or(x, y)


def bitwise_xor(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x ^ y."""
    return strictly.bitwise_xor(x, y)


def invert(x: TensorLike, name: str | None = None) -> Tensor:
    """~x."""
    return bits.bitwise_not(x)


def left_shift(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x << y."""
    return strictly.left_shift(x, y)


def right_shift(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x >> y."""
    return strictly.right_shift(x, y)


# fmt: off
__all__ = [
    "bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift",
]
# fmt: on
__getattr__ = unknown_name("tf.bitwise", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
