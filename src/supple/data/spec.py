"""Specs: the shape and dtype of each part of a dataset's elements."""

from __future__ import annotations

from typing import Any

from supple._core import tree
from supple._core.shape import TensorShape
from supple._core.spec import TensorSpec
from supple._core.tensor import Eager


class DatasetSpec:
    """The spec of elements that are datasets themselves, as `window` makes them."""

    __slots__ = ("element_spec",)

    def __init__(self, element_spec: Any) -> None:
        self.element_spec = element_spec

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatasetSpec) and bool(self.element_spec == other.element_spec)

    def __hash__(self) -> int:
        return hash(repr(self.element_spec))

    def __repr__(self) -> str:
        return f"DatasetSpec({self.element_spec!r})"


def spec_of(element: Any) -> Any:
    """The specs of an element, in its structure."""
    return tree.map_structure(_leaf_spec, element)


def _leaf_spec(leaf: Any) -> Any:
    if isinstance(leaf, Eager):
        return TensorSpec(leaf._t.shape, leaf._t.dtype)
    return DatasetSpec(leaf.element_spec) if hasattr(leaf, "element_spec") else leaf


def batched(spec: Any, size: int | None) -> Any:
    """The specs with an axis of `size` in front."""
    return tree.map_structure(
        lambda s: TensorSpec(TensorShape([size]) + s.shape, s.dtype) if isinstance(s, TensorSpec) else s, spec
    )


def unbatched(spec: Any) -> Any:
    """The specs without their first axis."""
    return tree.map_structure(lambda s: TensorSpec(s.shape[1:], s.dtype), spec)


def joint(first: Any, second: Any) -> Any:
    """The specs of elements that may be of either kind."""
    return tree.map_structure(
        lambda a, b: a.most_specific_compatible_type(b) if isinstance(a, TensorSpec) else a, first, second
    )
