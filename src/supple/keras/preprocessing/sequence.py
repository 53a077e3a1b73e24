"""Sequences of different lengths: `keras.preprocessing.sequence`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple.data.labels import pad_sequences

__all__ = ["pad_sequences"]


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = unknown_name("keras.preprocessing.sequence", __dir__)
