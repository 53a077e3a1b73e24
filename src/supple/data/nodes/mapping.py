"""Elements changed, chosen or made by a user's function."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count, islice
from typing import Any, Final

import torch

from supple._core import tree
from supple._core.spec import TensorSpec
from supple._core.tensor import Eager
from supple.data.nest import returned, to_element, unpacked, unrecorded, wrap_plain
from supple.data.nodes.node import UNKNOWN, Node, Step
from supple.data.spec import spec_of
from supple.errors import ArgumentError, DtypeError, NotSupportedError, OpError

_TRIALS: Final = 4
_WORTH_A_THREAD: Final = 200e-6
"""Seconds: below that, handing an element to a thread and back costs as much as it saves."""


class Map(Step):
    """Each element replaced by what a function of it returns; in up to `threads` threads, always in order."""

    costly = True

    def __init__(self, source: Node, function: Callable[..., Any], threads: int) -> None:
        super().__init__(source)
        self.threads = threads
        inner = unpacked(function)
        self.function: Callable[[Any], Any] = lambda element: returned(inner(element), "map")

    def iterate(self) -> Iterator[Any]:
        """The returned elements."""
        if self.threads > 1:
            return self._in_threads()
        return map(self.function, self.source.iterate())

    def _in_threads(self) -> Iterator[Any]:
        source = self.source.iterate()
        function = self.function
        fastest = float("inf")
        for element in islice(source, _TRIALS):
            start = time.perf_counter()
            made = function(element)
            fastest = min(fastest, time.perf_counter() - start)
            yield made
        if fastest < _WORTH_A_THREAD:
            yield from map(function, source)
            return
        waiting: deque[Future[Any]] = deque()
        with ThreadPoolExecutor(self.threads, "supple-map") as pool:
            try:
                for element in source:
                    waiting.append(pool.submit(function, element))
                    if len(waiting) > 2 * self.threads:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()

    def size(self) -> int:
        """That of the source."""
        return self.source.size()

    def spec(self) -> Any:
        """The specs of what the function returns for the first element.

        Sizes that the source does not know are doubled in a second try: what changes then is not known either.
        """
        given = self.source.spec()
        for element in self.source.iterate():
            found = spec_of(self.function(element))
            axes = [_open_axis(leaf) for leaf in tree.flatten(given)]
            if all(axis is None for axis in axes):
                return found
            try:
                return _varying(found, spec_of(self.function(_doubled(element, axes))))
            except (OpError, ValueError, TypeError, IndexError):
                return found
        return Node.spec(self)


class FlatMap(Step):
    """The elements of the datasets that a function returns, one dataset after the other."""

    costly = True

    def __init__(self, source: Node, function: Callable[[Any], Node]) -> None:
        super().__init__(source)
        self.function = function

    def iterate(self) -> Iterator[Any]:
        """The elements of all of them."""
        for element in self.source.iterate():
            yield from self.function(element).iterate()

    def spec(self) -> Any:
        """The specs of the first dataset."""
        for element in self.source.iterate():
            return self.function(element).spec()
        return Node.spec(self)


class Interleave(FlatMap):
    """Like `FlatMap`, with `cycle` datasets open at a time that give `block` elements by turns."""

    def __init__(self, source: Node, function: Callable[[Any], Node], cycle: int, block: int) -> None:
        super().__init__(source, function)
        self.cycle, self.block = cycle, block

    def iterate(self) -> Iterator[Any]:
        """Block after block; an exhausted dataset makes room for the next one when its turn comes again."""
        source = self.source.iterate()
        slots: list[Iterator[Any] | None] = [None] * self.cycle
        more, turn = True, 0
        while more or any(slot is not None for slot in slots):
            slot = slots[turn]
            if slot is None and more:
                for element in source:
                    slots[turn] = slot = self.function(element).iterate()
                    break
                more = slot is not None
            if slot is not None:
                given = 0
                for element in islice(slot, self.block):
                    given += 1
                    yield element
                if given < self.block:
                    slots[turn] = None
            turn = (turn + 1) % self.cycle


class Filter(Step):
    """The elements for which a predicate is true; with `until`, those before the first for which it is not."""

    costly = True

    def __init__(self, source: Node, predicate: Callable[..., Any], *, until: bool) -> None:
        super().__init__(source)
        self.until = until
        self.predicate = unpacked(predicate)

    def iterate(self) -> Iterator[Any]:
        """The chosen elements."""
        for element in self.source.iterate():
            if _truth(self.predicate(element)):
                yield element
            elif self.until:
                return

    def size(self) -> int:
        """Nobody counted."""
        return UNKNOWN


class Scan(Step):
    """What a function returns beside the state that it hands on from element to element."""

    costly = True

    def __init__(self, source: Node, initial: Any, function: Callable[[Any, Any], Any]) -> None:
        super().__init__(source)
        self.initial = to_element(initial, "scan: initial_state")
        self.function = unrecorded(function)

    def iterate(self) -> Iterator[Any]:
        """The returned elements."""
        state = self.initial
        for element in self.source.iterate():
            result = self.function(state, element)
            if not isinstance(result, (tuple, list)) or len(result) != 2:
                raise DtypeError(f"scan: expected the function to return (new_state, element), got {result!r}")
            state = to_element(result[0], "scan")
            yield returned(result[1], "scan")

    def size(self) -> int:
        """That of the source."""
        return self.source.size()

    def spec(self) -> Any:
        """The specs of the first returned element."""
        return Node.spec(self)


class Enumerate(Step):
    """Pairs of a number, from `start` on, and an element."""

    def __init__(self, source: Node, start: int) -> None:
        super().__init__(source)
        self.start = start

    def iterate(self) -> Iterator[Any]:
        """The pairs."""
        for number, element in zip(count(self.start), self.source.iterate(), strict=False):
            yield wrap_plain(torch.tensor(number)), element

    def size(self) -> int:
        """That of the source."""
        return self.source.size()

    def spec(self) -> Any:
        """An int64 number and the source's specs."""
        return TensorSpec([], torch.int64), self.source.spec()


