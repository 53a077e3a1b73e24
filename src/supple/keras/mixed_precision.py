"""The global dtype policy: `keras.mixed_precision`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple.keras._layer.dtype_policy import (
    DTypePolicy,
    DTypePolicy as Policy,
    global_policy,
    global_policy as dtype_policy,
    set_global_policy,
    set_global_policy as set_dtype_policy,
)

__all__ = ["DTypePolicy", "Policy", "dtype_policy", "global_policy", "set_dtype_policy", "set_global_policy"]


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = unknown_name("keras.mixed_precision", __dir__)
