"""Automatic names: 'dense', 'dense_1', .. in order of construction."""

from __future__ import annotations

import gc
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


def clear_session(free_memory: bool = True) -> None:
    """Start the automatic names again; `free_memory` collects garbage."""
    with _LOCK:
        _COUNTS.clear()
    if free_memory:
        gc.collect()


def next_number(prefix: str) -> int:
    """The next number of a prefix, from 1 on: `keras.backend.get_uid`."""
    with _LOCK:
        _COUNTS[prefix] = _COUNTS.get(prefix, 0) + 1
        return _COUNTS[prefix]
