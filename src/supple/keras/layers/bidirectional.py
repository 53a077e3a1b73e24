"""A recurrent layer run forward and backward."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.tensor import Tensor
from supple._ops import arithmetic, manipulation
from supple.errors import ArgumentError
from supple.keras._layer import checks
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras._layer.serialization import deserialize_keras_object, serialize_keras_object
from supple.keras.layers.wrapper import build_inner, checked_layer

_MODES = ("concat", "sum", "mul", "ave")


class Bidirectional(Layer):
    """`layer` over the sequence and a copy of it over the reversed one, merged: (B, T, D) -> (B, 2 · units) by default.

    `merge_mode` is concat, sum, mul, ave, or None, which gives both results.
    """

    _makes_mask = False
    _not_in_config = ("weights",)

    def __init__(
        self,
        layer: Layer,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Layer | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        checked_layer(self, layer)
        for setting in ("go_backwards", "return_sequences", "return_state"):
            if not hasattr(layer, setting):
                raise ArgumentError(
                    f"{type(self).__name__}: layer: expected a recurrent layer with {setting!r}, got {layer!r}"
                )
        self.merge_mode = None if merge_mode is None else checks.one_of(self, "merge_mode", merge_mode, _MODES)
        self.forward_layer: Any = _copy(layer, "forward", layer.go_backwards)  # type: ignore[attr-defined]
        if backward_layer is None:
            self.backward_layer: Any = _copy(layer, "backward", not layer.go_backwards)  # type: ignore[attr-defined]
        else:
            self.backward_layer = checked_layer(self, backward_layer)
            self._check_backward()
        self.return_sequences = self.forward_layer.return_sequences
        if self.return_sequences:  # a repeated last output would stand in front of the reversed sequence
            for each in (self.forward_layer, self.backward_layer):
                if hasattr(each, "zero_output_for_mask"):
                    each.zero_output_for_mask = True
        self.return_state = self.forward_layer.return_state
        self.stateful = getattr(self.forward_layer, "stateful", False)
        self.supports_masking = True
        self._start = weights

    def _check_backward(self) -> None:
        forward, backward = self.forward_layer, self.backward_layer
        if forward.go_backwards == backward.go_backwards:
            raise ArgumentError(
                f"{type(self).__name__}: backward_layer: one layer must have go_backwards=True, got "
                f"{forward.go_backwards} and {backward.go_backwards}"
            )
        for name in ("return_sequences", "return_state", "stateful"):
            mine, other = getattr(forward, name, None), getattr(backward, name, None)
            if mine != other:
                raise ArgumentError(
                    f"{type(self).__name__}: backward_layer: {name} must be that of layer, got {mine} and {other}"
                )

    @property
    def layer(self) -> Layer:
        """The layer that runs forward."""
        found: Layer = self.forward_layer
        return found

    def build(self, sequences_shape: Any, initial_state_shape: Any = None) -> None:
        """Build both layers."""
        for layer in (self.forward_layer, self.backward_layer):
            build_inner(layer, sequences_shape)
        if self._start is not None:
            self.set_weights(self._start)
            self._start = None

    def call(self, sequences: Tensor, initial_state: Any = None, mask: Any = None, training: bool | None = None) -> Any:
        """(B, T, D) -> the merged results; with `return_state` the states of both behind them."""
        forward_state, backward_state = _halves(self, initial_state)
        y = _run(self.forward_layer, sequences, forward_state, mask, training)
        z = _run(self.backward_layer, sequences, backward_state, mask, training)
        states: list[Any] = []
        if self.return_state:
            states = [*y[1:], *z[1:]]
            y, z = y[0], z[0]
        if self.return_sequences:
            z = manipulation.flip(z, 1)
        merged = self._merge(y, z)
        if not self.return_state:
            return merged
        return (*merged, *states) if self.merge_mode is None else (merged, *states)

    def _merge(self, y: Any, z: Any) -> Any:
        if self.merge_mode == "concat":
            return manipulation.concatenate([y, z], -1)
        if self.merge_mode == "sum":
            return arithmetic.add(y, z)
        if self.merge_mode == "mul":
            return arithmetic.multiply(y, z)
        if self.merge_mode == "ave":
            return arithmetic.divide(arithmetic.add(y, z), 2)
        return (y, z)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """The mask of the sequences, if sequences are returned; states have none."""
        mask = previous_mask[0] if isinstance(previous_mask, (list, tuple)) else previous_mask
        mask = mask if self.return_sequences else None
        merged = [mask, mask] if self.merge_mode is None else [mask]
        if self.return_state:
            states = self.forward_layer.compute_mask(inputs, None)[1:]
            return [*merged, *states, *states]
        return merged if self.merge_mode is None else mask

    def reset_state(self) -> None:
        """Forget the states of both layers."""
        for layer in (self.forward_layer, self.backward_layer):
            layer.reset_state()

    def reset_states(self) -> None:
        """Forget the states of both layers."""
        self.reset_state()

    @property
    def states(self) -> Any:
        """The states of both layers, if they are kept."""
        forward, backward = self.forward_layer.states, self.backward_layer.states
        return None if forward is None else (*forward, *backward)


def _copy(layer: Any, prefix: str, go_backwards: bool) -> Any:
    """A layer of the same config, named by its direction."""
    form = serialize_keras_object(layer)
    form.pop("build_config", None)
    name = f"{prefix}_{layer.name.removeprefix(f'{prefix}_')}"
    form["config"] = {**form["config"], "name": name, "go_backwards": go_backwards}
    return deserialize_keras_object(form, {type(layer).__name__: type(layer)})


def _run(layer: Any, sequences: Any, state: Any, mask: Any, training: Any) -> Any:
    more: dict[str, Any] = {}
    if state is not None:
        more["initial_state"] = state
    if mask is not None and layer._call_spec.takes_mask:
        more["mask"] = mask
    if training is not None and layer._call_spec.takes_training:
        more["training"] = training
    return layer(sequences, **more)


def _halves(owner: Bidirectional, states: Any) -> tuple[Any, Any]:
    if states is None:
        return None, None
    if len(states) % 2:
        raise ArgumentError(
            f"layer {owner.name!r}: initial_state: expected the states of both directions, an even number, got {len(states)}"
        )
    half = len(states) // 2
    return list(states[:half]), list(states[half:])
