"""IndexedSlices: some rows of a large tensor, as the gradient of a look-up."""

from __future__ import annotations

from typing import Any

import torch

from supple._core import conversion
from supple._core.dtype import DType
from supple._core.shape import TensorShape
from supple._core.tensor import Eager, Tensor, wrap


class IndexedSlices(Eager):
    """Rows `values` of shape (n, d1, ..) that stand at `indices` of shape (n,) in a tensor of `dense_shape`."""

    __slots__ = ("_dense_shape", "_indices", "_values")

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None) -> None:
        self._values = values if isinstance(values, Tensor) else wrap(conversion.to_torch(values))
        self._indices = indices if isinstance(indices, Tensor) else wrap(conversion.to_torch(indices))
        self._dense_shape = dense_shape

    @property
    def values(self) -> Tensor:
        """The rows, (n, d1, ..)."""
        return self._values

    @property
    def indices(self) -> Tensor:
        """Where the rows stand, (n,); an index may occur more than once."""
        return self._indices

    @property
    def dense_shape(self) -> Any:
        """The shape of the whole, as a tensor, or None."""
        if self._dense_shape is None or isinstance(self._dense_shape, Tensor):
            return self._dense_shape
        return wrap(torch.tensor(list(self._dense_shape), dtype=torch.int32))

    @property
    def shape(self) -> TensorShape:
        """The shape of the whole."""
        if self._dense_shape is None:
            return TensorShape([None, *self._values.shape[1:]])
        return TensorShape([int(size) for size in self._dense_shape])

    @property
    def dtype(self) -> DType:
        """The dtype of the rows."""
        return self._values.dtype

    @property
    def _t(self) -> torch.Tensor:
        """The whole as a dense tensor; rows at one index are added."""
        rows: torch.Tensor = self._values._t
        whole = rows.new_zeros(tuple(self.shape))
        return whole.index_add(0, self._indices._t.long(), rows)

    def __repr__(self) -> str:
        return f"IndexedSlices(indices={self._indices!r}, values={self._values!r}, dense_shape={self._dense_shape})"
