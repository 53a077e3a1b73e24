"""Random numbers that are a function of their seed, and generators as objects."""

from __future__ import annotations

from typing import Any

import torch

from supple._core import random_state
from supple._core.tensor import Tensor, wrap
from supple._ops import creation, manipulation, sampling
from supple._ops._arguments import integers
from supple.errors import InvalidArgumentError


def _pair(seed: Any) -> tuple[int, int]:
    numbers = integers(seed, "seed")
    if len(numbers) != 2:
        raise InvalidArgumentError(f"seed: expected two integers, got {list(numbers)}")
    return numbers[0], numbers[1]


def generator(seed: Any, alg: Any = "auto_select") -> torch.Generator:
    """A fresh generator for a seed of two integers; the algorithm is torch's."""
    if alg != "auto_select":
        raise InvalidArgumentError(f"alg: the only algorithm is torch's, 'auto_select', got {alg!r}")
    return random_state.fresh(random_state.mixed(*_pair(seed)))


def split(seed: Any, num: int = 2) -> Tensor:
    """Seeds for `num` independent streams: (num, 2)."""
    return wrap(torch.randint(0, 2**31 - 1, (int(num), 2), generator=generator(seed), dtype=torch.int32))


def fold_in(seed: Any, data: Any) -> Tensor:
    """A seed that depends on `data`."""
    mixed = random_state.mixed(*_pair(seed), int(data))
    return wrap(torch.tensor([mixed & 0x7FFFFFFF, mixed >> 31 & 0x7FFFFFFF], dtype=torch.int32))


def gamma(shape: Any, seed: Any, alpha: Any, beta: Any = None, dtype: Any = None) -> Tensor:
    """Numbers of gamma distributions of exactly `shape`, to which alpha and beta broadcast."""
    parameters = [manipulation.broadcast_to(creation.convert_and_cast(p, dtype), shape) for p in (alpha, beta or 1.0)]
    return sampling.gamma((), *parameters, dtype, generator(seed))


class Generator:
    """A stream of random numbers as an object."""

    def __init__(self, seed: int | None = None) -> None:
        self._stream = random_state.fresh(random_state.draw_seed() if seed is None else random_state.mixed(seed))

    @classmethod
    def from_seed(cls, seed: Any, alg: Any = None) -> Generator:
        """A generator that starts from a seed; the algorithm is torch's."""
        if alg is not None:
            raise InvalidArgumentError(f"Generator.from_seed: alg: the only algorithm is torch's, got {alg!r}")
        return cls(random_state.mixed(*integers(seed, "seed")))

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator that starts from entropy of the system; the algorithm is torch's."""
        if alg is not None:
            raise InvalidArgumentError(f"Generator: alg: the only algorithm is torch's, got {alg!r}")
        made = cls(0)
        made._stream.seed()
        return made

    def reset_from_seed(self, seed: int) -> None:
        """Start again from a seed."""
        self._stream = random_state.fresh(random_state.mixed(*integers(seed, "seed")))

    def split(self, count: int = 1) -> list[Generator]:
        """So many generators, independent of each other."""
        seeds = torch.randint(0, 2**62, (count,), generator=self._stream).tolist()
        return [Generator(seed) for seed in seeds]

    def make_seeds(self, count: int = 1) -> Tensor:
        """Seeds for the stateless functions: (2, count)."""
        return wrap(torch.randint(0, 2**62, (2, count), generator=self._stream))

    def normal(
        self, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, name: str | None = None
    ) -> Tensor:
        """Numbers of a normal distribution."""
        return sampling.normal(shape, mean, stddev, dtype, self._stream)

    def truncated_normal(
        self, shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, name: str | None = None
    ) -> Tensor:
        """Numbers of a normal distribution within two standard deviations."""
        return sampling.truncated_normal(shape, mean, stddev, dtype, self._stream)

    def uniform(
        self, shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = None, name: str | None = None
    ) -> Tensor:
        """Numbers of [minval, maxval)."""
        return sampling.uniform(shape, minval, maxval, dtype, self._stream)

    def binomial(self, shape: Any, counts: Any, probs: Any, dtype: Any = "int32", name: str | None = None) -> Tensor:
        """Numbers of successes in `counts` trials."""
        return sampling.binomial(shape, counts, probs, dtype, self._stream)


class _Shared:
    """The generator that everything may share, made when first asked for."""

    current: Generator | None = None


def get_global_generator() -> Generator:
    """The generator that everything may share."""
    if _Shared.current is None:
        _Shared.current = Generator()
    return _Shared.current


def set_global_generator(generator: Generator) -> None:
    """Put another generator in the place of the global one."""
    _Shared.current = generator
