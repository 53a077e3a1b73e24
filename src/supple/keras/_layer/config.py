"""Configs for free: what a constructor was given is what rebuilds the object."""

from __future__ import annotations

import inspect
from typing import Any, Final, Self, TypeVar

from supple.errors import ArgumentError, SavingError
from supple.keras._layer import registry
from supple.keras._layer.serialization import (
    clean_config,
    deserialize_nested,
    serialize_keras_object,
)
from supple.keras._layer.signatures import (
    accepts,
    is_builtin,
    is_own_function,
    signature_of,
)

__all__ = [
    "Configurable",
    "accepts",
    "arguments_as_attributes",
    "builtin_arguments",
    "captured_arguments",
    "construct",
    "deserialize_nested",
    "is_builtin",
    "serialize_keras_object",
    "signature_of",
    "without_unused",
]

C = TypeVar("C", bound="Configurable")
_EXTRA: Final = "*"
_COPIED: Final = (list, dict, tuple, set)


class Configurable:
    """Base of everything that is written to a file as a class name and a config."""

    _arguments: tuple[tuple[Any, ...], dict[str, Any]]
    _not_in_config: tuple[str, ...] = ()  # arguments of the constructor that rebuild nothing

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        made = super().__new__(cls)
        # Containers are copied: a constructor that empties a list must not empty what the config is made of.
        object.__setattr__(made, "_arguments", (tuple(map(_kept, args)), {k: _kept(v) for k, v in kwargs.items()}))
        return made

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        registry.note_class(cls)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal object, ready for JSON."""
        cls = type(self)
        if is_builtin(cls):
            return clean_config(builtin_arguments(self), cls)
        if is_own_function(cls.get_config):
            return clean_config(captured_arguments(self), cls)
        # A subclass that overrides `get_config` adds its own arguments to those of the class that it extends.
        base = next(each for each in cls.__mro__ if is_builtin(each))
        return clean_config(arguments_as_attributes(self, base), base)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make an object from what `get_config` returned."""
        return construct(cls, config)


def _kept(value: Any) -> Any:
    if type(value) not in _COPIED:
        return value
    if isinstance(value, dict):
        return {key: _kept(item) for key, item in value.items()}
    return type(value)(_kept(item) for item in value)


def construct(cls: type[C], config: dict[str, Any]) -> C:
    """Call the constructor of `cls` with a config whose nested objects are made first."""
    if not isinstance(config, dict):
        raise ArgumentError(f"{cls.__name__}.from_config: expected a dict, got {config!r:.200}")
    if is_builtin(cls):
        config = without_unused(cls, config)
    values = {name: deserialize_nested(value) for name, value in config.items()}
    extra = values.pop(_EXTRA, ())
    try:
        return cls(*extra, **values)
    except TypeError as error:
        error.add_note(f"while making {cls.__name__} from its config {sorted(config)}")
        raise


def without_unused(cls: type, config: dict[str, Any]) -> dict[str, Any]:
    """The config of a class of ours without what newer or older Keras adds to it, as long as that is switched off."""
    known = signature_of(cls).parameters
    open_ended = any(p.kind is p.VAR_KEYWORD for p in known.values())
    kept = {}
    for name, value in config.items():
        if name in known or name == _EXTRA or name in _PASSED_ON:
            kept[name] = value
        elif value is None or value is False or value == {}:
            continue
        elif open_ended and name not in _SWITCHES:
            kept[name] = value
        else:
            raise SavingError(
                f"{cls.__name__}: the config sets {name}={value!r:.80}, which supple's {cls.__name__} lacks"
            )
    return kept


_PASSED_ON: Final = ("name", "trainable", "dtype", "activity_regularizer", "batch_input_shape", "batch_shape")
_SWITCHES: Final = ("quantization_config", "lora_rank", "lora_alpha", "quantization_mode")


def captured_arguments(instance: Any) -> dict[str, Any]:
    """The arguments that the constructor of `instance` was called with, by name."""
    args, kwargs = instance._arguments
    bound = signature_of(type(instance)).bind(*args, **kwargs)
    found: dict[str, Any] = {}
    for name, value in bound.arguments.items():
        kind = bound.signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_POSITIONAL:
            # With *args every argument in front of it must be given by place, too.
            found = {_EXTRA: [*found.values(), *value]} if value else found
        elif kind is inspect.Parameter.VAR_KEYWORD:
            found.update(value)
        else:
            found[name] = value
    return found


def builtin_arguments(instance: Any) -> dict[str, Any]:
    """The constructor's parameters with the values that `instance` holds as attributes of the same name."""
    return arguments_as_attributes(instance, type(instance), captured_arguments(instance))


def arguments_as_attributes(
    instance: Any, cls: type[Configurable], captured: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The parameters of the constructor of `cls` with the values that `instance` holds by the same names."""
    values: dict[str, Any] = {}
    for name, parameter in signature_of(cls).parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL) or name in cls._not_in_config:
            continue
        if hasattr(instance, name):
            values[name] = getattr(instance, name)
        else:
            values[name] = (captured or {}).get(name, parameter.default)
    return values
