"""Activations as layers."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.tensor import Tensor
from supple._ops import activation as ops, arithmetic, comparison, creation, elementwise
from supple.errors import ArgumentError
from supple.keras._layer import activations, checks, hot, weight_settings
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


class Activation(Layer):
    """An activation function, given by name or as a callable: any shape -> the same."""

    def __init__(self, activation: Any, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.activation = activations.get(activation)
        self.supports_masking = True
        self._activate = hot.step(self.activation)

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return inputs if self._activate is None else self._activate(inputs)


class ReLU(Layer):
    """max(x, 0); or x from `threshold` up to `max_value`, and negative_slope (x - threshold) below."""

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        self.max_value = None if max_value is None else checks.number(self, "max_value", max_value, 0)
        self.negative_slope = checks.number(self, "negative_slope", negative_slope, 0)
        self.threshold = checks.number(self, "threshold", threshold, 0)
        self.supports_masking = True
        self._is_plain = max_value is None and not negative_slope and not threshold

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        if self._is_plain:
            return ops.relu(inputs)
        return ops.general_relu(inputs, self.negative_slope, self.max_value, self.threshold)


class LeakyReLU(Layer):
    """x, times `negative_slope` below 0."""

    def __init__(self, negative_slope: float = 0.3, **base: Unpack[LayerOptions]) -> None:
        # tf.keras 2 calls the slope alpha.
        negative_slope = base.pop("alpha", negative_slope)  # type: ignore[typeddict-item]
        super().__init__(**base)
        self.negative_slope = checks.number(self, "negative_slope", negative_slope)
        self.supports_masking = True

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return ops.leaky_relu(inputs, self.negative_slope)


class ELU(Layer):
    """x above 0, alpha (e**x - 1) below."""

    def __init__(self, alpha: float = 1.0, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.alpha = checks.number(self, "alpha", alpha)
        self.supports_masking = True

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return ops.elu(inputs, self.alpha)


class ThresholdedReLU(Layer):
    """x above `theta`, 0 elsewhere (tf.keras 2)."""

    def __init__(self, theta: float = 1.0, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.theta = checks.number(self, "theta", theta, 0)
        self.supports_masking = True

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return ops.threshold(inputs, self.theta, 0.0)


class PReLU(Layer):
    """x above 0, alpha x below, with a learnt alpha for each place; axes in `shared_axes` share theirs."""

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        weight_settings.keep(
            self,
            alpha_initializer=alpha_initializer,
            alpha_regularizer=alpha_regularizer,
            alpha_constraint=alpha_constraint,
        )
        one = shared_axes is not None and not isinstance(shared_axes, (list, tuple))
        self.shared_axes: list[int] | None = (
            [shared_axes] if one else None if shared_axes is None else list(shared_axes)
        )
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Make `alpha`: the input's shape without the batch, 1 on shared axes."""
        sizes = list(input_shape[1:])
        for axis in self.shared_axes or ():
            if not 0 < axis < len(input_shape):
                raise ArgumentError(
                    f"layer {self.name!r}: shared_axes: expected axes of 1 to {len(input_shape) - 1}, got {axis}"
                )
            sizes[axis - 1] = 1
        for place, size in enumerate(sizes):
            checks.known_size(self, f"axis {place + 1}, which is not among shared_axes", size)
        self.alpha = weight_settings.add(self, "alpha", sizes)
        fixed = {axis: size for axis, size in enumerate(sizes, 1) if axis not in (self.shared_axes or ())}
        self.input_spec = InputSpec(ndim=len(input_shape), axes=fixed)

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return arithmetic.subtract(ops.relu(inputs), arithmetic.multiply(self.alpha, ops.relu(-inputs)))


class Softmax(Layer):
    """e**x / Σ e**x over one axis or several; entries where the mask is False get 0."""

    def __init__(self, axis: Any = -1, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.axis = axis
        self.supports_masking = True
        self._axis: Any = tuple(axis) if isinstance(axis, list) else axis

    def call(self, inputs: Tensor, mask: Tensor | None = None) -> Tensor:
        """Any shape -> the same; `mask` broadcasts to it."""
        if mask is None:
            result: Tensor = activations.softmax(inputs, self._axis)
            return result
        # Finite, so that a row without a single true entry gives no NaN; it gives zeros.
        allowed = elementwise.cast(mask, "bool")
        lowest = -3e4 if inputs.dtype.name == "float16" else -1e9
        scores = comparison.where(allowed, inputs, creation.full_like(inputs, lowest))
        weights = ops.softmax(scores, self._axis)
        return arithmetic.multiply(weights, elementwise.cast(allowed, inputs.dtype))
