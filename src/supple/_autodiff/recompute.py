"""`recompute_grad`: forget what is computed inside a function, and compute it again for its gradient."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch

from supple._autodiff.nodes import Witness, attach
from supple._core import conversion, tree
from supple._core.asking import ask, asking
from supple._core.random_state import Draws
from supple._core.recording import STATE, Ledger, Reader, Span, leaf, within
from supple._core.tensor import Recorded, Tensor, new
from supple._core.variable import Variable
from supple.errors import ArgumentError


def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f`, keeping for its gradient only what it reads: arguments, variables, and the state of random streams.

    The second run sees the values of the first one, also if variables have been assigned in between.
    """

    @functools.wraps(f)
    def recomputing(*args: Any, **kwargs: Any) -> Any:
        base = STATE.span
        if base is None or not base.ledgers:
            return f(*args, **kwargs)
        first, draws = _FirstRun(base), Draws()
        with within(Span((), first)), draws:
            leaves, spec = tree.flatten_with_spec(f(*args, **kwargs))
            values = [conversion.to_torch(each, None, "recompute_grad: result") for each in leaves]
        second = _Again(f, args, kwargs, first, draws)
        return tree.unflatten(spec, attach(values, second.inputs, second.pull))

    return recomputing


class _FirstRun(Witness):
    """Notes variables and looked-up rows as they are read; all of them are constants in this run."""

    __slots__ = ("rows",)

    def __init__(self, base: Span) -> None:
        super().__init__(base)
        self.rows: list[torch.Tensor] = []

    def read(self, variable: Variable) -> torch.Tensor:
        """The values, as a constant."""
        return super().read(variable).detach()

    def look_up(self, variable: Variable, indices: torch.Tensor) -> torch.Tensor:
        """The rows, as constants."""
        rows = self.base.look_up(variable, indices)
        self.rows.append(rows)
        return rows.detach()


class _SecondRun(Reader):
    """Reads what the first run read, rows in the same order."""

    __slots__ = ("readings", "rows")

    def __init__(self, readings: dict[int, torch.Tensor], rows: list[torch.Tensor], covers: tuple[Ledger, ...]) -> None:
        super().__init__(covers)
        self.readings = readings
        self.rows = iter(rows)

    def read(self, variable: Variable) -> torch.Tensor:
        """The values that the first run read."""
        return self.readings.get(id(variable), variable.buffer)

    def look_up(self, variable: Variable, indices: torch.Tensor) -> torch.Tensor:
        """The rows that the first run looked up."""
        return next(self.rows)


class _Again:
    """The call of a function, to be done once more."""

    def __init__(self, function: Callable[..., Any], args: Any, kwargs: Any, first: _FirstRun, draws: Draws) -> None:
        self.function = function
        self.sources, self.spec = tree.flatten_with_spec((args, kwargs))
        self.keys = list(first.readings)
        self.draws = draws
        tensors = [each._t if isinstance(each, Tensor) else None for each in self.sources]
        self.inputs = [*tensors, *first.readings.values(), *first.rows]

    def pull(self, upstream: Sequence[torch.Tensor]) -> list[torch.Tensor | None]:
        """The gradients of the inputs from those of the results."""
        outer, asker, ledger = STATE.span, asking(), Ledger(False, True)
        with torch.enable_grad():
            leaves = [
                None
                if each is None
                else leaf(each if outer is not None else each.detach())
                if each.requires_grad
                else each
                for each in self.inputs
            ]
            results = self._run(leaves, outer, ledger)
        if len(results) != len(upstream):
            raise ArgumentError(
                f"recompute_grad: the second run must return as many tensors as the first, "
                f"expected {len(upstream)}, got {len(results)}"
            )
        pairs = [(r, g) for r, g in zip(results, upstream, strict=True) if r.requires_grad]
        wanted = [each for each in leaves if each is not None and each.requires_grad]
        if not pairs or not wanted:
            return [None] * len(leaves)
        found = iter(
            ask(asker.ledger if asker else ledger, outer, [r for r, _ in pairs], [g for _, g in pairs], wanted, False)
        )
        ledger.release()
        return [None if each is None or not each.requires_grad else next(found) for each in leaves]

    def _run(self, leaves: list[torch.Tensor | None], outer: Span | None, ledger: Ledger) -> list[torch.Tensor]:
        covers = () if outer is None else outer.ledgers
        count, known = len(self.sources), len(self.sources) + len(self.keys)
        readings = {key: each for key, each in zip(self.keys, leaves[count:known], strict=True) if each is not None}
        rows = [each for each in leaves[known:] if each is not None]
        span = Span((*covers, ledger), _SecondRun(readings, rows, covers))
        args, kwargs = tree.unflatten(
            self.spec,
            [_argument(source, each, span) for source, each in zip(self.sources, leaves, strict=False)],
        )
        with within(span), self.draws:
            results = tree.flatten(self.function(*args, **kwargs))
            return [conversion.to_torch(each, None, "recompute_grad: result") for each in results]


def _argument(source: Any, values: torch.Tensor | None, span: Span) -> Any:
    """What the second run gets for `source`: a tensor whose values are a leaf, if it has a gradient."""
    if values is None or not values.requires_grad:
        return source
    made = new(Recorded)
    made._g = values
    made._span = span
    mask = getattr(source, "_keras_mask", None)
    if mask is not None:
        made._keras_mask = mask
    return made
