"""The base of plain objects that hold variables: `tf.Module`."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from supple._core.variable import Variable
from supple.errors import ArgumentError

M = TypeVar("M", bound=Callable[..., Any])
_CONTAINERS = (list, tuple, dict, set)


class Module:
    """An object whose attributes, and those of objects in them, hold variables."""

    def __init__(self, name: str | None = None) -> None:
        if name is not None and not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise ArgumentError(f"Module: name: expected a valid Python identifier, got {name!r}")
        self._name = (
            name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type(self).__name__).lower()
        )

    @property
    def name(self) -> str:
        """The name; by default the class name in snake case."""
        return self._name

    @property
    def name_scope(self) -> Any:
        """A context with the module's name, which has no effect where Python runs on every step."""
        return _Scope(self._name)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Every variable: the module's own by attribute name, then those of what it holds."""
        found: dict[int, Variable] = {}
        for holder in _holders(self):
            own = holder.variables if holder is not self and not isinstance(holder, Module) else _own(holder)
            for variable in own:
                found.setdefault(id(variable), variable)
        return tuple(found.values())

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """The variables that training changes."""
        return tuple(variable for variable in self.variables if variable.trainable)

    @property
    def non_trainable_variables(self) -> tuple[Variable, ...]:
        """The variables that training does not change."""
        return tuple(variable for variable in self.variables if not variable.trainable)

    @property
    def submodules(self) -> tuple[Any, ...]:
        """Every module and layer that this one holds, at any depth."""
        return tuple(holder for holder in _holders(self) if holder is not self)

    @classmethod
    def with_name_scope(cls, method: M) -> M:
        """Decorator that runs a method within the module's name scope."""

        @functools.wraps(method)
        def scoped(self: Any, *args: Any, **kwargs: Any) -> Any:
            with self.name_scope:
                return method(self, *args, **kwargs)

        return scoped  # type: ignore[return-value]


class _Scope:
    """A name scope as a context."""

    def __init__(self, name: str) -> None:
        self.name = f"{name}/"

    def __enter__(self) -> str:
        return self.name

    def __exit__(self, *_: object) -> None:
        return


def _is_holder(value: Any) -> bool:
    """True for modules and layers."""
    return isinstance(value, Module) or getattr(type(value), "_is_layer", False)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key in sorted(value, key=str):
            yield from _leaves(value[key])
    elif isinstance(value, _CONTAINERS):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _attributes(holder: Any) -> Iterator[Any]:
    for name in sorted(vars(holder)):
        yield from _leaves(vars(holder)[name])


def _own(holder: Any) -> list[Variable]:
    return [value for value in _attributes(holder) if isinstance(value, Variable)]


def _holders(module: Any) -> list[Any]:
    """`module` and what it holds, level by level."""
    found, level = {id(module): module}, [module]
    while level:
        below: list[Any] = []
        for holder in level:
            for value in _attributes(holder):
                if _is_holder(value) and id(value) not in found:
                    found[id(value)] = value
                    below.append(value)
        level = [holder for holder in below if isinstance(holder, Module)]
    return list(found.values())
