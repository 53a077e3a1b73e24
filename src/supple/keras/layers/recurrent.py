"""Recurrent networks over sequences: any cell step by step, Keras' own cells by fused kernels where they can."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core import symbolic, tree
from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import comparison, creation, manipulation
from supple.errors import ArgumentError, NotSupportedError, ShapeError
from supple.keras._layer import checks
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras.layers.recurrent_cells import StackedRNNCells, initial_state_of
from supple.keras.layers.wrapper import build_inner


class RNN(Layer):
    """A cell run over the time steps: (B, T, ..) -> (B, ..), or (B, T, ..) with `return_sequences`.

    Where the mask is False a step changes nothing: states stay, and the last output is repeated (or zero).
    """

    _makes_mask = False

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **base: Unpack[LayerOptions],
    ) -> None:
        if base.pop("time_major", False):  # type: ignore[typeddict-item]
            raise NotSupportedError(f"{type(self).__name__}: time_major=True: sequences are (batch, time, ..) here")
        base.pop("implementation", None)  # type: ignore[typeddict-item]  # tf.keras 2; all give the same numbers
        super().__init__(**base)
        if isinstance(cell, (list, tuple)):
            cell = StackedRNNCells(cell)
        self.cell = checks.cell(self, cell)
        self.return_sequences = bool(return_sequences)
        self.return_state = bool(return_state)
        self.go_backwards = bool(go_backwards)
        self.stateful = bool(stateful)
        self.unroll = bool(unroll)  # Python runs on every step: there is nothing to unroll
        self.zero_output_for_mask = bool(zero_output_for_mask)
        self.states: Any = None
        self.supports_masking = True
        self.input_spec = InputSpec(min_ndim=3)

    def build(self, sequences_shape: Any, initial_state_shape: Any = None) -> None:
        """Build the cell for one time step."""
        if len(sequences_shape) < 3:
            raise ShapeError(
                f"layer {self.name!r}: expected sequences (batch, time, ..), got shape {tuple(sequences_shape)}"
            )
        if isinstance(self.cell, Layer) and self.cell._build_spec.single:
            build_inner_cell(self.cell, TensorShape((sequences_shape[0], *sequences_shape[2:])))

    def get_initial_state(self, batch_size: Any) -> list[Any]:
        """The first states for so many sequences."""
        return as_list(initial_state_of(self.cell, batch_size, self.compute_dtype))

    def call(self, sequences: Tensor, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        """(B, T, ..) -> (B, ..) or (B, T, ..); with `return_state` the last states behind it."""
        batch = sequences.shape[0]
        states = self._first_states(initial_state, batch)
        if isinstance(mask, (list, tuple)):
            mask = mask[0]
        if symbolic.inferring():
            outputs, last, states = self._one_step_for_all(sequences, states, training)
        else:
            outputs, last, states = self.inner_loop(sequences, states, mask, training)
            if self.stateful:
                self.states = tree.map_structure(creation.stop_gradient, states)
        result = outputs if self.return_sequences else last
        return (result, *states) if self.return_state else result

    def _first_states(self, given: Any, batch: int) -> list[Any]:
        if given is not None:
            return as_list(given)
        if not self.stateful or self.states is None:
            return self.get_initial_state(batch)
        held = tree.flatten(self.states)[0].shape[0]
        if symbolic.inferring():
            return self.get_initial_state(batch)
        if held != batch:
            raise ShapeError(
                f"layer {self.name!r}: stateful: the states are those of {held} sequences, got {batch}; "
                "call reset_state() before batches of another size"
            )
        return as_list(self.states)

    # -- running

    def inner_loop(
        self, sequences: Tensor, initial_state: Any, mask: Any, training: bool = False
    ) -> tuple[Any, Any, Any]:
        """Outputs of all steps, the last output, the last states."""
        self._reset_dropout()
        states = as_list(initial_state)
        steps = sequences.shape[1]
        if not steps:
            raise ShapeError(f"layer {self.name!r}: expected one time step or more, got shape {sequences.shape}")
        inputs = manipulation.unstack(sequences, axis=1)
        kept = None if mask is None else [manipulation.expand_dims(m, -1) for m in manipulation.unstack(mask, axis=1)]
        order = range(steps - 1, -1, -1) if self.go_backwards else range(steps)
        outputs: list[Any] = []
        last = None
        for t in order:
            output, new = self._step(inputs[t], states, training)
            if kept is None:
                last, states = output, new
            else:
                nothing = creation.zeros_like(output)
                carried = nothing if last is None else last
                last = comparison.select(fitting(kept[t], output), output, carried)
                states = tree.map_structure(lambda a, b, m=kept[t]: comparison.select(fitting(m, a), a, b), new, states)
                if self.zero_output_for_mask:
                    output = comparison.select(fitting(kept[t], output), output, nothing)
            outputs.append(last if kept is not None and not self.zero_output_for_mask else output)
        return manipulation.stack(outputs, 1) if self.return_sequences else None, last, states

    def _step(self, x: Any, states: list[Any], training: bool) -> tuple[Any, list[Any]]:
        more = {}
        if isinstance(self.cell, Layer) and self.cell._call_spec.takes_training:
            more["training"] = training
        output, new = self.cell(x, states, **more)
        return output, as_list(new)

    def _reset_dropout(self) -> None:
        for cell in getattr(self.cell, "cells", [self.cell]):
            for reset in ("reset_dropout_mask", "reset_recurrent_dropout_mask"):
                if hasattr(cell, reset):
                    getattr(cell, reset)()

    def _one_step_for_all(self, sequences: Tensor, states: list[Any], training: bool) -> tuple[Any, Any, Any]:
        """What `inner_loop` returns, by shape: one step stands for each."""
        self._reset_dropout()
        output, states = self._step(sequences[:, 0], states, training)
        self._reset_dropout()
        shape = (output.shape[0], sequences.shape[1], *output.shape[1:])
        return manipulation.broadcast_to(manipulation.expand_dims(output, 1), shape), output, states

    # -- states and masks

    def reset_state(self) -> None:
        """Forget the states: the next call starts from the first ones."""
        self.states = None

    def reset_states(self, states: Any = None) -> None:
        """Forget the states, or start the next call from `states`."""
        self.states = None if states is None else [creation.convert(s, self.compute_dtype) for s in as_list(states)]

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """The mask of the sequences, if sequences are returned; states have none."""
        mask = previous_mask[0] if isinstance(previous_mask, (list, tuple)) else previous_mask
        mask = mask if self.return_sequences else None
        if not self.return_state:
            return mask
        return [mask, *(None for _ in tree.flatten(getattr(self.cell, "state_size", 0)))]


def as_list(states: Any) -> list[Any]:
    """States as a list; one state alone is a list of one."""
    return list(states) if isinstance(states, (list, tuple)) else [states]


def fitting(mask: Any, like: Any) -> Any:
    """A mask (B, 1) with as many axes as `like`."""
    while mask.ndim < like.ndim:
        mask = manipulation.expand_dims(mask, -1)
    return mask


def build_inner_cell(cell: Layer, shape: Any) -> None:
    """Build a cell for one time step; a cell without `build` waits for its first call."""
    if cell._build_spec.overridden:
        build_inner(cell, shape)


def refuse_unless(owner: Any, name: str, value: Any, allowed: tuple[Any, ...]) -> Any:
    """`value` if it is one of `allowed`."""
    if not any(value is each or value == each for each in allowed):
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected one of {allowed}, got {value!r}")
    return value
