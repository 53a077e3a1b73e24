"""One set of weights for each width of the input."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core import symbolic
from supple._core.shape import TensorShape
from supple.errors import ShapeError
from supple.keras._layer import building
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras._layer.serialization import deserialize_keras_object, serialize_keras_object
from supple.keras.layers.wrapper import build_inner, checked_layer


class PerShape(Layer):
    """`layer`, with weights of its own for each width (size of the last axis) of the input.

    The layer given is a template and stays unbuilt: the first input of a width makes a copy of it by its config.
    Dynamic models need it where one layer sees the results of branches of different widths.
    """

    _shows_children = True

    def __init__(self, layer: Layer, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self._template = checked_layer(self, layer)
        self.copies: dict[str, Layer] = {}
        self.supports_masking = True
        self._makes_mask = layer._makes_mask

    @property
    def layer(self) -> Layer:
        """The template, which has no weights."""
        return self._template

    @property
    def widths(self) -> list[int]:
        """The widths seen so far, in order."""
        return [int(name.removeprefix("width_")) for name in self.copies]

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """(.., D) -> what the copy for D makes of it."""
        return self._copy_for(inputs.shape)(inputs, *args, **kwargs)

    def _copy_for(self, shape: Any) -> Layer:
        found = self.copies.get(f"width_{shape[-1]}") if len(shape) else None
        if found is not None:
            return found
        sizes = symbolic.unknown_where_stand_in(shape)
        if not len(sizes) or sizes[-1] is None:
            raise ShapeError(
                f"layer {self.name!r}: the last axis of the input must be known to choose the weights, got {tuple(sizes)}"
            )
        made = self._new_copy(int(sizes[-1]))
        self.copies[made.name] = made
        return made

    def _new_copy(self, width: int) -> Layer:
        form = serialize_keras_object(self._template)
        form.pop("build_config", None)
        form["config"] = {**form["config"], "name": f"width_{width}"}
        # The template's own class need not be findable by name.
        made = deserialize_keras_object(form, {type(self._template).__name__: type(self._template)})
        if not self.trainable:
            made.trainable = False
        checked: Layer = checked_layer(self, made)
        return checked

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """What the copy for the input's width makes of the mask."""
        found = self.copies.get(f"width_{inputs.shape[-1]}")
        if found is None or not (found.supports_masking or found._makes_mask):
            return None
        return found.compute_mask(inputs, previous_mask)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape that the layer gives for this width; makes no weights."""
        shape = building.standard_shape(input_shape)
        width = shape[-1] if len(shape) else None
        found = self.copies.get(f"width_{width}")
        return (found or self._new_copy(width or 0)).compute_output_shape(shape)

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes that the copies were built for, in order."""
        if not self.copies:
            return None
        shapes = [copy._built_for for copy in self.copies.values()]
        return {"input_shape": self._built_for, "input_shapes": shapes}

    def build_from_config(self, build_config: dict[str, Any]) -> None:
        """Make and build the copies that `get_build_config` recorded."""
        for shape in build_config.get("input_shapes") or ():
            sizes = TensorShape(shape)
            name = f"width_{sizes[-1]}"
            if name not in self.copies:
                self.copies[name] = self._new_copy(int(sizes[-1]))
            copy = self.copies[name]
            if copy._path is None:
                copy._path = f"{self.path}/{name}"
            build_inner(copy, sizes)
        recorded = build_config.get("input_shape")
        self._built_for = None if recorded is None else building.standard_shape(recorded)
        self.built = True
