"""Moving averages that layers keep in variables."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.variable import Variable


def follow(variable: Variable, value: Any, rate: float) -> None:
    """Move `variable` by the share `rate` toward `value`; nothing of it is recorded."""
    target: torch.Tensor = (value if isinstance(value, torch.Tensor) else value._t).detach()
    buffer = variable.own()
    if target.dtype is not buffer.dtype:
        target = target.to(buffer.dtype)
    buffer.lerp_(target, rate)
