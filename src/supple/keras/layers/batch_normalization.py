"""Batch normalization."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core import symbolic
from supple._core.tensor import Tensor
from supple._ops import averages, normalization as ops
from supple.errors import ArgumentError, NotSupportedError
from supple.keras._layer import checks, weight_settings
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


class BatchNormalization(Layer):
    """gamma (x - mean) / sqrt(variance + epsilon) + beta for each channel; any shape -> the same.

    In training the statistics are those of the batch, and the moving ones follow: moving · momentum + batch · (1 -
    momentum), with the biased variance. Otherwise, and when frozen, the moving ones are used.
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        if renorm or renorm_clipping is not None:
            raise NotSupportedError(
                f"{type(self).__name__}: renorm={renorm!r}, renorm_clipping={renorm_clipping!r}: batch renormalization "
                "is not done here; use GroupNormalization or LayerNormalization for small batches"
            )
        self.axis = one_axis(self, axis)
        self.momentum = checks.fraction(self, "momentum", momentum)
        self.epsilon = checks.number(self, "epsilon", epsilon, 0)
        self.center = center
        self.scale = scale
        weight_settings.keep(
            self,
            beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer,
            moving_mean_initializer=moving_mean_initializer,
            moving_variance_initializer=moving_variance_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
        )
        self.renorm = renorm
        self.renorm_momentum = renorm_momentum
        self.synchronized = synchronized
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Make `gamma`, `beta`, `moving_mean` and `moving_variance`, each (C,)."""
        channels = checks.known_size(self, f"axis {self.axis}", size_of(self, input_shape, self.axis))
        self.gamma = weight_settings.add(self, "gamma", (channels,)) if self.scale else None
        self.beta = weight_settings.add(self, "beta", (channels,)) if self.center else None
        self.moving_mean = weight_settings.add(self, "moving_mean", (channels,), trainable=False, autocast=False)
        self.moving_variance = weight_settings.add(
            self, "moving_variance", (channels,), trainable=False, autocast=False
        )
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: channels})

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None) -> Tensor:
        """Any shape -> the same; where `mask` is False, the inputs do not enter the statistics."""
        if not training or not self._trainable:
            return ops.batch_norm_of_constants(
                inputs, self.moving_mean, self.moving_variance, self.gamma, self.beta, self.axis, self.epsilon
            )
        moving: Any = (None, None) if symbolic.inferring() else (self.moving_mean, self.moving_variance)
        rate = 1 - self.momentum
        if mask is None:
            return ops.batch_norm_of_batch(inputs, self.gamma, self.beta, *moving, rate, self.axis, self.epsilon)
        mean, variance = ops.moments_of_masked(inputs, mask, self.axis)
        for variable, value in zip(moving, (mean, variance), strict=True):
            if variable is not None:
                averages.follow(variable, value, rate)
        return ops.batch_normalization_on_axis(inputs, mean, variance, self.axis, self.beta, self.gamma, self.epsilon)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return super().get_config() | {"renorm_clipping": None}


def one_axis(owner: Any, axis: Any) -> int:
    """`axis` as an int; a list of one int is taken, too."""
    value = axis[0] if isinstance(axis, (list, tuple)) and len(axis) == 1 else axis
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise ArgumentError(f"{type(owner).__name__}: axis: expected one int, got {axis!r}")
    return int(value)


def size_of(layer: Any, shape: Any, axis: int) -> Any:
    """The size of one axis of `shape`; ArgumentError if it has no such axis."""
    if not -len(shape) <= axis < len(shape):
        raise ArgumentError(
            f"layer {layer.name!r}: axis: expected one of the {len(shape)} axes of the input of shape "
            f"{tuple(shape)}, got {axis}"
        )
    return shape[axis]
