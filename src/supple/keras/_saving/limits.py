"""Bounds on what a config may ask for, while a model is made from a file."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from supple.errors import SavingError
from supple.keras._layer import loading
from supple.keras._saving.hdf5_reading import Contents

_SLACK = 2**18


@contextmanager
def within_size_of(contents: Contents, name: str) -> Iterator[None]:
    """Context in which the weights that are made may not have more elements than the file holds, but for a little."""
    held = sum(math.prod(entry.shape) for entry in contents.entries.values())
    left = 2 * held + _SLACK

    def take(shape: tuple[int, ...], label: str) -> None:
        nonlocal left
        left -= math.prod(shape)
        if left < 0:
            raise SavingError(
                f"{name}: the config asks for more weights than the file holds, which is {held} numbers; "
                f"the last was {label!r} of shape {shape}"
            )

    with loading.watched(take):
        yield
