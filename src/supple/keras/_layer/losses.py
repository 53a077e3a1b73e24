"""Losses that layers add themselves: `add_loss`, activity regularizers, weight regularizers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from supple._core import symbolic, tree
from supple._core.tensor import Tensor
from supple._ops import arithmetic
from supple.keras._layer import tracking
from supple.keras._layer.context import USED

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer


def add(layer: Layer, loss: Any) -> None:
    """Keep what `layer` adds to the loss in this call; a callable is kept for good."""
    USED.losses = True
    for each in tree.flatten(loss):
        if callable(each) and not isinstance(each, Tensor):
            layer._loss_functions.append(each)
        elif not symbolic.inferring():
            layer._losses.append(each)


def add_activity(layer: Layer, outputs: Any) -> None:
    """Add the activity regularizer of every output, divided by the batch size as in Keras."""
    if symbolic.is_symbolic(outputs) or symbolic.inferring() or layer.activity_regularizer is None:
        return
    for output in tree.flatten(outputs):
        if isinstance(output, Tensor):
            penalty = layer.activity_regularizer(output)
            layer._losses.append(arithmetic.divide(penalty, max(len(output), 1)) if output.ndim else penalty)


def clear(layer: Layer) -> None:
    """Forget what was added in the last call of `layer`."""
    for each in tracking.flatten_layers(layer):
        each._losses.clear()


def collect(layer: Layer) -> list[Any]:
    """What was added in the last call, then the regularizers of the trainable weights."""
    found: list[Any] = []
    for each in tracking.flatten_layers(layer):
        found.extend(each._losses)
        found.extend(function() for function in each._loss_functions)
    for variable in layer._flattened().trainable:
        regularizer = getattr(variable, "regularizer", None)
        if regularizer is not None:
            found.append(regularizer(variable))
    return found


def total(losses: list[Any]) -> Any:
    """The sum of a list of scalars."""
    result = losses[0]
    for each in losses[1:]:
        result = arithmetic.add(result, each)
    return result
