"""Data types and their promotion.

A `DType` equals its name, its NumPy dtype and its torch dtype, so that code written for any of them works.
"""

from __future__ import annotations

from typing import Any, Final

import ml_dtypes
import numpy as np
import torch

from supple.errors import DtypeError


class DType:
    """A data type, such as `float32`; equal to its name, its NumPy dtype and its torch dtype."""

    __slots__ = ("_numpy", "kind", "name", "size", "torch")

    def __init__(self, name: str, kind: str, numpy: Any, torch_dtype: torch.dtype | None) -> None:
        self.name = name
        self.kind = kind
        self._numpy = np.dtype(numpy)
        self.torch = torch_dtype
        self.size = self._numpy.itemsize

    @property
    def as_numpy_dtype(self) -> Any:
        """The NumPy scalar type."""
        return self._numpy.type

    @property
    def base_dtype(self) -> DType:
        """The dtype itself; reference dtypes do not exist here."""
        return self

    @property
    def real_dtype(self) -> DType:
        """The dtype of the real part."""
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    @property
    def is_floating(self) -> bool:
        """True for float16, bfloat16, float32 and float64."""
        return self.kind == "float"

    @property
    def is_integer(self) -> bool:
        """True for signed and unsigned integers, not for bool."""
        return self.kind in ("int", "uint")

    @property
    def is_unsigned(self) -> bool:
        """True for unsigned integers."""
        return self.kind == "uint"

    @property
    def is_bool(self) -> bool:
        """True for bool."""
        return self.kind == "bool"

    @property
    def is_complex(self) -> bool:
        """True for complex64 and complex128."""
        return self.kind == "complex"

    @property
    def is_numeric(self) -> bool:
        """True for numbers, bool left out."""
        return self.kind not in ("bool", "string")

    @property
    def min(self) -> Any:
        """The lowest finite value."""
        return self._limits().min

    @property
    def max(self) -> Any:
        """The highest finite value."""
        return self._limits().max

    @property
    def limits(self) -> tuple[Any, Any]:
        """The lowest and the highest finite value."""
        return self.min, self.max

    def _limits(self) -> Any:
        if self.kind == "bool":
            raise DtypeError(f"{self.name} has no lowest and highest value")
        if self.is_integer:
            return np.iinfo(self._numpy)
        return ml_dtypes.finfo(self._numpy)  # type: ignore[no-untyped-call]

    def is_compatible_with(self, other: object) -> bool:
        """True if `other` names the same dtype."""
        return self == other

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, str):
            return self.name == other
        if isinstance(other, torch.dtype):
            return self.torch is other
        if other is None or isinstance(other, DType):
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: '{self.name}'>"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return as_dtype, (self.name,)


float16: Final = DType("float16", "float", np.float16, torch.float16)
bfloat16: Final = DType("bfloat16", "float", ml_dtypes.bfloat16, torch.bfloat16)
float32: Final = DType("float32", "float", np.float32, torch.float32)
float64: Final = DType("float64", "float", np.float64, torch.float64)
int8: Final = DType("int8", "int", np.int8, torch.int8)
int16: Final = DType("int16", "int", np.int16, torch.int16)
int32: Final = DType("int32", "int", np.int32, torch.int32)
int64: Final = DType("int64", "int", np.int64, torch.int64)
uint8: Final = DType("uint8", "uint", np.uint8, torch.uint8)
uint16: Final = DType("uint16", "uint", np.uint16, torch.uint16)
uint32: Final = DType("uint32", "uint", np.uint32, torch.uint32)
uint64: Final = DType("uint64", "uint", np.uint64, torch.uint64)
complex64: Final = DType("complex64", "complex", np.complex64, torch.complex64)
complex128: Final = DType("complex128", "complex", np.complex128, torch.complex128)
bool_: Final = DType("bool", "bool", np.bool_, torch.bool)
string: Final = DType("string", "string", np.object_, None)

ALL: Final = (
    *(float16, bfloat16, float32, float64),
    *(int8, int16, int32, int64, uint8, uint16, uint32, uint64),
    *(complex64, complex128, bool_, string),
)
BY_TORCH: Final[dict[torch.dtype, DType]] = {d.torch: d for d in ALL if d.torch is not None}
_BY_NAME: Final[dict[str, DType]] = {d.name: d for d in ALL} | {"half": float16, "float": float32, "double": float64}
_BY_NUMPY: Final[dict[np.dtype[Any], DType]] = {d._numpy: d for d in ALL}
_BY_PYTHON: Final[dict[type, DType]] = {float: float32, int: int32, bool: bool_, complex: complex128, str: string}


def as_dtype(value: Any) -> DType:
    """The `DType` that a name, NumPy dtype, torch dtype, Python type or `DType` stands for."""
    if isinstance(value, DType):
        return value
    found: DType | None = None
    if isinstance(value, str):
        found = _BY_NAME.get(value)
    elif isinstance(value, torch.dtype):
        found = BY_TORCH.get(value)
    elif isinstance(value, type) and value in _BY_PYTHON:
        found = _BY_PYTHON[value]
    elif value is not None:
        try:
            kind = np.dtype(value)
        except TypeError:
            kind = None
        if kind is not None:
            found = string if kind.kind in "SUO" else _BY_NUMPY.get(kind)
    if found is None:
        raise DtypeError(f"dtype: expected the name of a dtype such as 'float32', got {value!r}")
    return found


def to_torch(value: Any) -> torch.dtype:
    """The torch dtype that `value` stands for."""
    dtype = as_dtype(value)
    if dtype.torch is None:
        raise DtypeError(f"dtype: expected a dtype of numbers, got {dtype.name!r}")
    return dtype.torch


def result_type(*dtypes: Any, float_default: DType = float32) -> DType:
    """The dtype that holds all `dtypes`; the Python types `int`, `float` and `bool` are weak, as in Keras 3."""
    # By identity: a DType equals the Python type of its name, too.
    weak = [d for d in dtypes if d is int or d is float or d is bool]
    strong = [as_dtype(d) for d in dtypes if not (d is int or d is float or d is bool)]
    joined = _join_all(strong, float_default) if strong else None
    if float in weak and (joined is None or not (joined.is_floating or joined.is_complex)):
        return float_default
    if int in weak and (joined is None or joined.is_bool):
        return int32
    return bool_ if joined is None else joined


def _join_all(dtypes: list[DType], float_default: DType) -> DType:
    joined = dtypes[0]
    for dtype in dtypes[1:]:
        if dtype is not joined:
            joined = _join(joined, dtype, float_default)
    return joined


_RANK: Final = {"bool": 0, "uint": 1, "int": 1, "float": 2, "complex": 3}
_SIGNED: Final = {1: int8, 2: int16, 4: int32, 8: int64}


def _join(a: DType, b: DType, float_default: DType) -> DType:
    if a.kind == "string" or b.kind == "string":
        raise DtypeError(f"dtype: expected two dtypes of numbers, got {a.name!r} and {b.name!r}")
    if _RANK[a.kind] > _RANK[b.kind]:
        a, b = b, a
    if _RANK[a.kind] < _RANK[b.kind]:
        return complex128 if (a is float64 and b is complex64) else b
    if a.kind == b.kind:
        if a.size == b.size:  # float16 and bfloat16 have no common dtype of their own size
            return float32
        return a if a.size > b.size else b
    unsigned, signed = (a, b) if a.is_unsigned else (b, a)
    if signed.size > unsigned.size:
        return signed
    return _SIGNED[unsigned.size * 2] if unsigned.size < 8 else float_default
