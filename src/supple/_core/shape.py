"""Shapes: a tuple of sizes with TensorFlow's methods; an unknown size is None."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, SupportsIndex

from supple.errors import ArgumentError


class TensorShape(tuple[Any, ...]):
    """The sizes of a tensor's axes, as a tuple; `TensorShape(None)` has an unknown rank."""

    __slots__ = ()

    def __new__(cls, dims: Iterable[Any] | int | None = ()) -> TensorShape:  # noqa: PYI034  UnknownRank for None
        """Make a shape from sizes, each an int or None; None alone stands for an unknown rank."""
        if dims is None:
            return tuple.__new__(UnknownRank, ())
        if isinstance(dims, UnknownRank):
            return dims
        if isinstance(dims, int):
            dims = (dims,)
        return tuple.__new__(cls, [None if d is None else int(d) for d in dims])

    @property
    def rank(self) -> int | None:
        """The number of axes, or None if unknown."""
        return len(self)

    @property
    def ndims(self) -> int | None:
        """The number of axes, or None if unknown."""
        return self.rank

    @property
    def dims(self) -> list[Any] | None:
        """The sizes as a list, or None if the rank is unknown."""
        return None if self.rank is None else list(self)

    def as_list(self) -> list[Any]:
        """The sizes as a list of ints and Nones."""
        return list(self)

    def num_elements(self) -> int | None:
        """The product of the sizes, or None if one is unknown."""
        total = 1
        for size in self:
            if size is None:
                return None
            total *= size
        return total

    def is_fully_defined(self) -> bool:
        """True if every size is known."""
        return None not in self

    def assert_is_fully_defined(self) -> None:
        """Raise ValueError if a size is unknown."""
        if not self.is_fully_defined():
            raise ArgumentError(f"shape: expected every size to be known, got {self}")

    def is_compatible_with(self, other: Any) -> bool:
        """True if one concrete shape could be both."""
        other = TensorShape(other)
        if self.rank is None or other.rank is None:
            return True
        return len(self) == len(other) and all(
            a == b or a is None or b is None for a, b in zip(self, other, strict=True)
        )

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raise ValueError if no concrete shape could be both."""
        if not self.is_compatible_with(other):
            raise ArgumentError(f"shape: {self} and {TensorShape(other)} are incompatible")

    def merge_with(self, other: Any) -> TensorShape:
        """The shape that holds what both know."""
        other = TensorShape(other)
        self.assert_is_compatible_with(other)
        if self.rank is None or other.rank is None:
            return other if self.rank is None else self
        return TensorShape([b if a is None else a for a, b in zip(self, other, strict=True)])

    def concatenate(self, other: Any) -> TensorShape:
        """The sizes of this shape followed by those of `other`."""
        other = TensorShape(other)
        if self.rank is None or other.rank is None:
            return TensorShape(None)
        return TensorShape((*self, *other))

    def with_rank(self, rank: int) -> TensorShape:
        """This shape, checked to have `rank` axes."""
        if self.rank is None:
            return TensorShape([None] * rank)
        if self.rank != rank:
            raise ArgumentError(f"shape: expected rank {rank}, got {self}")
        return self

    def assert_has_rank(self, rank: int) -> None:
        """Raise ValueError unless the rank is `rank` or unknown."""
        if self.rank not in (None, rank):
            raise ArgumentError(f"shape: expected rank {rank}, got {self}")

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """This shape, checked to have at least `rank` axes."""
        if self.rank is not None and self.rank < rank:
            raise ArgumentError(f"shape: expected rank {rank} or more, got {self}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """This shape, checked to have at most `rank` axes."""
        if self.rank is not None and self.rank > rank:
            raise ArgumentError(f"shape: expected rank {rank} or less, got {self}")
        return self

    def __getitem__(self, key: SupportsIndex | slice) -> Any:
        found = tuple.__getitem__(self, key)
        return TensorShape(found) if isinstance(key, slice) else found

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return TensorShape(other).concatenate(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, list):
            other = tuple(other)
        return tuple.__eq__(self, other) if isinstance(other, tuple) else False

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return tuple.__hash__(self)

    def __repr__(self) -> str:
        return f"TensorShape({list(self)})"

    def __str__(self) -> str:
        return tuple.__repr__(self)


class UnknownRank(TensorShape):
    """The shape of which nothing is known."""

    __slots__ = ()

    @property
    def rank(self) -> int | None:
        """None: the rank is unknown."""
        return None

    def is_fully_defined(self) -> bool:
        """False: nothing is known."""
        return False

    def num_elements(self) -> int | None:
        """None: nothing is known."""
        return None

    def as_list(self) -> list[Any]:
        """Raise ValueError: the rank is unknown."""
        raise ArgumentError("shape: as_list() needs a known rank, got TensorShape(None)")

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownRank)

    def __hash__(self) -> int:
        return hash(UnknownRank)

    def __repr__(self) -> str:
        return "TensorShape(None)"

    def __str__(self) -> str:
        return "<unknown>"
