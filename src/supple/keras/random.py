"""Random numbers by Keras' rules: `keras.random`.

A `seed` may be an int or a `SeedGenerator`; without one the default stream is used.
"""

from __future__ import annotations

from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import sampling
from supple._ops._arguments import DTypeLike, Shape, TensorLike
from supple._ops.keras_rules import stream_of
from supple.keras._layer.seeds import SeedGenerator


def normal(
    shape: Shape,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = None,
    seed: int | SeedGenerator | None = None,
) -> Tensor:
    """Numbers of a normal distribution."""
    return sampling.normal(shape, mean, stddev, dtype, stream_of(seed))


def uniform(
    shape: Shape,
    minval: float = 0.0,
    maxval: float = 1.0,
    dtype: DTypeLike = None,
    seed: int | SeedGenerator | None = None,
) -> Tensor:
    """Numbers of [minval, maxval)."""
    return sampling.uniform(shape, minval, maxval, dtype, stream_of(seed))


def randint(
    shape: Shape, minval: int, maxval: int, dtype: DTypeLike = "int32", seed: int | SeedGenerator | None = None
) -> Tensor:
    """Integers of [minval, maxval)."""
    return sampling.uniform(shape, minval, maxval, dtype, stream_of(seed))


def truncated_normal(
    shape: Shape,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = None,
    seed: int | SeedGenerator | None = None,
) -> Tensor:
    """Numbers of a normal distribution, none further than two standard deviations from the mean."""
    return sampling.truncated_normal(shape, mean, stddev, dtype, stream_of(seed))


def categorical(
    logits: TensorLike, num_samples: int, dtype: DTypeLike = "int32", seed: int | SeedGenerator | None = None
) -> Tensor:
    """`num_samples` class numbers for each row of logits: (B, C) -> (B, num_samples)."""
    return sampling.categorical(logits, num_samples, dtype, stream_of(seed))


def dropout(
    inputs: TensorLike, rate: float, noise_shape: Shape = None, seed: int | SeedGenerator | None = None
) -> Tensor:
    """The inputs with a share `rate` of their elements set to 0 and the others divided by 1 - rate."""
    return sampling.dropout(inputs, rate, noise_shape, stream_of(seed))


def shuffle(x: TensorLike, axis: int = 0, seed: int | SeedGenerator | None = None) -> Tensor:
    """The slices along an axis in random order."""
    return sampling.shuffle(x, axis, stream_of(seed))


def gamma(shape: Shape, alpha: float, dtype: DTypeLike = None, seed: int | SeedGenerator | None = None) -> Tensor:
    """Numbers of a gamma distribution."""
    return sampling.gamma(shape, alpha, None, dtype, stream_of(seed))


def beta(
    shape: Shape, alpha: float, beta: float, dtype: DTypeLike = None, seed: int | SeedGenerator | None = None
) -> Tensor:
    """Numbers of a beta distribution."""
    return sampling.beta(shape, alpha, beta, dtype, stream_of(seed))


def binomial(
    shape: Shape,
    counts: TensorLike,
    probabilities: TensorLike,
    dtype: DTypeLike = None,
    seed: int | SeedGenerator | None = None,
) -> Tensor:
    """Numbers of successes in `counts` trials."""
    return sampling.binomial(shape, counts, probabilities, dtype, stream_of(seed))


__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]
__getattr__ = unknown_name("keras.random", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
