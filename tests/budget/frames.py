"""Counting Python frames: a measure of overhead that is the same on every machine."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any


def frames(call: Callable[[], Any]) -> Counter[str]:
    """The Python functions that `call()` enters, by file and name, `call` itself left out."""
    entered: Counter[str] = Counter()

    def profile(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code is not getattr(call, "__code__", None):
            entered[f"{frame.f_code.co_filename.rpartition('/')[2]}:{frame.f_code.co_qualname}"] += 1

    sys.setprofile(profile)
    try:
        call()
    finally:
        sys.setprofile(None)
    return entered


def assert_at_most(limit: int, call: Callable[[], Any]) -> None:
    """Fail with the list of frames if `call()` enters more than `limit`; the call is warmed up first."""
    call()
    entered = frames(call)
    assert entered.total() <= limit, f"{entered.total()} frames, {limit} allowed: {dict(entered)}"
