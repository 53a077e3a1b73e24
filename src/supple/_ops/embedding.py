"""Rows of a table by their numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from supple._core import conversion, dtype as dtypes
from supple._core.lift import Array, op
from supple._core.recording import LIVE, STATE
from supple._core.tensor import Eager, wrap
from supple._core.variable import Variable
from supple._ops import roots
from supple.errors import InvalidArgumentError, NotSupportedError


def embedding_lookup(table: Any, ids: Any) -> Any:
    """Rows of `table`: (V, ..), (..) -> (.., ..); a variable gets IndexedSlices as its gradient."""
    # The sparse record holds rows of a matrix; other ranks take the dense way.
    if LIVE and isinstance(table, Variable) and table.buffer.ndim == 2:
        span = STATE.span
        if span is not None and (isinstance(ids, Eager) or not hasattr(type(ids), "__supple_op__")):
            return _recorded(table, ids, span)
    return take_rows(table, ids)


def _recorded(table: Variable, ids: Any, span: Any) -> Any:
    indices = _index(conversion.to_torch(ids, None, "embedding_lookup: ids"))
    try:
        return wrap(span.look_up(table, indices))
    except IndexError as error:
        raise InvalidArgumentError(out_of_range(indices, table.buffer.shape[0])) from error


@op
def take_rows(table: Array, ids: Array) -> Array:
    """Rows of `table`, with a dense gradient."""
    ids = _index(ids)
    try:
        if table.ndim == 2:
            return torch.embedding(table, ids)
        return torch.index_select(table, 0, ids.reshape(-1)).reshape(ids.shape + table.shape[1:])
    except IndexError as error:
        raise InvalidArgumentError(out_of_range(ids, table.shape[0])) from error


def _index(ids: Array) -> Array:
    """`ids` in a dtype that torch takes as an index."""
    if ids.dtype is torch.int64 or ids.dtype is torch.int32:
        return ids
    if ids.is_floating_point() or ids.is_complex() or ids.dtype is torch.bool:
        raise InvalidArgumentError(f"gather: indices: expected integers, got {dtypes.BY_TORCH[ids.dtype].name}")
    return ids.long()


def out_of_range(ids: Array, rows: int) -> str:
    """What is wrong with indices that do not lie in [0, rows)."""
    wrong = ids[(ids < 0) | (ids >= rows)].unique().tolist()
    return f"gather: indices: expected numbers of [0, {rows}), got {wrong[:10]}"


def lookup_with_norm(table: Any, ids: Any, max_norm: float | None = None) -> Any:
    """Rows of `table`, each scaled to a norm of at most `max_norm`."""
    if isinstance(table, (list, tuple)):
        if len(table) != 1:
            raise NotSupportedError(
                f"embedding_lookup: params: tables in several shards are not supported, got {len(table)}"
            )
        table = table[0]
    rows = embedding_lookup(table, ids)
    return rows if max_norm is None else _limited(rows, max_norm, getattr(ids, "ndim", np.ndim(ids)))


@op
def _limited(rows: Array, limit: float, batch: int) -> Array:
    """Rows scaled to a norm of at most `limit`; the first `batch` axes count rows."""
    total = torch.sum(torch.square(rows), tuple(range(batch, rows.ndim)), keepdim=True)
    positive = total > 0
    size = torch.where(positive, roots.sqrt(torch.where(positive, total, 1)), total)
    return rows * limit / torch.clamp(size, min=limit)
