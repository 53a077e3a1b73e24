"""Models from models and from JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple.errors import ArgumentError, NotSupportedError
from supple.keras._layer import registry, serialization
from supple.keras._layer.layer import Layer
from supple.keras._saving import json_text
from supple.keras.models.model import Model
from supple.keras.models.sequential import Sequential

_TABLE = registry.table("model", "keras")
_TABLE.add(Model)
_TABLE.add(Sequential)


def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """The model, without weights, whose `to_json` gave the string."""
    return serialization.deserialize_keras_object(json_text.parse(json_string, "model_from_json"), custom_objects)


def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Callable[[Layer], Layer] | None = None,
    call_function: Any = None,
    recursive: bool = False,
    **legacy: Any,
) -> Any:
    """A model like `model` with fresh weights; `clone_function` may replace the layers of a Sequential."""
    if input_tensors is not None or call_function is not None or recursive or legacy:
        raise NotSupportedError(
            "clone_model: input_tensors, call_function and recursive are for functional models, whose cloning is not done "
            f"yet; got {input_tensors!r}, {call_function!r}, {recursive!r}, {legacy!r}"
        )
    if not isinstance(model, Model):
        raise ArgumentError(f"clone_model: expected a model, got {model!r}")
    if isinstance(model, Sequential):
        clone = type(model)(name=model.name)
        if model._input is not None:
            clone.add(model._input)
        for layer in model.layers:
            clone.add(
                clone_function(layer) if clone_function is not None else type(layer).from_config(layer.get_config())
            )
        return clone
    if clone_function is not None:
        raise ArgumentError(
            "clone_model: clone_function works on Sequential models; a subclass makes its layers itself"
        )
    return type(model).from_config(model.get_config())
