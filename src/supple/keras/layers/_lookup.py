"""Layers by name, to configs and back."""

from __future__ import annotations

from typing import Any, Final

from supple.errors import ArgumentError
from supple.keras._layer import lookup, registry
from supple.keras._layer.layer import Layer
from supple.keras._layer.serialization import serialize_keras_object

TABLE: Final = registry.table("layer", "keras.layers")


def register(public: dict[str, Any]) -> None:
    """Enter the layers among the public names, so that files and configs can name them."""
    for name, value in public.items():
        if isinstance(value, type) and issubclass(value, Layer):
            TABLE.add(value, name)


def serialize(layer: Any) -> Any:
    """`layer` as a structure that JSON can hold."""
    return serialize_keras_object(layer)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The layer that `serialize` wrote."""
    if not isinstance(config, dict) or "class_name" not in config:
        raise ArgumentError(f"layers.deserialize: expected what `serialize` returns, got {config!r}")
    return lookup.from_config(TABLE, config, custom_objects)
