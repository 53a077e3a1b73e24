"""Hashable references to tensors and variables."""

from __future__ import annotations

from typing import Any


class Reference:
    """A hashable reference to a tensor or variable, as `ref()` returns it."""

    __slots__ = ("_referent",)

    def __init__(self, referent: Any) -> None:
        self._referent = referent

    def deref(self) -> Any:
        """The object itself."""
        return self._referent

    def __hash__(self) -> int:
        return id(self._referent)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._referent is other._referent
