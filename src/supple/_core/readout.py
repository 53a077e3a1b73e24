"""Values of torch tensors as NumPy arrays and as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from supple._core import dtype as dtypes
from supple.errors import DtypeError


def to_numpy(values: torch.Tensor) -> Any:
    """The values as an array that shares memory on the CPU, or as a NumPy scalar."""
    if values.device.type == "meta":
        raise DtypeError("numpy(): the values are not known while shapes are inferred")
    values = values.detach().cpu().resolve_conj().resolve_neg()
    if values.dtype is torch.bfloat16:
        array = values.contiguous().view(torch.int16).numpy().view(dtypes.bfloat16.as_numpy_dtype)
    else:
        array = values.numpy()
    return array[()] if array.ndim == 0 else array


def show(values: torch.Tensor, form: Callable[[Any], str]) -> str:
    """The values as `form` (str or repr) writes them."""
    if values.device.type == "meta":
        return "<not known while shapes are inferred>"
    return form(to_numpy(values))
