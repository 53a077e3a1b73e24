"""Nested structures of lists, tuples, dicts and named tuples: `tf.nest`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core.names import unknown_name
from supple._ops import structures
from supple._ops._arguments import TensorLike, unsupported


def flatten(structure: TensorLike, expand_composites: bool = False) -> list[Any]:
    """The leaves, in order; dicts by sorted key."""
    unsupported("flatten", expand_composites=expand_composites or None)
    return structures.flatten(structure)


def map_structure(
    func: Callable[..., Any], *structure: TensorLike, check_types: bool = True, expand_composites: bool = False
) -> Any:
    """The structure with `func` applied to corresponding leaves of all."""
    unsupported("map_structure", expand_composites=expand_composites or None)
    return structures.map_structure(func, structure, check_types)


def pack_sequence_as(structure: TensorLike, flat_sequence: TensorLike, expand_composites: bool = False) -> Any:
    """The leaves of a flat sequence in the places of `structure`."""
    unsupported("pack_sequence_as", expand_composites=expand_composites or None)
    return structures.pack_sequence_as(structure, flat_sequence)


def assert_same_structure(
    nest1: TensorLike, nest2: TensorLike, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Raise unless both have the same structure."""
    unsupported("assert_same_structure", expand_composites=expand_composites or None)
    structures.assert_same_structure(nest1, nest2, check_types)


def is_nested(seq: TensorLike) -> bool:
    """True for lists, tuples, dicts and named tuples."""
    return structures.is_nested(seq)


# fmt: off
__all__ = [
    "assert_same_structure", "flatten", "is_nested", "map_structure", "pack_sequence_as",
]
# fmt: on
__getattr__ = unknown_name("tf.nest", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
