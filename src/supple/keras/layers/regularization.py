"""Layers that only act in training, and the penalty on activities."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import noise, sampling
from supple.errors import ShapeError
from supple.keras._layer import checks, regularizers
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras._layer.seeds import SeedGenerator


class Dropout(Layer):
    """In training, a share `rate` of the inputs becomes 0 and the rest is divided by 1 - rate."""

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **base: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**base)
        self.rate = checks.fraction(self, "rate", rate)
        self.noise_shape = checked_noise_shape(self, noise_shape)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Any shape -> the same."""
        if training and self.rate > 0:
            return sampling.dropout(inputs, self.rate, self.noise_shape, self.seed_generator)
        return inputs


def checked_noise_shape(owner: Layer, shape: Any) -> tuple[int | None, ...] | None:
    """The shape of a mask that is broadcast to the inputs; None is the inputs' own size."""
    if shape is None:
        return None
    sizes = list(shape) if isinstance(shape, (list, tuple)) else [shape]
    return tuple(None if s is None else checks.positive_int(owner, "noise_shape", s) for s in sizes)


class _SpatialDropout(Layer):
    """Base: dropout of whole channels."""

    _rank: ClassVar[int]

    def __init__(self, rate: float, seed: int | None = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.rate = checks.fraction(self, "rate", rate)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        self.data_format = "channels_last"
        self.supports_masking = True
        self.input_spec = InputSpec(ndim=self._rank + 2)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """(B, *space, C) -> the same."""
        if not training or self.rate == 0:
            return inputs
        if inputs.ndim != self._rank + 2:
            raise ShapeError(
                f"layer {self.name!r}: expected {self._rank + 2} axes (batch, space, channels), got {inputs.shape}"
            )
        ones = (1,) * self._rank
        shape = (None, *ones, None) if self.data_format == "channels_last" else (None, None, *ones)
        return sampling.dropout(inputs, self.rate, shape, self.seed_generator)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; these layers take no `trainable`."""
        return {key: value for key, value in super().get_config().items() if key != "trainable"}


class SpatialDropout1D(_SpatialDropout):
    """In training, a share `rate` of the channels becomes 0 for all time steps: (B, T, C) -> the same."""

    _rank = 1


class _SpatialDropoutOfImages(_SpatialDropout):
    def __init__(
        self,
        rate: float,
        data_format: str | None = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(rate, seed, name, dtype)
        self.data_format = checks.data_format(self, data_format)


class SpatialDropout2D(_SpatialDropoutOfImages):
    """In training, a share `rate` of the channels becomes 0 for all pixels: (B, H, W, C) -> the same."""

    _rank = 2


class SpatialDropout3D(_SpatialDropoutOfImages):
    """In training, a share `rate` of the channels becomes 0 everywhere: (B, D, H, W, C) -> the same."""

    _rank = 3


class GaussianNoise(Layer):
    """In training, the inputs plus normal numbers of standard deviation `stddev`."""

    def __init__(self, stddev: float, seed: int | None = None, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.stddev = checks.fraction(self, "stddev", stddev)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Any shape -> the same."""
        if training and self.stddev > 0:
            return noise.add_gaussian(inputs, self.stddev, self.seed_generator)
        return inputs


class GaussianDropout(Layer):
    """In training, the inputs times normal numbers of mean 1 and variance rate / (1 - rate)."""

    def __init__(self, rate: float, seed: int | None = None, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.rate = checks.fraction_below_one(self, "rate", rate)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Any shape -> the same."""
        if training and self.rate > 0:
            return noise.multiply_gaussian(inputs, self.rate, self.seed_generator)
        return inputs


class AlphaDropout(Layer):
    """In training, a dropout that keeps mean and variance of what comes out of `selu`."""

    def __init__(
        self, rate: float, noise_shape: Any = None, seed: int | None = None, **base: Unpack[LayerOptions]
    ) -> None:
        super().__init__(**base)
        self.rate = checks.fraction_below_one(self, "rate", rate)
        self.noise_shape = checked_noise_shape(self, noise_shape)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed)
        self.supports_masking = True

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """Any shape -> the same."""
        if training and self.rate > 0:
            return noise.alpha_dropout(inputs, self.rate, self.noise_shape, self.seed_generator)
        return inputs


class ActivityRegularization(Layer):
    """The inputs as they are; adds l1 Σ|x| + l2 Σx² to the loss."""

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **base: Unpack[LayerOptions]) -> None:
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **base)
        self.l1 = l1
        self.l2 = l2
        self.supports_masking = True

    def call(self, inputs: Tensor) -> Tensor:
        """Any shape -> the same."""
        return inputs

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; the regularizer follows from them."""
        return {key: value for key, value in super().get_config().items() if key != "activity_regularizer"}
