"""Optimizers by name, and their configs."""

from __future__ import annotations

from typing import Any

from supple.errors import ArgumentError
from supple.keras._layer import lookup
from supple.keras.optimizers._base import TABLE, Optimizer


def get(identifier: Any) -> Any:
    """The optimizer that a name (in upper or lower case), a config, a class or an optimizer stands for."""
    if isinstance(identifier, str) and TABLE.find(identifier) is None and TABLE.find(identifier.lower()):
        identifier = identifier.lower()
    if isinstance(identifier, Optimizer):
        return identifier
    if identifier is None or not isinstance(identifier, str | dict | type):
        raise ArgumentError(f"optimizer: expected a name, a config or an optimizer, got {identifier!r}")
    if isinstance(identifier, dict):
        return deserialize(identifier)
    found = TABLE.resolve(identifier) if isinstance(identifier, str) else identifier
    return found() if isinstance(found, type) else found


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The optimizer that `serialize` wrote."""
    name = config.get("class_name")
    if isinstance(name, str) and TABLE.find(name) is None and TABLE.find(name.lower()):
        config = {**config, "class_name": name.lower()}
    return lookup.from_config(TABLE, config, custom_objects)
