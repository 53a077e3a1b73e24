"""From what a user writes for an initializer, a loss, .. to the object: a name, a config, a class or the object itself."""

from __future__ import annotations

from typing import Any

from supple.errors import ArgumentError
from supple.keras._layer.registry import Table
from supple.keras._layer.serialization import deserialize_keras_object


def from_config(table: Table, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """The object that a config of this kind stands for."""
    form = dict(config)
    # Configs of tf.keras 2 name no module; the kind that is asked for does.
    form.setdefault("module", table.module)
    return deserialize_keras_object(form, custom_objects)


def find(table: Table, identifier: Any) -> Any:
    """What `identifier` stands for; classes are made with their default arguments, None stays None."""
    if identifier is None:
        return None
    if isinstance(identifier, dict):
        return from_config(table, identifier)
    found = table.resolve(identifier) if isinstance(identifier, str) else identifier
    if isinstance(found, type):
        found = found()
    if not callable(found):
        raise ArgumentError(
            f"{table.kind}: expected a name, a config, a class or a callable, got {identifier!r} "
            f"of type {type(identifier).__name__}"
        )
    return found
