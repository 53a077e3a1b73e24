"""Counts of true and false positives and negatives at thresholds, and areas under curves made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from supple._core import conversion
from supple._core.tensor import Eager, Tensor, wrap
from supple._core.variable import Variable
from supple._ops.loss_inputs import check_equal, paired
from supple._ops.loss_reduction import aligned
from supple.errors import InvalidArgumentError

KINDS = ("true_positives", "false_positives", "true_negatives", "false_negatives")


def _constant(value: Any) -> torch.Tensor:
    values: torch.Tensor = value._t if isinstance(value, Eager) else conversion.to_torch(value, None, "metric: values")
    return values.detach()


def count(
    totals: dict[str, Variable],
    y_true: Any,
    y_pred: Any,
    thresholds: Sequence[float],
    sample_weight: Any = None,
    mask: Any = None,
    top_k: int | None = None,
    class_id: int | None = None,
    by_label: bool = False,
) -> None:
    """Add to each of `totals`, (T,) or with `by_label` (T, L), what a batch counts at each of T thresholds."""
    labels, scores = paired("confusion matrix", _constant(y_true), _constant(y_pred))
    check_equal("confusion matrix", labels, scores)
    _check_range(scores)
    weights = torch.ones_like(scores[..., 0]) if scores.ndim > 1 else torch.ones_like(scores)
    if sample_weight is not None:
        weights = weights * aligned(_constant(sample_weight).to(scores.dtype), weights, "sample_weight")
    if mask is not None:
        weights = weights * aligned(_constant(mask).to(scores.dtype), weights, "mask")
    weights = weights.unsqueeze(-1).expand_as(scores) if scores.ndim > 1 else weights
    if top_k is not None:
        # Only the k highest scores count, at their own height.
        kept = torch.zeros_like(scores).scatter_(-1, scores.topk(top_k, -1).indices, 1.0)
        scores = torch.where(kept > 0, scores, torch.full_like(scores, -1.0))
    if class_id is not None:
        labels, scores, weights = labels[..., class_id], scores[..., class_id], weights[..., class_id]
    columns = labels.shape[-1] if by_label else 1
    truth = labels.reshape(-1, columns) > 0.5
    weights = weights.reshape(-1, columns)
    limits = torch.tensor(list(thresholds), dtype=scores.dtype, device=scores.device).reshape(-1, 1, 1)
    positive = (scores.reshape(1, -1, columns) > limits).to(scores.dtype)
    hits, misses = weights * truth, weights * ~truth
    true_positives, false_positives = (positive * hits).sum(1), (positive * misses).sum(1)
    found = {
        "true_positives": true_positives,
        "false_positives": false_positives,
        "false_negatives": hits.sum(0) - true_positives,
        "true_negatives": misses.sum(0) - false_positives,
    }
    for kind, total in totals.items():
        total.own().add_(found[kind].reshape(total.buffer.shape))


def _check_range(scores: torch.Tensor) -> None:
    if scores.numel() and not bool(((scores >= 0) & (scores <= 1)).all()):
        raise InvalidArgumentError(
            f"confusion matrix: y_pred: expected probabilities from 0 to 1, "
            f"got values from {float(scores.min()):.4g} to {float(scores.max()):.4g}"
        )


def share(part: Variable, rest: Variable) -> Tensor:
    """part / (part + rest), 0 if there is nothing; a scalar if there is one threshold."""
    values = _ratio(part.buffer, part.buffer + rest.buffer)
    return wrap(values[0] if values.numel() == 1 else values)


def first_or_all(values: Variable) -> Tensor:
    """A copy of the counts; a scalar if there is one threshold."""
    buffer = values.buffer.clone()
    return wrap(buffer[0] if buffer.numel() == 1 else buffer)


def _ratio(part: torch.Tensor, whole: torch.Tensor) -> torch.Tensor:
    return torch.where(whole == 0, torch.zeros_like(part), part / whole)


def area(totals: dict[str, Variable], curve: str, method: str) -> torch.Tensor:
    """The area under the curve, for each label if the totals are (T, L)."""
    tp, fp, tn, fn = (totals[kind].buffer for kind in KINDS)
    if curve == "PR" and method == "interpolation":
        return _interpolated(tp, fp, fn)
    recall = _ratio(tp, tp + fn)
    x, y = (_ratio(fp, fp + tn), recall) if curve == "ROC" else (recall, _ratio(tp, tp + fp))
    if curve == "PRGAIN":
        positives, negatives = tp[0] + fn[0], tn[0] + fp[0]
        x = 1 - _ratio(positives * fn, negatives * tp)
        y = 1 - _ratio(positives * fp, negatives * tp)
    pairs = {"interpolation": (y[:-1] + y[1:]) / 2, "minoring": torch.minimum(y[:-1], y[1:])}
    heights = pairs.get(method, torch.maximum(y[:-1], y[1:]))
    return ((x[:-1] - x[1:]) * heights).sum(0)


def _interpolated(tp: torch.Tensor, fp: torch.Tensor, fn: torch.Tensor) -> torch.Tensor:
    """Between two thresholds the true positives run linearly in the positives (Davis and Goadrich, 2006)."""
    positives = tp + fp
    change = tp[:-1] - tp[1:]
    slope = _ratio(change, (positives[:-1] - positives[1:]).clamp_min(0))
    intercept = tp[1:] - slope * positives[1:]
    safe = (positives[:-1] > 0) & (positives[1:] > 0)
    growth = torch.where(safe, _ratio(positives[:-1], positives[1:].clamp_min(0)), torch.ones_like(slope))
    return _ratio(slope * (change + intercept * torch.log(growth)), (tp[1:] + fn[1:]).clamp_min(0)).sum(0)


def averaged(areas: torch.Tensor, weights: Any) -> Tensor:
    """One area of those of the labels."""
    if areas.ndim == 0:
        return wrap(areas)
    if weights is None:
        return wrap(areas.mean())
    shares = torch.as_tensor(list(weights), dtype=areas.dtype, device=areas.device)
    return wrap((areas * shares).sum() / shares.sum())
