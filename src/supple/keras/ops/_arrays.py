"""Making tensors, and changing their shape."""

from __future__ import annotations

from typing import Any

from supple._core.tensor import Tensor
from supple._ops import creation, indexing, keras_rules, manipulation, matrix, numpy_like, signals
from supple._ops._arguments import Axis, DTypeLike, Shape, TensorLike


def array(x: TensorLike, dtype: DTypeLike = None) -> Any:
    """`x` as a tensor."""
    return creation.convert_and_cast(x, dtype)


def zeros(shape: Shape, dtype: DTypeLike = None) -> Tensor:
    """Zeros."""
    return creation.zeros(shape, dtype)


def ones(shape: Shape, dtype: DTypeLike = None) -> Tensor:
    """Ones."""
    return creation.ones(shape, dtype)


def empty(shape: Shape, dtype: DTypeLike = None) -> Tensor:
    """A tensor of any values: zeros."""
    return creation.zeros(shape, dtype)


def full(shape: Shape, fill_value: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """One value in a given shape; Python floats and ints take the default dtypes."""
    return creation.full(shape, fill_value, dtype)


def zeros_like(x: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """Zeros in the shape of x."""
    return creation.zeros_like(x, dtype)


def ones_like(x: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """Ones in the shape of x."""
    return creation.ones_like(x, dtype)


def empty_like(x: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """A tensor of any values in the shape of x: zeros."""
    return creation.zeros_like(x, dtype)


def full_like(x: TensorLike, fill_value: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """One value in the shape of x."""
    return creation.full_like(x, fill_value, dtype)


def eye(N: TensorLike, M: Any = None, k: Any = 0, dtype: DTypeLike = None) -> Tensor:
    """Ones on the k-th diagonal, zeros elsewhere: (rows, columns), behind `batch_shape`."""
    return creation.eye(N, M, None, dtype, k)


def identity(n: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """Ones on the k-th diagonal, zeros elsewhere: (rows, columns), behind `batch_shape`."""
    return creation.eye(n, None, None, dtype)


def tri(N: TensorLike, M: Any = None, k: Any = 0, dtype: DTypeLike = None) -> Tensor:
    """Ones on and below the k-th diagonal."""
    return numpy_like.tri(N, M, k, dtype)


def tril(x: TensorLike, k: Any = 0) -> Tensor:
    """The matrix without what lies above its k-th diagonal."""
    return matrix.tril(x, k)


def triu(x: TensorLike, k: Any = 0) -> Tensor:
    """The matrix without what lies below its k-th diagonal."""
    return matrix.triu(x, k)


def diag(x: TensorLike, k: Any = 0) -> Tensor:
    """The k-th diagonal of a matrix, or the matrix with that diagonal of a vector."""
    return matrix.diag(x, k)


def diagflat(x: TensorLike, k: Any = 0) -> Tensor:
    """A matrix with the flattened tensor on its k-th diagonal."""
    return numpy_like.diagflat(x, k)


def diagonal(x: TensorLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """A diagonal of matrices."""
    return matrix.diagonal(x, offset, axis1, axis2)


def trace(x: TensorLike, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """The sum of a diagonal of matrices."""
    return matrix.trace(x, offset, axis1, axis2)


def vander(x: TensorLike, N: Any = None, increasing: bool = False) -> Tensor:
    """Powers of a vector: (n,) -> (n, columns), falling unless `increasing`."""
    return numpy_like.vander(x, N, increasing)


def arange(start: TensorLike, stop: Any = None, step: Any = None, dtype: DTypeLike = None) -> Tensor:
    """start, start + step, .. below stop; a single number is the stop."""
    return keras_rules.arange(start, stop, step, dtype)


def linspace(
    start: TensorLike,
    stop: TensorLike,
    num: Any = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: DTypeLike = None,
    axis: Axis = 0,
) -> Any:
    """`num` evenly spaced values from start to stop; with `retstep` also their distance."""
    return keras_rules.linspace(start, stop, num, endpoint, retstep, dtype, axis)


def logspace(
    start: TensorLike,
    stop: TensorLike,
    num: Any = 50,
    endpoint: bool = True,
    base: int = 10,
    dtype: DTypeLike = None,
    axis: Axis = 0,
) -> Tensor:
    """Powers of `base` with evenly spaced exponents."""
    return numpy_like.logspace(start, stop, num, endpoint, base, dtype, axis)


def meshgrid(*x: TensorLike, indexing: str = "xy") -> list[Tensor]:
    """The coordinates of a grid, one tensor a vector."""
    return creation.meshgrid(*x, indexing=indexing)


def copy(x: TensorLike) -> Tensor:
    """A tensor with the same values."""
    return creation.identity(x)


def reshape(x: TensorLike, newshape: Shape) -> Tensor:
    """The elements in another shape; one size may be -1."""
    return manipulation.reshape(x, newshape)


def ravel(x: TensorLike) -> Tensor:
    """Every element in one axis."""
    return manipulation.flatten(x)


def transpose(x: TensorLike, axes: Axis = None) -> Tensor:
    """The axes in the order of `perm`, reversed if None."""
    return manipulation.transpose(x, axes)


def swapaxes(x: TensorLike, axis1: TensorLike, axis2: TensorLike) -> Tensor:
    """Two axes exchanged."""
    return manipulation.swapaxes(x, axis1, axis2)


def moveaxis(x: TensorLike, source: TensorLike, destination: TensorLike) -> Tensor:
    """Axes moved to other positions; the others keep their order."""
    return manipulation.moveaxis(x, source, destination)


def expand_dims(x: TensorLike, axis: Axis) -> Tensor:
    """New axes of size 1 at the positions `axis` of the result."""
    return manipulation.expand_dims(x, axis)


def squeeze(x: TensorLike, axis: Axis = None) -> Tensor:
    """Without axes of size 1; `axis` names them, and each must have size 1."""
    return manipulation.squeeze(x, axis)


def concatenate(xs: TensorLike, axis: Axis = 0) -> Tensor:
    """Tensors joined along an axis that exists."""
    return manipulation.concatenate(xs, axis)


def append(x1: TensorLike, x2: TensorLike, axis: Axis = None) -> Tensor:
    """y behind x, both flattened if axis is None."""
    return numpy_like.append(x1, x2, axis)


def stack(x: TensorLike, axis: Axis = 0) -> Tensor:
    """Tensors joined along a new axis."""
    return manipulation.stack(x, axis)


def hstack(xs: TensorLike) -> Tensor:
    """Tensors joined along the second axis, vectors along the first."""
    return numpy_like.hstack(xs)


def vstack(xs: TensorLike) -> Tensor:
    """Tensors joined along the first axis; vectors, too, unlike NumPy's, as Keras does on TensorFlow."""
    return numpy_like.vstack(xs)


def dstack(xs: TensorLike) -> Tensor:
    """Tensors joined along the third axis."""
    return numpy_like.dstack(xs)


def split(x: TensorLike, indices_or_sections: TensorLike, axis: Axis = 0) -> list[Tensor]:
    """So many equal slices along an axis, or the slices between the given indices."""
    return manipulation.split_at(x, indices_or_sections, axis)


def array_split(x: TensorLike, indices_or_sections: TensorLike, axis: Axis = 0) -> list[Tensor]:
    """Slices along an axis that are as equal as possible, or the slices between the given indices."""
    return numpy_like.array_split(x, indices_or_sections, axis)


def hsplit(x: TensorLike, indices_or_sections: TensorLike) -> list[Tensor]:
    """Slices along the second axis."""
    return manipulation.split_at(x, indices_or_sections, 1)


def vsplit(x: TensorLike, indices_or_sections: TensorLike) -> list[Tensor]:
    """Slices along the first axis."""
    return manipulation.split_at(x, indices_or_sections, 0)


def dsplit(x: TensorLike, indices_or_sections: TensorLike) -> list[Tensor]:
    """Slices along the third axis."""
    return manipulation.split_at(x, indices_or_sections, 2)


def tile(x: TensorLike, repeats: TensorLike) -> Tensor:
    """The whole tensor repeated along each axis; fewer repeats than axes count from the last."""
    return manipulation.tile(x, repeats)


def repeat(x: TensorLike, repeats: TensorLike, axis: Axis = None) -> Tensor:
    """Each element, or each slice along an axis, repeated; the tensor is flattened if axis is None."""
    return manipulation.repeat(x, repeats, axis)


def flip(x: TensorLike, axis: Axis = None) -> Tensor:
    """The elements in reverse order along axes."""
    return manipulation.flip(x, axis)


def fliplr(x: TensorLike) -> Tensor:
    """The second axis in reverse order."""
    return manipulation.flip(x, 1)


def flipud(x: TensorLike) -> Tensor:
    """The first axis in reverse order."""
    return manipulation.flip(x, 0)


def roll(x: TensorLike, shift: TensorLike, axis: Axis = None) -> Tensor:
    """The elements shifted along axes, cyclically; the flattened tensor's if axis is None."""
    return manipulation.roll(x, shift, axis)


def rot90(array: TensorLike, k: Any = 1, axes: Axis = (0, 1)) -> Tensor:
    """A plane of two axes turned by k right angles."""
    return numpy_like.rot90(array, k, axes)


def pad(x: TensorLike, pad_width: TensorLike, mode: str = "constant", constant_values: Any = None) -> Tensor:
    """Elements added before and after along each axis."""
    return keras_rules.pad(x, pad_width, mode, constant_values)


def broadcast_to(x: TensorLike, shape: Shape) -> Tensor:
    """The elements repeated to fill a shape, without a copy."""
    return manipulation.broadcast_to(x, shape)


def take(x: TensorLike, indices: TensorLike, axis: Axis = None) -> Tensor:
    """Slices along an axis by NumPy's rule: negative indices count from the end, None takes from the flat tensor."""
    return indexing.take(x, indices, axis)


def take_along_axis(x: TensorLike, indices: TensorLike, axis: Axis = None) -> Tensor:
    """The element of x at each index along an axis; the shapes broadcast elsewhere."""
    return indexing.take_along_axis(x, indices, axis)


def get_item(x: TensorLike, key: TensorLike) -> Tensor:
    """x[key] by TensorFlow's rules: ints, slices with any step, None, Ellipsis, masks, integer tensors."""
    return indexing.getitem(x, key)


def nonzero(x: TensorLike) -> tuple[Tensor, ...]:
    """The indices of the elements that are not 0, one vector an axis."""
    return numpy_like.nonzero(x)


def unravel_index(indices: TensorLike, shape: Shape) -> Tensor:
    """Index vectors from positions in the flattened tensor: (..) -> (rank, ..)."""
    return indexing.unravel_index(indices, shape)


def view(x: TensorLike, dtype: DTypeLike = None) -> Tensor:
    """The same bytes read as another dtype."""
    return numpy_like.view(x, dtype)


def ndim(x: TensorLike) -> int:
    """The number of axes."""
    return len(creation.shape_tuple(x))


def size(x: TensorLike) -> Tensor:
    """The number of elements."""
    return creation.size(x)


def bartlett(x: TensorLike) -> Tensor:
    """Bartlett's window: (x,)."""
    return signals.signal_window("bartlett", x)


def blackman(x: TensorLike) -> Tensor:
    """Blackman's window: (x,)."""
    return signals.signal_window("blackman", x)


def hamming(x: TensorLike) -> Tensor:
    """Hamming's window: (x,)."""
    return signals.signal_window("hamming", x)


def hanning(x: TensorLike) -> Tensor:
    """Hann's window: (x,)."""
    return signals.signal_window("hanning", x)


def kaiser(x: TensorLike, beta: TensorLike) -> Tensor:
    """Kaiser's window: (x,)."""
    return signals.signal_window("kaiser", x, beta)
