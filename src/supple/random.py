"""Random numbers: `tf.random`."""

from __future__ import annotations

from typing import Any

from supple._core import random_state
from supple._core.dtype import float32, int32, int64
from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import sampling, stateless
from supple._ops._arguments import DTypeLike, Shape, TensorLike
from supple._ops.stateless import Generator


def set_seed(seed: Any) -> None:
    """Restart every random stream from `seed`."""
    random_state.set_seed(seed)


def normal(
    shape: Shape,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Numbers of a normal distribution."""
    return sampling.normal(shape, mean, stddev, dtype, seed)


def uniform(
    shape: Shape,
    minval: Any = 0,
    maxval: Any = None,
    dtype: DTypeLike = float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Numbers of [low, high): floats, or integers if the dtype is one."""
    return sampling.uniform(shape, minval, maxval, dtype, seed)


def truncated_normal(
    shape: Shape,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = float32,
    seed: Any = None,
    name: str | None = None,
) -> Tensor:
    """Numbers of a normal distribution, none further than two standard deviations from the mean."""
    return sampling.truncated_normal(shape, mean, stddev, dtype, seed)


def categorical(
    logits: TensorLike, num_samples: TensorLike, dtype: DTypeLike = None, seed: Any = None, name: str | None = None
) -> Tensor:
    """`count` class numbers for each row of logits: (B, C) -> (B, count)."""
    return sampling.categorical(logits, num_samples, dtype, seed)


def shuffle(value: TensorLike, seed: Any = None, name: str | None = None) -> Tensor:
    """The slices along an axis in random order."""
    return sampling.shuffle(value, 0, seed)


def gamma(
    shape: Shape, alpha: Any, beta: Any = None, dtype: DTypeLike = float32, seed: Any = None, name: str | None = None
) -> Tensor:
    """Numbers of gamma distributions: shape, then the shape that alpha and beta broadcast to."""
    return sampling.gamma(shape, alpha, beta, dtype, seed)


def poisson(
    shape: Shape, lam: TensorLike, dtype: DTypeLike = float32, seed: Any = None, name: str | None = None
) -> Tensor:
    """Numbers of Poisson distributions: shape, then the shape of the rates."""
    return sampling.poisson(shape, lam, dtype, seed)


def stateless_normal(
    shape: Shape,
    seed: Any,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = float32,
    name: str | None = None,
    alg: str = "auto_select",
) -> Tensor:
    """Numbers of a normal distribution."""
    return sampling.normal(shape, mean, stddev, dtype, stateless.generator(seed, alg))


def stateless_uniform(
    shape: Shape,
    seed: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: DTypeLike = float32,
    name: str | None = None,
    alg: str = "auto_select",
) -> Tensor:
    """Numbers of [low, high): floats, or integers if the dtype is one."""
    return sampling.uniform(shape, minval, maxval, dtype, stateless.generator(seed, alg))


def stateless_truncated_normal(
    shape: Shape,
    seed: Any,
    mean: float = 0.0,
    stddev: float = 1.0,
    dtype: DTypeLike = float32,
    name: str | None = None,
    alg: str = "auto_select",
) -> Tensor:
    """Numbers of a normal distribution, none further than two standard deviations from the mean."""
    return sampling.truncated_normal(shape, mean, stddev, dtype, stateless.generator(seed, alg))


def stateless_categorical(
    logits: TensorLike, num_samples: TensorLike, seed: Any, dtype: DTypeLike = int64, name: str | None = None
) -> Tensor:
    """`count` class numbers for each row of logits: (B, C) -> (B, count)."""
    return sampling.categorical(logits, num_samples, dtype, stateless.generator(seed))


def stateless_gamma(
    shape: Shape, seed: Any, alpha: Any, beta: Any = None, dtype: DTypeLike = float32, name: str | None = None
) -> Tensor:
    """Numbers of gamma distributions, the same ones for the same seed."""
    return stateless.gamma(shape, seed, alpha, beta, dtype)


def stateless_poisson(
    shape: Shape, seed: Any, lam: TensorLike, dtype: DTypeLike = int32, name: str | None = None
) -> Tensor:
    """Numbers of Poisson distributions: shape, then the shape of the rates."""
    return sampling.poisson(shape, lam, dtype, stateless.generator(seed))


def stateless_binomial(
    shape: Shape,
    seed: Any,
    counts: TensorLike,
    probs: TensorLike,
    output_dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """Numbers of successes in `counts` trials."""
    return sampling.binomial(shape, counts, probs, output_dtype, stateless.generator(seed))


def split(seed: Any, num: Any = 2, alg: str = "auto_select") -> Tensor:
    """Seeds for `num` independent streams: (num, 2)."""
    return stateless.split(seed, num)


def fold_in(seed: Any, data: TensorLike, alg: str = "auto_select") -> Tensor:
    """A seed that depends on `data`."""
    return stateless.fold_in(seed, data)


def get_global_generator() -> Generator:
    """The generator that everything may share."""
    return stateless.get_global_generator()


def set_global_generator(generator: TensorLike) -> None:
    """Put another generator in the place of the global one."""
    stateless.set_global_generator(generator)


# fmt: off
__all__ = [
    "categorical", "fold_in", "gamma", "Generator", "get_global_generator", "normal", "poisson",
    "set_global_generator", "set_seed", "shuffle", "split", "stateless_binomial", "stateless_categorical",
    "stateless_gamma", "stateless_normal", "stateless_poisson", "stateless_truncated_normal", "stateless_uniform",
    "truncated_normal", "uniform",
]
# fmt: on
__getattr__ = unknown_name("tf.random", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
