"""Pipelines of data: `tf.data`."""

from __future__ import annotations

from supple._core.names import unknown_name
from supple.data import experimental
from supple.data.dataset import AUTOTUNE, INFINITE_CARDINALITY, UNKNOWN_CARDINALITY, Dataset
from supple.data.iterator import Iterator, NumpyIterator
from supple.data.options import Options
from supple.data.spec import DatasetSpec

__all__ = [
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "Dataset",
    "DatasetSpec",
    "Iterator",
    "NumpyIterator",
    "Options",
    "experimental",
]

__getattr__ = unknown_name("tf.data", lambda: __all__)


def __dir__() -> list[str]:
    return sorted(__all__)
