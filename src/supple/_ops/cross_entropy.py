"""Cross-entropies of logits."""

from __future__ import annotations

import math
from typing import Any, Final

import torch

from supple._core import dtype as dtypes
from supple._core.lift import Array, op
from supple.errors import ArgumentError, InvalidArgumentError

_NO_CLASS: Final = -(2**63)
"""No label is ignored; torch would skip -100."""
_NONE: Final[Any] = 0
_cross_entropy: Final = torch._C._nn.cross_entropy_loss  # what F.cross_entropy calls


@op(join=("labels", "logits"), takes="floats")
def softmax_cross_entropy(labels: Array, logits: Array, axis: int = -1) -> Array:
    """-Σ labels · log softmax(logits) along `axis`: (.., C), (.., C) -> (..)."""
    if labels.shape != logits.shape:
        labels, logits = _broadcast(labels, logits)
    logs = torch.log_softmax(logits, axis)
    losses = -torch.sum(labels * logs, axis)
    if not logits.requires_grad:
        return losses
    # TensorFlow's gradient is softmax - labels whatever the labels add up to. The second term is 0, and its gradient is
    # what the first one has too much.
    excess = (torch.sum(labels, axis) - 1).detach()
    normalizer = (logits - logs).select(axis, 0)
    return losses - excess * (normalizer - normalizer.detach())


def _broadcast(labels: Array, logits: Array) -> tuple[Array, Array]:
    try:
        labels, logits = torch.broadcast_tensors(labels, logits)
    except RuntimeError as error:
        raise InvalidArgumentError(
            f"softmax_cross_entropy: labels and logits: expected one shape, got {list(labels.shape)} and {list(logits.shape)}"
        ) from error
    return labels, logits


@op
def sparse_softmax_cross_entropy(labels: Array, logits: Array) -> Array:
    """-log softmax(logits)[label]: (..), (.., C) -> (..)."""
    return sparse_losses(labels, logits)


def sparse_losses(labels: Array, logits: Array) -> Array:
    """`sparse_softmax_cross_entropy` of torch tensors."""
    if labels.dtype is not torch.int64:
        labels = _integers(labels)
    if (logits.ndim != 2 or labels.ndim != 1) and logits.shape[:-1] != labels.shape:
        raise ArgumentError(
            "sparse_softmax_cross_entropy: labels: expected the shape of the logits without the last axis, "
            f"got labels {list(labels.shape)} and logits {list(logits.shape)}"
        )
    try:
        if logits.ndim == 2:
            return _cross_entropy(logits, labels, None, _NONE, _NO_CLASS, 0.0)
        flat = _cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1), None, _NONE, _NO_CLASS, 0.0)
    except IndexError as error:
        raise InvalidArgumentError(_out_of_range(labels, logits)) from error
    return flat.reshape(labels.shape)


def _integers(labels: Array) -> Array:
    if labels.is_floating_point() or labels.is_complex() or labels.dtype is torch.bool:
        raise InvalidArgumentError(
            f"sparse_softmax_cross_entropy: labels: expected integers, got {dtypes.BY_TORCH[labels.dtype].name}"
        )
    return labels.long()


def _out_of_range(labels: Array, logits: Array) -> str:
    classes = logits.shape[-1]
    wrong = labels[(labels < 0) | (labels >= classes)].unique().tolist()
    return f"sparse_softmax_cross_entropy: labels: expected class numbers of [0, {classes}), got {wrong[:10]}"


@op(join=("labels", "logits"), takes="floats")
def sigmoid_cross_entropy(labels: Array, logits: Array) -> Array:
    """-z log σ(x) - (1 - z) log(1 - σ(x)) for labels z and logits x of one shape."""
    if labels.shape != logits.shape:
        raise ArgumentError(
            "sigmoid_cross_entropy: labels and logits: expected one shape, "
            f"got {list(labels.shape)} and {list(logits.shape)}"
        )
    return torch.binary_cross_entropy_with_logits(logits, labels, None, None, _NONE)


@op(join=("labels", "logits", "pos_weight"), takes="floats")
def weighted_cross_entropy(labels: Array, logits: Array, pos_weight: Array) -> Array:
    """The sigmoid cross-entropy with the positive part weighted: (1 - z) x + (1 + (w - 1) z) softplus(-x)."""
    weight = 1 + (pos_weight - 1) * labels
    return (1 - labels) * logits + weight * torch.nn.functional.softplus(-logits)


@op(join=("targets", "log_input"), takes="floats")
def log_poisson_loss(targets: Array, log_input: Array, full: bool = False) -> Array:
    """e**c - z c for targets z and c = log of the rate, plus Stirling's log z! if `full`."""
    loss = torch.exp(log_input) - targets * log_input
    if not full:
        return loss
    # Stirling's approximation is meant for z > 1; below, log z! is about 0.
    stirling = targets * torch.log(targets) - targets + 0.5 * torch.log(2 * math.pi * targets)
    return loss + torch.where((targets >= 0) & (targets <= 1), 0, stirling)
