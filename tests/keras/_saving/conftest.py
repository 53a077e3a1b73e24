"""Classes and helpers of the tests of saving."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import supple as tf
from supple import keras

ROOT = Path(__file__).parents[3]


@pytest.fixture
def x() -> Any:
    return np.random.default_rng(1).uniform(0, 1, (8, 4)).astype("float32")


@pytest.fixture
def y(x: Any) -> Any:
    return x[:, :1] * 2


@pytest.fixture
def run_in_new_process(tmp_path: Path):
    """Run Python source with supple and the test's folder on the path; returns what it prints."""

    def run(source: str) -> str:
        script = tmp_path / "fresh_process.py"
        script.write_text(source, encoding="utf-8")
        path = os.pathsep.join([str(ROOT / "src"), str(tmp_path)])
        done = subprocess.run(
            [sys.executable, str(script)],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


class Plain(keras.Model):
    """No get_config; a branch that needs values."""

    def __init__(self, units, sizes=(3, 2), *, inner=None):
        super().__init__()
        self.first = keras.layers.Dense(units, activation="relu")
        self.rest = [keras.layers.Dense(size) for size in sizes]
        self.inner = inner
        self.sizes = sizes
        self.top = keras.layers.Dense(1)

    def call(self, inputs):
        x = self.first(inputs)
        if tf.reduce_mean(x) > 1e6:
            x = x * 2
        for layer in self.rest:
            x = layer(x)
        return self.top(x if self.inner is None else self.inner(x))


@pytest.fixture
def plain() -> Any:
    return Plain


@pytest.fixture
def trained(x, y) -> Any:
    model = Plain(5)
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    model.fit(x, y, epochs=2, batch_size=4, shuffle=False, verbose=0)
    return model


def same(one: Any, other: Any) -> bool:
    """True if two models have equal variables in order."""
    pairs = list(zip(one.variables, other.variables, strict=True))
    assert pairs
    return all(np.array_equal(a.numpy(), b.numpy()) for a, b in pairs)
