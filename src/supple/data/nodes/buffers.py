"""Elements kept for the next pass, and elements made ahead of time."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import Any, Final

from supple._core import tree
from supple._core.tensor import Tensor
from supple.data.nodes.grouping import stacked
from supple.data.nodes.node import Node, Step
from supple.data.nodes.picking import Picking
from supple.data.nodes.sources import Numbers, Slices
from supple.data.rows import Rows, Segment, elements

_TRIALS: Final = 3
_WORTH_A_THREAD: Final = 100e-6
_END: Final = object()


class Cache(Step):
    """The elements of the first whole pass, kept in memory; equal shapes are kept as rows of one tensor."""

    def __init__(self, source: Node) -> None:
        super().__init__(source)
        self._rows: Rows | None = source.rows() if isinstance(source, Slices | Numbers) else None
        self._kept: list[Any] | None = None

    @property
    def cheap(self) -> bool:
        """True once the elements are kept, or if the source is."""
        return self.filled or self.source.cheap

    @property
    def filled(self) -> bool:
        """True once a pass has reached the end."""
        return self._rows is not None or self._kept is not None

    def rows(self) -> Rows | None:
        """The kept elements, if their shapes are equal."""
        return self._rows

    def order(self) -> Iterator[Segment]:
        """All kept rows, first to last."""
        assert self._rows is not None
        return iter((range(self._rows.length),))

    def iterate(self) -> Iterator[Any]:
        """The kept elements, or those of the source."""
        if self._rows is not None:
            return elements(self._rows, self.order())
        return iter(self._kept) if self._kept is not None else self._filling()

    def _filling(self) -> Iterator[Any]:
        kept = []
        for element in self.source.iterate():
            kept.append(element)
            yield element
        if not self.filled:
            self._rows = _as_rows(kept)
            self._kept = kept if self._rows is None else None

    def size(self) -> int:
        """That of the source."""
        return self.source.size()


def _as_rows(kept: list[Any]) -> Rows | None:
    """The elements as rows of one tensor a leaf, None if their shapes differ."""
    if not kept:
        return None
    marks = set()
    for element in kept:
        leaves, structure = tree.flatten_with_spec(element)
        if not leaves or not all(type(leaf) is Tensor for leaf in leaves):
            return None
        marks.add((structure, *((leaf._t.shape, leaf._t.dtype) for leaf in leaves)))
        if len(marks) > 1:
            return None
    leaves, structure = tree.flatten_with_spec(stacked(kept))
    return Rows([leaf._t for leaf in leaves], structure, len(kept))


class Prefetch(Picking):
    """The source, up to `ahead` elements ahead in a thread if making one takes long enough to be worth it."""

    def __init__(self, source: Node, ahead: int) -> None:
        super().__init__(source)
        self.ahead = ahead

    def order(self) -> Iterator[Segment]:
        """The source's."""
        return self.source.order()

    def picked(self) -> Iterator[Any]:
        """The source's elements."""
        if self.source.cheap or not self.ahead:
            return self.source.iterate()
        return self._timed()

    def _timed(self) -> Iterator[Any]:
        source = self.source.iterate()
        fastest = float("inf")
        for _ in range(_TRIALS):
            start = time.perf_counter()
            element = next(source, _END)
            fastest = min(fastest, time.perf_counter() - start)
            if element is _END:
                return
            yield element
        if fastest < _WORTH_A_THREAD:
            yield from source
        else:
            yield from ahead(source, self.ahead)

    def size(self) -> int:
        """That of the source."""
        return self.source.size()


def ahead(source: Iterator[Any], limit: int) -> Iterator[Any]:
    """The items of `source`, made in a thread of their own up to `limit` ahead."""
    ready: queue.Queue[tuple[bool, Any]] = queue.Queue(limit)
    stopped = threading.Event()

    def put(item: tuple[bool, Any]) -> bool:
        while not stopped.is_set():
            try:
                ready.put(item, timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in source:
                if not put((True, item)):
                    return
            put((False, None))
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that reads
            put((False, error))

    worker = threading.Thread(target=work, name="supple-prefetch", daemon=True)
    worker.start()
    try:
        while True:
            going_on, item = ready.get()
            if going_on:
                yield item
            elif item is None:
                return
            else:
                raise item
    finally:
        stopped.set()
