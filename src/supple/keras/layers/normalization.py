"""Normalization of each example by itself: over features, groups of channels, or to length 1."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.tensor import Tensor
from supple._ops import normalization as ops
from supple.errors import ArgumentError, ShapeError
from supple.keras._layer import checks, initializers, weight_settings
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras.layers.batch_normalization import one_axis, size_of


class LayerNormalization(Layer):
    """gamma (x - mean) / sqrt(variance + epsilon) + beta, with statistics over `axis`; any shape -> the same."""

    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        # Keras' `rms_scaling` is another layer: RMSNormalization.
        if base.pop("rms_scaling", False):  # type: ignore[typeddict-item]
            raise ArgumentError("LayerNormalization: rms_scaling: expected False, got True; use RMSNormalization")
        super().__init__(**base)
        self.axis = axes_of(self, axis)
        self.epsilon = checks.number(self, "epsilon", epsilon, 0)
        self.center = center
        self.scale = scale
        weight_settings.keep(
            self,
            beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
        )
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Make `gamma` and `beta`, of the sizes of the axes."""
        axes = self.axis if isinstance(self.axis, list) else [self.axis]
        sizes = [checks.known_size(self, f"axis {axis}", size_of(self, input_shape, axis)) for axis in axes]
        self.gamma = weight_settings.add(self, "gamma", sizes) if self.scale else None
        self.beta = weight_settings.add(self, "beta", sizes) if self.center else None
        self._axes = fused_axes(axes, len(input_shape))
        self.input_spec = InputSpec(axes=dict(zip(axes, sizes, strict=True)), min_ndim=len(axes) + 1)

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return ops.layer_norm(inputs, self.gamma, self.beta, self._axes, self.epsilon)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"rms_scaling": False}


class RMSNormalization(Layer):
    """scale · x / sqrt(mean x² + epsilon), with the mean over `axis`; any shape -> the same."""

    def __init__(self, axis: Any = -1, epsilon: float = 1e-6, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.axis = axes_of(self, axis)
        self.epsilon = checks.number(self, "epsilon", epsilon, 0)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Make `scale`, of the sizes of the axes."""
        axes = self.axis if isinstance(self.axis, list) else [self.axis]
        sizes = [checks.known_size(self, f"axis {axis}", size_of(self, input_shape, axis)) for axis in axes]
        self.scale = self.add_weight(name="scale", shape=sizes, initializer=initializers.Ones())
        self._axes = fused_axes(axes, len(input_shape))
        self.input_spec = InputSpec(axes=dict(zip(axes, sizes, strict=True)))

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return ops.rms_norm(inputs, self.scale, self._axes, self.epsilon)


class GroupNormalization(Layer):
    """Each example and each group of channels normalized by its own mean and variance; any shape -> the same."""

    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        self.groups = -1 if groups == -1 else checks.positive_int(self, "groups", groups)
        self.axis = one_axis(self, axis)
        self.epsilon = checks.number(self, "epsilon", epsilon, 0)
        self.center = center
        self.scale = scale
        weight_settings.keep(
            self,
            beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
        )
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Make `gamma` and `beta`, each (C,)."""
        channels = checks.known_size(self, f"axis {self.axis}", size_of(self, input_shape, self.axis))
        if self.groups == -1:
            self.groups = channels
        if channels % self.groups:
            raise ShapeError(
                f"layer {self.name!r}: groups: expected a divisor of the {channels} channels of the input, "
                f"got {self.groups}"
            )
        self.gamma = weight_settings.add(self, "gamma", (channels,)) if self.scale else None
        self.beta = weight_settings.add(self, "beta", (channels,)) if self.center else None
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return ops.group_norm(inputs, self.groups, self.gamma, self.beta, self.axis, self.epsilon)


class UnitNormalization(Layer):
    """x divided by its euclidean norm over `axis`; any shape -> the same."""

    def __init__(self, axis: Any = -1, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.axis = axes_of(self, axis)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Check that the input has the axes."""
        for axis in self.axis if isinstance(self.axis, list) else [self.axis]:
            size_of(self, input_shape, axis)

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return ops.unit_norm(inputs, self.axis)


def axes_of(owner: Any, axis: Any) -> Any:
    """`axis` as an int, or as a list of ints."""
    values = list(axis) if isinstance(axis, (list, tuple)) else [axis]
    if not values or any(isinstance(v, bool) or not hasattr(v, "__index__") for v in values):
        raise ArgumentError(f"{type(owner).__name__}: axis: expected an int or several, got {axis!r}")
    return [int(v) for v in values] if isinstance(axis, (list, tuple)) else int(axis)


def fused_axes(axes: list[int], rank: int) -> Any:
    """The axes for the op: -1 if it is the last one alone, which takes the shortest way."""
    positive = [axis % rank for axis in axes]
    if positive != sorted(set(positive)):
        raise ArgumentError(
            f"axis: expected axes in ascending order, each once, got {axes} for an input of rank {rank}"
        )
    return -1 if positive == [rank - 1] else tuple(positive)
