"""SimpleRNN, LSTM and GRU: RNNs over Keras' own cells, by fused kernels where the settings allow it.

The fused kernels of torch know tanh (or relu, for SimpleRNN) and sigmoid, no recurrent dropout, and for GRU the form
with `reset_after`. With other settings, and with masks that do not just cut off the ends, the cell runs step by step;
`use_cudnn=True` demands the fused kernel and says what stands against it.
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import manipulation, recurrent as ops, sampling
from supple.errors import NotSupportedError
from supple.keras._layer import activations
from supple.keras._layer.layer import LayerOptions
from supple.keras._layer.signatures import signature_of
from supple.keras.layers.recurrent import RNN, refuse_unless
from supple.keras.layers.recurrent_cells import GRUCell, LSTMCell, SimpleRNNCell


class _OfOwnCell(RNN):
    """Base: settings are those of the cell, and can be read here, too."""

    _cell_class: ClassVar[type]
    _not_in_config = ("use_cudnn",)

    def __getattr__(self, name: str) -> Any:
        # Found on the cell: `units`, `activation`, `kernel_initializer`, ..
        cell = self.__dict__.get("cell")
        if cell is None or name.startswith("_") or name not in signature_of(type(cell)).parameters:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(cell, name)

    def _keep_use(self, use_cudnn: Any) -> None:
        self.use_cudnn = refuse_unless(self, "use_cudnn", use_cudnn, ("auto", True, False))
        obstacle = self._obstacle()
        if use_cudnn is True and obstacle:
            raise NotSupportedError(f"{type(self).__name__}: use_cudnn=True: the fused kernel does not do {obstacle}")
        self._can_fuse = not obstacle and use_cudnn is not False

    def _obstacle(self) -> str:
        """The setting that the fused kernel does not do, or nothing."""
        cell = self.cell
        if cell.recurrent_dropout > 0:
            return f"recurrent_dropout={cell.recurrent_dropout}"
        if cell.activation is not activations.tanh:
            return f"activation={cell.activation!r}"
        if getattr(cell, "recurrent_activation", activations.sigmoid) is not activations.sigmoid:
            return f"recurrent_activation={cell.recurrent_activation!r}"
        return "" if getattr(cell, "reset_after", True) else "reset_after=False"

    def inner_loop(
        self, sequences: Tensor, initial_state: Any, mask: Any, training: bool = False
    ) -> tuple[Any, Any, Any]:
        """Outputs of all steps, the last output, the last states."""
        if not self._can_fuse or not sequences.shape[1] or not sequences.shape[0]:
            return super().inner_loop(sequences, initial_state, mask, training)
        if mask is not None and (
            self.go_backwards or not self._states_are_outputs() or not ops.ends_with_padding(mask)
        ):
            return super().inner_loop(sequences, initial_state, mask, training)
        if training and self.cell.dropout > 0:
            sequences = sampling.dropout(sequences, self.cell.dropout, (None, 1, None), self.cell.seed_generator)
        if self.go_backwards:
            sequences = manipulation.flip(sequences, 1)
        outputs, states = self._run(sequences, initial_state)
        if mask is None:
            return outputs, states[0], states
        outputs, last = ops.hold_last(outputs, mask, self.zero_output_for_mask)
        return outputs, last, [last]

    def _states_are_outputs(self) -> bool:
        """True if the last states can be read off the outputs, as far as anybody sees them."""
        return False

    def _run(self, sequences: Tensor, states: Any) -> tuple[Tensor, list[Any]]:
        raise NotImplementedError(f"{type(self).__name__} must name its kernel")


class SimpleRNN(_OfOwnCell):
    """A simple recurrent network: (B, T, D) -> (B, units), or (B, T, units) with `return_sequences`."""

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        seed: int | None = None,
        zero_output_for_mask: bool = False,
        **base: Unpack[LayerOptions],
    ) -> None:
        cell = SimpleRNNCell(
            units,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **_for_cell(base, "simple_rnn_cell"),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            zero_output_for_mask=zero_output_for_mask,
            **_for_layer(base, activity_regularizer),
        )
        self._keep_use("auto")

    def _obstacle(self) -> str:
        if self.cell.activation is activations.relu:
            return f"recurrent_dropout={self.cell.recurrent_dropout}" if self.cell.recurrent_dropout else ""
        return super()._obstacle()

    def _states_are_outputs(self) -> bool:
        return True

    def _run(self, sequences: Tensor, states: Any) -> tuple[Tensor, list[Any]]:
        cell = self.cell
        relu = cell.activation is activations.relu
        outputs, h = ops.simple_rnn(sequences, states[0], cell.kernel, cell.recurrent_kernel, cell.bias, relu)
        return outputs, [h]


class LSTM(_OfOwnCell):
    """A long short-term memory: (B, T, D) -> (B, units), or (B, T, units) with `return_sequences`."""

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        use_cudnn: Any = "auto",
        zero_output_for_mask: bool = False,
        **base: Unpack[LayerOptions],
    ) -> None:
        cell = LSTMCell(
            units,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            unit_forget_bias=unit_forget_bias,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            **_for_cell(base, "lstm_cell"),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            zero_output_for_mask=zero_output_for_mask,
            **_for_layer(base, activity_regularizer),
        )
        self._keep_use(use_cudnn)

    def _states_are_outputs(self) -> bool:
        return not self.return_state and not self.stateful  # the carry at the end of a row is nowhere to be read

    def _run(self, sequences: Tensor, states: Any) -> tuple[Tensor, list[Any]]:
        cell = self.cell
        outputs, h, c = ops.lstm(sequences, states[0], states[1], cell.kernel, cell.recurrent_kernel, cell.bias)
        return outputs, [h, c]


class GRU(_OfOwnCell):
    """Gated recurrent units: (B, T, D) -> (B, units), or (B, T, units) with `return_sequences`."""

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        reset_after: bool = True,
        use_cudnn: Any = "auto",
        zero_output_for_mask: bool = False,
        **base: Unpack[LayerOptions],
    ) -> None:
        cell = GRUCell(
            units,
            activation=activation,
            recurrent_activation=recurrent_activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            reset_after=reset_after,
            seed=seed,
            **_for_cell(base, "gru_cell"),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            zero_output_for_mask=zero_output_for_mask,
            **_for_layer(base, activity_regularizer),
        )
        self._keep_use(use_cudnn)

    def _states_are_outputs(self) -> bool:
        return True

    def _run(self, sequences: Tensor, states: Any) -> tuple[Tensor, list[Any]]:
        cell = self.cell
        outputs, h = ops.gru(sequences, states[0], cell.kernel, cell.recurrent_kernel, cell.bias)
        return outputs, [h]


def _for_layer(base: LayerOptions, activity_regularizer: Any) -> Any:
    """The options of the layer, with a penalty on what it gives."""
    return {**base, "activity_regularizer": activity_regularizer}


def _for_cell(base: LayerOptions, name: str) -> Any:
    """What the cell takes of the layer's own options."""
    return {"name": name, "dtype": base.get("dtype"), "trainable": base.get("trainable", True)}
