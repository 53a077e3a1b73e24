"""From one loss per sample to what is minimised: weights, masks, reductions."""

from __future__ import annotations

from typing import Final

import torch

from supple._core.lift import Array, op
from supple._ops.loss_inputs import same_rank
from supple.errors import ShapeError

REDUCTIONS: Final = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)


@op
def mean_over_batch(values: Array) -> Array:
    """The mean of all values; 0 for none of them."""
    return torch.mean(values) if values.numel() else torch.sum(values)


@op
def reduce_loss(values: Array, sample_weight: Array | None, mask: Array | None, reduction: str | None) -> Array:
    """`values` times the weights, 0 where `mask` is False, then summed or averaged as `reduction` says."""
    weights = _weights(values, sample_weight, mask, reduction)
    if weights is not None:
        values = values * weights
    if reduction in ("none", None):
        return values
    total = torch.sum(values)
    if reduction == "sum":
        return total
    if reduction == "mean_with_sample_weight" and weights is not None:
        count = torch.sum(weights.expand_as(values))
        return torch.where(count == 0, torch.zeros_like(total), total / count)
    return total / max(values.numel(), 1)


def _weights(values: Array, sample_weight: Array | None, mask: Array | None, reduction: str | None) -> Array | None:
    weights = None if sample_weight is None else aligned(sample_weight.to(values.dtype), values, "sample_weight")
    if mask is None:
        return weights
    share = aligned(mask.to(values.dtype), values, "mask")
    if reduction in ("mean", "sum_over_batch_size"):
        # The mean is over what the mask leaves.
        share = share * (share.numel() / (torch.sum(share) + 1e-7))
    return share if weights is None else weights * share


def aligned(weights: Array, values: Array, what: str) -> Array:
    """`weights` with the axes of `values`: (B, 1) beside (B,), and (B,) beside (B, T), count for each sample."""
    if values.ndim == 0:
        return weights  # losses of rank-1 labels are one number, which Keras weighs once for each sample
    if weights.ndim == values.ndim + 1 and weights.shape[-1] == 1:
        weights = weights.squeeze(-1)
    elif 0 < weights.ndim < values.ndim and weights.shape == values.shape[: weights.ndim]:
        weights = weights.reshape(*weights.shape, *[1] * (values.ndim - weights.ndim))
    else:
        weights, _ = same_rank(weights, values)
    fits = weights.ndim <= values.ndim and all(
        a in (b, 1) for a, b in zip(reversed(weights.shape), reversed(values.shape), strict=False)
    )
    if not fits:
        raise ShapeError(
            f"{what}: expected a shape that fits losses of shape {tuple(values.shape)}, got {tuple(weights.shape)}"
        )
    return weights
