"""The random stream of one layer: `keras.random.SeedGenerator`."""

from __future__ import annotations

from typing import Any

from supple._core import random_state
from supple.errors import ArgumentError
from supple.keras._layer import registry
from supple.keras._layer.config import Configurable


class SeedGenerator(Configurable):
    """A stream of random numbers: its own if there is a `seed`, else the one that `set_seed` restarts.

    Two generators of one seed give the same numbers, whatever was drawn elsewhere.
    """

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        if seed is not None and (isinstance(seed, bool) or not hasattr(seed, "__index__") or int(seed) < 0):
            raise ArgumentError(f"{type(self).__name__}: seed: expected None or an int, 0 or more, got {seed!r}")
        self.seed = None if seed is None else int(seed)
        self.name = name
        self.generator: Any = random_state.stream() if seed is None else random_state.fresh(int(seed))

    def next(self, ordered: bool = True) -> int:
        """A new seed, drawn from the stream."""
        return random_state.draw_seed_from(self.generator)

    def __deepcopy__(self, memo: dict[int, Any]) -> SeedGenerator:
        made = SeedGenerator(self.seed, self.name)
        made.set_state(self.get_state())
        return made

    def get_state(self) -> Any:
        """Where the stream stands, for an exact resume; None if it is the common one."""
        return None if self.seed is None else self.generator.get_state()

    def set_state(self, state: Any) -> None:
        """Put the stream where `get_state` found it."""
        if self.seed is not None:
            self.generator.set_state(state)


def stream_of(seed: Any) -> Any:
    """What `keras.random` draws from: a SeedGenerator goes on, an int gives the same numbers at every call."""
    if isinstance(seed, SeedGenerator):
        return seed.generator
    return seed if seed is None else random_state.fresh(seed)


registry.table("random", "keras.random").add(SeedGenerator)
