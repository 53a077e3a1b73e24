"""Random streams: one default generator, and one for each seed that an op was given.

After `set_seed`, ops with the same `seed=` give different numbers call by call, and the whole sequence repeats after
the next `set_seed`.
"""

from __future__ import annotations

import threading
from typing import Any, Final, Self

import torch


class _Streams:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.default = torch.Generator()
        self.seeded: dict[int, torch.Generator] = {}
        self.root = int(self.default.seed()) % 2**31

    def reset(self, seed: int) -> None:
        with self.lock:
            self.root = seed
            self.default.manual_seed(seed % 2**63)
            self.seeded.clear()

    def get(self, seed: int | None) -> torch.Generator:
        if seed is None:
            return self.default
        with self.lock:
            found = self.seeded.get(seed)
            if found is None:
                found = self.seeded[seed] = fresh(mixed(self.root, seed))
            return found


_STREAMS: Final = _Streams()


def set_seed(seed: int) -> None:
    """Restart every random stream from `seed`."""
    _STREAMS.reset(int(seed))


def stream(seed: int | None = None) -> torch.Generator:
    """The generator that an op with this `seed` draws from."""
    generator = _STREAMS.get(None if seed is None else int(seed))
    return generator if _LOCAL.draws is None else _LOCAL.draws.of(generator)


def drawn_from(generator: torch.Generator) -> torch.Generator:
    """`generator`, or the copy that stands for it while its draws are repeated; for generators that are no stream."""
    return generator if _LOCAL.draws is None else _LOCAL.draws.of(generator)


class Draws:
    """Context that notes the generators this thread draws from; entered again, the same draws are repeated."""

    def __init__(self) -> None:
        self._states: dict[torch.Generator, torch.Tensor] = {}
        self._copies: dict[torch.Generator, torch.Generator] | None = None
        self._outer: list[Draws | None] = []

    def __enter__(self) -> Self:
        self._outer.append(_LOCAL.draws)
        _LOCAL.draws = self
        return self

    def __exit__(self, *_: object) -> None:
        _LOCAL.draws = self._outer.pop()
        self._copies = {}

    def of(self, generator: torch.Generator) -> torch.Generator:
        """The generator to draw from in the place of `generator`."""
        outer = self._outer[-1]
        if outer is not None:
            generator = outer.of(generator)
        if self._copies is None:
            if generator not in self._states:
                self._states[generator] = generator.get_state()
            return generator
        copy = self._copies.get(generator)
        if copy is None and generator in self._states:
            copy = self._copies[generator] = generator.clone_state()
            copy.set_state(self._states[generator])
        return copy or generator


class _Local(threading.local):
    draws: Draws | None = None


_LOCAL: Final = _Local()


def fresh(seed: int) -> torch.Generator:
    """A generator that starts from `seed`."""
    return torch.Generator().manual_seed(int(seed) % 2**63)


def mixed(*seeds: int) -> int:
    """One seed from several, by SplitMix64's finaliser (Steele et al., 2014)."""
    state = 0x9E3779B97F4A7C15
    for seed in seeds:
        state = (state ^ (int(seed) & 0xFFFFFFFFFFFFFFFF)) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB & 0xFFFFFFFFFFFFFFFF
        state ^= state >> 31
    return state >> 1


def draw_seed() -> int:
    """A new seed, drawn from the default stream."""
    return draw_seed_from(_STREAMS.default)


def draw_seed_from(generator: torch.Generator) -> int:
    """A new seed, drawn from `generator`."""
    return int(torch.randint(0, 2**31 - 1, (), generator=generator))


def get_state() -> dict[str, Any]:
    """The state of every stream, for an exact resume."""
    with _STREAMS.lock:
        return {
            "root": _STREAMS.root,
            "default": _STREAMS.default.get_state(),
            "seeded": {seed: g.get_state() for seed, g in _STREAMS.seeded.items()},
        }


def set_state(state: dict[str, Any]) -> None:
    """Put every stream where `get_state` found it."""
    with _STREAMS.lock:
        _STREAMS.root = int(state["root"])
        _STREAMS.default.set_state(state["default"])
        _STREAMS.seeded = {}
        for seed, saved in state["seeded"].items():
            generator = torch.Generator()
            generator.set_state(saved)
            _STREAMS.seeded[int(seed)] = generator
