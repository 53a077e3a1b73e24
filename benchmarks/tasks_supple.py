"""What supple adds to torch, op by op, and how many Python frames a layer call takes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import supple as tf

CALLS = 2000


def _pairs() -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """About twenty ops in supple, each with the bare torch call it stands for, on small tensors."""
    rng = np.random.default_rng(0)
    a, b = (torch.from_numpy(rng.uniform(0.1, 1.0, size=(8, 16)).astype("float32")) for _ in range(2))
    m = torch.from_numpy(rng.normal(size=(16, 8)).astype("float32"))
    rows = torch.tensor([1, 3, 5])
    x, y, w, index = tf.constant(a.numpy()), tf.constant(b.numpy()), tf.constant(m.numpy()), tf.constant(rows.numpy())
    return {
        "add": (lambda: tf.add(x, y), lambda: torch.add(a, b)),
        "x + y": (lambda: x + y, lambda: a + b),
        "x * 2": (lambda: x * 2.0, lambda: a * 2.0),
        "subtract": (lambda: tf.subtract(x, y), lambda: torch.sub(a, b)),
        "multiply": (lambda: tf.multiply(x, y), lambda: torch.mul(a, b)),
        "divide": (lambda: tf.divide(x, y), lambda: torch.div(a, b)),
        "maximum": (lambda: tf.maximum(x, y), lambda: torch.maximum(a, b)),
        "exp": (lambda: tf.exp(x), lambda: torch.exp(a)),
        "sqrt": (lambda: tf.sqrt(x), lambda: torch.sqrt(a)),
        "square": (lambda: tf.square(x), lambda: torch.square(a)),
        "tanh": (lambda: tf.tanh(x), lambda: torch.tanh(a)),
        "sigmoid": (lambda: tf.sigmoid(x), lambda: torch.sigmoid(a)),
        "relu": (lambda: tf.nn.relu(x), lambda: torch.relu(a)),
        "softmax": (lambda: tf.nn.softmax(x), lambda: torch.softmax(a, -1)),
        "matmul": (lambda: tf.matmul(x, w), lambda: torch.matmul(a, m)),
        "reduce_sum": (lambda: tf.reduce_sum(x), lambda: torch.sum(a)),
        "reduce_mean": (lambda: tf.reduce_mean(x, axis=-1), lambda: torch.mean(a, -1)),
        "reshape": (lambda: tf.reshape(x, (16, 8)), lambda: torch.reshape(a, (16, 8))),
        "transpose": (lambda: tf.transpose(x), lambda: torch.t(a)),
        "gather": (lambda: tf.gather(x, index), lambda: a[rows]),
        "less": (lambda: tf.less(x, y), lambda: torch.lt(a, b)),
        "x[1:3]": (lambda: x[1:3], lambda: a[1:3]),
    }


def ops() -> Callable[[], dict[str, list[float]]]:
    """Microseconds of each op in supple and in torch, the two timed in turn."""
    pairs = _pairs()

    def run() -> dict[str, list[float]]:
        return {name: [_microseconds(call) for call in pair] for name, pair in pairs.items()}

    return run


def frames() -> Callable[[], dict[str, int]]:
    """Python frames of one call, the called function included."""
    layer, x = tf.keras.layers.Dense(16), tf.ones((8, 16))
    layer(x)

    def run() -> dict[str, int]:
        return {"Dense": _frames(lambda: layer(x)), "matmul": _frames(lambda: tf.matmul(x, x, transpose_b=True))}

    return run


def _microseconds(call: Callable[[], Any]) -> float:
    clock = time.process_time if os.environ.get("SUPPLE_BENCH_CLOCK") == "cpu" else time.perf_counter
    started = clock()
    for _ in range(CALLS):
        call()
    return (clock() - started) / CALLS * 1e6


def _frames(call: Callable[[], Any]) -> int:
    count = -1  # the lambda itself

    def profile(frame: Any, event: str, _: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.setprofile(None)
    return count
