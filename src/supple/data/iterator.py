"""Passes over a dataset."""

from __future__ import annotations

from collections.abc import Iterator as AnyIterator
from typing import Any

import torch

from supple._core import tree
from supple._core.tensor import Eager
from supple.data.nest import wrap_plain
from supple.data.nodes.node import Node
from supple.errors import InvalidArgumentError, OutOfRangeError


class Iterator:
    """One pass over a dataset; `taken` counts the elements that it has given."""

    __slots__ = ("_next", "_node", "taken")

    def __init__(self, node: Node) -> None:
        self._node = node
        self._next = node.iterate().__next__
        self.taken = 0

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        element = self._next()
        self.taken += 1
        return element

    def get_next(self, name: str | None = None) -> Any:
        """The next element; OutOfRangeError at the end."""
        for element in self:
            return element
        raise OutOfRangeError(f"the iterator is at its end, after {self.taken} elements")

    def get_next_as_optional(self) -> Optional:
        """The next element, or an empty optional at the end."""
        for element in self:
            return Optional([element])
        return Optional([])

    @property
    def element_spec(self) -> Any:
        """The specs of an element, in its structure."""
        return self._node.spec()


class NumpyIterator:
    """One pass over a dataset, as NumPy arrays and scalars."""

    def __init__(self, elements: AnyIterator[Any]) -> None:
        self._elements = elements

    def __iter__(self) -> NumpyIterator:
        return self

    def __next__(self) -> Any:
        return to_numpy(next(self._elements))


class Optional:
    """An element that may be missing: `tf.experimental.Optional`."""

    def __init__(self, values: list[Any]) -> None:
        self._values = values

    def has_value(self, name: str | None = None) -> Any:
        """True, as a tensor, if there is an element."""
        return wrap_plain(torch.tensor(bool(self._values)))

    def get_value(self, name: str | None = None) -> Any:
        """The element; InvalidArgumentError if there is none."""
        if not self._values:
            raise InvalidArgumentError(f"get_value: the optional is empty: {self!r}")
        return self._values[0]


def to_numpy(element: Any) -> Any:
    """An element with arrays in the place of tensors; datasets in it become iterators."""
    return tree.map_structure(_leaf, element)


def _leaf(leaf: Any) -> Any:
    if isinstance(leaf, Eager):
        return leaf.numpy()
    return leaf.as_numpy_iterator() if hasattr(leaf, "as_numpy_iterator") else leaf
