"""Which predictions are right: (B, .., C) against labels, truth values or shares per sample."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.lift import Array, op
from supple._ops.loss_inputs import paired, same_rank
from supple.errors import ShapeError


def _labels(name: str, y_true: Array, y_pred: Array) -> Array:
    """Class numbers of the shape of the predictions without the last axis."""
    if y_true.shape != y_pred.shape[:-1]:
        if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1:
            y_true = y_true.squeeze(-1)
        if y_true.shape != y_pred.shape[:-1]:
            raise ShapeError(
                f"{name}: expected labels of shape {tuple(y_pred.shape[:-1])}, one number for each sample, "
                f"got y_true {tuple(y_true.shape)} and y_pred {tuple(y_pred.shape)}"
            )
    return y_true


@op
def matches(y_true: Array, y_pred: Array) -> Array:
    """y_true == y_pred."""
    y_true, y_pred = same_rank(y_true.to(y_pred.dtype), y_pred)
    return y_true == y_pred


@op
def binary_matches(y_true: Array, y_pred: Array, threshold: float) -> Array:
    """y_true == (y_pred > threshold)."""
    y_true, y_pred = paired("binary_accuracy", y_true, y_pred)
    return y_true == (y_pred > threshold)


@op
def categorical_matches(y_true: Array, y_pred: Array) -> Array:
    """The highest score is that of the one-hot label."""
    if y_true.shape != y_pred.shape:
        raise ShapeError(
            f"categorical_accuracy: expected one-hot labels of the shape of the predictions, "
            f"got y_true {tuple(y_true.shape)} and y_pred {tuple(y_pred.shape)}"
        )
    return torch.argmax(y_true, -1) == torch.argmax(y_pred, -1)


@op
def sparse_matches(y_true: Array, y_pred: Array) -> Array:
    """The highest score is that of the label."""
    return torch.argmax(y_pred, -1) == _labels("sparse_categorical_accuracy", y_true, y_pred)


@op
def in_top(y_true: Array, y_pred: Array, k: int, from_sorted_ids: bool = False) -> Array:
    """Fewer than `k` scores are higher than that of the label."""
    labels = _labels("sparse_top_k_categorical_accuracy", y_true, y_pred).long().unsqueeze(-1)
    if from_sorted_ids:
        return (y_pred[..., :k] == labels).any(-1)
    return (y_pred > torch.gather(y_pred, -1, labels)).sum(-1) < k


@op
def _as_number(hits: Array) -> Array:
    return hits.to(torch.float32)


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where both are equal, 0 elsewhere."""
    return _as_number(matches(y_true, y_pred))


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """1 where y_true == (y_pred > threshold), 0 elsewhere."""
    return _as_number(binary_matches(y_true, y_pred, threshold))


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the highest score is that of the one-hot label, 0 elsewhere."""
    return _as_number(categorical_matches(y_true, y_pred))


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the highest score is that of the label, 0 elsewhere."""
    return _as_number(sparse_matches(y_true, y_pred))


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1 where the one-hot label has one of the `k` highest scores, 0 elsewhere."""
    return _as_number(in_top(numbers(y_true), y_pred, k))


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False) -> Any:
    """1 where the label has one of the `k` highest scores, 0 elsewhere."""
    return _as_number(in_top(y_true, y_pred, k, from_sorted_ids))


@op
def numbers(y_true: Array) -> Array:
    """The class numbers of one-hot labels."""
    return torch.argmax(y_true, -1)
