"""The node: one step of a pipeline. A `Dataset` is a node with methods around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from supple.data.rows import Rows, Segment
from supple.data.spec import spec_of
from supple.errors import ArgumentError

INFINITE: Final = -1
UNKNOWN: Final = -2


class Node:
    """One step of a pipeline.

    A node that only picks rows of tensors in memory says so by `rows()`, and `order()` gives their numbers: then steps
    behind it work on numbers, and the rows are gathered when a batch is made.
    """

    costly = False
    """True if making an element runs code of the user or waits for something."""

    @property
    def cheap(self) -> bool:
        """True if neither this node nor one before it is costly: a thread for them would only cost."""
        return not self.costly

    def iterate(self) -> Iterator[Any]:
        """A new pass over the elements."""
        raise NotImplementedError

    def rows(self) -> Rows | None:
        """The tensors that the elements are rows of, or None."""
        return None

    def order(self) -> Iterator[Segment]:
        """A new pass over the numbers of the rows."""
        raise NotImplementedError

    def size(self) -> int:
        """The number of elements, INFINITE or UNKNOWN."""
        return UNKNOWN

    def spec(self) -> Any:
        """The specs of an element, in its structure."""
        for element in self.iterate():
            return spec_of(element)
        raise ArgumentError(f"element_spec: {type(self).__name__} has no element to tell its shape from")


class Step(Node):
    """A node with one source; it has the source's spec and cost unless it says otherwise."""

    def __init__(self, source: Node) -> None:
        self.source = source

    @property
    def cheap(self) -> bool:
        """True if neither this node nor one before it is costly."""
        return not self.costly and self.source.cheap

    def spec(self) -> Any:
        """The specs of an element, those of the source."""
        return self.source.spec()
