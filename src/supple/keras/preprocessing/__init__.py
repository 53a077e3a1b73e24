"""Helpers for data, by their old names: `keras.preprocessing`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple.keras.preprocessing import sequence

__all__ = ["sequence"]


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = unknown_name("keras.preprocessing", __dir__)
