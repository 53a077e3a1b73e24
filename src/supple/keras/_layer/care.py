"""A call when anything is unusual: not built yet, masks, added losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supple._core import recording, tree
from supple._core.tensor import MASKS
from supple.keras._layer import building, failures, input_spec, losses, masks
from supple.keras._layer.context import CALLS, USED, path_of

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer


class Care:
    """What is to be done before and after one call of a layer."""

    __slots__ = ("first_time", "inputs", "layer", "masked", "precision", "previous")

    def __init__(self, layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Do what comes before the call; may add masks to `kwargs`."""
        self.layer = layer
        self.inputs = args[0] if args else kwargs.get(layer._call_spec.first or "")
        self.masked = MASKS.used or layer._makes_mask
        if USED.losses and not CALLS.stack:
            losses.clear(layer)
        if layer.input_spec is not None and (layer._checks_input or not layer.built):
            input_spec.check(layer.input_spec, tree.flatten(args[:1]), path_of(layer), failures.ways_out(layer))
        self.first_time = not layer.built or layer._seen_output is None
        if not layer.built:
            building.build_for(layer, args, kwargs)
            if layer.input_spec is not None:
                input_spec.check(layer.input_spec, tree.flatten(args[:1]), path_of(layer))
        self.previous = masks.fill_mask_arguments(layer, args, kwargs) if self.masked else None

        self.precision = None
        if USED.mixed_precision:
            policy = layer._policy
            mixed = layer.autocast and policy.compute_dtype != policy.variable_dtype
            self.precision = recording.reading_as(layer._compute if mixed else None)
            self.precision.__enter__()

    def leave(self) -> None:
        """Undo what lasts as long as the call, whether it failed or not."""
        if self.precision is not None:
            self.precision.__exit__()

    def finish(self, outputs: Any) -> None:
        """Do what comes after the call."""
        layer = self.layer
        if self.first_time:
            layer.built = True
            building.note_output(layer, outputs)
        if layer.activity_regularizer is not None:
            losses.add_activity(layer, outputs)
        if self.masked or MASKS.used:
            masks.hand_on(layer, self.inputs, outputs, self.previous)
