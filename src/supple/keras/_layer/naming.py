"""Automatic names: 'dense', 'dense_1', .. in order of construction."""

from __future__ import annotations

import re
import threading
from typing import Final

_COUNTS: Final[dict[str, int]] = {}
_LOCK: Final = threading.Lock()


def to_snake_case(name: str) -> str:
    """`BatchNormalization` -> `batch_normalization`, as Keras writes it."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def auto_name(prefix: str) -> str:
    """`prefix`, with a number behind it from the second time on."""
    prefix = to_snake_case(prefix)
    with _LOCK:
        count = _COUNTS.get(prefix, 0)
        _COUNTS[prefix] = count + 1
    return f"{prefix}_{count}" if count else prefix


def reset() -> None:
    """Start counting again: `keras.backend.clear_session`."""
    with _LOCK:
        _COUNTS.clear()
