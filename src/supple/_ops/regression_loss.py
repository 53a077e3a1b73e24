"""Losses of numbers: (B, .., D), (B, .., D) -> (B, ..), the mean over the last axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import torch

from supple._core.lift import Array, op
from supple._ops.loss_inputs import fuzz, mean_last, paired

# The functions behind torch.nn.functional, without its dispatch in Python. The last argument says what is
# returned: 0 each element, 1 the mean.
_squared: Final[Callable[..., torch.Tensor]] = torch._C._nn.mse_loss
_absolute: Final[Callable[..., torch.Tensor]] = torch._C._nn.l1_loss
_huber: Final[Callable[..., torch.Tensor]] = torch._C._nn.huber_loss
_EACH: Final = 0
_MEAN: Final = 1


def _broadcast(y_true: Array, y_pred: Array) -> Any:
    # The fused functions warn of broadcasting; Keras allows it.
    if y_true.shape == y_pred.shape:
        return y_true, y_pred
    return torch.broadcast_tensors(y_true, y_pred)


@op
def mean_squared_error(y_true: Array, y_pred: Array) -> Array:
    """The mean of (y_pred - y_true)^2 over the last axis."""
    if y_true.dtype is not y_pred.dtype or y_true.shape != y_pred.shape or not y_pred.is_floating_point():
        y_true, y_pred = _broadcast(*paired("mean_squared_error", y_true, y_pred))
    return mean_last(_squared(y_pred, y_true, _EACH))


@op
def squared_error_over_batch(y_true: Array, y_pred: Array) -> Array:
    """The mean of (y_pred - y_true)^2 over every axis."""
    if y_true.dtype is not y_pred.dtype or y_true.shape != y_pred.shape or not y_pred.is_floating_point():
        y_true, y_pred = _broadcast(*paired("mean_squared_error", y_true, y_pred))
    return _squared(y_pred, y_true, _MEAN)


@op
def mean_absolute_error(y_true: Array, y_pred: Array) -> Array:
    """The mean of |y_pred - y_true| over the last axis."""
    y_true, y_pred = _broadcast(*paired("mean_absolute_error", y_true, y_pred))
    return mean_last(_absolute(y_pred, y_true, _EACH))


@op
def absolute_error_over_batch(y_true: Array, y_pred: Array) -> Array:
    """The mean of |y_pred - y_true| over every axis."""
    y_true, y_pred = _broadcast(*paired("mean_absolute_error", y_true, y_pred))
    return _absolute(y_pred, y_true, _MEAN)


@op
def huber(y_true: Array, y_pred: Array, delta: float = 1.0) -> Array:
    """Quadratic up to `delta`, linear beyond."""
    y_true, y_pred = _broadcast(*paired("huber", y_true, y_pred))
    return mean_last(_huber(y_pred, y_true, _EACH, delta))


@op
def mean_absolute_percentage_error(y_true: Array, y_pred: Array) -> Array:
    """100 times the mean of |y_pred - y_true| / |y_true|."""
    y_true, y_pred = paired("mean_absolute_percentage_error", y_true, y_pred)
    return 100.0 * mean_last(((y_true - y_pred) / y_true.abs().clamp_min(fuzz())).abs())


@op
def mean_squared_logarithmic_error(y_true: Array, y_pred: Array) -> Array:
    """The mean of (log(y_pred + 1) - log(y_true + 1))^2, negative numbers taken as 0."""
    y_true, y_pred = paired("mean_squared_logarithmic_error", y_true, y_pred)
    low = fuzz()
    return mean_last((torch.log(y_pred.clamp_min(low) + 1) - torch.log(y_true.clamp_min(low) + 1)).square())


@op
def log_cosh(y_true: Array, y_pred: Array) -> Array:
    """The mean of log cosh(y_pred - y_true)."""
    y_true, y_pred = paired("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    return mean_last(error + torch.nn.functional.softplus(-2.0 * error, 1.0, 40.0) - math.log(2.0))


@op
def poisson(y_true: Array, y_pred: Array) -> Array:
    """The mean of y_pred - y_true * log(y_pred)."""
    y_true, y_pred = paired("poisson", y_true, y_pred)
    return mean_last(y_pred - y_true * torch.log(y_pred + fuzz()))


@op
def cosine_similarity(y_true: Array, y_pred: Array, axis: int = -1) -> Array:
    """The cosine of the angle between the two along `axis`, negated: -1 where they point the same way."""
    y_true, y_pred = paired("cosine_similarity", y_true, y_pred)
    return -torch.sum(_unit(y_true, axis) * _unit(y_pred, axis), axis)


def _unit(x: Array, axis: int) -> Array:
    return x * x.square().sum(axis, keepdim=True).clamp_min(fuzz() ** 2).rsqrt()


# -- margins


def _signs(y_true: Array) -> Array:
    # Labels of 0 and 1 become -1 and 1; anything else stays. No Python `if`: the values may be on another device.
    is_binary = ((y_true == 0) | (y_true == 1)).all()
    return torch.where(is_binary, 2.0 * y_true - 1.0, y_true)


@op
def hinge(y_true: Array, y_pred: Array) -> Array:
    """The mean of max(1 - y_true * y_pred, 0), labels -1 and 1, or 0 and 1."""
    y_true, y_pred = paired("hinge", y_true, y_pred)
    return mean_last(torch.relu(1.0 - _signs(y_true) * y_pred))


@op
def squared_hinge(y_true: Array, y_pred: Array) -> Array:
    """The mean of max(1 - y_true * y_pred, 0)^2, labels -1 and 1, or 0 and 1."""
    y_true, y_pred = paired("squared_hinge", y_true, y_pred)
    return mean_last(torch.relu(1.0 - _signs(y_true) * y_pred).square())


@op
def categorical_hinge(y_true: Array, y_pred: Array) -> Array:
    """max(1 + the highest wrong score - the right score, 0), labels one-hot."""
    y_true, y_pred = paired("categorical_hinge", y_true, y_pred)
    right = torch.sum(y_true * y_pred, -1)
    return torch.relu(torch.amax((1.0 - y_true) * y_pred, -1) - right + 1.0)


# -- overlaps of regions


@op
def tversky(y_true: Array, y_pred: Array, alpha: float = 0.5, beta: float = 0.5, axis: Any = None) -> Array:
    """1 - overlap / (overlap + alpha * false negatives + beta * false positives), over `axis` or everything."""
    y_true, y_pred = paired("tversky", y_true, y_pred)
    axes = tuple(range(y_true.ndim)) if axis is None else axis
    overlap = torch.sum(y_true * y_pred, axes)
    false_positives = torch.sum((1 - y_true) * y_pred, axes)
    false_negatives = torch.sum(y_true * (1 - y_pred), axes)
    low = fuzz()
    return 1 - (overlap + low) / (overlap + alpha * false_negatives + beta * false_positives + low)


@op
def dice(y_true: Array, y_pred: Array, axis: Any = None) -> Array:
    """1 - twice the overlap over the sum of both, over `axis` or everything."""
    y_true, y_pred = paired("dice", y_true, y_pred)
    axes = tuple(range(y_true.ndim)) if axis is None else axis
    overlap = torch.sum(y_true * y_pred, axes)
    low = fuzz()
    return 1 - (2.0 * overlap + low) / (torch.sum(y_true, axes) + torch.sum(y_pred, axes) + low)
