"""Yardsticks: plain numbers out of nests, finite differences, what is alive."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from supple._core import recording, tensor
from supple._core.tensor import Eager


def plain(nest: Any) -> Any:
    """Lists and numbers in the place of tensors."""
    if isinstance(nest, dict):
        return {key: plain(value) for key, value in nest.items()}
    if isinstance(nest, (list, tuple)):
        return [plain(value) for value in nest]
    return nest.numpy().tolist() if isinstance(nest, Eager) else nest


def differences(function: Callable[[np.ndarray], float], at: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """The gradient of `function` at `at` by central differences."""
    found = np.zeros_like(at)
    for index in np.ndindex(*at.shape):
        up, down = at.copy(), at.copy()
        up[index] += step
        down[index] -= step
        found[index] = (function(up) - function(down)) / (2 * step)
    return found


WATCHED_CLASSES = (recording.Ledger, recording.Span, recording.Read, tensor.Tensor)


def alive() -> Counter[str]:
    """How many torch tensors, tensors and books of tapes there are."""
    counted: Counter[str] = Counter()
    for each in gc.get_objects():
        kind = type(each)
        if issubclass(kind, torch.Tensor):
            counted["torch.Tensor"] += 1
        elif issubclass(kind, WATCHED_CLASSES):
            counted[kind.__name__] += 1
    return counted


def resident_kilobytes() -> int:
    """The resident memory of this process."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4