class IgnoreErrors(Step):
    """What a `Map` makes, without the elements for which its function fails."""

    def __init__(self, source: Node) -> None:
        if not isinstance(source, Map):
            # Behind other steps an error ends the pass: what is left would be lost without a word.
            raise NotSupportedError(
                f"ignore_errors: only directly behind map so far, got a {type(source).__name__} dataset; "
                "let the function return what a filter can drop"
            )
        super().__init__(source)
        self.function = source.function

    def iterate(self) -> Iterator[Any]:
        """What can be made."""
        assert isinstance(self.source, Map)
        for element in self.source.source.iterate():
            try:
                made = self.function(element)
            except (OpError, ValueError, TypeError, LookupError, ArithmeticError):
                continue
            yield made


def threads_of(parallel_calls: int | None) -> int:
    """How many threads `num_parallel_calls` stands for; AUTOTUNE (-1) is one for each processor."""
    if parallel_calls is None:
        return 1
    if parallel_calls == -1:
        return max(2, os.cpu_count() or 1)
    return parallel_calls


def _truth(value: Any) -> bool:
    if isinstance(value, Eager) and (value.shape or not value.dtype.is_bool):
        raise ArgumentError(
            f"filter: expected the predicate to return one bool, got shape {value.shape} and dtype {value.dtype.name}"
        )
    return bool(value)


def _open_axis(spec: Any) -> int | None:
    if not isinstance(spec, TensorSpec):
        return None
    return next((axis for axis, size in enumerate(spec.shape) if size is None), None)


def _doubled(element: Any, axes: list[int | None]) -> Any:
    leaves, structure = tree.flatten_with_spec(element)
    grown = [
        leaf if axis is None else wrap_plain(torch.cat([leaf._t, leaf._t], axis))
        for leaf, axis in zip(leaves, axes, strict=True)
    ]
    return tree.unflatten(structure, grown)


def _varying(first: Any, second: Any) -> Any:
    return tree.map_structure(
        lambda a, b: a.most_specific_compatible_type(b) if isinstance(a, TensorSpec) else a, first, second
    )
