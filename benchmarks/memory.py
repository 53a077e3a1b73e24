"""Is resident memory flat? 10 000 steps of a custom loop and of `fit`, with the garbage collector off.

Without the collector every reference cycle that a step makes is kept, and a tensor with it.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

import supple as tf

STEPS = 10_000
WARM_UP = 2_000
LIMIT_MB = 2.0
BATCH = 32


def resident_mb() -> float:
    """Resident memory of this process, in megabytes; on Linux free heap is given back first."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        sys.exit("benchmarks/memory.py reads /proc/self/statm, which this system does not have")
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def arrays(steps: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(steps * BATCH, 10)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def loop() -> Callable[[int], None]:
    """The custom loop: dataset, tape, gradient, optimizer."""
    model = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1)])
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.01)
    dataset = tf.data.Dataset.from_tensor_slices(arrays(500)).batch(BATCH)

    def run(steps: int) -> None:
        for _ in range(steps // 500):
            for x, y in dataset:
                with tf.GradientTape() as tape:
                    loss = tf.keras.losses.mean_squared_error(y, model(x))
                gradients = tape.gradient(loss, model.trainable_variables)
                optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    return run


def fit() -> Callable[[int], None]:
    """`fit` with a metric, on arrays."""
    model = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    x, y = arrays(500)

    def run(steps: int) -> None:
        model.fit(x, y, batch_size=BATCH, epochs=steps // 500, verbose=0)

    return run


def growth(make: Callable[[], Callable[[int], None]], steps: int) -> float:
    """Megabytes that `steps` steps add after the warm-up."""
    run = make()
    run(WARM_UP)
    before = resident_mb()
    run(steps)
    return resident_mb() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=STEPS)
    steps = parser.parse_args().steps
    gc.disable()
    flat = True
    for make in (loop, fit):
        grown = growth(make, steps)
        flat &= grown <= LIMIT_MB
        verdict = "ok" if grown <= LIMIT_MB else f"OVER {LIMIT_MB} MB"
        print(
            f"{make.__name__:5} {steps} steps without the garbage collector: resident memory {grown:+.2f} MB  {verdict}"
        )
    sys.exit(0 if flat else 1)


if __name__ == "__main__":
    main()
