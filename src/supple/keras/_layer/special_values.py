"""Values that JSON has no form for, to a form with a `class_name` and back."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from supple._core.tensor import Eager
from supple.errors import SavingError
from supple.keras._layer import class_lookup, registry

Convert = Callable[[Any], Any]
_KINDS: Final = "biufc"


def write(obj: Any, convert: Convert) -> Any:
    """The form of a special value, with `convert` for what it holds; NotImplemented if `obj` is none."""
    inner = _keeping_tuples(convert)
    if isinstance(obj, enum.Enum):
        return _write_enum(obj)
    if isinstance(obj, np.generic):
        return convert(obj.item())
    if isinstance(obj, np.ndarray | Eager):
        return _write_array(obj)
    if isinstance(obj, bytes):
        return _write_bytes(obj)
    if isinstance(obj, set | frozenset):
        return {"class_name": "__set__", "config": {"value": [inner(item) for item in sorted(obj, key=repr)]}}
    if isinstance(obj, slice):
        return {"class_name": "__slice__", "config": {"start": obj.start, "stop": obj.stop, "step": obj.step}}
    if obj is ...:
        return {"class_name": "__ellipsis__", "config": {}}
    if dataclasses.is_dataclass(obj) and not isinstance(obj, type) and not hasattr(obj, "get_config"):
        return _write_dataclass(obj, inner)
    return NotImplemented


def write_items(obj: dict[Any, Any], convert: Convert) -> Any:
    """The form of a dict whose keys are not all strings."""
    inner = _keeping_tuples(convert)
    return {"class_name": "__items__", "config": {"value": [[inner(k), inner(v)] for k, v in obj.items()]}}


def _keeping_tuples(convert: Convert) -> Convert:
    """`convert` for the inside of forms that Keras does not know, where a tuple may have a form of its own."""

    def inner(value: Any) -> Any:
        if isinstance(value, tuple):
            return {"class_name": "__tuple__", "items": [inner(item) for item in value]}
        if isinstance(value, list):
            return [inner(item) for item in value]
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            return {key: inner(item) for key, item in value.items()}
        return convert(value)

    return inner


def _write_array(obj: Any) -> Any:
    array = np.asarray(obj)
    if array.dtype.kind not in _KINDS and array.dtype.name != "bfloat16":
        raise SavingError(f"cannot write an array of dtype {array.dtype} to a config")
    values = [array.real.tolist(), array.imag.tolist()] if array.dtype.kind == "c" else array.tolist()
    name = "__tensor__" if isinstance(obj, Eager) else "__numpy__"
    return {"class_name": name, "config": {"value": values, "dtype": array.dtype.name}}


def _write_bytes(obj: bytes) -> Any:
    try:
        return {"class_name": "__bytes__", "config": {"value": obj.decode("utf-8")}}
    except UnicodeDecodeError as error:
        raise SavingError(f"cannot write the bytes {obj[:20]!r} to a config: they are not UTF-8 text") from error


def _write_enum(obj: enum.Enum) -> Any:
    cls = type(obj)
    config = {"name": obj.name, "module": cls.__module__, "enum": cls.__name__}
    return {"class_name": "__enum__", "config": config, "registered_name": registry.registered_name(cls)}


def _write_dataclass(obj: Any, convert: Convert) -> Any:
    cls = type(obj)
    fields = {f.name: convert(getattr(obj, f.name)) for f in dataclasses.fields(obj) if f.init}
    config = {"fields": fields, "module": cls.__module__, "dataclass": cls.__name__}
    return {"class_name": "__dataclass__", "config": config, "registered_name": registry.registered_name(cls)}


# -- back


def read(name: str, form: dict[str, Any], convert: Convert) -> Any:
    """The value that a special form stands for."""
    try:
        return READERS[name](form, convert)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, SavingError):
            raise
        raise SavingError(f"{name}: not what supple or Keras writes: {form!r:.200}") from error


def _read_array(form: dict[str, Any], _: Convert) -> Any:
    config = form["config"]
    name = config["dtype"]
    if not isinstance(name, str) or not name.isidentifier():
        raise SavingError(f"{form['class_name']}: dtype: expected the name of one of numbers, got {name!r:.80}")
    dtype = np.dtype(name)
    if dtype.kind not in _KINDS and dtype.name != "bfloat16":
        raise SavingError(f"{form['class_name']}: dtype: expected one of numbers, got {dtype}")
    if dtype.kind == "c":
        real, imaginary = config["value"]
        return np.asarray(real, dtype) + 1j * np.asarray(imaginary, dtype)
    return np.asarray(config["value"], dtype=dtype)


def _read_member(form: dict[str, Any], convert: Convert) -> Any:
    config = form["config"]
    kind = "enum" if form["class_name"] == "__enum__" else "dataclass"
    name = str(config[kind])
    cls = class_lookup.find_given(form, name)
    if not isinstance(cls, type):
        raise SavingError(
            f"{kind} {name!r} of module {config['module']!r} is not known in this program; "
            f"pass custom_objects={{{name!r}: {name}}}"
        )
    if issubclass(cls, enum.Enum):
        return cls[config["name"]]
    if not dataclasses.is_dataclass(cls):
        raise SavingError(f"{kind} {name!r}: expected a class of that kind, got {cls!r}")
    return cls(**{key: convert(value) for key, value in config["fields"].items()})


def _read_text(form: dict[str, Any], _: Convert) -> Any:
    return form["config"]["value"].encode("utf-8")


def _read_slice(form: dict[str, Any], _: Convert) -> Any:
    parts = [form["config"][part] for part in ("start", "stop", "step")]
    if not all(part is None or isinstance(part, int) for part in parts):
        raise SavingError(f"__slice__: expected ints, got {parts}")
    return slice(*parts)


def _read_tuple(form: dict[str, Any], convert: Convert) -> Any:
    return tuple(convert(item) for item in (form["items"] if "items" in form else form["config"]["value"]))


def _refuse_lambda(_form: dict[str, Any], _: Convert) -> Any:
    raise SavingError(
        "the file holds the bytecode of a lambda (`__lambda__`), which supple never runs; write the function by `def`, "
        "decorate it with @keras.saving.register_keras_serializable(), and save the model anew, or rebuild the model "
        "in code and use load_weights"
    )


READERS: Final[dict[str, Callable[[dict[str, Any], Convert], Any]]] = {
    "__tuple__": _read_tuple,
    "__numpy__": _read_array,
    "__tensor__": _read_array,
    "__bytes__": _read_text,
    "__set__": lambda form, convert: {convert(item) for item in form["config"]["value"]},
    "__items__": lambda form, convert: {convert(k): convert(v) for k, v in form["config"]["value"]},
    "__slice__": _read_slice,
    "__ellipsis__": lambda _form, _convert: ...,
    "__enum__": _read_member,
    "__dataclass__": _read_member,
    "__lambda__": _refuse_lambda,
}
