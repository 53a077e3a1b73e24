"""Nested structures of lists, tuples, dicts and named tuples; a `TensorShape` and None are leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import optree

from supple._core.shape import TensorShape


def _is_leaf(value: Any) -> bool:
    return isinstance(value, TensorShape)


def flatten(structure: Any) -> list[Any]:
    """The leaves, in order; dicts by sorted key."""
    return optree.tree_leaves(structure, is_leaf=_is_leaf, none_is_leaf=True, namespace="supple")


def flatten_with_spec(structure: Any) -> tuple[list[Any], Any]:
    """The leaves, and what `unflatten` needs to put others in their places."""
    return optree.tree_flatten(structure, is_leaf=_is_leaf, none_is_leaf=True, namespace="supple")


def unflatten(spec: Any, leaves: list[Any]) -> Any:
    """The structure of `spec` with `leaves` in it."""
    return optree.tree_unflatten(spec, leaves)


def map_structure(function: Callable[..., Any], *structures: Any) -> Any:
    """The structure of the first argument, with `function` applied to corresponding leaves of all."""
    return optree.tree_map(function, *structures, is_leaf=_is_leaf, none_is_leaf=True, namespace="supple")
