"""Arguments of layers: what users hand to the constructor, to `add_weight` and to a call."""

from __future__ import annotations

import inspect
import warnings
from typing import TYPE_CHECKING, Any, Final

from supple._core import conversion, tree
from supple._core.dtype import as_dtype, to_torch
from supple._core.tensor import Tensor, wrap
from supple.errors import DtypeError, KeywordError, NotSupportedError
from supple.keras._layer import config as configs
from supple.keras._layer.registry import nearest
from supple.keras._layer.serialization import deserialize_nested

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer

_SHAPES: Final = ("input_shape", "batch_input_shape", "input_dim", "input_length", "batch_size")
_BASE: Final = ("name", "trainable", "dtype")
_NOT_DONE: Final = {
    "lora_rank": "wrap the layer in one of your own that adds the product of two small matrices",
    "lora_alpha": "wrap the layer in one of your own that adds the product of two small matrices",
    "quantization_config": "weights are kept in the dtype of the layer",
}


def torch_dtype(name: Any) -> Any:
    """The engine's dtype for a dtype's name."""
    return to_torch(name)


def is_float(dtype: Any) -> bool:
    """True for float and complex dtypes."""
    found = as_dtype(dtype)
    return found.is_floating or found.is_complex


def take_legacy_arguments(layer: Layer, kwargs: dict[str, Any]) -> None:
    """Keep the shape that tf.keras 2 takes in any layer's constructor; ArgumentError for unknown keywords."""
    shape = kwargs.pop("input_shape", None)
    batch_shape = kwargs.pop("batch_input_shape", None) or kwargs.pop("batch_shape", None)
    size = kwargs.pop("input_dim", None)
    batch = kwargs.pop("batch_size", None)
    kwargs.pop("dynamic", None)  # every layer is: Python runs on every step
    for name, instead in _NOT_DONE.items():
        if kwargs.pop(name, None) is not None:
            raise NotSupportedError(f"{type(layer).__name__}: {name}: not done here; {instead}")
    if size is not None:
        shape = (size,)
    if shape is not None:
        shape = (shape,) if isinstance(shape, int) else shape
        batch_shape = (batch, *shape)
    if batch_shape is not None:
        layer._wanted_input = tuple(batch_shape)
    refuse_unknown(layer, "__init__", kwargs)


def refuse_unknown(layer: Any, method: str, kwargs: dict[str, Any], without_effect: tuple[str, ...] = ()) -> None:
    """Raise KeywordError for keywords that are left; warn of those that are known and have no effect here."""
    for name in without_effect:
        if kwargs.get(name) is not None:
            warnings.warn(
                f"{type(layer).__name__}.{method}: {name}={kwargs[name]!r} has no effect: it is about graphs, resources or "
                "worker processes that do not exist here",
                stacklevel=4,
            )
        kwargs.pop(name, None)
    if kwargs:
        parameters = inspect.signature(getattr(type(layer), method)).parameters.values()
        known = [p.name for p in parameters if p.kind is not p.VAR_KEYWORD and p.name != "self"]
        if method == "__init__":
            known += ["name", "trainable", "dtype", "activity_regularizer", "input_shape"]
        shown = ", ".join(f"{name}={value!r}" for name, value in kwargs.items())
        raise KeywordError(
            f"{type(layer).__name__}.{method}: unknown keyword {shown}{nearest(next(iter(kwargs)), known)}"
        )


_WEIGHT: Final = ("shape", "initializer", "dtype", "trainable", "autocast", "regularizer", "constraint", "name")
_WEIGHT_OF_KERAS_2: Final = ("name", "shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
OF_TENSORFLOW_VARIABLES: Final = (
    *("use_resource", "synchronization", "partitioner", "experimental_autocast", "getter", "collections"),
)
"""Placement and locking of TensorFlow's variables; there is one kind of variable here."""


def weight_arguments_by_place(args: tuple[Any, ...], given: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of `add_weight`: those given by name, with those given by place put in.

    A string in front says that the order is that of tf.keras 2: name, shape, dtype, initializer, ..
    """
    order = _WEIGHT_OF_KERAS_2 if isinstance(args[0], str) else _WEIGHT[:-1]
    if len(args) > len(order):
        raise DtypeError(f"add_weight: expected at most {len(order)} arguments by place, got {len(args)}")
    settings = dict(zip(_WEIGHT, given, strict=True))
    for name, value in zip(order, args, strict=False):
        if settings[name] not in (None, True):
            raise DtypeError(f"add_weight: {name}: given twice, {value!r} and {settings[name]!r}")
        settings[name] = value
    return tuple(settings.values())


def convert(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call with arrays turned to tensors, floats in the layer's dtype."""
    if not layer.autocast:
        compute = torch_dtype("bool")  # no float dtype: nothing is cast
    else:
        compute = layer._compute
    if args and conversion.numbers(args[0]):
        args = (conversion.layer_input(wrap(conversion.to_torch(args[0])), compute), *args[1:])

    def one(value: Any) -> Any:
        if isinstance(value, (list, tuple, dict)):
            if value.__class__ is list and all(each.__class__ is Tensor and each._t.dtype is compute for each in value):
                return value
            return tree.map_structure(lambda leaf: conversion.layer_input(leaf, compute), value)
        return conversion.layer_input(value, compute)

    return tuple(one(value) for value in args), {name: one(value) for name, value in kwargs.items()}


def from_config(cls: type[Layer], config: dict[str, Any]) -> Layer:
    """Make a layer from its config; `name`, `trainable` and `dtype` are set afterwards if it takes none."""
    config = dict(config)
    later = {key: config.pop(key) for key in _BASE if key in config and not configs.accepts(cls, key)}
    layer = configs.construct(cls, config)
    if "name" in later:
        layer._name = str(later["name"])
    if later.get("dtype") is not None:
        layer._set_policy(deserialize_nested(later["dtype"]))
    if later.get("trainable") is False:
        layer.trainable = False
    return layer
