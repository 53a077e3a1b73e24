"""Why a gradient is None."""

from __future__ import annotations

from typing import Any

import torch

from supple._autodiff.sources import graph_of, standing_for, wanted_by
from supple._core import dtype as dtypes
from supple._core.asking import ask
from supple._core.recording import Ledger
from supple._core.tensor import Recorded, Tensor, Watched
from supple._core.variable import Variable


def explain(target: Any, source: Any, ledger: Ledger) -> str:
    """One sentence that says why the gradient of `target` by `source` is None, or that it is not."""
    reason = _of_source(source, ledger) or _of_target(target, ledger)
    if reason is not None:
        return reason
    graph, wanted = graph_of(target, ledger), wanted_by([standing_for(source, ledger)])
    if graph is not None and wanted:
        found = ask(ledger, None, [graph], [torch.ones_like(graph)], wanted, keep=True)
        if any(gradient is not None for gradient in found):
            return "The gradient is not None: there is a path from the source to the target."
    return "There is no path: " + (_left_for_numpy(ledger) or "the target was not computed from the source.")


def _of_source(source: Any, ledger: Ledger) -> str | None:
    if not isinstance(source, Tensor | Variable):
        return f"The source is a {type(source).__name__}, not a tensor or a variable."
    dtype = source.dtype
    if not (dtype.is_floating or dtype.is_complex):
        return f"The source has dtype {dtype.name}: only float and complex values have gradients."
    if not ledger.pending:
        return "The tape was already asked, and it is not persistent; use GradientTape(persistent=True)."
    if isinstance(source, Variable):
        if id(source) in ledger.reads:
            return None
        if not ledger.watches(source):
            why = "it is not trainable" if ledger.watches_variables else "the tape has watch_accessed_variables=False"
            return f"The variable {source.name!r} was not watched: {why}; call tape.watch(variable)."
        return f"The variable {source.name!r} was not read while the tape was recording."
    if graph_of(source, ledger) is None:
        return "The source tensor was not watched: call tape.watch(tensor) before using it, inside the tape."
    return None


def _of_target(target: Any, ledger: Ledger) -> str | None:
    if not isinstance(target, Tensor | Variable):
        return f"The target is a {type(target).__name__}, not a tensor."
    dtype = target.dtype
    if not (dtype.is_floating or dtype.is_complex):
        return f"The target has dtype {dtype.name}: only float and complex values have gradients."
    if graph_of(target, ledger) is not None:
        return None
    if isinstance(target, Recorded | Watched):
        return "The target was computed under another tape, outside this one."
    left = _left_for_numpy(ledger)
    if left is not None:
        return "The target is a constant for this tape: " + left
    return (
        "The target is a constant for this tape: it was computed outside the tape's context, "
        f"or from nothing that is watched (it has dtype {dtypes.as_dtype(dtype).name} and shape {target.shape})."
    )


def _left_for_numpy(ledger: Ledger) -> str | None:
    if not ledger.notes:
        return None
    places = ", ".join(dict.fromkeys(place for _, place in ledger.notes))
    return f".numpy() took values out of the tape at {places}; what NumPy computes is not recorded."
