"""Settings of weights: `kernel_initializer`, `kernel_regularizer`, `kernel_constraint` and their like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from supple.errors import ArgumentError
from supple.keras._layer import constraints, initializers, regularizers

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer
    from supple.keras._layer.variable import KerasVariable

_KINDS: Final[dict[str, Callable[[Any], Any]]] = {
    "initializer": initializers.get,
    "regularizer": regularizers.get,
    "constraint": constraints.get,
}


def keep(layer: Layer, **settings: Any) -> None:
    """Set the attributes `<weight>_<kind>` of `layer` to what the given names and configs stand for."""
    for name, value in settings.items():
        kind = name.rpartition("_")[2]
        try:
            found = _KINDS[kind](value)
        except ArgumentError as error:
            error.add_note(f"{type(layer).__name__}: {name}")
            raise
        setattr(layer, name, found)


def add(layer: Layer, name: str, shape: Any, settings_of: str | None = None, **options: Any) -> KerasVariable:
    """Make the weight `name` by the settings that `keep` set for it, or for the weight `settings_of`."""
    kind = settings_of or name
    return layer.add_weight(
        name=name,
        shape=shape,
        initializer=getattr(layer, f"{kind}_initializer"),
        regularizer=getattr(layer, f"{kind}_regularizer", None),
        constraint=getattr(layer, f"{kind}_constraint", None),
        **options,
    )
