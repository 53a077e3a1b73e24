"""Objects to JSON and back, in the form that Keras 3 writes.

An object becomes `{"module", "class_name", "config", "registered_name"}`. What Keras has no place for is kept under
the key `supple` beside the config, which Keras does not look at: which lists were tuples, and the name, trainability
and dtype of a layer whose constructor does not take them.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any, Final

from supple._core.dtype import DType
from supple.errors import SavingError
from supple.keras._layer import class_lookup, registry, special_values
from supple.keras._layer.signatures import accepts, is_builtin, is_own_function

_PLAIN: Final = (str, bool, int, float, type(None))
_OWN_KEY: Final = "supple"
_NUMBER: Final = "shared_object_id"
_BASE: Final = ("name", "trainable", "dtype")
_DEPTH_LIMIT: Final = 200
_DEPTH: Final[ContextVar[int]] = ContextVar("nesting", default=0)


# The layers met so far in what is written to one file, with their forms, and the objects made so far from one file by
# their numbers: a layer in two places is one layer after loading, too.
_WRITTEN: Final[ContextVar[dict[int, tuple[Any, dict[str, Any]]] | None]] = ContextVar("written", default=None)
_MADE: Final[ContextVar[dict[int, Any] | None]] = ContextVar("made", default=None)


class one_file_read:
    """Context of what is read from one file: forms with the same number are one object."""

    def __enter__(self) -> None:
        self._token = _MADE.set({})

    def __exit__(self, *_: object) -> None:
        _MADE.reset(self._token)


def serialize_keras_object(obj: Any) -> Any:
    """`obj` as a structure that JSON can hold; SavingError if it cannot be written."""
    if type(obj) in _PLAIN:
        return obj
    if isinstance(obj, DType):
        return obj.name
    if isinstance(obj, dict):
        if not all(isinstance(key, str) for key in obj):
            return special_values.write_items(obj, serialize_keras_object)
        return {str(key): serialize_keras_object(value) for key, value in obj.items()}
    if isinstance(obj, tuple):
        return tuple(serialize_keras_object(item) for item in obj)
    if isinstance(obj, list):
        return [serialize_keras_object(item) for item in obj]
    special = special_values.write(obj, serialize_keras_object)
    if special is not NotImplemented:
        return special
    if isinstance(obj, _PLAIN):
        return next(kind(obj) for kind in (str, int, float) if isinstance(obj, kind))
    if isinstance(obj, type):
        return _type_form(obj)
    if hasattr(obj, "get_config"):
        return _object_form(obj)
    if callable(obj):
        return _function_form(obj)
    raise SavingError(
        f"cannot write {obj!r:.200} of type {type(obj).__name__} to a config; "
        "give its class get_config and from_config, or override get_config of the layer that holds it"
    )


def serialize_whole(obj: Any) -> Any:
    """The form of `obj` for a file of its own: layers that occur twice in it carry a number."""
    token = _WRITTEN.set({})
    try:
        form = serialize_keras_object(obj)
    finally:
        _WRITTEN.reset(token)
    counts = Counter(inner[_NUMBER] for inner in _dicts_in(form) if _NUMBER in inner)
    for inner in _dicts_in(form):
        if counts[inner.get(_NUMBER)] == 1:
            del inner[_NUMBER]
    return form


def _dicts_in(form: Any) -> Iterator[dict[str, Any]]:
    if isinstance(form, dict):
        yield form
    if isinstance(form, dict | list | tuple):
        for inner in list(form.values() if isinstance(form, dict) else form):
            yield from _dicts_in(inner)


def _type_form(obj: type) -> Any:
    return {
        "module": public_module(obj),
        "class_name": "__type__",
        "config": obj.__name__,
        "registered_name": registry.registered_name(obj),
    }


def _function_form(obj: Any) -> Any:
    name = getattr(obj, "__name__", None)
    if name is None or name == "<lambda>":
        raise SavingError(
            f"cannot write {obj!r} to a config: it has no name that a file could hold; "
            "define it by `def` and decorate it with @keras.saving.register_keras_serializable()"
        )
    for table in registry.TABLES.values():
        if table.entries.get(name) is obj:
            # Keras writes the functions of its own modules by their bare names.
            return name
    module = getattr(obj, "__module__", None)
    return {
        "module": module,
        "class_name": "function",
        "config": name,
        "registered_name": registry.registered_name(obj),
    }


def _object_form(obj: Any) -> Any:
    written = _WRITTEN.get() if getattr(obj, "_is_layer", False) else None
    if written is not None and id(obj) in written:
        return copy.deepcopy(written[id(obj)][1])
    cls = type(obj)
    config, own = _split(clean_config(obj.get_config(), cls), cls)
    registered = registry.registered_name(cls)
    form: dict[str, Any] = {
        "module": public_module(cls),
        "class_name": cls.__name__,
        "config": config,
        "registered_name": None if registered == cls.__name__ and is_builtin(cls) else registered,
    }
    if own:
        form[_OWN_KEY] = own
    for key, method in (("build_config", "get_build_config"), ("compile_config", "get_compile_config")):
        value = getattr(obj, method)() if hasattr(obj, method) else None
        if value is not None:
            form[key] = clean_config(value, cls, f"{method}: ")
    if written is not None:
        # Keras takes any number; the object is kept, so that no other gets its id.
        form[_NUMBER] = 1 + len(written)
        written[id(obj)] = (obj, copy.deepcopy(form))
    return form


def clean_config(config: Any, cls: type, source: str = "") -> dict[str, Any]:
    """What a class's `get_config` returned, ready for JSON; SavingError names the argument that cannot be written."""
    if not isinstance(config, dict):
        raise SavingError(f"{cls.__name__}.get_config: expected a dict, got {type(config).__name__}")
    clean = {}
    for name, value in config.items():
        try:
            clean[str(name)] = serialize_keras_object(value)
        except SavingError as error:
            raise SavingError(f"{cls.__name__}: {source}argument {name!r}: {error}") from error
        except RecursionError as error:
            raise SavingError(
                f"{cls.__name__}: {source}argument {name!r}: it holds itself, got {type(value)}"
            ) from error
    return clean


