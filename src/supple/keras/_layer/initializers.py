"""How weights start: `initializer(shape, dtype)` gives a tensor."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from supple._core import settings
from supple._core.dtype import as_dtype
from supple._core.tensor import Eager, Tensor
from supple._ops import weights
from supple.errors import ArgumentError
from supple.keras._layer import lookup, registry
from supple.keras._layer.config import Configurable

Shape = Sequence[int]
Axes = Sequence[int] | None
TABLE: Final = registry.table("initializer", "keras.initializers")

# The standard deviation of a normal distribution that is cut at two of its own.
_TRUNCATED_STDDEV: Final = 0.87962566103423978


def _dtype_name(dtype: Any) -> str:
    return settings.floatx() if dtype is None else as_dtype(dtype).name


def _checked_seed(owner: object, seed: Any) -> int | None:
    if seed is None or (isinstance(seed, int | np.integer) and not isinstance(seed, bool)):
        return None if seed is None else int(seed)
    raise ArgumentError(f"{type(owner).__name__}: seed: expected an int or None, got {seed!r}")


class Initializer(Configurable):
    """Base of initializers: override `__call__`, and `get_config` if the constructor takes arguments."""

    def __call__(self, shape: Shape, dtype: Any = None) -> Any:
        """A tensor of `shape` and `dtype`."""
        raise NotImplementedError(f"{type(self).__name__} must implement __call__(shape, dtype=None)")

    def clone(self) -> Any:
        """Another initializer of the same config."""
        return type(self).from_config(self.get_config())


class Zeros(Initializer):
    """0 everywhere."""

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        return weights.filled(shape, 0, _dtype_name(dtype))


class Ones(Initializer):
    """1 everywhere."""

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        return weights.filled(shape, 1, _dtype_name(dtype))


class Constant(Initializer):
    """`value` everywhere; an array is broadcast to the shape."""

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        return weights.spread(self.value, shape, _dtype_name(dtype))


class Identity(Initializer):
    """`gain` on the diagonal of a matrix, 0 elsewhere."""

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        if len(shape) != 2:
            raise ArgumentError(f"Identity: shape: expected two axes, got {tuple(shape)}")
        return weights.diagonal(shape, self.gain, _dtype_name(dtype))


class RandomNormal(Initializer):
    """Normal values."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        self.mean = mean
        self.stddev = stddev
        self.seed = _checked_seed(self, seed)

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        return weights.draw_normal(shape, self.mean, self.stddev, self.seed, _dtype_name(dtype))


class TruncatedNormal(RandomNormal):
    """Normal values less than two standard deviations from the mean."""

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        return weights.draw_truncated(shape, self.mean, self.stddev, self.seed, _dtype_name(dtype))


class RandomUniform(Initializer):
    """Uniform values from `minval` up to `maxval`."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        self.minval = minval
        self.maxval = maxval
        self.seed = _checked_seed(self, seed)

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        return weights.draw_uniform(shape, self.minval, self.maxval, self.seed, _dtype_name(dtype))


class VarianceScaling(Initializer):
    """Values of variance scale / n, where n counts inputs, outputs, or is the mean of both."""

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> None:
        if not scale > 0:
            raise ArgumentError(f"{type(self).__name__}: scale: expected a positive number, got {scale!r}")
        if mode not in ("fan_in", "fan_out", "fan_avg"):
            raise ArgumentError(f"{type(self).__name__}: mode: expected fan_in, fan_out or fan_avg, got {mode!r}")
        distribution = {"normal": "truncated_normal"}.get(distribution, distribution)
        if distribution not in ("uniform", "truncated_normal", "untruncated_normal"):
            raise ArgumentError(
                f"{type(self).__name__}: distribution: expected uniform, truncated_normal or untruncated_normal, "
                f"got {distribution!r}"
            )
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.seed = _checked_seed(self, seed)
        self.input_axes = input_axes
        self.output_axes = output_axes

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, fan)
        name = _dtype_name(dtype)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return weights.draw_uniform(shape, -limit, limit, self.seed, name)
        if self.distribution == "untruncated_normal":
            return weights.draw_normal(shape, 0.0, math.sqrt(variance), self.seed, name)
        return weights.draw_truncated(shape, 0.0, math.sqrt(variance) / _TRUNCATED_STDDEV, self.seed, name)


class GlorotUniform(VarianceScaling):
    """Uniform of variance 2 / (inputs + outputs), by Glorot and Bengio (2010)."""

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed, input_axes, output_axes)


class GlorotNormal(VarianceScaling):
    """Truncated normal of variance 2 / (inputs + outputs), by Glorot and Bengio (2010)."""

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, input_axes, output_axes)


class HeUniform(VarianceScaling):
    """Uniform of variance 2 / inputs, by He et al. (2015)."""

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(2.0, "fan_in", "uniform", seed, input_axes, output_axes)


class HeNormal(VarianceScaling):
    """Truncated normal of variance 2 / inputs, by He et al. (2015)."""

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(2.0, "fan_in", "truncated_normal", seed, input_axes, output_axes)


class LecunUniform(VarianceScaling):
    """Uniform of variance 1 / inputs, by LeCun et al. (1998)."""

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_in", "uniform", seed, input_axes, output_axes)


class LecunNormal(VarianceScaling):
    """Truncated normal of variance 1 / inputs, by LeCun et al. (1998)."""

    def __init__(self, seed: int | None = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(1.0, "fan_in", "truncated_normal", seed, input_axes, output_axes)


class Orthogonal(Initializer):
    """An orthogonal matrix times `gain`, by Saxe et al. (2014); leading axes count as one."""

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        self.gain = gain
        self.seed = _checked_seed(self, seed)

    def __call__(self, shape: Shape, dtype: Any = None) -> Tensor:
        """A tensor of `shape` and `dtype`."""
        if len(shape) < 2:
            raise ArgumentError(f"Orthogonal: shape: expected two axes or more, got {tuple(shape)}")
        return weights.draw_orthogonal(shape, self.gain, self.seed, _dtype_name(dtype))


def fans(shape: Shape, input_axes: Axes = None, output_axes: Axes = None) -> tuple[int, int]:
    """How many inputs and outputs a weight of `shape` connects; kernels are (.., inputs, outputs)."""
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[a] for a in input_axes), math.prod(shape[a] for a in output_axes)
    if len(shape) < 2:
        size = math.prod(shape)
        return size, size
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


def get(identifier: Any) -> Any:
    """The initializer that a name, a config, a class, a callable or an array of values stands for."""
    if isinstance(identifier, np.ndarray | np.generic | Eager):
        return Constant(identifier)
    return lookup.find(TABLE, identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The initializer that `serialize` wrote."""
    return lookup.from_config(TABLE, config, custom_objects)


for _class, *_names in (
    (Initializer, "initializer"),
    (Zeros, "zeros", "zero"),
    (Ones, "ones", "one"),
    (Constant, "constant"),
    (Identity, "identity", "IdentityInitializer"),
    (RandomNormal, "random_normal", "normal"),
    (TruncatedNormal, "truncated_normal"),
    (RandomUniform, "random_uniform", "uniform"),
    (VarianceScaling, "variance_scaling"),
    (GlorotUniform, "glorot_uniform"),
    (GlorotNormal, "glorot_normal"),
    (HeUniform, "he_uniform"),
    (HeNormal, "he_normal"),
    (LecunUniform, "lecun_uniform"),
    (LecunNormal, "lecun_normal"),
    (Orthogonal, "orthogonal", "OrthogonalInitializer"),
):
    TABLE.add(_class, *_names)
