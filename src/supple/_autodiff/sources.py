"""What a tape needs to know of targets and sources to ask torch's engine for gradients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import torch

from supple._core.recording import Ledger, Read
from supple._core.slices import IndexedSlices
from supple._core.tensor import Eager, Recorded, Tensor, Watched, wrap
from supple._core.variable import Variable
from supple.errors import DtypeError


def graph_of(target: Any, ledger: Ledger) -> torch.Tensor | None:
    """The torch tensor of `target` if it was computed under `ledger` from something watched, else None."""
    if isinstance(target, Recorded):
        return target._g if ledger in target._span.ledgers else None
    if isinstance(target, Watched):
        for marked, alias in reversed(target._marks):
            if marked is ledger:
                return alias
        if target._span is not None and ledger in target._span.ledgers:
            return target._g
    if isinstance(target, Variable):
        read = ledger.reads.get(id(target))
        if read is not None and read.aliases:
            return read.aliases[-1][1]
    return None


class Inputs:
    """A source for which several tensors stand: what it was read as, and the rows that were looked up in it."""

    __slots__ = ("dense", "indices", "rows", "shape")

    def __init__(self, read: Read) -> None:
        self.shape = read.variable.buffer.shape
        self.dense = [alias for _, alias in read.aliases]
        self.rows = [rows for _, rows in read.lookups]
        self.indices = [indices for indices, _ in read.lookups]

    @property
    def tensors(self) -> list[torch.Tensor]:
        """Everything that stands for the source."""
        return [*self.dense, *self.rows]

    def collect(self, gradients: Iterator[torch.Tensor | None]) -> Any:
        """The gradient of the source, from the next ones for `tensors`; None if all are None."""
        whole = _sum(next(gradients) for _ in self.dense)
        parts = [
            (indices.reshape(-1), gradient.reshape(-1, *self.shape[1:]))
            for indices in self.indices
            if (gradient := next(gradients)) is not None
        ]
        if not parts:
            return None if whole is None else wrap(whole)
        if whole is not None:
            for indices, rows in parts:
                whole = whole.index_add(0, indices.long(), rows)
            return wrap(whole)
        indices = parts[0][0] if len(parts) == 1 else torch.cat([part[0] for part in parts])
        values = parts[0][1] if len(parts) == 1 else torch.cat([part[1] for part in parts])
        return IndexedSlices(wrap(values), wrap(indices), tuple(self.shape))

    def collect_dense(self, gradients: Iterator[torch.Tensor | None], count: int) -> torch.Tensor | None:
        """The gradients of the source for `count` seeds, (count, ..source), from the next ones for `tensors`."""
        whole = _sum(next(gradients) for _ in self.dense)
        for indices in self.indices:
            gradient = next(gradients)
            if gradient is not None:
                rows = gradient.reshape(count, -1, *self.shape[1:])
                base = rows.new_zeros((count, *self.shape)) if whole is None else whole
                whole = base.index_add(1, indices.reshape(-1).long(), rows)
        return whole


Standing: TypeAlias = Inputs | torch.Tensor | None
"""What stands for a source under a ledger: several tensors, one, or nothing."""


def standing_for(source: Any, ledger: Ledger) -> Standing:
    """What stands for `source` under `ledger`."""
    if isinstance(source, Variable):
        read = ledger.reads.get(id(source))
        if read is None:
            return None
        if len(read.aliases) == 1 and not read.lookups:
            return read.aliases[0][1]
        return Inputs(read)
    if not isinstance(source, Eager) or isinstance(source, IndexedSlices):
        raise DtypeError(f"GradientTape: sources: expected tensors and variables, got {source!r}")
    return graph_of(source, ledger)


def wanted_by(standing: Iterable[Standing]) -> list[torch.Tensor]:
    """The tensors by which to differentiate."""
    wanted: list[torch.Tensor] = []
    for each in standing:
        if isinstance(each, torch.Tensor):
            wanted.append(each)
        elif each is not None:
            wanted += each.tensors
    return wanted


def distribute(standing: Iterable[Standing], found: Iterable[torch.Tensor | None]) -> list[Any]:
    """The gradient of each source from those of the tensors that stand for them."""
    gradients: list[Any] = []
    remaining = iter(found)
    for each in standing:
        if isinstance(each, torch.Tensor):
            gradient = next(remaining)
            gradients.append(None if gradient is None else wrap(gradient))
        else:
            gradients.append(None if each is None else each.collect(remaining))
    return gradients


def zeros_like(source: Any) -> Tensor:
    """Zeros of the shape and dtype of a source."""
    values = source.buffer if isinstance(source, Variable) else source._t
    return wrap(torch.zeros_like(values.detach()))


def _sum(gradients: Iterable[torch.Tensor | None]) -> torch.Tensor | None:
    whole: torch.Tensor | None = None
    for gradient in gradients:
        if gradient is not None:
            whole = gradient if whole is None else whole + gradient
    return whole
