"""Keras' attention function: `keras.ops.dot_product_attention`."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.lift import Array, op
from supple.errors import InvalidArgumentError, NotSupportedError


def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any,
    mask: Any,
    scale: float | None,
    causal: bool,
    flash: bool | None,
    soft_cap: float | None,
) -> Any:
    """softmax(query · key / √D + bias) · value over heads; torch chooses the kernel."""
    if flash is True and (bias is not None or soft_cap is not None):
        raise NotSupportedError(f"dot_product_attention: flash_attention: takes no bias or soft cap, got {soft_cap=}")
    return _attention(query, key, value, bias, mask, scale, causal, soft_cap)


@op(join=("query", "key", "value"), takes="floats")
def _attention(
    query: Array,
    key: Array,
    value: Array,
    bias: Array | None,
    mask: Array | None,
    scale: float | None,
    causal: bool,
    soft_cap: float | None,
) -> Array:
    if query.ndim != 4 or key.ndim != 4 or value.ndim != 4:
        raise InvalidArgumentError(
            "dot_product_attention: expected (batch, time, heads, size) three times, "
            f"got {list(query.shape)}, {list(key.shape)} and {list(value.shape)}"
        )
    q, k, v = (each.transpose(1, 2) for each in (query, key, value))
    if k.shape[1] != q.shape[1]:
        k, v = (each.repeat_interleave(q.shape[1] // each.shape[1], 1) for each in (k, v))
    if soft_cap is not None:
        return _capped(q, k, v, _added(q, k, bias, mask, causal), scale, soft_cap).transpose(1, 2)
    added = None if bias is None and mask is None else _added(q, k, bias, mask, causal)
    attend = torch.nn.functional.scaled_dot_product_attention
    return attend(q, k, v, added, is_causal=causal and added is None, scale=scale).transpose(1, 2)


def _added(q: Array, k: Array, bias: Array | None, mask: Array | None, causal: bool) -> Array:
    """What is added to the scores: the bias, and the lowest number where the mask or causality forbids."""
    allowed = None if mask is None else mask.to(torch.bool)
    if causal:
        lower = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool, device=q.device).tril()
        allowed = lower if allowed is None else allowed & lower
    start = torch.zeros((), dtype=q.dtype, device=q.device) if bias is None else bias.to(q.dtype)
    # The lowest number and not -inf: a row in which everything is forbidden stays finite.
    return start if allowed is None else torch.where(allowed, start, torch.finfo(q.dtype).min)


def _capped(q: Array, k: Array, v: Array, added: Array, scale: float | None, cap: float) -> Array:
    scores = q @ k.mT * (q.shape[-1] ** -0.5 if scale is None else scale)
    return torch.softmax(cap * torch.tanh(scores / cap) + added, -1) @ v
