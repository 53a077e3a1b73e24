"""Methods of variables that are ops: scattered writes, and slices that can be assigned to.

`attach()` puts them on `Variable`, as `operators.attach()` does with the operators.
"""

from __future__ import annotations

from typing import Any, Final

import torch

from supple._core import conversion
from supple._core.slices import IndexedSlices
from supple._core.tensor import Tensor
from supple._core.variable import Variable
from supple._ops import indexing, strictly
from supple.errors import DtypeError

_UPDATES: Final = {
    "update": strictly.scatter_update,
    "add": strictly.scatter_add,
    "sub": strictly.scatter_subtract,
    "max": strictly.scatter_max,
    "min": strictly.scatter_min,
    "mul": strictly.scatter_multiply,
}


def _sparse_method(kind: str) -> Any:
    def method(self: Variable, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Variable:
        if not isinstance(sparse_delta, IndexedSlices):
            raise DtypeError(f"scatter_{kind}: expected IndexedSlices, got {type(sparse_delta).__name__}")
        places = sparse_delta.indices._t.reshape(-1, 1)
        rows = sparse_delta.values._t.reshape(places.shape[0], *self.buffer.shape[1:])
        return _write(self, kind, places, rows)

    method.__name__, method.__doc__ = f"scatter_{kind}", f"Merge rows into the variable ({kind}); returns it."
    return method


def _nd_method(kind: str) -> Any:
    def method(self: Variable, indices: Any, updates: Any, name: str | None = None) -> Variable:
        values = conversion.to_torch_like(updates, self.buffer.dtype, f"scatter_nd_{kind}: updates")
        return _write(self, kind, conversion.to_torch(indices), values)

    method.__name__, method.__doc__ = f"scatter_nd_{kind}", f"Merge updates into the variable ({kind}); returns it."
    return method


def _write(variable: Variable, kind: str, indices: Any, updates: Any) -> Variable:
    variable.write(_UPDATES[kind](Tensor(variable.buffer), Tensor(indices), Tensor(updates.detach()))._t)
    return variable


def _scatter_div(self: Variable, sparse_delta: Any, use_locking: bool = False, name: str | None = None) -> Variable:
    """Divide rows of the variable; returns it."""
    inverse = IndexedSlices(strictly.reciprocal(sparse_delta.values), sparse_delta.indices, sparse_delta.dense_shape)
    return _sparse_method("mul")(self, inverse)


def _gather_nd(self: Variable, indices: Any, name: str | None = None) -> Any:
    """Slices of the variable at index vectors."""
    return indexing.gather_nd(self, indices)


def _sparse_read(self: Variable, indices: Any, name: str | None = None) -> Any:
    """Rows of the variable."""
    return indexing.gather(self, indices)


def _getitem(self: Variable, key: Any) -> Any:
    """A snapshot of a part of the variable, with the methods that assign to that part."""
    part = indexing.getitem(self, key)
    if isinstance(part, Tensor):
        part._slice = (self, key)
    return part


def _slice_method(name: str) -> Any:
    """A method that only slices of variables have: elsewhere the attribute is missing."""

    def found(self: Tensor) -> Any:
        origin = getattr(self, "_slice", None)
        if origin is None:
            raise AttributeError(f"'Tensor' object has no attribute {name!r}; only variables and their slices have it")
        variable, key = origin

        def method(value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
            _assign(variable, key, value, kind)
            return variable if read_value else None

        return method

    kind = name.removeprefix("assign").removeprefix("_")
    return property(found, doc="Assign to the part of the variable that this tensor is a snapshot of.")


def _assign(variable: Variable, key: Any, value: Any, kind: str) -> None:
    positions = torch.arange(variable.buffer.numel()).reshape(variable.buffer.shape)
    chosen = indexing.getitem(Tensor(positions), key)._t
    values = conversion.to_torch_like(value, variable.buffer.dtype, f"assign to a slice of {variable.name!r}").detach()
    values = values.expand(chosen.shape).reshape(-1)
    flat = variable.own().view(-1)
    index = chosen.reshape(-1)
    if kind:
        flat.index_add_(0, index, values, alpha=1 if kind == "add" else -1)
    else:
        flat.index_copy_(0, index, values)


def attach() -> None:
    """Put the methods on `Variable`, and on tensors that are slices of one."""
    for kind in _UPDATES:
        setattr(Variable, f"scatter_{kind}", _sparse_method(kind))
        setattr(Variable, f"scatter_nd_{kind}", _nd_method(kind))
    for method in (_scatter_div, _gather_nd, _sparse_read):
        setattr(Variable, method.__name__.removeprefix("_"), method)
    for name in ("assign", "assign_add", "assign_sub"):
        setattr(Tensor, name, _slice_method(name))
    Variable.__getitem__ = _getitem  # type: ignore[assignment]


attach()
