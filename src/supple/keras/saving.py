"""Saving, loading and configs: `keras.saving`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple.keras._layer.registry import (
    CustomObjectScope,
    get_custom_objects,
    get_registered_object,
    register_keras_serializable,
    registered_name as get_registered_name,
)
from supple.keras._layer.serialization import deserialize_keras_object, serialize_keras_object
from supple.keras._saving.archive import load as load_model
from supple.keras._saving.files import load_weights, save_model, save_weights

custom_object_scope = CustomObjectScope

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "load_model",
    "load_weights",
    "register_keras_serializable",
    "save_model",
    "save_weights",
    "serialize_keras_object",
]


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = unknown_name("keras.saving", __dir__)
