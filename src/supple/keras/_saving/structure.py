"""What rebuilds the layers inside a model: which were built, for which shapes, and which are frozen.

A subclassed model is remade by its constructor, which makes layers but no weights. A symbolic call would build those
on the path that it takes; what is kept here builds all of them, without a call.
"""

from __future__ import annotations

from typing import Any, Final

from supple._core.variable import Variable
from supple.keras._layer.building import standard_shape
from supple.keras._layer.context import CALLS
from supple.keras._layer.serialization import deserialize_nested, serialize_keras_object
from supple.keras._layer.tracking import EPOCH, was_made_trainable
from supple.keras._saving.walk import Part, parts

_BASES: Final = ("supple.keras._layer.", "supple.keras.models.")


def describe(found: list[Part]) -> dict[str, dict[str, Any]]:
    """What is known of each built layer, by path."""
    return {part.path: _of_layer(part.holder) for part in found if not part.is_optimizer and part.holder.built}


def _of_layer(layer: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"name": layer.name}
    built_for = layer.get_build_config()
    if built_for:
        known["build"] = serialize_keras_object(built_for)
    if layer._seen_output is not None:
        known["output"] = serialize_keras_object(layer._seen_output)
    if not layer.trainable:
        known["trainable"] = False
    return known


def frozen(found: list[Part]) -> list[str]:
    """The paths of the variables that were made trainable, and are not although their layer is."""
    return [
        f"{part.group}/{place}"
        for part in found
        if not part.is_optimizer and part.holder.trainable
        for place, variable in enumerate(part.own_variables())
        if was_made_trainable(variable) and not variable.trainable
    ]


def restore(model: Any, layers: Any) -> None:
    """Build every layer of `model` that `describe` knew as built; those that others make are found in later rounds."""
    if not isinstance(layers, dict):
        return
    done: set[str] = set()
    while True:
        new = [part for part in parts(model) if part.path in layers and part.path not in done and not part.is_optimizer]
        if not new:
            return
        for part in new:
            done.add(part.path)
            known = layers[part.path]
            if isinstance(known, dict):
                _restore_layer(part, known)


def _restore_layer(part: Part, known: dict[str, Any]) -> None:
    layer = part.holder
    if part.path and isinstance(known.get("name"), str):
        layer._name = known["name"]
    trainable = known.get("trainable") is not False
    if layer.trainable is not trainable:
        layer.trainable = trainable
    config = deserialize_nested(known.get("build"))
    if layer._path is None:
        layer._path = "/".join(each.name for each in (*part.parents, layer))
    if not layer.built:
        if _is_built_by_calls(layer):
            if isinstance(config, dict) and config.get("input_shape") is not None:
                layer._built_for = standard_shape(config["input_shape"])
        elif config:
            CALLS.stack.extend((*part.parents, layer))
            try:
                layer.build_from_config(config)
            finally:
                del CALLS.stack[-len(part.parents) - 1 :]
        layer.built = True
    if layer._seen_output is None and known.get("output") is not None:
        object.__setattr__(layer, "_seen_output", standard_shape(deserialize_nested(known["output"])))


def _is_built_by_calls(layer: Any) -> bool:
    """True if `build` of the layer makes nothing itself: that of the base layer, and of models."""
    methods = (type(layer).build, type(layer).build_from_config)
    return all(method.__module__.startswith(_BASES) for method in methods)


def freeze(variables: dict[str, Variable], paths: Any) -> None:
    """Freeze the variables at `paths`."""
    for path in paths if isinstance(paths, list) else ():
        if isinstance(path, str) and path in variables:
            variables[path].__dict__.setdefault("made_trainable", True)
            variables[path].trainable = False
            EPOCH.count += 1
