"""A watch on the weights that are made while a file is loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

Watch = Callable[[tuple[int, ...], str], None]
WATCH: Final[ContextVar[Watch | None]] = ContextVar("watch_of_a_load", default=None)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Context in which `watch` is called with the shape and name of each weight before it is made."""
    token = WATCH.set(watch)
    try:
        yield
    finally:
        WATCH.reset(token)
