"""One seed for everything that draws random numbers."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from supple._core import random_state
from supple.errors import ArgumentError


def set_random_seed(seed: Any) -> None:
    """Seed Python, NumPy and every random stream of supple."""
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
        raise ArgumentError(f"set_random_seed: expected an int from 0 to 2**32 - 1, got {seed!r}")
    random.seed(seed)
    np.random.seed(seed)  # the global generator is what user code draws from
    random_state.set_seed(seed)
