"""TensorFlow's functions on nested structures: dicts are flattened by sorted key, lists and tuples differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from supple._core.shape import TensorShape
from supple.errors import ArgumentError, DtypeError


def is_nested(structure: Any) -> bool:
    """True for lists, tuples, dicts and named tuples."""
    return isinstance(structure, (list, tuple, Mapping)) and not isinstance(structure, TensorShape)


def flatten(structure: Any) -> list[Any]:
    """The leaves, in order; dicts of any kind by sorted key."""
    if not is_nested(structure):
        return [structure]
    parts = [structure[key] for key in sorted(structure)] if isinstance(structure, Mapping) else structure
    return [leaf for part in parts for leaf in flatten(part)]


def map_structure(function: Callable[..., Any], structures: tuple[Any, ...], check_types: bool = True) -> Any:
    """The structure of the first, with `function` applied to corresponding leaves of all."""
    if not callable(function):
        raise DtypeError(f"map_structure: func: expected a callable, got {function!r}")
    if not structures:
        raise ArgumentError("map_structure: expected one structure or more, got none")
    for other in structures[1:]:
        assert_same_structure(structures[0], other, check_types)
    columns = [flatten(each) for each in structures]
    return pack_sequence_as(structures[0], [function(*leaves) for leaves in zip(*columns, strict=True)])


def pack_sequence_as(structure: Any, leaves: Any) -> Any:
    """`leaves`, in the order of `flatten`, in the places of `structure`."""
    if not is_nested(leaves):
        raise DtypeError(f"pack_sequence_as: flat_sequence: expected a list or tuple, got {type(leaves).__name__}")
    if not is_nested(structure):
        if len(leaves) != 1:
            raise ArgumentError(f"pack_sequence_as: the structure is one leaf, got {len(leaves)} leaves")
        return leaves[0]
    expected = len(flatten(structure))
    if len(leaves) != expected:
        raise ArgumentError(f"pack_sequence_as: expected {expected} leaves, got {len(leaves)}")
    waiting = iter(leaves)
    return _packed(structure, waiting)


def _packed(structure: Any, waiting: Any) -> Any:
    if not is_nested(structure):
        return next(waiting)
    if isinstance(structure, Mapping):
        found = {key: _packed(structure[key], waiting) for key in sorted(structure)}
        ordered = {key: found[key] for key in structure}
        return ordered if type(structure) is dict else _same_mapping(structure, ordered)
    items = [_packed(each, waiting) for each in structure]
    if hasattr(structure, "_fields"):
        return type(structure)(*items)
    return type(structure)(items)


def _same_mapping(structure: Any, items: dict[Any, Any]) -> Any:
    default = getattr(structure, "default_factory", None)
    return type(structure)(default, items) if default is not None else type(structure)(items)


def assert_same_structure(a: Any, b: Any, check_types: bool = True) -> None:
    """Raise ValueError if the structures differ, TypeError if the types of their sequences do."""
    if is_nested(a) != is_nested(b):
        raise ArgumentError(f"assert_same_structure: one is a leaf and the other is not: {a!r} and {b!r}")
    if not is_nested(a):
        return
    if isinstance(a, Mapping) != isinstance(b, Mapping) or (check_types and not _same_type(a, b)):
        raise DtypeError(f"assert_same_structure: types differ: {type(a).__name__} and {type(b).__name__}")
    if isinstance(a, Mapping):
        if set(a) != set(b):
            raise ArgumentError(f"assert_same_structure: keys differ: {sorted(a)} and {sorted(b)}")
        pairs = [(a[key], b[key]) for key in a]
    else:
        if len(a) != len(b):
            raise ArgumentError(f"assert_same_structure: lengths differ: {len(a)} and {len(b)}")
        pairs = list(zip(a, b, strict=True))
    for x, y in pairs:
        assert_same_structure(x, y, check_types)


def _same_type(a: Any, b: Any) -> bool:
    if isinstance(a, Mapping) or hasattr(a, "_fields"):
        return isinstance(b, Mapping) or type(a).__name__ == type(b).__name__
    return type(a) is type(b)
