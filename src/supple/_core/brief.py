"""Arguments as error messages show them."""

from __future__ import annotations

from typing import Any

import torch

from supple._core import dtype as dtypes
from supple._core.tensor import Operand

_TENSORS = (Operand, torch.Tensor)


def brief(value: Any) -> str:
    """Tensors by dtype and shape, alone and in containers; anything else by its repr, cut short."""
    if isinstance(value, Operand):
        return f"{value.dtype.name}{list(value.shape)}"  # type: ignore[attr-defined]  # every operand has both
    if isinstance(value, torch.Tensor):
        return f"{dtypes.BY_TORCH[value.dtype].name}{list(value.shape)}"
    if isinstance(value, (list, tuple)) and any(isinstance(each, (*_TENSORS, list, tuple, dict)) for each in value):
        return "[" + ", ".join(map(brief, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {brief(each)}" for key, each in value.items()) + "}"
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."
