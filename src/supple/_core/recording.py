"""What the tapes of each thread record, as far as tensors and variables must know it.

A `Ledger` is the book of one tape. A `Span` is a stretch of a thread's time in which the same ledgers are open; every
tensor that is computed from a watched one remembers its span. When no ledger of that span is open any more, the
tensor reads as a constant, so that tapes which follow each other never reach into each other.

A span may have a `Reader`, which stands between it and the variables: shape inference reads them without data, a
custom gradient must know which ones a function reads, a recomputation reads them as they were.
"""

from __future__ import annotations

import threading
import weakref
from typing import TYPE_CHECKING, Any, Final

import torch

if TYPE_CHECKING:
    from supple._core.variable import Variable

LIVE: Final[list[object]] = []
"""One item for each span that is current in some thread: reading variables is free of look-ups while it is empty."""


Aliases = list[tuple[torch.Tensor, torch.Tensor]]
"""Pairs of a reading under the outer ledgers and the alias made of it; emptied when the ledger is released."""


class Read:
    """One variable as read under one ledger: its aliases, and the rows that were looked up in it."""

    __slots__ = ("aliases", "lookups", "variable")

    def __init__(self, variable: Variable) -> None:
        self.variable = variable
        self.aliases: Aliases = []
        self.lookups: list[tuple[torch.Tensor, torch.Tensor]] = []  # (indices, rows)


