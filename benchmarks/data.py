"""The arrays that every contestant works on: the same numbers for all of them."""

from __future__ import annotations

from typing import Any

import numpy as np

Pair = tuple[np.ndarray, np.ndarray]


def linear() -> Pair:
    """1024 rows of 10 columns and a linear target."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1024, 10)).astype("float32")
    return x, (x @ rng.normal(size=(10, 1)) + 0.5).astype("float32")


def branching() -> Pair:
    """Batches of 32 whose means lie, in turn, below and above one half."""
    rng = np.random.default_rng(0)
    x = rng.uniform(size=(32, 32, 8)) + np.where(np.arange(32) % 2, 0.2, -0.2)[:, None, None]
    x = x.reshape(-1, 8).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def regression() -> Pair:
    """8192 rows of 16 columns and one target column."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(8192, 16)).astype("float32")
    return x, np.sin(x.sum(axis=1, keepdims=True)).astype("float32")


def flat_images() -> Pair:
    """5120 rows of 784 columns in 10 classes."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(5120, 784)).astype("float32"), rng.integers(0, 10, size=5120)


def images() -> Pair:
    """640 images of 32 x 32 x 3 in 10 classes."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(640, 32, 32, 3)).astype("float32"), rng.integers(0, 10, size=640)


def tensors(pair: Pair) -> tuple[Any, Any]:
    """The same as torch tensors."""
    import torch

    return torch.from_numpy(pair[0]), torch.from_numpy(pair[1])
