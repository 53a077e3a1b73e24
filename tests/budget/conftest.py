"""Budgets count what a program pays that uses no masks, added losses or mixed precision; earlier tests may have."""

from __future__ import annotations

import pytest

from supple._core.tensor import MASKS
from supple.keras._layer.context import USED


@pytest.fixture(autouse=True)
def _nothing_unusual_was_used(monkeypatch):
    monkeypatch.setattr(MASKS, "used", False)
    monkeypatch.setattr(USED, "losses", False)
    monkeypatch.setattr(USED, "mixed_precision", False)
