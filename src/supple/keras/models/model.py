"""The subclassed model."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

from supple._core import symbolic
from supple.errors import ArgumentError, NotSupportedError, ShapeError
from supple.keras._layer import building, serialization, tracking
from supple.keras._layer.layer import Layer
from supple.keras._layer.registry import nearest
from supple.keras._saving import archive, weights as weight_files
from supple.keras._training.trainer import Trainer
from supple.keras.models import summary as summaries


class Model(Trainer):
    """A layer that can be trained, saved and summarised; define layers in `__init__` and use them in `call`."""

    _graph_class: ClassVar[Any] = None
    """The class of `Model(inputs, outputs)`, set where it is defined."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        from_graph = cls is Model and (len(args) > 1 or "outputs" in kwargs)
        made = super().__new__(Model._graph_class if from_graph else cls, *args, **kwargs)
        made._set_training_defaults()
        return made

    def __init__(
        self, *args: Any, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        if args or "inputs" in kwargs or "outputs" in kwargs:
            if len(args) > 1 or "outputs" in kwargs:
                raise NotSupportedError(
                    f"{type(self).__name__}: a subclass that hands inputs and outputs to Model.__init__ is not done yet; "
                    "define `call`, or use Model(inputs, outputs)"
                )
            raise ArgumentError(f"{type(self).__name__}: Model.__init__ takes keywords only, got {args!r}")
        super().__init__(trainable=trainable, name=name, dtype=dtype, **kwargs)

    # -- layers

    @property
    def layers(self) -> list[Layer]:
        """The layers directly below the model, in order of attributes."""
        return list(self._children())

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer called `name`, or at place `index`."""
        layers = self.layers
        if (name is None) == (index is None):
            raise ArgumentError(f"get_layer: expected either a name or an index, got name={name!r} and index={index!r}")
        if index is not None:
            if not -len(layers) <= index < len(layers):
                raise ArgumentError(f"get_layer: index: expected 0 to {len(layers) - 1}, got {index}")
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        names = [layer.name for layer in layers]
        raise ArgumentError(f"get_layer: no layer is called {name!r}; layers are {names}{nearest(str(name), names)}")

    def build(self, input_shape: Any) -> None:
        """Build every layer that `call` uses, by running it on symbolic inputs of `input_shape`."""
        if self.built:
            return
        shape = building.standard_shape(input_shape)
        self._built_for = shape
        spec = self._call_spec
        inputs = building.symbols(shape, self.compute_dtype)
        several = (
            isinstance(inputs, list) and len(spec.names) - spec.takes_training - spec.takes_mask >= len(inputs) > 1
        )
        try:
            symbolic.infer(self._call_unbuilt, tuple(inputs) if several else (inputs,), {})
        except Exception as error:
            self.built = False
            raise ShapeError(
                f"model {self.name!r}: build: `call` cannot be run for inputs of shape {input_shape}: {error}; "
                "call the model on real data instead"
            ) from error
        self.built = True

    build.builds_by_calling = True  # type: ignore[attr-defined]  # a first call needs no build before it

    def _call_unbuilt(self, *args: Any) -> Any:
        # Marked as built, so that the call does not come back here; the layers below build themselves.
        self.built = True
        return Layer.__call__(self, *args)

    def build_from_config(self, build_config: dict[str, Any]) -> None:
        """Build the model for the shapes that `get_build_config` returned."""
        building.build_from_config(self, build_config)

    # -- what it shows

    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Print the layers with the shapes of their outputs and their numbers of parameters."""
        summaries.show(self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range)

    def to_json(self, **options: Any) -> str:
        """The config of the model as JSON, without weights."""
        return json.dumps(serialization.serialize_whole(self), **options)

    # -- files

    def save(self, filepath: Any, overwrite: bool = True, **options: Any) -> None:
        """Write config, weights and optimizer state to a `.keras` file; the old file stays until the new one is whole."""
        include_optimizer = options.pop("include_optimizer", True)
        options.pop("save_format", None)
        if options:
            raise ArgumentError(f"save: unknown keyword {sorted(options)}")
        archive.save(self, filepath, overwrite=overwrite, include_optimizer=include_optimizer)

    def save_weights(self, filepath: Any, overwrite: bool = True, **options: Any) -> None:
        """Write the weights to a `.weights.h5` file."""
        options.pop("save_format", None)
        if options:
            raise ArgumentError(f"save_weights: unknown keyword {sorted(options)}")
        weight_files.save(self, filepath, overwrite=overwrite)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **options: Any) -> None:
        """Read the weights from a file that `save_weights` or `save` wrote; every mismatch is named."""
        weight_files.load(self, filepath, skip_mismatch=skip_mismatch, **options)

    def reset_states(self) -> None:
        """Reset the states of recurrent layers."""
        for layer in tracking.flatten_layers(self, include_self=False):
            for name in ("reset_state", "reset_states"):
                reset = getattr(layer, name, None)
                if callable(reset):
                    reset()
                    break
