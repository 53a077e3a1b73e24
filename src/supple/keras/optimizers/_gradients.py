"""Gradients on their way to an update: None, dense or rows of a table; checked, scaled and clipped."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final

from supple._core import conversion
from supple._core.slices import IndexedSlices
from supple._core.tensor import Eager, Recorded, Tensor, Watched
from supple._core.variable import Variable
from supple._ops import foreach
from supple.errors import ArgumentError
from supple.keras.optimizers._slots import path_of

DENSE: Final = frozenset({Tensor, Recorded, Watched})
raw_of: Final = attrgetter("_t")


def pairs(grads_and_vars: Any) -> tuple[Sequence[Any], Sequence[Variable]]:
    """The gradients and the variables of `zip(gradients, variables)`."""
    if not isinstance(grads_and_vars, Iterable):
        raise ArgumentError(
            f"apply_gradients: grads_and_vars: expected zip(gradients, variables), got {grads_and_vars!r}"
        )
    try:
        grads, variables = zip(*grads_and_vars, strict=True)
    except (ValueError, TypeError):
        raise ArgumentError(
            f"apply_gradients: grads_and_vars: expected pairs (gradient, variable), got {_shown(grads_and_vars)}"
        ) from None
    return grads, variables


def _shown(value: Any) -> str:
    return "none; is the list of variables empty?" if isinstance(value, zip) else repr(value)[:80]


def without_none(grads: Sequence[Any], variables: Sequence[Variable]) -> tuple[list[Any], list[Variable]]:
    """The pairs that have a gradient; warns of the others, and raises if there are no such pairs."""
    for variable in variables:
        if not isinstance(variable, Variable):
            raise ArgumentError(
                f"apply_gradients: expected pairs (gradient, variable), got {variable!r:.80} as variable"
            )
    missing = [path_of(v) for g, v in zip(grads, variables, strict=True) if g is None]
    if not missing:
        return list(grads), list(variables)
    if len(missing) == len(variables):
        raise ArgumentError(
            f"No gradients provided for any variable: {missing}; tape.explain(loss, variable) says why one is None"
        )
    warnings.warn(
        f"Gradients do not exist for variables {missing} when minimizing the loss; "
        "did the loss use them, and inside the tape?",
        stacklevel=6,
    )
    kept = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
    return [g for g, _ in kept], [v for _, v in kept]


class Rows:
    """Where the rows of a sparse gradient stand: each index once."""

    __slots__ = ("indices",)

    def __init__(self, indices: Any) -> None:
        self.indices = indices


def unpack(grads: Sequence[Any], variables: Sequence[Variable]) -> tuple[foreach.Arrays, list[Rows | None]]:
    """Torch tensors, and for each the places of its rows if it is sparse."""
    arrays: foreach.Arrays = []
    places: list[Rows | None] = []
    for grad, variable in zip(grads, variables, strict=True):
        if isinstance(grad, IndexedSlices):
            indices, rows = foreach.merged(grad.indices._t, grad.values._t)
            arrays.append(rows.to(variable.buffer.dtype))
            places.append(Rows(indices))
        else:
            value = grad._t if isinstance(grad, Eager) else conversion.to_torch(grad, None, "gradient")
            arrays.append(value)
            places.append(None)
    return arrays, places


def clipped(
    grads: foreach.Arrays, clipnorm: float | None, clipvalue: float | None, global_clipnorm: float | None
) -> foreach.Arrays:
    """The gradients within the limit that is set, if one is."""
    if clipnorm is not None:
        return foreach.clip_each(grads, clipnorm)
    if global_clipnorm is not None:
        return foreach.clip_together(grads, global_clipnorm)
    if clipvalue is not None:
        return foreach.clip_values(grads, clipvalue)
    return grads
