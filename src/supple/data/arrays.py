"""Training data in memory: NumPy arrays, tensors, tables, and nests of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import torch
from torch.utils.dlpack import from_dlpack

from supple._core import dtype as dtypes, random_state, settings, tree
from supple._core.tensor import Eager, Tensor
from supple.data.packing import ClassWeights, pack_x_y_sample_weight
from supple.data.rows import Rows, Segment, batches, joined
from supple.errors import ArgumentError, DtypeError, NotSupportedError

DEFAULT_BATCH_SIZE: Final = 32
_ONE: Final = tree.flatten_with_spec(0)[1]


def is_array_data(x: Any) -> bool:
    """True for arrays, tensors, tables, lists of numbers, and nests of them."""
    if isinstance(x, (list, tuple)):
        return bool(x) and all(map(is_array_data, x))
    if isinstance(x, dict):
        return bool(x) and all(map(is_array_data, x.values()))
    return is_array(x) or isinstance(x, int | float | str | np.generic)


def is_array(x: Any) -> bool:
    """True for one array, tensor, table or column of a table."""
    if isinstance(x, np.ndarray | Eager | torch.Tensor):
        return True
    return _package(x) == "pandas" or hasattr(x, "__array__") or hasattr(x, "tocsr")


def to_rows(x: Any, y: Any = None, sample_weight: Any = None) -> Rows:
    """The data of a model as torch tensors; floats become the default float type, integers stay what they are."""
    made: list[tuple[torch.Tensor, bool]] = []
    converted = {}
    for name, part in (("x", x), ("y", y), ("sample_weight", sample_weight)):
        if part is not None:
            converted[name] = _converted(part, name, made)
    packed = pack_x_y_sample_weight(
        x=converted["x"], y=converted.get("y"), sample_weight=converted.get("sample_weight")
    )
    if isinstance(packed, torch.Tensor):
        rows = Rows([packed], _ONE, len(packed))
    else:
        leaves, spec = tree.flatten_with_spec(packed)
        rows = Rows(leaves, spec, len(made[0][0]))
    if any(len(tensor) != rows.length for tensor, _ in made):
        shapes = "; ".join(f"{name}: {_shapes(part)}" for name, part in converted.items())
        raise ArgumentError(f"the arrays must have the same number of rows, got {shapes}")
    rows.owned = all(owned for _, owned in made)
    return rows


def _converted(part: Any, name: str, made: list[tuple[torch.Tensor, bool]]) -> Any:
    """`part` with torch tensors in it, which are added to `made`, each with whether its memory is ours alone."""
    if not isinstance(part, np.ndarray | Tensor):
        part = as_leaves(part)
        if isinstance(part, (tuple, dict)):
            leaves, spec = tree.flatten_with_spec(part)
            return tree.unflatten(spec, [_converted(leaf, name, made) for leaf in leaves])
    made.append(to_leaf(part, name))
    return made[-1][0]


def as_leaves(value: Any) -> Any:
    """Lists and tuples of arrays as tuples; a list of numbers, or of lists of numbers, as one array."""
    if isinstance(value, dict):
        return {key: as_leaves(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(as_leaves, value))
    if isinstance(value, (list, tuple)):
        if value and not any(map(_holds_arrays, value)):
            return np.asarray(value)
        return tuple(map(as_leaves, value))
    return value


def to_leaf(value: Any, name: str) -> tuple[torch.Tensor, bool]:
    """One array as a torch tensor, and whether its memory is ours alone."""
    owned = False
    if isinstance(value, Eager):
        # Tensors never change, and a variable gives up a buffer that somebody else holds.
        tensor, owned = value._t.detach(), True
    elif isinstance(value, torch.Tensor):
        tensor = value.detach()
    else:
        tensor = _from_array(value, name)
    if tensor.ndim == 0:
        raise ArgumentError(
            f"{name}: expected an array whose first axis counts the rows, got the scalar {tensor.item()}"
        )
    if tensor.is_floating_point():
        floatx = dtypes.to_torch(settings.floatx())
        if tensor.dtype is not floatx:
            return tensor.to(floatx), True
    return tensor, owned


def _from_array(value: Any, name: str) -> torch.Tensor:
    if hasattr(value, "tocsr"):
        raise NotSupportedError(
            f"{name}: sparse matrices are not done yet, got {type(value).__name__}; pass {name}.toarray()"
        )
    if _package(value) == "pandas":
        value = value.to_numpy()
        value = value[:, None] if value.ndim == 1 else value
    array = np.asarray(value)
    if array.dtype.kind == "O":
        array = _numbers(array, name)
    if array.dtype.kind in "US":
        raise NotSupportedError(f"{name}: arrays of strings are not done yet, got dtype {array.dtype}")
    if array.dtype == dtypes.bfloat16.as_numpy_dtype:
        array = array.astype(np.float32)
    if not array.dtype.isnative or (array.size and min(array.strides, default=0) < 0):
        array = array.astype(array.dtype.newbyteorder("="), order="C", copy=True)
    try:
        # A file that is mapped into memory for reading must not be read as a whole; from_numpy warns about those.
        return torch.from_numpy(array) if array.flags.writeable else from_dlpack(array)
    except TypeError as error:
        raise DtypeError(f"{name}: no tensor dtype for an array of {array.dtype}") from error


def _numbers(array: Any, name: str) -> Any:
    """An array of objects as one of numbers, if that is what the objects are."""
    first = array.flat[0] if array.size else None
    try:
        return np.asarray(array.tolist(), dtype=float if not isinstance(first, int | np.integer) else None)
    except (ValueError, TypeError) as error:
        raise DtypeError(
            f"{name}: expected numbers, got an array of objects such as {first!r}; rows of different lengths need padding"
        ) from error


def _holds_arrays(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(map(_holds_arrays, value))
    return isinstance(value, dict) or (is_array(value) and not isinstance(value, np.generic))


def _package(value: Any) -> str:
    return type(value).__module__.partition(".")[0]


def _shapes(part: Any) -> str:
    return ", ".join(str(tuple(leaf.shape)) for leaf in tree.flatten(part) if leaf is not None)


class ArraySource:
    """Batches of arrays; a new permutation of the rows for each pass if `shuffle`."""

    finished = False

    def __init__(self, rows: Rows, batch_size: int, shuffle: bool | str) -> None:
        if shuffle not in (True, False, "batch"):
            raise ArgumentError(f"shuffle: expected True, False or 'batch', got {shuffle!r}")
        self.rows = rows
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.steps: int | None = math.ceil(rows.length / batch_size)

    def epoch(self) -> Iterator[Any]:
        """One pass over the rows, as `train_step` gets them."""
        rows = self.rows
        return batches(rows, iter(self.order() if rows.length else ()), self.batch_size)

    def order(self) -> list[Segment]:
        """The row numbers of the next pass; draws from the default random stream."""
        length = self.rows.length
        if self.shuffle is True:
            return [torch.randperm(length, generator=random_state.stream())]
        if not self.shuffle:
            return [range(length)]
        size = self.batch_size
        blocks = torch.randperm(length // size, generator=random_state.stream())
        shuffled = (blocks[:, None] * size + torch.arange(size)).reshape(-1)
        return [joined([shuffled, range(length // size * size, length)])]


def array_source(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    shuffle: bool | str = False,
    class_weight: Any = None,
    steps: int | None = None,
) -> ArraySource:
    """The source of training data that is in memory."""
    rows = to_rows(x, y, sample_weight)
    if class_weight is not None:
        rows = _weighted(rows, class_weight)
    if batch_size is None:
        batch_size = max(1, math.ceil(rows.length / steps)) if steps else DEFAULT_BATCH_SIZE
    return ArraySource(rows, batch_size, shuffle)


def _weighted(rows: Rows, class_weight: Any) -> Rows:
    weighted = ClassWeights(class_weight).weigh(tree.unflatten(rows.spec, rows.leaves))
    leaves, spec = tree.flatten_with_spec(weighted)
    leaves[-1] = leaves[-1]._t
    return Rows(leaves, spec, rows.length, rows.owned)
