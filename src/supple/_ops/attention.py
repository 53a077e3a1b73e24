"""Attention: weighted means of values, the weights by how well keys fit to queries."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.lift import Array, multi_op, op
from supple._ops.sampling import generator_of


@op(join=("x", "kernel", "bias"))
def project(x: Array, kernel: Array, bias: Array | None = None) -> Array:
    """A dense layer that gives heads: (.., D), (D, H, K), (H, K) -> (.., H, K)."""
    D, H, K = kernel.shape
    flat = torch.nn.functional.linear(x, kernel.reshape(D, H * K).t(), None if bias is None else bias.reshape(H * K))
    return flat.reshape(*x.shape[:-1], H, K)


@op(join=("x", "kernel", "bias"))
def join_heads(x: Array, kernel: Array, bias: Array | None = None) -> Array:
    """A dense layer that takes heads: (.., H, K), (H, K, *E), (*E,) -> (.., *E)."""
    inner, out = kernel.shape[0] * kernel.shape[1], kernel.shape[2:]
    weight = kernel.reshape(inner, -1)
    flat = torch.nn.functional.linear(
        x.reshape(*x.shape[:-2], inner), weight.t(), None if bias is None else bias.reshape(-1)
    )
    return flat.reshape(*x.shape[:-2], *out)


@multi_op
def attend(
    query: Array,
    key: Array,
    value: Array,
    mask: Array | None = None,
    causal: bool = False,
    rate: float = 0.0,
    scale: float | None = None,
    seed: Any = None,
    scores_too: bool = False,
) -> tuple[Array, Array | None]:
    """Means of values, and the weights if asked for.

    (.., T, H, K), (.., S, G, K), (.., S, G, V), (.., 1 or H, T, S) -> (.., T, H, V), (.., H, T, S). G divides H: heads
    of queries share those of keys. A query that may look at nothing gets zeros. Without dropout and weights, a fused
    kernel does it.
    """
    q, k, v = (x.transpose(-3, -2) for x in (query, key, value))
    share = q.shape[-3] // k.shape[-3]
    if share > 1:
        k, v = k.repeat_interleave(share, -3), v.repeat_interleave(share, -3)
    if mask is not None:
        mask = mask.to(torch.bool)
        if causal:
            mask = mask & _past(q, k)
    if not scores_too and rate == 0.0:
        y = torch.nn.functional.scaled_dot_product_attention(
            q, k, v, mask, is_causal=causal and mask is None, scale=scale
        )
        return y.transpose(-3, -2), None
    weights = _weights(q, k, mask if mask is not None or not causal else _past(q, k), scale)
    used = weights
    if rate > 0.0:
        keep = torch.empty_like(weights, requires_grad=False).bernoulli_(1.0 - rate, generator=generator_of(seed))
        used = weights * keep.mul_(1.0 / (1.0 - rate))
    return torch.matmul(used, v).transpose(-3, -2), weights


def _past(q: Array, k: Array) -> Array:
    """True where a query may look: at its own place and before."""
    return torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool, device=q.device).tril()


def _weights(q: Array, k: Array, mask: Array | None, scale: float | None) -> Array:
    scores = torch.matmul(q, k.mT) * (q.shape[-1] ** -0.5 if scale is None else scale)
    return masked_softmax(scores, mask)


def masked_softmax(scores: Array, mask: Array | None) -> Array:
    """Softmax over the last axis where the mask is true; a row without a true entry gives zeros."""
    if mask is None:
        return torch.softmax(scores, -1)
    lowest = torch.finfo(scores.dtype).min
    weights = torch.softmax(scores.masked_fill(~mask, lowest), -1)
    return weights * mask.any(-1, keepdim=True)


@multi_op
def weigh(
    scores: Array, value: Array, mask: Array | None = None, rate: float = 0.0, seed: Any = None
) -> tuple[Array, Array]:
    """Means of values by given scores, and the weights: (.., T, S), (.., S, V) -> (.., T, V), (.., T, S)."""
    if mask is not None:
        # As Keras: so low that exp gives 0, yet a row without a true entry keeps its own proportions.
        padding = torch.logical_not(mask.to(torch.bool)).to(scores.dtype)
        scores = scores - (65504.0 if scores.dtype is torch.float16 else 1.0e9) * padding
    weights = torch.softmax(scores, -1)
    if rate > 0.0:
        keep = torch.empty_like(weights, requires_grad=False).bernoulli_(1.0 - rate, generator=generator_of(seed))
        weights = weights * keep.mul_(1.0 / (1.0 - rate))
    return torch.matmul(weights, value), weights


@op
def causal_mask(rows: int, columns: int, like: Array) -> Array:
    """True on and below the diagonal: (rows, columns)."""
    return torch.ones(rows, columns, dtype=torch.bool, device=like.device).tril()
