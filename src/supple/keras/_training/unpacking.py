"""Batches as tuples."""

from __future__ import annotations

from typing import Any

from supple.errors import ArgumentError


def unpack_x_y_sample_weight(data: Any) -> tuple[Any, Any, Any]:
    """`(x, y, sample_weight)` of a batch: a tuple of one to three parts, or `x` alone."""
    if not isinstance(data, tuple):
        return data, None, None
    if len(data) == 2:
        return data[0], data[1], None
    if len(data) == 3:
        return data
    if len(data) == 1:
        return data[0], None, None
    raise ArgumentError(f"data: expected (x,), (x, y) or (x, y, sample_weight), got a tuple of {len(data)}")


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """The batch that `unpack_x_y_sample_weight` takes apart."""
    if y is None:
        return (x,) if isinstance(x, (list, tuple)) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)
