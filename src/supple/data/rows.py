"""Rows: tensors of equal length that are read in any order, many at a time.

An order is a stream of segments, each a `range` (rows that follow each other: a slice, no copy) or a tensor of row
numbers (one gather). Both are cut into chunks of about a megabyte, and a chunk is cut into batches that are views of
it: so a batch of small rows costs a few views instead of a gather.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Any, Final, TypeAlias

import torch

from supple._core import tree
from supple._core.tensor import Tensor, new

Segment: TypeAlias = range | torch.Tensor

_CHUNK_BYTES: Final = 1 << 20
_CHUNK_BATCHES: Final = 128


@dataclass(slots=True)
class Rows:
    """Tensors whose first axes are equally long, and the structure they stand in; a missing one is None."""

    leaves: list[torch.Tensor | None]
    spec: Any
    length: int
    owned: bool = True  # nobody else can write to the memory: a slice may be handed out as it is

    def take(self, segment: Segment) -> list[Any]:
        """The rows of one segment, leaf by leaf."""
        if isinstance(segment, range):
            parts = [
                None if leaf is None else leaf[segment.start : segment.stop : segment.step] for leaf in self.leaves
            ]
            return parts if self.owned else [None if part is None else part.clone() for part in parts]
        return [None if leaf is None else leaf.index_select(0, segment) for leaf in self.leaves]

    def row_bytes(self) -> int:
        """The size of one row of all leaves."""
        total = sum(leaf.numel() * leaf.element_size() for leaf in self.leaves if leaf is not None)
        return max(1, total // max(1, self.length))


def batches(rows: Rows, order: Iterator[Segment], size: int, *, drop_remainder: bool = False) -> Iterator[Any]:
    """The rows in `order`, `size` at a time, each batch in the structure of the rows."""
    chunk = size * max(1, min(_CHUNK_BATCHES, _CHUNK_BYTES // (rows.row_bytes() * size)))
    rebuild = _builder(rows.spec)
    for segment in resized(order, chunk):
        if len(segment) < size:
            if drop_remainder:
                return
            yield rebuild(rows.take(segment))
            continue
        pieces = [repeat(None) if part is None else part.split(size) for part in rows.take(segment)]
        for piece in zip(*pieces, strict=False):
            if drop_remainder and piece[0].shape[0] < size:
                return
            yield rebuild(piece)


def elements(rows: Rows, order: Iterator[Segment]) -> Iterator[Any]:
    """The rows in `order`, one by one, without their first axis."""
    chunk = max(1, min(4096, _CHUNK_BYTES // rows.row_bytes()))
    rebuild = _builder(rows.spec)
    for segment in order:
        for start in range(0, len(segment), chunk):
            parts = rows.take(segment[start : start + chunk])
            pieces = [repeat(None) if part is None else part.unbind(0) for part in parts]
            for piece in zip(*pieces, strict=False):
                yield rebuild(piece)


def resized(order: Iterator[Segment], size: int, first: int | None = None) -> Iterator[Segment]:
    """The same row numbers in segments of `size`, the first one of `first` if given; the last may be shorter."""
    waiting: list[Segment] = []
    later, size = size, size if first is None else first
    count = 0
    for segment in order:
        if not count and len(segment) == size:
            yield segment
            size = later
            continue
        start = 0
        while len(segment) - start >= size - count:
            end = start + size - count
            yield joined([*waiting, segment[start:end]])
            waiting, count, start, size = [], 0, end, later
        if start < len(segment):
            waiting.append(segment[start:])
            count += len(segment) - start
    if count:
        yield joined(waiting)


def joined(segments: list[Segment]) -> Segment:
    """One segment from several, a range where they follow each other."""
    first = segments[0]
    if len(segments) == 1:
        return first
    if all(isinstance(s, range) and s.step == 1 for s in segments):
        if all(a.stop == b.start for a, b in pairwise(segments)):  # type: ignore[union-attr]
            return range(first.start, segments[-1].stop)  # type: ignore[union-attr]
    return torch.cat([as_indices(s) for s in segments])


def as_indices(segment: Segment) -> torch.Tensor:
    """The row numbers of a segment as a tensor."""
    if isinstance(segment, range):
        return torch.arange(segment.start, segment.stop, segment.step)
    return segment


@functools.lru_cache(256)
def _builder(spec: Any) -> Callable[[Any], Any]:
    """What puts torch tensors, wrapped, into the structure of `spec`."""
    probe = tree.unflatten(spec, list(range(spec.num_leaves)))
    if probe == 0:
        return _single
    if type(probe) is tuple and probe == (0, 1):
        return _pair
    unflatten = spec.unflatten

    def build(piece: Any) -> Any:
        leaves: list[Any] = []
        for values in piece:
            if values is None:
                leaves.append(None)
            else:
                out = new(Tensor)
                out._t = values
                leaves.append(out)
        return unflatten(leaves)

    return build


def _single(piece: Any) -> Any:
    out = new(Tensor)
    (out._t,) = piece
    return out


def _pair(piece: Any) -> Any:
    x, y = piece
    first = new(Tensor)
    first._t = x
    if y is None:
        return first, None
    second = new(Tensor)
    second._t = y
    return first, second