def _split(config: dict[str, Any], cls: type) -> tuple[dict[str, Any], dict[str, Any]]:
    """The config that Keras would write, and what else is to be remembered."""
    own: dict[str, Any] = {}
    if is_builtin(cls):
        return config, own
    if is_own_function(cls.from_config):  # type: ignore[attr-defined]  # everything with a get_config has it
        base = {key: config[key] for key in _BASE if key in config and not accepts(cls, key)}
        config = {key: value for key, value in config.items() if key not in base}
        if base:
            own["base"] = base
    tuples = list(_tuples_in(config, ()))
    if tuples:
        own["tuples"] = tuples
    return config, own


def _tuples_in(value: Any, here: tuple[Any, ...]) -> Any:
    if isinstance(value, dict):
        if "class_name" not in value:
            for key, item in value.items():
                yield from _tuples_in(item, (*here, key))
    elif isinstance(value, list | tuple):
        if isinstance(value, tuple):
            yield list(here)
        for place, item in enumerate(value):
            yield from _tuples_in(item, (*here, place))


def public_module(cls: type) -> str:
    """The module that a Keras file names for `cls`: `keras.layers` for our Dense, the user's own for theirs."""
    for table in registry.TABLES.values():
        if table.entries.get(cls.__name__) is cls:
            return table.module
    return cls.__module__


# -- back


def deserialize_keras_object(
    config: Any,
    custom_objects: dict[str, Any] | None = None,
    safe_mode: bool = True,  # noqa: ARG001  a permission that is not used
) -> Any:
    """The object that `serialize_keras_object` wrote.

    Code in a config is refused in any case: `safe_mode=False` permits it, and supple does not make use of that.
    """
    with class_lookup.custom_objects_in_reach(custom_objects):
        if _MADE.get() is not None:
            return deserialize_nested(config)
        with one_file_read():
            return deserialize_nested(config)


def deserialize_nested(value: Any) -> Any:
    """What stands for `value` in a config: objects are made, lists and dicts are walked, the rest is itself."""
    return _read(value, _DEPTH.get())


def _read(value: Any, depth: int) -> Any:
    if not isinstance(value, list | tuple | dict):
        return value
    if depth > _DEPTH_LIMIT:
        raise SavingError(f"the config is nested more than {_DEPTH_LIMIT} levels deep")
    if not isinstance(value, dict):
        items = [_read(item, depth + 1) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    name = value.get("class_name")
    if not isinstance(name, str) or not ("config" in value or name == "__tuple__"):
        return {key: _read(item, depth + 1) for key, item in value.items()}
    token = _DEPTH.set(depth + 1)
    try:
        if name in special_values.READERS:
            return special_values.read(name, value, deserialize_nested)
        if name == "function":
            return class_lookup.find_function(value)
        if name == "__type__":
            return class_lookup.find_class({**value, "class_name": value["config"]})
        return _make(value)
    finally:
        _DEPTH.reset(token)


def _make(form: dict[str, Any]) -> Any:
    made, number = _MADE.get(), form.get(_NUMBER)
    if made is not None and isinstance(number, int) and number in made:
        return made[number]
    instance = instantiate(form)
    if made is not None and isinstance(number, int):
        made[number] = instance
    build_config = form.get("build_config")
    if build_config and hasattr(instance, "build_from_config"):
        instance.build_from_config(deserialize_nested(build_config))
    compile_config = form.get("compile_config")
    if compile_config and hasattr(instance, "compile_from_config"):
        instance.compile_from_config(compile_config)
    return instance


def instantiate(form: dict[str, Any]) -> Any:
    """The object that a form stands for, neither built nor compiled."""
    cls = class_lookup.find_class(form)
    config = form["config"]
    if not isinstance(config, dict):
        raise SavingError(f"{form['class_name']}: config: expected a dict, got {type(config).__name__}")
    own = form.get(_OWN_KEY)
    if isinstance(own, dict):
        base = own.get("base")
        if isinstance(base, dict):
            config = {**{key: base[key] for key in _BASE if key in base}, **config}
        tuples = own.get("tuples")
        if isinstance(tuples, list):
            places = {tuple(place) for place in tuples if isinstance(place, list) and _hashable(place)}
            config = {key: _with_tuples(value, places, (key,)) for key, value in config.items()}
    return cls.from_config(config)


def _hashable(place: list[Any]) -> bool:
    return all(isinstance(step, str | int) for step in place)


def _with_tuples(value: Any, places: set[tuple[Any, ...]], here: tuple[Any, ...]) -> Any:
    if isinstance(value, dict) and "class_name" not in value:
        return {key: _with_tuples(item, places, (*here, key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [_with_tuples(item, places, (*here, place)) for place, item in enumerate(value)]
        return tuple(items) if here in places or isinstance(value, tuple) else items
    return value
