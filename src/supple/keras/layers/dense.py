"""The dense layer."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import matrix
from supple.keras._layer import activations, building, checks, hot, weight_settings
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


class Dense(Layer):
    """Affine map of the last axis, `activation(x @ kernel + bias)`: (..., D) -> (..., units)."""

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        self.units = checks.positive_int(self, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        weight_settings.keep(
            self,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        self.supports_masking = True
        self.input_spec = InputSpec(min_ndim=2)
        self._activate = hot.step(self.activation)

    def build(self, input_shape: Any) -> None:
        """Make `kernel` (D, units) and `bias` (units,)."""
        width = checks.known_size(self, "last axis", input_shape[-1])
        self.kernel = weight_settings.add(self, "kernel", (width, self.units))
        self.bias = weight_settings.add(self, "bias", (self.units,)) if self.use_bias else None
        self.input_spec = InputSpec(min_ndim=2, axes={-1: width})

    def call(self, inputs: Tensor) -> Tensor:
        """(..., D) -> (..., units)."""
        outputs = matrix.affine(inputs, self.kernel, self.bias)
        return outputs if self._activate is None else self._activate(outputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(..., D) -> (..., units)."""
        return TensorShape((*building.standard_shape(input_shape)[:-1], self.units))
