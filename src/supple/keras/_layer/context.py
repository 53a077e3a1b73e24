"""The calls that are under way in this thread: which layers, in training or not, and what they lose."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer


class _Calls(threading.local):
    def __init__(self) -> None:
        self.stack: list[Layer] = []
        self.training: bool | None = None


CALLS: Final = _Calls()


class _Switches:
    """Features that cost nothing until the process uses them for the first time."""

    __slots__ = ("losses", "mixed_precision")

    def __init__(self) -> None:
        self.losses = False
        self.mixed_precision = False


USED: Final = _Switches()


def path_of(layer: Any) -> str:
    """The path of `layer` under the calls of this thread, such as 'net/block/dense'."""
    names = [each.name for each in CALLS.stack]
    if not CALLS.stack or CALLS.stack[-1] is not layer:
        names.append(layer.name)
    return "/".join(names)


def training() -> int:
    """1 while a call in training mode is under way in this thread, else 0: `keras.backend.learning_phase`."""
    return int(bool(CALLS.training))
