"""Specs: what is known of a tensor before it is there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from supple._core import dtype as dtypes
from supple._core.dtype import DType
from supple._core.shape import TensorShape
from supple._core.tensor import Operand, Tensor
from supple.errors import ArgumentError


class TensorSpec:
    """The shape, dtype and name of a tensor: `tf.TensorSpec`."""

    __slots__ = ("_dtype", "_name", "_shape")

    def __init__(self, shape: Any, dtype: Any = dtypes.float32, name: str | None = None) -> None:
        self._shape = TensorShape(shape)
        self._dtype = dtypes.as_dtype(dtype)
        self._name = name

    @property
    def shape(self) -> TensorShape:
        """The sizes of the axes; None where unknown."""
        return self._shape

    @property
    def dtype(self) -> DType:
        """The data type."""
        return self._dtype

    @property
    def name(self) -> str | None:
        """The name, if there is one."""
        return self._name

    @property
    def value_type(self) -> type:
        """The class of the values."""
        return Tensor

    @classmethod
    def from_tensor(cls, tensor: Any, name: str | None = None) -> TensorSpec:
        """The spec of `tensor`."""
        if not isinstance(tensor, Operand):
            raise ArgumentError(f"TensorSpec.from_tensor: tensor: expected a tensor, got {tensor!r}")
        known: Any = tensor
        return cls(known.shape, known.dtype, name)

    @classmethod
    def from_spec(cls, spec: TensorSpec, name: str | None = None) -> TensorSpec:
        """A copy of `spec`, under another name if one is given."""
        return cls(spec.shape, spec.dtype, name or spec.name)

    def is_compatible_with(self, spec_or_tensor: Any) -> bool:
        """True if `spec_or_tensor` has this dtype and a shape that fits."""
        shape, dtype = getattr(spec_or_tensor, "shape", None), getattr(spec_or_tensor, "dtype", None)
        if dtype is None:
            return False
        return self._dtype == dtypes.as_dtype(dtype) and self._shape.is_compatible_with(shape)

    def is_subtype_of(self, other: Any) -> bool:
        """True if every tensor of this spec is one of `other`."""
        if not isinstance(other, TensorSpec) or (self._dtype, self._name) != (other.dtype, other.name):
            return False
        wide = other.shape
        if wide.rank is None:
            return True
        return self._shape.rank == wide.rank and all(
            b is None or a == b for a, b in zip(self._shape, wide, strict=True)
        )

    def most_specific_common_supertype(self, others: Iterable[TensorSpec]) -> TensorSpec | None:
        """The narrowest spec of which this one and all `others` are subtypes; None if there is none."""
        found = self
        for other in others:
            if (found.dtype, found.name) != (other.dtype, other.name):
                return None
            found = TensorSpec(_common(found.shape, other.shape), found.dtype, found.name)
        return found

    def most_specific_compatible_type(self, other: TensorSpec) -> TensorSpec:
        """The spec of what both describe: sizes that differ are unknown."""
        if self._dtype is not other.dtype:
            raise ArgumentError(f"TensorSpec: no tensor is of both dtypes, {self!r} and {other!r}")
        return TensorSpec(_common(self._shape, other.shape), self._dtype)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TensorSpec):
            return False
        return (self._shape, self._dtype, self._name) == (other.shape, other.dtype, other.name)

    def __hash__(self) -> int:
        return hash((self._shape, self._dtype))

    def __reduce__(self) -> tuple[Any, ...]:
        return TensorSpec, (None if self._shape.rank is None else list(self._shape), self._dtype.name, self._name)

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r})"


def _common(a: TensorShape, b: TensorShape) -> TensorShape:
    if a.rank is None or a.rank != b.rank:
        return TensorShape(None)
    return TensorShape([x if x == y else None for x, y in zip(a, b, strict=True)])
