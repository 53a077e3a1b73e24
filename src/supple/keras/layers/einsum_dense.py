"""A dense layer over axes that an equation names."""

from __future__ import annotations

import re
from typing import Any, Final, Unpack

from supple._core.tensor import Tensor
from supple._ops import arithmetic, matrix
from supple.errors import ArgumentError, ShapeError
from supple.keras._layer import activations, hot, weight_settings
from supple.keras._layer.layer import Layer, LayerOptions

_FORM: Final = re.compile(r"(\.\.\.)?([a-zA-Z]*)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]*)(\.\.\.)?")


class EinsumDense(Layer):
    """`activation(einsum(equation, x, kernel) + bias)`; `output_shape` gives the sizes behind the batch.

    `EinsumDense("abc,cd->abd", output_shape=(None, 8), bias_axes="d")` is `Dense(8)` on sequences.
    """

    def __init__(
        self,
        equation: str,
        output_shape: Any,
        activation: Any = None,
        bias_axes: str | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        # Packed weights of a quantization that is not done here; None says that there are none.
        base.pop("gptq_unpacked_column_size", None)  # type: ignore[typeddict-item]
        super().__init__(**base)
        self.equation = equation
        self.partial_output_shape = (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self.bias_axes = bias_axes
        self.activation = activations.get(activation)
        weight_settings.keep(
            self,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self._activate = hot.step(self.activation)
        self._terms = _terms(self, equation, bias_axes)

    def build(self, input_shape: Any) -> None:
        """Make `kernel` and `bias`, of the sizes that the equation asks for."""
        inputs, kernel, outputs, lead = self._terms
        shape = tuple(input_shape)
        rank = len(shape)
        if rank < len(inputs) or (rank > len(inputs) and not lead):
            raise ShapeError(
                f"layer {self.name!r}: equation {self.equation!r} takes inputs of rank {len(inputs)}, got shape {shape}"
            )
        known = dict(zip(inputs, shape[: len(inputs)] if lead == "after" else shape[rank - len(inputs) :], strict=True))
        given = self._given_sizes(outputs, lead)
        for letter, size in given.items():
            if known.get(letter) is not None and size is not None and known[letter] != size:
                raise ShapeError(
                    f"layer {self.name!r}: output_shape {self.partial_output_shape}: axis {letter!r} has size "
                    f"{known[letter]} in the input of shape {shape}, got {size}"
                )
        sizes = given | {letter: size for letter, size in known.items() if size is not None}
        missing = [letter for letter in kernel if sizes.get(letter) is None]
        if missing:
            raise ShapeError(
                f"layer {self.name!r}: the size of axis {missing[0]!r} of the kernel follows neither from the input "
                f"of shape {shape} nor from output_shape {self.partial_output_shape}"
            )
        self.kernel = weight_settings.add(self, "kernel", tuple(sizes[letter] for letter in kernel))
        self.bias = None
        if self.bias_axes:
            first = min(outputs.index(letter) for letter in self.bias_axes)
            bias = tuple(sizes[letter] if letter in self.bias_axes else 1 for letter in outputs[first:])
            more = (1,) * (rank - len(inputs)) if lead == "after" else ()
            self.bias = weight_settings.add(self, "bias", (*bias, *more))

    def _given_sizes(self, outputs: str, lead: str) -> dict[str, Any]:
        """The sizes in `output_shape`, by letter; it leaves the batch out."""
        sizes = self.partial_output_shape
        letters = outputs if lead == "before" else outputs[1:]
        letters = letters[len(letters) - len(sizes) :] if lead == "before" else letters[: len(sizes)]
        if len(letters) != len(sizes):
            raise ShapeError(
                f"layer {self.name!r}: output_shape: expected one size for each of the axes {outputs!r} "
                f"behind the batch, got {sizes}"
            )
        return dict(zip(letters, sizes, strict=True))

    def call(self, inputs: Tensor) -> Tensor:
        """What the equation says."""
        outputs = matrix.einsum(self.equation, (inputs, self.kernel))
        if self.bias is not None:
            outputs = arithmetic.add(outputs, self.bias)
        return outputs if self._activate is None else self._activate(outputs)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"output_shape": self.partial_output_shape}


def _terms(layer: EinsumDense, equation: Any, bias_axes: Any) -> tuple[str, str, str, str]:
    """Letters of inputs, kernel and outputs, and whether '...' stands before or after them, or nowhere."""
    owner = type(layer).__name__
    found = _FORM.fullmatch(re.sub(r"\s", "", equation)) if isinstance(equation, str) else None
    if found is None:
        raise ArgumentError(f"{owner}: equation: expected the form 'ab,bc->ac' or '...ab,bc->...ac', got {equation!r}")
    before, inputs, after, kernel, out_before, outputs, out_after = found.groups()
    if bool(before) != bool(out_before) or bool(after) != bool(out_after) or (before and after):
        raise ArgumentError(
            f"{owner}: equation: '...' must stand on the same side of inputs and outputs, got {equation!r}"
        )
    lost = [letter for letter in outputs if letter not in inputs + kernel]
    if lost:
        raise ArgumentError(f"{owner}: equation: output axis {lost[0]!r} is in neither input, got {equation!r}")
    wrong = [letter for letter in bias_axes or "" if letter not in outputs]
    if wrong:
        raise ArgumentError(f"{owner}: bias_axes: expected axes of the output {outputs!r}, got {bias_axes!r}")
    return inputs, kernel, outputs, "before" if before else "after" if after else ""
