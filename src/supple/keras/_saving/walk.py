"""What of a model goes into a weights file, and under which path: the layout of Keras 3.

A layer goes by the name of the attribute that holds it, in alphabetical order with private names last; the items of
a list, tuple or dict go by their class in snake case, numbered; a model's `layers` come at their place in the
alphabet, so an attribute behind it ("out", "top") is stored as `layers/dense`. In a Sequential `layers` comes first.
What is met a second time is not stored again. Beyond Keras, layers are also found in sets, dataclasses and modules,
and a name that is taken gets the next number instead of an error.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any, Final

from supple._core.variable import Variable
from supple.keras._layer.naming import to_snake_case
from supple.keras._layer.signatures import is_builtin
from supple.keras._layer.tracking import Trackable, was_made_trainable
from supple.keras.optimizers import Optimizer

_CONTAINERS: Final = (list, tuple, dict, set)
_BASE_ROOMS: Final = ("supple.keras._layer.", "supple.keras._training.", "supple.keras.models.")
_SKIPPED: Final = frozenset({"_arguments", "_state", "_flat", "_parents", "_compiled", "_optimizer", "_graph"})
_LAYERS: Final = "layers"
_OWN: Final = "vars"


@dataclasses.dataclass(frozen=True)
class Part:
    """A layer or optimizer with its path and the layers that hold it, the model first."""

    path: str
    holder: Any
    parents: tuple[Any, ...]

    @property
    def is_optimizer(self) -> bool:
        """True for an optimizer, False for a layer."""
        return isinstance(self.holder, Optimizer)

    @property
    def group(self) -> str:
        """The path of the group of the own variables."""
        return f"{self.path}/{_OWN}" if self.path else _OWN

    def own_variables(self) -> list[Variable]:
        """The layer's own variables in their order in a file: made trainable first, then by age, no random states."""
        own = [v for v in self.holder._own_state().variables if not v.__dict__.get("is_seed_state")]
        return sorted(own, key=lambda v: (not was_made_trainable(v), v.serial))


def parts(root: Any) -> list[Part]:
    """Every layer and optimizer of `root`, itself first, each once."""
    walk = _Walk()
    walk.visit("", root, ())
    return walk.found


class _Walk:
    def __init__(self) -> None:
        self.found: list[Part] = []
        self._seen: set[int] = set()
        self._taken: set[str] = set()

    def visit(self, path: str, holder: Any, parents: tuple[Any, ...]) -> None:
        self._seen.add(id(holder))
        self._taken.add(path)
        self.found.append(Part(path, holder, parents))
        if isinstance(holder, Optimizer):
            return
        inner = (*parents, holder)
        for name, value in _attributes(holder):
            if name == _LAYERS and _is_model(holder):
                self._items(_join(path, name), value, inner)
            else:
                self._look(path, name, value, inner)
        # Whatever our own lists of layers hold that no attribute led to.
        self._items(_join(path, _LAYERS), holder._children(), inner)

    def _look(self, path: str, name: str, value: Any, parents: tuple[Any, ...]) -> None:
        if _is_holder(value):
            if id(value) not in self._seen:
                self.visit(self._free(path, name), value, parents)
        elif isinstance(value, _CONTAINERS):
            if id(value) not in self._seen:
                self._seen.add(id(value))
                self._items(_join(path, name), _items_of(value), parents)
        elif _holds_attributes(value):
            if id(value) not in self._seen:
                self._seen.add(id(value))
                for inner, each in sorted(vars(value).items(), key=lambda item: _order(item[0])):
                    self._look(_join(path, name), inner, each, parents)

    def _items(self, path: str, items: Iterable[Any], parents: tuple[Any, ...]) -> None:
        counts: dict[str, int] = {}
        for item in items:
            if _is_holder(item):
                name = to_snake_case(type(item).__name__)
            elif isinstance(item, _CONTAINERS):
                name = "container"
            elif _holds_attributes(item):
                name = to_snake_case(type(item).__name__)
            else:
                continue
            # Items that are stored elsewhere count, too.
            count = counts.get(name, 0)
            counts[name] = count + 1
            self._look(path, f"{name}_{count}" if count else name, item, parents)

    def _free(self, path: str, name: str) -> str:
        wanted, number = _join(path, name), 0
        # A child called `vars` would lie in the group of its parent's own variables.
        while wanted in self._taken or wanted.rpartition("/")[2] == _OWN:
            number += 1
            wanted = _join(path, f"{name}_{number}")
        return wanted


def _join(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name


def _is_holder(value: Any) -> bool:
    return (getattr(type(value), "_is_layer", False) is True) or isinstance(value, Optimizer)


def _is_model(layer: Any) -> bool:
    return hasattr(type(layer), _LAYERS) and hasattr(type(layer), "compile_from_config")


def _holds_attributes(value: Any) -> bool:
    if isinstance(value, type | Variable) or not hasattr(value, "__dict__"):
        return False
    return isinstance(value, Trackable) or dataclasses.is_dataclass(value)


def _items_of(container: Any) -> list[Any]:
    if isinstance(container, dict):
        return list(container.values())
    if isinstance(container, set):
        return sorted(container, key=lambda item: _natural(str(getattr(item, "name", ""))))
    return list(container)


def _natural(name: str) -> tuple[str, int]:
    """`dense_10` behind `dense_9`: a set has no order, so that of construction is taken."""
    stem, _, number = name.rpartition("_")
    return (stem, int(number)) if number.isdecimal() else (name, 0)


def _order(name: str) -> str:
    return f"~{name}" if name.startswith("_") else name


def _attributes(layer: Any) -> Iterator[tuple[str, Any]]:
    """The attributes that may hold layers, in the order of the file."""
    skipped = set(_SKIPPED)
    for cls in type(layer).__mro__:
        if cls is object or f"{cls.__module__}.".startswith(_BASE_ROOMS):
            skipped.update(vars(cls))
    names = {name for name in dir(layer) if name not in skipped and not name.startswith("__")}
    if _is_model(layer):
        names |= {_LAYERS, "optimizer"}
    first = [_LAYERS] if _is_model(layer) and _is_stack(type(layer)) else []
    for name in [*first, *sorted(names - set(first), key=_order)]:
        try:
            value = getattr(layer, name)
        except Exception:  # noqa: BLE001, S112  a property of the user's that does not work now
            continue
        yield name, value


def _is_stack(cls: type) -> bool:
    return any(is_builtin(each) and each.__name__ in {"Sequential", "Functional"} for each in cls.__mro__)
