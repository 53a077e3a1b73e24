"""What layers call on the hot path in the place of a public function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._ops import activation as ops
from supple.keras._layer import activations


def step(activation: Callable[[Any], Any]) -> Callable[[Any], Any] | None:
    """The function that applies `activation` to one tensor; None for `linear`, which does nothing."""
    if activation is activations.linear:
        return None
    return ops.relu if activation is activations.relu else activation
