"""Dtype policies: `keras.dtype_policies`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple.keras._layer.dtype_policy import DTypePolicy, deserialize, get
from supple.keras._layer.serialization import serialize_keras_object as serialize

__all__ = ["DTypePolicy", "deserialize", "get", "serialize"]


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = unknown_name("keras.dtype_policies", __dir__)
