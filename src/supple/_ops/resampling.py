"""Images made larger by whole factors."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.lift import Array, op
from supple._ops.convolution import TO_BACK, TO_FRONT


@op
def enlarge(x: Array, factors: tuple[int, ...], mode: str = "nearest", channels_last: bool = True) -> Array:
    """Each element repeated along the spatial axes, or interpolated: (B, *space, C) -> (B, *larger space, C)."""
    rank = len(factors)
    if x.ndim != rank + 2:
        raise ValueError(f"expected {rank + 2} axes (batch, space, channels), got {list(x.shape)}")
    if mode == "nearest" and not x.is_floating_point():
        return _repeated(x, factors, 1 if channels_last else 2)
    front = x.permute(TO_FRONT[rank]) if channels_last else x
    size = [s * f for s, f in zip(front.shape[2:], factors, strict=True)]
    options: dict[str, Any] = {} if mode == "nearest" else {"align_corners": False}
    if not front.numel():
        y = front.new_zeros((*front.shape[:2], *size))
    else:
        y = torch.nn.functional.interpolate(front, size, mode=mode, **options)
    return y.permute(TO_BACK[rank]) if channels_last else y


def _repeated(x: Array, factors: tuple[int, ...], first: int) -> Array:
    for axis, factor in enumerate(factors, first):
        x = torch.repeat_interleave(x, factor, axis)
    return x
