"""Elements as plain Python values."""

from __future__ import annotations

from supple._core import tree


def plain(dataset):
    """Every element with lists and numbers in the place of arrays."""
    return [tree.map_structure(lambda leaf: leaf.tolist(), element) for element in dataset.as_numpy_iterator()]
