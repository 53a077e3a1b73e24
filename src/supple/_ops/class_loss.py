"""Losses of classes: cross entropies of labels and probabilities or logits.

Each comes twice: per sample, and as the mean over the batch, which torch has as one function for logits. `y_pred` that
was computed by a Keras sigmoid or softmax is replaced by its logits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import torch

from supple._core.lift import Array, op
from supple._core.tensor import Tensor
from supple._ops.loss_inputs import check_equal, floats, fuzz, logits_behind, mean_last, paired
from supple.errors import InvalidArgumentError, ShapeError

_cross_entropy: Final[Callable[..., torch.Tensor]] = torch._C._nn.cross_entropy_loss
_binary: Final[Callable[..., torch.Tensor]] = torch.binary_cross_entropy_with_logits
_NO_CLASS: Final = -(2**63)
_EACH: Final = 0
_MEAN: Final = 1

# -- two classes


def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """-z log p - (1 - z) log(1 - p), the mean over `axis`: (B, .., D), (B, .., D) -> (B, ..)."""
    logits = logits_behind(y_pred, from_logits, "binary_crossentropy")
    if logits is not None:
        return _binary_entropy(y_true, logits, True, label_smoothing, axis)
    return _binary_entropy(y_true, y_pred, from_logits, label_smoothing, axis)


def binary_crossentropy_over_batch(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0
) -> Any:
    """The mean of the binary cross entropy over every axis."""
    logits = logits_behind(y_pred, from_logits, "binary_crossentropy")
    if logits is not None:
        return _binary_entropy_over_batch(y_true, logits, True, label_smoothing)
    return _binary_entropy_over_batch(y_true, y_pred, from_logits, label_smoothing)


@op
def _binary_entropy(y_true: Array, y_pred: Array, from_logits: bool, label_smoothing: float, axis: int) -> Array:
    y_true, y_pred = _binary_inputs(y_true, y_pred, label_smoothing)
    values = _binary(y_pred, y_true, None, None, _EACH) if from_logits else _of_probabilities(y_true, y_pred)
    return mean_last(values) if axis == -1 else torch.mean(values, axis)


@op
def _binary_entropy_over_batch(y_true: Array, y_pred: Array, from_logits: bool, label_smoothing: float) -> Array:
    y_true, y_pred = _binary_inputs(y_true, y_pred, label_smoothing)
    if from_logits:
        return _binary(y_pred, y_true, None, None, _MEAN)
    return _of_probabilities(y_true, y_pred).mean()


def _binary_inputs(y_true: Array, y_pred: Array, label_smoothing: float) -> tuple[Array, Array]:
    y_true, y_pred = paired("binary_crossentropy", y_true, y_pred)
    if y_true.shape != y_pred.shape:
        check_equal("binary_crossentropy", y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    return y_true, y_pred


def _of_probabilities(y_true: Array, y_pred: Array) -> Array:
    low = fuzz()
    p = y_pred.clamp(low, 1.0 - low)
    return -torch.lerp(torch.log(1.0 - p), torch.log(p), y_true)


def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """The binary cross entropy times (1 - probability of the label)^gamma, the mean over `axis`."""
    balance = alpha if apply_class_balancing else None
    return _binary_focal(y_true, y_pred, balance, gamma, from_logits, label_smoothing, axis)


@op
def _binary_focal(
    y_true: Array,
    y_pred: Array,
    alpha: float | None,
    gamma: float,
    from_logits: bool,
    label_smoothing: float,
    axis: int,
) -> Array:
    y_true, y_pred = _binary_inputs(y_true, y_pred, label_smoothing)
    p = torch.sigmoid(y_pred) if from_logits else y_pred
    values = _of_probabilities(y_true, p) * (1.0 - torch.lerp(1 - p, p, y_true)).pow(gamma)
    if alpha is not None:
        values = values * (y_true * alpha + (1 - y_true) * (1 - alpha))
    return mean_last(values) if axis == -1 else torch.mean(values, axis)


# -- many classes, labels as probabilities


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """-sum of z log p over `axis`: (B, .., C), (B, .., C) -> (B, ..)."""
    logits = logits_behind(y_pred, from_logits, "categorical_crossentropy")
    if logits is not None:
        return _categorical_entropy(y_true, logits, True, label_smoothing, axis)
    return _categorical_entropy(y_true, y_pred, from_logits, label_smoothing, axis)


def categorical_crossentropy_over_batch(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """The mean of the categorical cross entropy over the batch and every axis but `axis`."""
    logits = logits_behind(y_pred, from_logits, "categorical_crossentropy")
    if logits is not None:
        return _categorical_entropy_over_batch(y_true, logits, True, label_smoothing, axis)
    return _categorical_entropy_over_batch(y_true, y_pred, from_logits, label_smoothing, axis)


@op
def _categorical_entropy(y_true: Array, y_pred: Array, from_logits: bool, label_smoothing: float, axis: int) -> Array:
    y_true, y_pred = _categorical_inputs(y_true, y_pred, axis, label_smoothing)
    if from_logits:
        return -torch.sum(y_true * torch.log_softmax(y_pred, axis), axis)
    return -torch.sum(y_true * torch.log(_normalized(y_pred, axis)), axis)


@op
def _categorical_entropy_over_batch(
    y_true: Array, y_pred: Array, from_logits: bool, label_smoothing: float, axis: int
) -> Array:
    if from_logits and y_pred.ndim == 2 and axis in (-1, 1) and y_true.requires_grad is False:
        y_true, y_pred = _categorical_inputs(y_true, y_pred, axis, 0.0)
        return _cross_entropy(y_pred, y_true, None, _MEAN, -100, label_smoothing)
    y_true, y_pred = _categorical_inputs(y_true, y_pred, axis, label_smoothing)
    logs = torch.log_softmax(y_pred, axis) if from_logits else torch.log(_normalized(y_pred, axis))
    return -torch.sum(y_true * logs, axis).mean()


def _categorical_inputs(y_true: Array, y_pred: Array, axis: int, label_smoothing: float) -> tuple[Array, Array]:
    y_pred = floats(y_pred)
    if y_true.dtype is not y_pred.dtype:
        y_true = y_true.to(y_pred.dtype)
    if y_true.shape != y_pred.shape:
        raise ShapeError(
            f"categorical_crossentropy: expected one-hot labels of the shape of the predictions, "
            f"got y_true {tuple(y_true.shape)} and y_pred {tuple(y_pred.shape)}; "
            "for class numbers use sparse_categorical_crossentropy"
        )
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / y_true.shape[axis]
    return y_true, y_pred


def _normalized(y_pred: Array, axis: int) -> Array:
    low = fuzz()
    return (y_pred / y_pred.sum(axis, keepdim=True)).clamp(low, 1.0 - low)


def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """The categorical cross entropy with each class times alpha * (1 - p)^gamma."""
    return _categorical_focal(y_true, y_pred, alpha, gamma, from_logits, label_smoothing, axis)


@op
def _categorical_focal(
    y_true: Array, y_pred: Array, alpha: float, gamma: float, from_logits: bool, label_smoothing: float, axis: int
) -> Array:
    y_true, y_pred = _categorical_inputs(y_true, y_pred, axis, label_smoothing)
    p = _normalized(torch.softmax(y_pred, axis) if from_logits else y_pred, axis)
    return -torch.sum(alpha * (1.0 - p).pow(gamma) * y_true * torch.log(p), axis)


@op
def kl_divergence(y_true: Array, y_pred: Array) -> Array:
    """sum of z log(z / p) over the last axis, both kept between the fuzz factor and 1."""
    y_true, y_pred = paired("kl_divergence", y_true, y_pred)
    low = fuzz()
    y_true, y_pred = y_true.clamp(low, 1.0), y_pred.clamp(low, 1.0)
    return torch.sum(y_true * torch.log(y_true / y_pred), -1)


# -- many classes, labels as numbers


def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """-log p of the labelled class: (B, ..), (B, .., C) -> (B, ..); masked and 0 where the label is `ignore_class`."""
    logits = logits_behind(y_pred, from_logits, "sparse_categorical_crossentropy")
    if logits is not None:
        y_pred, from_logits = logits, True
    losses = _sparse_entropy(y_true, y_pred, from_logits, ignore_class, axis, _EACH)
    if ignore_class is not None and isinstance(losses, Tensor):
        losses._keras_mask = _differs(y_true, ignore_class, losses)
    return losses


@op
def _differs(labels: Array, number: int, like: Array) -> Array:
    return (labels != number).reshape(like.shape)


def sparse_categorical_crossentropy_over_batch(
    y_true: Any, y_pred: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """The mean of the sparse categorical cross entropy over the batch."""
    logits = logits_behind(y_pred, from_logits, "sparse_categorical_crossentropy")
    if logits is not None:
        return _sparse_entropy(y_true, logits, True, None, axis, _MEAN)
    return _sparse_entropy(y_true, y_pred, from_logits, None, axis, _MEAN)


@op
def _sparse_entropy(
    y_true: Array, y_pred: Array, from_logits: bool, ignore_class: int | None, axis: int, reduction: int
) -> Array:
    y_pred = floats(y_pred)
    if axis not in (-1, y_pred.ndim - 1):
        y_pred = torch.movedim(y_pred, axis, -1)
    if not from_logits:
        # The softmax inside takes these for logits and divides by the sum, which is 1 already up to rounding.
        y_pred = torch.log(_normalized(y_pred, -1))
    labels = class_numbers("sparse_categorical_crossentropy", y_true, y_pred)
    ignored = _NO_CLASS if ignore_class is None else ignore_class
    try:
        if y_pred.ndim == 2:
            return _sparse(y_pred, labels, from_logits, ignored, reduction)
        flat = _sparse(y_pred.reshape(-1, y_pred.shape[-1]), labels.reshape(-1), from_logits, ignored, reduction)
    except IndexError as error:
        raise InvalidArgumentError(_out_of_range(labels, y_pred.shape[-1], ignore_class)) from error
    return flat if reduction else flat.reshape(labels.shape)


_nll: Final[Callable[..., torch.Tensor]] = torch._C._nn.nll_loss_nd


def _sparse(values: Array, labels: Array, from_logits: bool, ignored: int, reduction: int) -> Array:
    if from_logits:
        return _cross_entropy(values, labels, None, reduction, ignored, 0.0)
    return _nll(values, labels, None, reduction, ignored)


def class_numbers(name: str, y_true: Array, y_pred: Array) -> Array:
    """The labels as int64 of the shape of the predictions without the last axis."""
    if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1:
        y_true = y_true.squeeze(-1)
    if y_true.shape != y_pred.shape[:-1]:
        raise ShapeError(
            f"{name}: expected labels of shape {tuple(y_pred.shape[:-1])}, one number for each sample, "
            f"got y_true {tuple(y_true.shape)} and y_pred {tuple(y_pred.shape)}; "
            "for one-hot labels use categorical_crossentropy"
        )
    if y_true.dtype is torch.int64:
        return y_true
    if y_true.is_floating_point():
        whole = torch.isfinite(y_true)
        if y_true.device.type != "meta" and not bool(whole.all()):
            raise InvalidArgumentError(
                f"{name}: y_true: expected class numbers, got {sorted(set(y_true[~whole].tolist()))[:10]}"
            )
    return y_true.long()


def _out_of_range(labels: Array, classes: int, ignored: int | None) -> str:
    wrong = (labels < 0) | (labels >= classes)
    if ignored is not None:
        wrong &= labels != ignored
    return (
        f"sparse_categorical_crossentropy: y_true: expected class numbers of [0, {classes}), "
        f"got {sorted(set(labels[wrong].tolist()))[:10]}"
    )


@op
def categorical_generalized_cross_entropy(y_true: Array, y_pred: Array, q: float) -> Array:
    """(1 - p^q) / q for p the probability of the labelled class, by Zhang and Sabuncu (2018)."""
    if not 0 < q < 1:
        raise InvalidArgumentError(
            f"categorical_generalized_cross_entropy: q: expected a number between 0 and 1, got {q}"
        )
    labels = class_numbers("categorical_generalized_cross_entropy", y_true, y_pred)
    low = fuzz()
    p = torch.gather(y_pred.clamp(low, 1.0 - low), -1, labels.unsqueeze(-1)).squeeze(-1)
    return (1.0 - p.pow(q)) / q
