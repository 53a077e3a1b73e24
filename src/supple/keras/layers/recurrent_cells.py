"""One step of a recurrent network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import arithmetic, creation, manipulation, matrix, sampling
from supple.keras._layer import activations, checks, initializers, weight_settings
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras._layer.seeds import SeedGenerator


class _Cell(Layer):
    """Base of the cells of Keras: settings of the weights, dropout that is the same for all steps of a sequence."""

    _gates: ClassVar[int]

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        self.units = checks.positive_int(self, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        weight_settings.keep(
            self,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
        )
        self.dropout = checks.fraction(self, "dropout", dropout)
        self.recurrent_dropout = checks.fraction(self, "recurrent_dropout", recurrent_dropout)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        self._dropped: dict[str, Any] = {}

    @property
    def state_size(self) -> Any:
        """The width of the state, or of each of the states."""
        return self.units

    @property
    def output_size(self) -> int:
        """The width of the output."""
        return self.units

    def build(self, input_shape: Any) -> None:
        """Make `kernel` (D, gates · units), `recurrent_kernel` (units, gates · units) and `bias`."""
        width = checks.known_size(self, "last axis", input_shape[-1])
        columns = self._gates * self.units
        self.kernel = weight_settings.add(self, "kernel", (width, columns))
        self.recurrent_kernel = weight_settings.add(self, "recurrent_kernel", (self.units, columns), "recurrent")
        self.bias = weight_settings.add(self, "bias", self._bias_shape()) if self.use_bias else None

    def _bias_shape(self) -> tuple[int, ...]:
        return (self._gates * self.units,)

    def get_initial_state(self, batch_size: Any = None) -> list[Tensor]:
        """Zeros for each state: (B, units)."""
        sizes = self.state_size if isinstance(self.state_size, list) else [self.state_size]
        return [creation.zeros((batch_size, size), self.compute_dtype) for size in sizes]

    # -- dropout

    def reset_dropout_mask(self) -> None:
        """Draw a new mask for the inputs at the next step."""
        self._dropped.pop("inputs", None)

    def reset_recurrent_dropout_mask(self) -> None:
        """Draw a new mask for the states at the next step."""
        self._dropped.pop("states", None)

    def get_dropout_mask(self, step_input: Tensor) -> Tensor | None:
        """What the inputs of every step of this sequence are multiplied by; None without dropout."""
        return self._mask("inputs", self.dropout, step_input)

    def get_recurrent_dropout_mask(self, step_input: Tensor) -> Tensor | None:
        """What the states of every step of this sequence are multiplied by; None without dropout."""
        return self._mask("states", self.recurrent_dropout, step_input)

    def _mask(self, kind: str, rate: float, like: Tensor) -> Tensor | None:
        if rate == 0:
            return None
        if kind not in self._dropped:
            self._dropped[kind] = sampling.dropout(creation.ones_like(like), rate, None, self.seed_generator)
        found: Tensor = self._dropped[kind]
        return found

    def _drop(self, inputs: Tensor, state: Tensor, training: bool) -> tuple[Tensor, Tensor]:
        """Inputs and state, with dropout in training."""
        if training and self.dropout > 0:
            inputs = arithmetic.multiply(inputs, self.get_dropout_mask(inputs))
        if training and self.recurrent_dropout > 0:
            state = arithmetic.multiply(state, self.get_recurrent_dropout_mask(state))
        return inputs, state


class SimpleRNNCell(_Cell):
    """One step of a simple recurrent network: activation(x · kernel + h · recurrent_kernel + bias)."""

    _gates = 1

    def call(self, sequence: Tensor, states: Any, training: bool = False) -> tuple[Tensor, Any]:
        """(B, D), (B, units) -> (B, units), the new state."""
        previous = states[0] if isinstance(states, (list, tuple)) else states
        x, h = self._drop(sequence, previous, training)
        total = arithmetic.add(matrix.affine(x, self.kernel, self.bias), matrix.affine(h, self.recurrent_kernel))
        output = self.activation(total)
        return output, [output] if isinstance(states, (list, tuple)) else output


class LSTMCell(_Cell):
    """One step of a long short-term memory (Hochreiter and Schmidhuber, 1997), with a forget gate."""

    _gates = 4

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
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
            **base,
        )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    @property
    def state_size(self) -> list[int]:
        """The widths of h and c."""
        return [self.units, self.units]

    def build(self, input_shape: Any) -> None:
        """Make the weights; with `unit_forget_bias` the bias of the forget gate starts at 1."""
        super().build(input_shape)
        if self.bias is not None and self.unit_forget_bias:
            start = self.bias_initializer  # type: ignore[attr-defined]
            parts = [
                start((self.units,), dtype=self.variable_dtype),
                initializers.Ones()((self.units,), dtype=self.variable_dtype),
                start((2 * self.units,), dtype=self.variable_dtype),
            ]
            self.bias.assign(manipulation.concatenate(parts, 0))

    def call(self, inputs: Tensor, states: Sequence[Tensor], training: bool = False) -> tuple[Tensor, list[Tensor]]:
        """(B, D), [(B, units), (B, units)] -> (B, units), the new states."""
        carry = states[1]
        x, h = self._drop(inputs, states[0], training)
        total = arithmetic.add(matrix.affine(x, self.kernel, self.bias), matrix.affine(h, self.recurrent_kernel))
        i, f, candidate, o = manipulation.split(total, 4, -1)
        gate = self.recurrent_activation
        kept = arithmetic.multiply(gate(f), carry)
        carry = arithmetic.add(kept, arithmetic.multiply(gate(i), self.activation(candidate)))
        output = arithmetic.multiply(gate(o), self.activation(carry))
        return output, [output, carry]


class GRUCell(_Cell):
    """One step of a gated recurrent unit (Cho et al., 2014); `reset_after` is the form of torch and cuDNN."""

    _gates = 3

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        reset_after: bool = True,
        seed: int | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(
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
            **base,
        )
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after

    def _bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def call(self, inputs: Tensor, states: Any, training: bool = False) -> tuple[Tensor, Any]:
        """(B, D), (B, units) -> (B, units), the new state."""
        previous = states[0] if isinstance(states, (list, tuple)) else states
        x, h = self._drop(inputs, previous, training)
        bias: Any = (None, None)
        if self.bias is not None:
            bias = (self.bias[0], self.bias[1]) if self.reset_after else (self.bias, None)
        gate, units = self.recurrent_activation, self.units
        x_update, x_reset, x_candidate = manipulation.split(matrix.affine(x, self.kernel, bias[0]), 3, -1)
        if self.reset_after:
            h_update, h_reset, h_candidate = manipulation.split(matrix.affine(h, self.recurrent_kernel, bias[1]), 3, -1)
            update = gate(arithmetic.add(x_update, h_update))
            reset = gate(arithmetic.add(x_reset, h_reset))
            inner = arithmetic.multiply(reset, h_candidate)
        else:
            both = matrix.affine(h, self.recurrent_kernel[:, : 2 * units])
            h_update, h_reset = manipulation.split(both, 2, -1)
            update = gate(arithmetic.add(x_update, h_update))
            reset = gate(arithmetic.add(x_reset, h_reset))
            inner = matrix.affine(arithmetic.multiply(reset, h), self.recurrent_kernel[:, 2 * units :])
        candidate = self.activation(arithmetic.add(x_candidate, inner))
        # update · h + (1 - update) · candidate
        output = arithmetic.add(candidate, arithmetic.multiply(update, arithmetic.subtract(h, candidate)))
        return output, [output] if isinstance(states, (list, tuple)) else output


class StackedRNNCells(Layer):
    """Cells of which each takes the output of the one before, as one cell."""

    def __init__(self, cells: Any, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.cells = list(cells)
        for cell in self.cells:
            checks.cell(self, cell)

    @property
    def state_size(self) -> list[Any]:
        """The widths of the states of each cell."""
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self) -> Any:
        """The width of the last cell's output."""
        return output_size_of(self.cells[-1])

    def build(self, input_shape: Any) -> None:
        """Build each cell for the outputs of the one before."""
        shape = input_shape
        for cell in self.cells:
            if isinstance(cell, Layer) and cell._build_spec.overridden and not cell.built:
                cell.build(shape)
                cell.built = True
            size = output_size_of(cell)
            shape = TensorShape((shape[0], *((size,) if isinstance(size, int) else size)))

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """The first states of each cell."""
        return [initial_state_of(cell, batch_size, self.compute_dtype) for cell in self.cells]

    def call(self, inputs: Tensor, states: Any, training: bool = False, **kwargs: Any) -> tuple[Any, list[Any]]:
        """One step through all cells."""
        new_states = []
        for cell, state in zip(self.cells, states, strict=True):
            more = dict(kwargs)
            if isinstance(cell, Layer) and cell._call_spec.takes_training:
                more["training"] = training
            # Cells take the states in a list, also a single one.
            inputs, new = cell(inputs, state if isinstance(state, (list, tuple)) else [state], **more)
            new_states.append(new)
        return inputs, new_states


def output_size_of(cell: Any) -> Any:
    """The width of a cell's output: what it says itself, else that of its first state."""
    size = getattr(cell, "output_size", None)
    if size is not None:
        return size
    return cell.state_size[0] if isinstance(cell.state_size, (list, tuple)) else cell.state_size


def initial_state_of(cell: Any, batch_size: Any, dtype: str) -> Any:
    """The first states of a cell: what it says itself, else zeros of its `state_size`."""
    own = getattr(cell, "get_initial_state", None)
    if own is not None:
        return own(batch_size=batch_size)

    def zeros(size: Any) -> Any:
        if isinstance(size, (list, tuple)) and not all(isinstance(n, int) for n in size):
            return [zeros(each) for each in size]
        if isinstance(size, list):
            return [zeros(each) for each in size]
        sizes = (size,) if isinstance(size, int) else tuple(size)
        return creation.zeros((batch_size, *sizes), dtype)

    made = zeros(cell.state_size)
    return made if isinstance(made, list) else [made]
