"""What losses and metrics do first: labels and predictions of one dtype and rank, and the logits behind probabilities."""

from __future__ import annotations

import warnings
from typing import Any, Final

import torch

from supple._core import dtype as dtypes, settings
from supple._core.lift import Array
from supple._core.tensor import Tensor, Watched
from supple.errors import InvalidArgumentError, ShapeError

_LOGITS: Final = Tensor.__dict__["_logits"]


def floats(y_pred: Array) -> Array:
    """The predictions, converted to the default float dtype if they are integers."""
    return y_pred if y_pred.is_floating_point() else y_pred.to(dtypes.to_torch(settings.floatx()))


def paired(name: str, y_true: Array, y_pred: Array) -> tuple[Array, Array]:
    """Both in the dtype of the predictions and with as many axes: (B,) beside (B, 1) gets or loses the last one."""
    if not y_pred.is_floating_point():
        y_pred = floats(y_pred)
    if y_true.dtype is not y_pred.dtype:
        y_true = y_true.to(y_pred.dtype)
    if y_true.shape != y_pred.shape:
        y_true, y_pred = same_rank(y_true, y_pred)
        check_broadcast(name, y_true, y_pred)
    return y_true, y_pred


def same_rank(x: Array, y: Array) -> tuple[Array, Array]:
    """If one has a last axis of size 1 more than the other: (B, .., 1), (B, ..) -> two of the same rank."""
    if x.ndim == y.ndim + 1 and x.shape[-1] == 1:
        return (x, y.unsqueeze(-1)) if y.ndim == 1 else (x.squeeze(-1), y)
    if y.ndim == x.ndim + 1 and y.shape[-1] == 1:
        return (x.unsqueeze(-1), y) if x.ndim == 1 else (x, y.squeeze(-1))
    return x, y


def check_broadcast(name: str, y_true: Array, y_pred: Array) -> None:
    """Raise InvalidArgumentError if the shapes do not broadcast."""
    for a, b in zip(reversed(y_true.shape), reversed(y_pred.shape), strict=False):
        if a != b and 1 not in (a, b):
            raise InvalidArgumentError(_misfit(name, y_true, y_pred))


def check_equal(name: str, y_true: Array, y_pred: Array) -> None:
    """Raise ShapeError if the shapes differ."""
    if y_true.shape != y_pred.shape:
        raise ShapeError(_misfit(name, y_true, y_pred))


def _misfit(name: str, y_true: Array, y_pred: Array) -> str:
    return (
        f"{name}: expected labels and predictions of one shape, "
        f"got y_true {tuple(y_true.shape)} and y_pred {tuple(y_pred.shape)}"
    )


def logits_behind(y_pred: Any, from_logits: bool, name: str) -> Any:
    """What a Keras sigmoid or softmax was computed from if `y_pred` is its result, else None."""
    # As in Keras on TensorFlow: the loss of the logits is exact where the one of rounded probabilities is not.
    if not isinstance(y_pred, Tensor) or isinstance(y_pred, Watched):
        return None
    try:
        logits = _LOGITS.__get__(y_pred)
    except AttributeError:
        return None
    if from_logits:
        warnings.warn(
            f"{name}: from_logits=True, but y_pred was computed by a sigmoid or softmax activation and holds "
            "probabilities; its logits are used",
            stacklevel=4,
        )
    return logits


def fuzz() -> float:
    """The distance that probabilities keep from 0 and 1."""
    return settings.epsilon()


def mean_last(values: Array) -> Array:
    """The mean over the last axis, (.., D) -> (..); a scalar is its own."""
    if values.ndim == 0:
        return values
    # A view costs a fraction of a reduction.
    return values.squeeze(-1) if values.shape[-1] == 1 else torch.mean(values, -1)
