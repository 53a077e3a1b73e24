"""The lists of variables and layers that a layer shows, cached until something structural happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from supple._core.variable import Variable
from supple.errors import ArgumentError
from supple.keras._layer import tracking
from supple.keras._layer.tracking import Flat, State

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer


class StateLists:
    """The part of a layer that lists what it holds."""

    _state: State | None
    _flat: Flat | None
    _weights_made: list[Variable]
    _trainable: bool
    name: str

    def _own_state(self) -> State:
        state = self._state
        if state is None or not state.holds():
            state = State(self)
            object.__setattr__(self, "_state", state)
        return state

    def _children(self) -> list[Layer]:
        return self._own_state().layers

    def _flattened(self) -> Flat:
        flat = self._flat
        if flat is None or not flat.holds():
            flat = Flat(self)  # type: ignore[arg-type]
            object.__setattr__(self, "_flat", flat)
        return flat

    @property
    def variables(self) -> list[Variable]:
        """Every variable of this layer and of those below it, each once."""
        return list(self._flattened().variables)

    @property
    def weights(self) -> list[Variable]:
        """Every weight of this layer and of those below it; states of random seeds left out."""
        return [v for v in self._flattened().variables if not v.__dict__.get("is_seed_state")]

    @property
    def trainable_variables(self) -> list[Variable]:
        """The variables that training changes."""
        return list(self._flattened().trainable)

    @property
    def trainable_weights(self) -> list[Variable]:
        """The weights that training changes."""
        return list(self._flattened().trainable)

    @property
    def non_trainable_variables(self) -> list[Variable]:
        """The variables that training does not change."""
        return list(self._flattened().untrainable)

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The weights that training does not change."""
        return [v for v in self._flattened().untrainable if not v.__dict__.get("is_seed_state")]

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights; setting it sets it for every layer below, too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        value = bool(value)
        tracking.EPOCH.count += 1
        for layer in tracking.flatten_layers(self):  # type: ignore[arg-type]
            object.__setattr__(layer, "_trainable", value)
            for variable in layer._own_state().variables:
                if tracking.was_made_trainable(variable):
                    variable.__dict__.setdefault("made_trainable", True)
                    variable.trainable = value
        tracking.EPOCH.count += 1

    def count_params(self) -> int:
        """The number of numbers in the weights."""
        return sum(int(np.prod(v.shape)) for v in self.weights)

    def get_weights(self) -> list[Any]:
        """Copies of the weights as NumPy arrays, in the order of `weights`."""
        return [v.numpy() for v in self.weights]

    def set_weights(self, weights: Any) -> None:
        """Set the weights from arrays in the order of `weights`; nothing changes if one does not fit."""
        own, given = self.weights, list(weights)
        if len(own) != len(given):
            raise ArgumentError(
                f"set_weights: layer {self.name!r} has {len(own)} weights, got {len(given)}"
                + ("; build the layer first" if not own else "")
            )
        for variable, value in zip(own, given, strict=True):
            if tuple(np.shape(value)) != tuple(variable.shape):
                raise ArgumentError(
                    f"set_weights: weight {getattr(variable, 'path', variable.name)!r} has shape "
                    f"{tuple(variable.shape)}, got an array of shape {tuple(np.shape(value))}"
                )
        for variable, value in zip(own, given, strict=True):
            variable.assign(np.asarray(value).astype(variable.dtype.as_numpy_dtype))

    def save_own_variables(self, store: Any) -> None:
        """Write the layer's own variables, those of layers below left out, to `store` by their place."""
        for place, variable in enumerate(self._own_state().variables):
            store[str(place)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read what `save_own_variables` wrote; ArgumentError if the number or a shape differs."""
        own = self._own_state().variables
        if len(store.keys()) != len(own):
            raise ArgumentError(
                f"layer {self.name!r} has {len(own)} variables of its own, the file holds {len(store.keys())}"
                + ("; the layer is not built yet: call it once, or build it, before loading" if not own else "")
            )
        arrays = [np.asarray(store[str(place)]) for place in range(len(own))]
        for variable, array in zip(own, arrays, strict=True):
            if tuple(array.shape) != tuple(variable.shape):
                raise ArgumentError(
                    f"weight {getattr(variable, 'path', variable.name)!r} has shape {tuple(variable.shape)}, "
                    f"the file holds shape {tuple(array.shape)}"
                )
        for variable, array in zip(own, arrays, strict=True):
            variable.assign(array)
