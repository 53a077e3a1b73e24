"""Which elements, and in which order: shuffle, repeat, take, skip, shard."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

import torch

from supple.data.nodes.node import INFINITE, UNKNOWN, Node, Step
from supple.data.nodes.seeds import Seeds
from supple.data.rows import Rows, Segment, as_indices, elements, resized

_DRAWS: Final = 4096


class Picking(Step):
    """A step that changes nothing but which elements come, and when: on rows it works on their numbers."""

    def rows(self) -> Rows | None:
        """Those of the source."""
        return self.source.rows()

    def iterate(self) -> Iterator[Any]:
        """The chosen elements."""
        rows = self.source.rows()
        return self.picked() if rows is None else elements(rows, self.order())

    def picked(self) -> Iterator[Any]:
        """The chosen elements of a source that does not consist of rows."""
        raise NotImplementedError


class Shuffle(Picking):
    """Each element is drawn from a buffer of the next `buffer` ones."""

    def __init__(self, source: Node, buffer: int, seed: int | None, *, reshuffle: bool) -> None:
        super().__init__(source)
        self.buffer = buffer
        self.seeds = Seeds(seed, anew=reshuffle)

    def picked(self) -> Iterator[Any]:
        """The elements as they leave the buffer."""
        return drawn(self.source.iterate(), self.buffer, self.seeds.next())

    def order(self) -> Iterator[Segment]:
        """The row numbers as they leave the buffer."""
        generator = self.seeds.next()
        size = self.source.size()
        if 0 <= size <= self.buffer:
            # The buffer holds everything: what leaves it is a permutation.
            permutation = torch.randperm(size, generator=generator)
            for whole in _whole(self.source.order(), size):
                return iter((whole[permutation],))
            return iter(())
        return drawn_numbers(self.source.order(), self.buffer, generator)

    def size(self) -> int:
        """That of the source."""
        return self.source.size()


class Repeat(Picking):
    """The source `times` times over, each a new pass; -1 means for ever."""

    def __init__(self, source: Node, times: int) -> None:
        super().__init__(source)
        self.times = times

    def picked(self) -> Iterator[Any]:
        """Pass after pass."""
        return self._passes(self.source.iterate)

    def order(self) -> Iterator[Segment]:
        """Pass after pass of row numbers."""
        return self._passes(self.source.order)

    def _passes(self, start: Any) -> Iterator[Any]:
        done = 0
        while done != self.times:
            empty = True
            for item in start():
                empty = False
                yield item
            done += 1
            if empty:
                return

    def size(self) -> int:
        """The source's, multiplied."""
        size = self.source.size()
        if self.times == 0 or size == 0:
            return 0
        if self.times < 0:
            return INFINITE
        return size if size < 0 else size * self.times


class Take(Picking):
    """The first `count` elements; all of them if -1."""

    def __init__(self, source: Node, count: int) -> None:
        super().__init__(source)
        self.count = count

    def picked(self) -> Iterator[Any]:
        """The first elements."""
        if self.count < 0:
            return self.source.iterate()
        return islice(self.source.iterate(), self.count) if self.count else iter(())

    def order(self) -> Iterator[Segment]:
        """The first row numbers."""
        left = self.count
        if left < 0:
            yield from self.source.order()
            return
        for segment in self.source.order() if left else ():
            yield segment[:left]
            left -= min(left, len(segment))
            if not left:
                return

    def size(self) -> int:
        """The source's, or `count` if that is less."""
        size = self.source.size()
        if self.count < 0 or size == UNKNOWN or 0 <= size < self.count:
            return size
        return self.count


class Skip(Picking):
    """What is left without the first `count` elements; nothing if -1."""

    def __init__(self, source: Node, count: int) -> None:
        super().__init__(source)
        self.count = count

    def picked(self) -> Iterator[Any]:
        """The elements behind the first."""
        return iter(()) if self.count < 0 else islice(self.source.iterate(), self.count, None)

    def order(self) -> Iterator[Segment]:
        """The row numbers behind the first."""
        left = self.count
        for segment in self.source.order() if left >= 0 else ():
            if left < len(segment):
                yield segment[left:]
            left -= min(left, len(segment))

    def size(self) -> int:
        """The source's without the skipped ones."""
        size = self.source.size()
        if size < 0:
            return size
        return 0 if self.count < 0 else max(0, size - self.count)


class Shard(Picking):
    """Every `shards`-th element, from number `index` on."""

    def __init__(self, source: Node, shards: int, index: int) -> None:
        super().__init__(source)
        self.shards, self.index = shards, index

    def picked(self) -> Iterator[Any]:
        """The elements of this shard."""
        return islice(self.source.iterate(), self.index, None, self.shards)

    def order(self) -> Iterator[Segment]:
        """The row numbers of this shard."""
        seen = 0
        for segment in self.source.order():
            yield segment[(self.index - seen) % self.shards :: self.shards]
            seen += len(segment)

    def size(self) -> int:
        """The source's share."""
        size = self.source.size()
        return size if size < 0 else max(0, -((self.index - size) // self.shards))


def drawn(items: Iterable[Any], size: int, generator: torch.Generator) -> Iterator[Any]:
    """The items as they leave a buffer of `size`: random ones while it is refilled, then the rest permuted."""
    source = iter(items)
    buffer = list(islice(source, size))
    if len(buffer) == size:
        slots: Iterator[int] = iter(())
        for item in source:
            slot = next(slots, None)
            if slot is None:
                slots = iter(torch.randint(0, size, (_DRAWS,), generator=generator).tolist())
                slot = next(slots)
            yield buffer[slot]
            buffer[slot] = item
    for slot in torch.randperm(len(buffer), generator=generator).tolist():
        yield buffer[slot]


def drawn_numbers(order: Iterator[Segment], size: int, generator: torch.Generator) -> Iterator[Segment]:
    """What `drawn` gives for row numbers, in segments: one quick loop over lists."""
    blocks = resized(order, _DRAWS, first=size)
    buffer: list[int] = list(as_indices(next(blocks, range(0))).tolist())
    for block in blocks:
        slots = torch.randint(0, size, (_DRAWS,), generator=generator).tolist()
        given = []
        for slot, number in zip(slots, _listed(block), strict=False):
            given.append(buffer[slot])
            buffer[slot] = number
        yield torch.tensor(given)
    if buffer:
        yield torch.tensor(buffer)[torch.randperm(len(buffer), generator=generator)]


def _whole(order: Iterator[Segment], size: int) -> Iterator[torch.Tensor]:
    parts = [as_indices(segment) for segment in order]
    if parts:
        yield torch.cat(parts)[:size]


def _listed(segment: Segment) -> Any:
    return segment if isinstance(segment, range) else segment.tolist()
