"""Settings that a program may change: float type, fuzz factor, image layout. One value a thread and context."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Final

from supple._core.dtype import DType, as_dtype
from supple.errors import ArgumentError

_FLOATX: Final[ContextVar[str]] = ContextVar("floatx", default="float32")
_EPSILON: Final[ContextVar[float]] = ContextVar("epsilon", default=1e-7)
_LAYOUT: Final[ContextVar[str]] = ContextVar("image_data_format", default="channels_last")


def floatx() -> str:
    """The name of the default float dtype."""
    return _FLOATX.get()


def set_floatx(value: Any) -> None:
    """Set the default float dtype: 'float16', 'bfloat16', 'float32' or 'float64'."""
    dtype: DType = as_dtype(value)
    if not dtype.is_floating:
        raise ArgumentError(f"set_floatx: expected a float dtype, got {value!r}")
    _FLOATX.set(dtype.name)


def epsilon() -> float:
    """The small number that keeps divisions and logarithms finite."""
    return _EPSILON.get()


def set_epsilon(value: float) -> None:
    """Set the small number that keeps divisions and logarithms finite."""
    _EPSILON.set(float(value))


def image_data_format() -> str:
    """The default layout of images: 'channels_last' or 'channels_first'."""
    return _LAYOUT.get()


def set_image_data_format(data_format: str) -> None:
    """Set the default layout of images."""
    _LAYOUT.set(standardize_data_format(data_format))


def standardize_data_format(data_format: str | None) -> str:
    """The layout named by `data_format`, or the default one if None."""
    if data_format is None:
        return image_data_format()
    layout = str(data_format).lower()
    if layout not in ("channels_last", "channels_first"):
        raise ArgumentError(f"data_format: expected 'channels_last' or 'channels_first', got {data_format!r}")
    return layout
