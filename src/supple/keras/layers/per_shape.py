"""One set of weights for each width of the input."""

from __future__ import annotations

from typing import Any, Final, Unpack

from supple._core import symbolic
from supple.errors import ShapeError
from supple.keras._layer import building
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras._layer.serialization import deserialize_keras_object, serialize_keras_object
from supple.keras.layers.wrapper import build_inner, checked_layer

_PREFIX: Final = "width_"


class PerShape(Layer):
    """`layer`, with weights of its own for each width (size of the last axis) of the input.

    The layer given is a template and stays unbuilt: the first input of a width makes a copy of it by its config.
    Dynamic models need it where one layer sees the results of branches of different widths.
    """

    _shows_children = True

    def __init__(self, layer: Layer, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self._template = checked_layer(self, layer)
        self.supports_masking = True
        self._makes_mask = layer._makes_mask

    @property
    def layer(self) -> Layer:
        """The template, which has no weights."""
        return self._template

    def by_width(self) -> dict[int, Layer]:
        """The layers for the widths seen so far, in order."""
        # Attributes, so that a file names each by its width and not by when it was first seen.
        found = vars(self)
        names = [name for name in found if name.startswith(_PREFIX)]
        return {int(name.removeprefix(_PREFIX)): found[name] for name in names}

    @property
    def widths(self) -> list[int]:
        """The widths seen so far, in order."""
        return list(self.by_width())

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """(.., D) -> what the copy for D makes of it."""
        return self._copy_for(inputs.shape)(inputs, *args, **kwargs)

    def _known(self, shape: Any) -> Layer | None:
        return vars(self).get(f"{_PREFIX}{shape[-1]}") if len(shape) else None

    def _copy_for(self, shape: Any) -> Layer:
        found = self._known(shape)
        if found is not None:
            return found
        sizes = symbolic.unknown_where_stand_in(shape)
        if not len(sizes) or sizes[-1] is None:
            raise ShapeError(
                f"layer {self.name!r}: the last axis of the input must be known to choose the weights, got {tuple(sizes)}"
            )
        return self._add(int(sizes[-1]))

    def _add(self, width: int) -> Layer:
        made = self._new_copy(width)
        setattr(self, made.name, made)
        return made

    def _new_copy(self, width: int) -> Layer:
        form = serialize_keras_object(self._template)
        form.pop("build_config", None)
        form["config"] = {**form["config"], "name": f"{_PREFIX}{width}"}
        # The template's own class need not be findable by name.
        made = checked_layer(
            self, deserialize_keras_object(form, {type(self._template).__name__: type(self._template)})
        )
        if not self.trainable:
            made.trainable = False
        return made

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """What the copy for the input's width makes of the mask."""
        found = self._known(inputs.shape)
        if found is None or not (found.supports_masking or found._makes_mask):
            return None
        return found.compute_mask(inputs, previous_mask)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape that the layer gives for this width; makes no weights."""
        shape = building.standard_shape(input_shape)
        return (self._known(shape) or self._new_copy(0)).compute_output_shape(shape)

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes that the copies were built for, in order."""
        if not self.by_width():
            return None
        return {"input_shape": self._built_for, "input_shapes": [copy._built_for for copy in self.by_width().values()]}

    def build_from_config(self, build_config: dict[str, Any]) -> None:
        """Make and build the copies that `get_build_config` recorded."""
        for shape in build_config.get("input_shapes") or ():
            sizes = building.standard_shape(shape)
            copy = self._known(sizes) or self._add(int(sizes[-1]))
            if copy._path is None:
                copy._path = f"{self.path}/{copy.name}"
            build_inner(copy, sizes)
        self._built_for = building.standard_shape(build_config.get("input_shape"))
        self.built = True
