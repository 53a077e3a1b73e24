"""Data types: `tf.dtypes`."""

from __future__ import annotations

from supple._core.dtype import (
    DType,
    as_dtype,
    bfloat16,
    bool_ as bool,
    complex64,
    complex128,
    float16,
    float16 as half,
    float32,
    float64,
    float64 as double,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
    uint16,
    uint32,
    uint64,
)
from supple._core.names import unknown_name
from supple._tf.elementwise import cast, complex, saturate_cast

__all__ = [
    "DType",
    "as_dtype",
    "bfloat16",
    "bool",
    "cast",
    "complex",
    "complex64",
    "complex128",
    "double",
    "float16",
    "float32",
    "float64",
    "half",
    "int8",
    "int16",
    "int32",
    "int64",
    "saturate_cast",
    "string",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
]
__getattr__ = unknown_name("tf.dtypes", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
