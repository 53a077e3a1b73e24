"""Several sources as one: side by side, one after the other, by choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from supple._core import tree
from supple.data.nodes.node import INFINITE, UNKNOWN, Node
from supple.data.nodes.picking import Picking
from supple.data.nodes.seeds import Seeds
from supple.data.nodes.sources import Slices
from supple.data.rows import Rows, Segment, elements
from supple.data.spec import joint, spec_of
from supple.errors import DtypeError, InvalidArgumentError


class Zip(Node):
    """Elements side by side, in the structure in which the sources were given, until one source ends."""

    def __init__(self, structure: Any) -> None:
        self.sources, self.structure = tree.flatten_with_spec(structure)

    @property
    def cheap(self) -> bool:
        """True if all sources are."""
        return all(source.cheap for source in self.sources)

    def iterate(self) -> Iterator[Any]:
        """The elements side by side."""
        rows = self.rows()
        if rows is not None:
            return elements(rows, self.order())
        unflatten = self.structure.unflatten
        return (unflatten(row) for row in zip(*(source.iterate() for source in self.sources), strict=False))

    def rows(self) -> Rows | None:
        """The tensors of all sources, if each is tensors in their own order."""
        if not all(isinstance(source, Slices) for source in self.sources):
            return None
        length = self.size()
        parts = [source.rows() for source in self.sources]
        nested = [tree.unflatten(part.spec, [leaf[:length] for leaf in part.leaves]) for part in parts]
        leaves, spec = tree.flatten_with_spec(self.structure.unflatten(nested))
        return Rows(leaves, spec, length)

    def order(self) -> Iterator[Segment]:
        """All rows, first to last."""
        return iter((range(self.size()),))

    def size(self) -> int:
        """That of the shortest source."""
        sizes = [source.size() for source in self.sources]
        if UNKNOWN in sizes:
            return UNKNOWN
        finite = [size for size in sizes if size >= 0]
        return min(finite) if finite else INFINITE

    def spec(self) -> Any:
        """The specs side by side."""
        return self.structure.unflatten([source.spec() for source in self.sources])


class Concatenate(Node):
    """One source behind the other."""

    def __init__(self, first: Node, second: Node) -> None:
        self.first, self.second = first, second

    @property
    def cheap(self) -> bool:
        """True if both sources are."""
        return self.first.cheap and self.second.cheap

    def iterate(self) -> Iterator[Any]:
        """The elements of the first, then those of the second."""
        last = None
        for last in self.first.iterate():
            yield last
        checked = last is None
        for element in self.second.iterate():
            if not checked:
                checked = True
                _check_alike(last, element)
            yield element

    def size(self) -> int:
        """Both together."""
        sizes = (self.first.size(), self.second.size())
        if INFINITE in sizes:
            return INFINITE
        return UNKNOWN if UNKNOWN in sizes else sum(sizes)

    def spec(self) -> Any:
        """What the specs of both have in common."""
        return joint(self.first.spec(), self.second.spec())


def _check_alike(first: Any, second: Any) -> None:
    a, a_structure = tree.flatten_with_spec(spec_of(first))
    b, b_structure = tree.flatten_with_spec(spec_of(second))
    if a_structure != b_structure or any(x != y and x.dtype != y.dtype for x, y in zip(a, b, strict=True)):
        raise DtypeError(
            f"concatenate: the elements must have one structure and dtype, got {spec_of(first)} and {spec_of(second)}"
        )


class Chosen(Node):
    """The next element of the source whose number comes next."""

    def __init__(self, sources: list[Node], choices: Node, *, stop_on_empty: bool) -> None:
        self.sources, self.choices, self.stop_on_empty = sources, choices, stop_on_empty

    @property
    def cheap(self) -> bool:
        """True if all sources are."""
        return self.choices.cheap and all(source.cheap for source in self.sources)

    def iterate(self) -> Iterator[Any]:
        """The chosen elements; an exhausted source ends everything, or is passed over."""
        open_sources = [source.iterate() for source in self.sources]
        for choice in self.choices.iterate():
            number = int(choice)
            if not 0 <= number < len(open_sources):
                raise InvalidArgumentError(
                    f"choose_from_datasets: expected numbers below {len(open_sources)}, the choice is {number}"
                )
            found = False
            for element in open_sources[number]:
                found = True
                yield element
                break
            if not found and self.stop_on_empty:
                return

    def size(self) -> int:
        """Nobody counted."""
        return UNKNOWN

    def spec(self) -> Any:
        """What the specs of the sources have in common."""
        spec = self.sources[0].spec()
        for source in self.sources[1:]:
            spec = joint(spec, source.spec())
        return spec


class Sampled(Chosen):
    """Elements of sources drawn with given chances."""

    def __init__(
        self, sources: list[Node], chances: list[float], seed: int | None, *, anew: bool, stop_on_empty: bool
    ) -> None:
        super().__init__(sources, Node(), stop_on_empty=stop_on_empty)
        self.chances = torch.tensor(chances, dtype=torch.float64)
        self.seeds = Seeds(seed, anew=anew)

    def iterate(self) -> Iterator[Any]:
        """The drawn elements; an exhausted source ends everything, or is not drawn any more."""
        generator = self.seeds.next()
        open_sources = [source.iterate() for source in self.sources]
        chances = self.chances.clone()
        draws: list[int] = []
        while bool(chances.sum() > 0):
            if not draws:
                draws = torch.multinomial(chances, 1024, replacement=True, generator=generator).tolist()
            number = draws.pop()
            found = False
            for element in open_sources[number]:
                found = True
                yield element
                break
            if not found:
                if self.stop_on_empty:
                    return
                chances[number] = 0
                draws = []

    def size(self) -> int:
        """INFINITE if a source is, else nobody counted."""
        return INFINITE if INFINITE in [source.size() for source in self.sources] else UNKNOWN


class AssertSize(Picking):
    """The source with a number of elements that the user vouches for; it is checked at the end of a pass."""

    def __init__(self, source: Node, size: int) -> None:
        super().__init__(source)
        self._size = size

    def rows(self) -> Rows | None:
        """None: every element is counted."""
        return None

    def iterate(self) -> Iterator[Any]:
        """The elements, counted."""
        done = 0
        for element in self.source.iterate():
            done += 1
            yield element
        if self._size >= 0 and done != self._size:
            raise InvalidArgumentError(f"assert_cardinality: expected {self._size} elements, the dataset has {done}")

    def size(self) -> int:
        """The asserted number."""
        return self._size
