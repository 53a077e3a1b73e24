"""State is found wherever it is put: attributes, lists, dicts, tuples, nested, dataclasses, modules.

Containers stay the plain Python objects that they are. The lists of variables and layers are cached, and the cache
holds as long as nothing structural happened: `EPOCH` counts layers and variables made and attributes set, and each
container met on the way is compared with what it held.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

from supple._core.module import Module
from supple._core.variable import Variable

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer


class _Epoch:
    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


EPOCH: Final = _Epoch()
_CONTAINERS: Final = (list, tuple, dict, set)
_NOT_STATE: Final = frozenset(
    {
        *("_arguments", "_template", "_state", "_flat", "_compiled", "optimizer", "_losses", "_loss_functions"),
        *("_built_for", "_seen_output", "_wanted_input", "_metrics_found", "_input_spec"),
    }
)
_NOT_WATCHED: Final = frozenset({"_weights_made"})
"""Lists of our own that change only together with the epoch."""


class Trackable:
    """Base of what may hold state in attributes: layers and modules."""

    __slots__ = ()


class State:
    """What a layer holds: its own variables and the layers directly below it, in order of discovery."""

    __slots__ = ("_epoch", "_seen", "_watched", "layers", "variables")

    def __init__(self, owner: Any) -> None:
        self._epoch = EPOCH.count
        self._watched: list[tuple[Any, Any]] = []
        self._seen: set[int] = set()
        own: list[Variable] = []
        self.layers: list[Layer] = []
        for name, value in vars(owner).items():
            if name in _NOT_WATCHED:
                for each in value:
                    self._look(each, own)
            elif name not in _NOT_STATE:
                self._look(value, own)
        # Own variables in order of construction, those made trainable first, as Keras lists them.
        own.sort(key=lambda variable: variable.serial)
        self.variables = [v for v in own if was_made_trainable(v)] + [v for v in own if not was_made_trainable(v)]
        self._seen = set()

    def _look(self, value: Any, own: list[Variable]) -> None:
        if isinstance(value, Variable):
            if id(value) not in self._seen:
                self._seen.add(id(value))
                own.append(value)
        elif isinstance(value, Trackable | Module):
            if id(value) not in self._seen:
                self._seen.add(id(value))
                if getattr(value, "_is_layer", False):
                    self.layers.append(value)  # type: ignore[arg-type]
                else:
                    for each in vars(value).values():
                        self._look(each, own)
        elif isinstance(value, _CONTAINERS):
            if id(value) not in self._seen:
                self._seen.add(id(value))
                if not isinstance(value, tuple):
                    self._watched.append((value, snapshot(value)))
                for each in list(value.values()) if isinstance(value, dict) else list(value):
                    self._look(each, own)
        elif dataclasses.is_dataclass(value) and not isinstance(value, type) and hasattr(value, "__dict__"):
            if id(value) not in self._seen:
                self._seen.add(id(value))
                for each in vars(value).values():
                    self._look(each, own)

    def holds(self) -> bool:
        """True if nothing structural happened since it was made."""
        if self._epoch != EPOCH.count:
            return False
        return all(unchanged(container, kept) for container, kept in self._watched)


def was_made_trainable(variable: Variable) -> bool:
    """True if the variable was trainable when it was made; freezing a layer does not change that."""
    made = variable.__dict__.get("made_trainable")
    return variable.trainable if made is None else bool(made)


def snapshot(container: Any) -> Any:
    """What `unchanged` compares a container with: its length, and its items if it holds state."""
    items = list(container.values()) if isinstance(container, dict) else list(container)
    if any(isinstance(item, Variable | Trackable | Module | list | tuple | dict | set) for item in items):
        return items
    return len(items)


def unchanged(container: Any, kept: Any) -> bool:
    """True if a container holds what it held when `snapshot` was taken."""
    if kept.__class__ is int:
        return len(container) == kept
    if len(container) != len(kept):
        return False
    items = container.values() if isinstance(container, dict) else container
    return all(a is b for a, b in zip(items, kept, strict=True))


def is_structural(value: Any) -> bool:
    """True if setting an attribute to `value` may add state."""
    return isinstance(value, Variable | Trackable | Module | list | tuple | dict | set) or dataclasses.is_dataclass(
        value
    )


def flatten_layers(layer: Layer, include_self: bool = True) -> list[Layer]:
    """`layer` and every layer below it, depth first, each once."""
    found: dict[int, Layer] = {}
    waiting = [layer]
    while waiting:
        each = waiting.pop()
        if id(each) not in found:
            found[id(each)] = each
            waiting.extend(reversed(each._children()))
    layers = list(found.values())
    return layers if include_self else layers[1:]


class Flat:
    """The variables of a layer and of everything below it, each once; valid while `holds`."""

    __slots__ = ("_epoch", "_watched", "regularized", "trainable", "untrainable", "variables")

    def __init__(self, layer: Layer) -> None:
        self._epoch = EPOCH.count
        states = [each._own_state() for each in flatten_layers(layer)]
        self._watched = [pair for state in states for pair in state._watched]
        unique: dict[int, Variable] = {}
        for state in states:
            for variable in state.variables:
                unique.setdefault(id(variable), variable)
        self.variables = list(unique.values())
        # A frozen layer shows nothing as trainable, even if a layer below was thawed again.
        self.trainable = [v for v in self.variables if v.trainable] if layer.trainable else []
        self.regularized = [v for v in self.trainable if getattr(v, "regularizer", None) is not None]
        self.untrainable = [v for v in self.variables if not v.trainable] if layer.trainable else self.variables

    def holds(self) -> bool:
        """True if nothing structural happened since it was made."""
        if self._epoch != EPOCH.count:
            return False
        return all(unchanged(container, kept) for container, kept in self._watched)
