"""Making tensors and variables, and changing their shape, as Keras 2 had it in its backend."""

from __future__ import annotations

from typing import Any

from supple._core import settings
from supple._core.tensor import Tensor
from supple._ops import creation, elementwise, indexing, keras_rules, manipulation
from supple._ops._arguments import Axis, DTypeLike, Shape, TensorLike
from supple.keras._layer.variable import KerasVariable as Variable


def variable(value: TensorLike, dtype: DTypeLike = None, name: str | None = None, constraint: Any = None) -> Variable:
    """A variable."""
    return Variable(value, dtype=dtype, name=name, constraint=constraint)


def constant(value: TensorLike, dtype: DTypeLike = None, shape: Shape = None, name: str | None = None) -> Tensor:
    """A tensor of the given values."""
    return creation.constant(value, dtype, shape)


def zeros(shape: Shape, dtype: DTypeLike = None, name: str | None = None) -> Tensor:
    """Zeros."""
    return creation.zeros(shape, dtype)


def ones(shape: Shape, dtype: DTypeLike = None, name: str | None = None) -> Tensor:
    """Ones."""
    return creation.ones(shape, dtype)


def eye(size: TensorLike, dtype: DTypeLike = None, name: str | None = None) -> Tensor:
    """The identity matrix."""
    return creation.eye(size, None, None, dtype)


def zeros_like(x: TensorLike, dtype: DTypeLike = None, name: str | None = None) -> Tensor:
    """Zeros in the shape of x."""
    return creation.zeros_like(x, dtype)


def ones_like(x: TensorLike, dtype: DTypeLike = None, name: str | None = None) -> Tensor:
    """Ones in the shape of x."""
    return creation.ones_like(x, dtype)


def arange(start: TensorLike, stop: Any = None, step: int = 1, dtype: DTypeLike = "int32") -> Tensor:
    """start, start + step, .. below stop; a single number is the stop."""
    return creation.range_(start, stop, step, dtype)


def cast(x: TensorLike, dtype: DTypeLike) -> Any:
    """x in another dtype."""
    return elementwise.cast(x, dtype)


def cast_to_floatx(x: TensorLike) -> Any:
    """x in the default float dtype."""
    return elementwise.cast(x, settings.floatx())


def dtype(x: TensorLike) -> str:
    """The name of the dtype."""
    return keras_rules.dtype_name(x)


def shape(x: TensorLike) -> Tensor:
    """The sizes of the axes, as a vector."""
    return creation.shape(x)


def int_shape(x: TensorLike) -> tuple[Any, ...]:
    """The sizes of the axes; None where unknown."""
    return creation.shape_tuple(x)


def ndim(x: TensorLike) -> int:
    """The number of axes."""
    return len(creation.shape_tuple(x))


def count_params(x: TensorLike) -> int:
    """The number of elements."""
    return keras_rules.count(x)


def get_value(x: TensorLike) -> Any:
    """The values as a NumPy array."""
    return keras_rules.to_numpy_array(x)


def set_value(x: TensorLike, value: TensorLike) -> None:
    """Replace the values of a variable."""
    x.assign(value)


def batch_get_value(tensors: TensorLike) -> list[Any]:
    """The values of each tensor."""
    return [keras_rules.to_numpy_array(each) for each in tensors]


def batch_set_value(tuples: TensorLike) -> None:
    """Replace the values of variables, given with their variables."""
    keras_rules.assign_all(tuples)


def is_sparse(tensor: TensorLike) -> bool:
    """False: sparse tensors are not done yet."""
    return False


def reshape(x: TensorLike, shape: Shape) -> Tensor:
    """The elements in another shape; one size may be -1."""
    return manipulation.reshape(x, shape)


def flatten(x: TensorLike) -> Tensor:
    """Every element in one axis."""
    return manipulation.flatten(x)


def batch_flatten(x: TensorLike) -> Tensor:
    """Every axis but the first in one: (B, ..) -> (B, n)."""
    return manipulation.flatten_rows(x)


def transpose(x: TensorLike) -> Tensor:
    """The axes in reverse order."""
    return manipulation.transpose(x)


def permute_dimensions(x: TensorLike, pattern: TensorLike) -> Tensor:
    """The axes in the order of `pattern`."""
    return manipulation.transpose(x, pattern)


def expand_dims(x: TensorLike, axis: Axis = -1) -> Tensor:
    """New axes of size 1 at the positions `axis` of the result."""
    return manipulation.expand_dims(x, axis)


def squeeze(x: TensorLike, axis: Axis) -> Tensor:
    """Without axes of size 1; `axis` names them, and each must have size 1."""
    return manipulation.squeeze(x, axis)


def concatenate(tensors: TensorLike, axis: Axis = -1) -> Tensor:
    """Tensors joined along an axis that exists."""
    return manipulation.concatenate(tensors, axis)


def stack(x: TensorLike, axis: Axis = 0) -> Tensor:
    """Tensors joined along a new axis."""
    return manipulation.stack(x, axis)


def tile(x: TensorLike, n: TensorLike) -> Tensor:
    """The whole tensor repeated along each axis; fewer repeats than axes count from the last."""
    return manipulation.tile(x, n)


def repeat(x: TensorLike, n: TensorLike) -> Tensor:
    """Each row n times: (B, D) -> (B, n, D)."""
    return manipulation.repeat(manipulation.expand_dims(x, 1), n, 1)


def repeat_elements(x: TensorLike, rep: TensorLike, axis: Axis) -> Tensor:
    """Each slice along an axis repeated."""
    return manipulation.repeat(x, rep, axis)


def reverse(x: TensorLike, axes: Axis) -> Tensor:
    """The elements in reverse order along axes."""
    return manipulation.flip(x, axes)


def gather(reference: TensorLike, indices: TensorLike) -> Any:
    """Rows of a tensor by their numbers."""
    return indexing.gather(reference, indices)


def one_hot(indices: TensorLike, num_classes: TensorLike) -> Tensor:
    """`on` (1) at the index and `off` (0) elsewhere along a new axis; an index out of range gives `off` only."""
    return creation.one_hot(indices, num_classes)
