"""The random numbers of one step of a pipeline, pass after pass."""

from __future__ import annotations

import torch

from supple._core import random_state


class Seeds:
    """A generator for each pass: another one each time if `anew`, else the same.

    The seed of pass number `passes` is mixed from `seed` and that number: with both, a pass can be made again.
    """

    __slots__ = ("anew", "passes", "seed")

    def __init__(self, seed: int | None, *, anew: bool) -> None:
        self.seed = seed
        self.anew = anew
        self.passes = 0

    def next(self) -> torch.Generator:
        """The generator of the next pass; without a seed it comes from the default stream."""
        if self.seed is None and not self.anew:
            self.seed = random_state.draw_seed()
        start = random_state.draw_seed() if self.seed is None else self.seed
        number = self.passes if self.anew else 0
        self.passes += 1
        return random_state.fresh(random_state.mixed(start, number))