class Ledger:
    """The book of one tape: what it watches and what was read under it."""

    __slots__ = (
        *("__weakref__", "gapped", "leftovers", "marked", "notes", "pending", "reads", "shared", "watches_variables"),
    )

    def __init__(self, watches_variables: bool, shared: bool) -> None:
        self.watches_variables = watches_variables
        self.reads: dict[int, Read] = {}
        self.marked: set[int] = set()  # ids of variables that are watched by name
        self.pending = True  # a gradient may still be asked for
        self.shared = shared  # the graph is used more than once: persistent, or open together with another tape
        self.gapped = False  # closed at least once: what is computed then is a constant when it is opened again
        self.leftovers: list[weakref.ref[Any]] = []
        self.notes: list[tuple[weakref.ref[Any], str]] = []  # tensors that left for NumPy, and where

    def watches(self, variable: Variable) -> bool:
        """True if reading `variable` is to be recorded here."""
        return (self.watches_variables and variable.trainable) or id(variable) in self.marked

    def note(self, variable: Variable) -> Read:
        """The page of `variable` in the book."""
        read = self.reads.get(id(variable))
        if read is None:
            read = self.reads[id(variable)] = Read(variable)
        return read

    def alias(self, variable: Variable, reading: torch.Tensor) -> torch.Tensor:
        """The tensor that stands for `variable` under this ledger, made from its `reading` under the outer ones."""
        aliases = self.note(variable).aliases
        for known, alias in aliases:
            if known is reading:
                return alias
        alias = leaf(reading)
        aliases.append((reading, alias))
        variable.note_reader(aliases, alias)
        return alias

    def look_up(self, variable: Variable, indices: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Record that `rows` were looked up at `indices`; returns the rows that stand for them under this ledger."""
        rows = leaf(rows)
        self.note(variable).lookups.append((indices, rows))
        return rows

    def release(self) -> None:
        """No gradient will be asked for any more: let go of the graph."""
        self.pending = False
        for read in self.reads.values():
            read.aliases.clear()
            read.lookups.clear()
            read.variable.forget_reading()
        if self.leftovers:
            for ref in self.leftovers:
                left = ref()
                if left is not None:
                    left.settle()
            self.leftovers.clear()
        self.notes.clear()


class Reader:
    """How a span gets at the values of variables: here, from their buffers."""

    __slots__ = ("covers",)

    def __init__(self, covers: tuple[Ledger, ...] = ()) -> None:
        self.covers = covers  # ledgers that have recorded what `read` and `look_up` return

    def read(self, variable: Variable) -> torch.Tensor:
        """The values of `variable`."""
        return variable.buffer

    def look_up(self, variable: Variable, indices: torch.Tensor) -> torch.Tensor:
        """The rows of `variable` at `indices`."""
        return torch.nn.functional.embedding(indices, self.read(variable))


class MetaReader(Reader):
    """Reads variables as tensors without data: shape inference."""

    __slots__ = ()

    def read(self, variable: Variable) -> torch.Tensor:
        """A tensor of the variable's shape and dtype on the meta device."""
        return torch.empty_like(variable.buffer, device="meta")


class Span:
    """A stretch of time in one thread during which the same ledgers are open."""

    __slots__ = ("ledgers", "reader", "shared")

    def __init__(self, ledgers: tuple[Ledger, ...], reader: Reader | None = None) -> None:
        self.ledgers = ledgers
        self.reader = reader
        self.shared = len(ledgers) > 1 or (len(ledgers) == 1 and ledgers[0].shared)

    @property
    def done(self) -> bool:
        """True once no gradient can be asked of any of its ledgers."""
        return not any(ledger.pending for ledger in self.ledgers)

    def read(self, variable: Variable) -> torch.Tensor:
        """The tensor that a read of `variable` gives in this span."""
        reader = self.reader
        reading = variable.buffer if reader is None else reader.read(variable)
        differentiable = reading.is_floating_point() or reading.is_complex()
        for ledger in self.ledgers:
            if ledger.watches(variable) and (reader is None or ledger not in reader.covers):
                if differentiable:
                    reading = ledger.alias(variable, reading)
                else:
                    ledger.note(variable)
        if reading is variable.buffer and self.ledgers:
            # Autograd may keep what is read; by an alias, a write sees that somebody still holds the old values.
            return reading.detach()
        return reading

    def look_up(self, variable: Variable, indices: torch.Tensor) -> torch.Tensor:
        """Rows of `variable` at `indices`, recorded without a dense gradient of the whole."""
        reader = self.reader
        if reader is None:
            rows = torch.nn.functional.embedding(indices, variable.buffer)
        else:
            rows = reader.look_up(variable, indices)
        for ledger in self.ledgers:
            if ledger.watches(variable) and (reader is None or ledger not in reader.covers):
                rows = ledger.look_up(variable, indices, rows)
        return rows

    def gaps_since(self, earlier: Span) -> tuple[Ledger, ...] | None:
        """The ledgers that were closed during `earlier` and had been open before; None if no ledger is common."""
        then = earlier.ledgers
        common = False
        gaps: tuple[Ledger, ...] = ()
        for ledger in self.ledgers:
            if ledger in then:
                common = True
            elif ledger.gapped:
                gaps = (*gaps, ledger)
        return gaps if common else None


class MetaSpan(Span):
    """The span of shape inference: variables read as tensors without data."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__((), MetaReader())


class _ThreadState(threading.local):
    span: Span | None = None
    autocast: torch.dtype | None = None
    """The float dtype that variables read as, inside a layer of mixed precision."""


STATE: Final = _ThreadState()


def leaf(reading: torch.Tensor) -> torch.Tensor:
    """A tensor of the same values that gradients can be asked for; keeps the way to an outer ledger's leaf."""
    if reading.requires_grad:
        return reading.view_as(reading)
    return reading.detach().requires_grad_()


def enter(ledger: Ledger) -> None:
    """Open `ledger` in this thread, innermost."""
    outer = STATE.span
    if outer is None:
        LIVE.append(None)
        STATE.span = Span((ledger,))
        return
    ledgers = (*outer.ledgers, ledger)
    if len(ledgers) > 1:
        for each in ledgers:
            each.shared = True
    STATE.span = Span(ledgers, outer.reader)


def leave(ledger: Ledger) -> None:
    """Close `ledger` in this thread, wherever it stands."""
    ledger.gapped = True
    span = STATE.span
    if span is None:
        return
    if span.ledgers == (ledger,) and span.reader is None:
        LIVE.pop()
        STATE.span = None
        return
    ledgers = tuple([each for each in span.ledgers if each is not ledger])
    set_span(Span(ledgers, span.reader) if ledgers or span.reader is not None else None)


def set_span(span: Span | None) -> None:
    """Make `span` the current one of this thread."""
    if (STATE.span is None) != (span is None):
        if span is None:
            LIVE.pop()
        else:
            LIVE.append(None)
    STATE.span = span


class paused:
    """Context in which this thread records nothing."""

    __slots__ = ("_span",)

    def __enter__(self) -> None:
        self._span = STATE.span
        set_span(None)

    def __exit__(self, *_: object) -> None:
        set_span(self._span)


class within:
    """Context in which this thread records as in `span`."""

    __slots__ = ("_outer", "_span")

    def __init__(self, span: Span | None) -> None:
        self._span = span

    def __enter__(self) -> None:
        self._outer = STATE.span
        set_span(self._span)

    def __exit__(self, *_: object) -> None:
        set_span(self._outer)


class reading_as:
    """Context in which this thread reads the variables that allow it in the float dtype `dtype`; None ends that."""

    __slots__ = ("_dtype", "_outer")

    def __init__(self, dtype: torch.dtype | None) -> None:
        self._dtype = dtype

    def __enter__(self) -> None:
        self._outer = STATE.autocast
        STATE.autocast = self._dtype
        LIVE.append(None)

    def __exit__(self, *_: object) -> None:
        STATE.autocast = self._outer
        LIVE.pop()
