"""Names of classes and functions: closed tables of our own, what the user registered, and classes that exist.

Loading a file looks names up here and nowhere else: nothing is imported because a file says so.
"""

from __future__ import annotations

import difflib
import weakref
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from supple.errors import ArgumentError, SavingError

T = TypeVar("T")


class Table:
    """The public classes and functions of one kind, such as 'loss', by every name they go by."""

    def __init__(self, kind: str, module: str) -> None:
        self.kind = kind
        self.module = module
        self.entries: dict[str, Any] = {}

    def add(self, value: T, *names: str) -> T:
        """Enter `value` under its own name and under `names`."""
        for name in (getattr(value, "__name__", ""), *names):
            if name:
                self.entries[name] = value
        return value

    def find(self, name: str) -> Any:
        """The entry called `name`, or what the user registered by that name, or None."""
        custom = find_custom(name)
        return custom if custom is not None else self.entries.get(name)

    def resolve(self, identifier: Any) -> Any:
        """The entry that a name stands for; ArgumentError with the nearest names if there is none."""
        found = self.find(identifier)
        if found is None:
            raise ArgumentError(f"{self.kind}: unknown name {identifier!r}{nearest(identifier, self.entries)}")
        return found


def nearest(name: str, known: Any) -> str:
    """`; did you mean ..?` with the known names that look like `name`, or nothing."""
    close = difflib.get_close_matches(str(name), [str(k) for k in known], n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(repr(c) for c in close)}?" if close else ""


TABLES: Final[dict[str, Table]] = {}


def table(kind: str, module: str) -> Table:
    """The table of one kind, made on first use; `module` is the public module that Keras files name."""
    if kind not in TABLES:
        TABLES[kind] = Table(kind, module)
    return TABLES[kind]


# -- what the user registers

_REGISTERED: Final[dict[str, Any]] = {}
_REGISTERED_NAMES: Final[weakref.WeakKeyDictionary[Any, str]] = weakref.WeakKeyDictionary()
_SCOPES: Final[ContextVar[tuple[dict[str, Any], ...]]] = ContextVar("custom_objects", default=())


def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[T], T]:
    """Decorator that makes a class or function loadable by the name `package>name`."""

    def decorate(value: T) -> T:
        own_name = name if name is not None else getattr(value, "__name__", "")
        registered = f"{package}>{own_name}"
        if isinstance(value, type) and not hasattr(value, "get_config"):
            raise ArgumentError(
                f"register_keras_serializable: class {own_name!r} needs a get_config method to be written to a file"
            )
        _REGISTERED[registered] = value
        _REGISTERED_NAMES[value] = registered
        return value

    return decorate


def registered_name(value: Any) -> str:
    """The name under which `value` was registered, else its own name."""
    try:
        found = _REGISTERED_NAMES.get(value)
    except TypeError:  # not hashable, or no weak references
        found = None
    return found if found is not None else str(getattr(value, "__name__", type(value).__name__))


def get_registered_object(
    name: str, custom_objects: dict[str, Any] | None = None, module_objects: dict[str, Any] | None = None
) -> Any:
    """What is registered as `name`, or in one of the two dicts, or None."""
    for source in (custom_objects or {}, module_objects or {}):
        if name in source:
            return source[name]
    return find_custom(name)


def get_custom_objects() -> dict[str, Any]:
    """The dict of everything that was registered; entries may be added to it."""
    return _REGISTERED


def find_in_scopes(name: str) -> Any:
    """What the innermost open scope holds as `name`, or None."""
    for scope in reversed(_SCOPES.get()):
        if name in scope:
            return scope[name]
    return None


def find_custom(name: str) -> Any:
    """What the innermost scope, or the registry, holds as `name` or as `Custom>name`."""
    found = find_in_scopes(name)
    if found is None:
        found = _REGISTERED.get(name)
    return _REGISTERED.get(f"Custom>{name}") if found is None else found


class CustomObjectScope:
    """Context in which the names in `objects` are known."""

    def __init__(self, *objects: dict[str, Any]) -> None:
        self.objects: dict[str, Any] = {}
        for each in objects:
            if not isinstance(each, dict):
                raise ArgumentError(f"CustomObjectScope: expected dicts of name -> class or function, got {each!r}")
            self.objects.update(each)

    def __enter__(self) -> Self:
        self._token = _SCOPES.set((*_SCOPES.get(), self.objects))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _SCOPES.reset(self._token)


# -- classes that the program has defined

_OWN: Final = "supple."
_OWN_KINDS: Final = (("supple.keras.layers.", "layer", "keras.layers"), ("supple.keras.models.", "model", "keras"))
_DEFINED: Final[dict[str, list[weakref.ref[type]]]] = {}


def note_class(cls: type) -> None:
    """Remember that `cls` exists: ours in the closed table of its kind, the user's for `defined_class`."""
    if cls.__module__.startswith(_OWN):
        for prefix, kind, module in _OWN_KINDS:
            if cls.__module__.startswith(prefix) and not cls.__name__.startswith("_"):
                table(kind, module).entries.setdefault(cls.__name__, cls)
        return
    known = _DEFINED.setdefault(cls.__name__, [])
    known[:] = [ref for ref in known if ref() is not None]
    known.append(weakref.ref(cls))


def defined_names() -> list[str]:
    """The names of the classes that the program has defined."""
    return [name for name in _DEFINED if any(True for _ in _alive(name))]


def _alive(name: str) -> Iterator[type]:
    for ref in _DEFINED.get(name, []):
        cls = ref()
        if cls is not None:
            yield cls


def defined_class(name: str, module: str | None) -> type | None:
    """The class called `name` that this process has defined: the one in `module`, else the only one there is."""
    classes = list(_alive(name))
    exact = [cls for cls in classes if cls.__module__ == module]
    if exact:
        return exact[-1]
    # A class of a script is in `__main__` there and in a module here, or the other way round.
    distinct = {(cls.__module__, cls.__qualname__): cls for cls in classes}
    if len(distinct) > 1:
        places = ", ".join(f"{m}.{q}" for m, q in sorted(distinct))
        raise SavingError(
            f"class {name!r} of module {module!r} could be any of {places}; pass custom_objects={{{name!r}: ...}}"
        )
    return next(iter(distinct.values()), None)
