"""What every test may rely on: fixed seeds, one thread per process, a seeded NumPy generator."""

from __future__ import annotations

import os
import sys

# Two test processes on two cores: more threads only wait for each other. Read when torch is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import hypothesis
import numpy as np
import pytest

hypothesis.settings.register_profile("supple", deadline=None, derandomize=True, max_examples=50)
hypothesis.settings.load_profile("supple")


@pytest.fixture
def rng() -> np.random.Generator:
    """Random numbers that are the same in every run."""
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _same_random_numbers_in_every_order() -> None:
    """Weights and dropout of a test must not depend on the tests before it."""
    if supple := sys.modules.get("supple"):  # tests of the source text do not import it
        supple.random.set_seed(0)
