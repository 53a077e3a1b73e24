"""Making tensors, and changing their shape."""

from __future__ import annotations

from typing import Any

from supple._core.dtype import bool_, float32, int32
from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import checks, creation, elementwise, indexing, manipulation, scatter, shapes, strictly
from supple._ops._arguments import Axis, DTypeLike, Shape, TensorLike, unsupported


def constant(value: TensorLike, dtype: DTypeLike = None, shape: Shape = None, name: str | None = "Const") -> Tensor:
    """A tensor of the given values; one value fills a whole `shape`."""
    return creation.constant(value, dtype, shape)


def convert_to_tensor(
    value: TensorLike, dtype: DTypeLike = None, dtype_hint: DTypeLike = None, name: str | None = None
) -> Any:
    """`value` as a tensor; one that has the dtype already is returned itself."""
    return creation.convert(value, dtype, dtype_hint)


def zeros(shape: Shape, dtype: DTypeLike = float32, name: str | None = None, layout: Any = None) -> Tensor:
    """Zeros."""
    if layout is not None:
        unsupported("zeros", layout=layout)
    return creation.zeros(shape, dtype)


def ones(shape: Shape, dtype: DTypeLike = float32, name: str | None = None, layout: Any = None) -> Tensor:
    """Ones."""
    if layout is not None:
        unsupported("ones", layout=layout)
    return creation.ones(shape, dtype)


def zeros_like(input: TensorLike, dtype: DTypeLike = None, name: str | None = None, layout: Any = None) -> Tensor:
    """Zeros in the shape of x."""
    if layout is not None:
        unsupported("zeros_like", layout=layout)
    return creation.zeros_like(input, dtype)


def ones_like(input: TensorLike, dtype: DTypeLike = None, name: str | None = None, layout: Any = None) -> Tensor:
    """Ones in the shape of x."""
    if layout is not None:
        unsupported("ones_like", layout=layout)
    return creation.ones_like(input, dtype)


def fill(dims: Shape, value: TensorLike, name: str | None = None, layout: Any = None) -> Tensor:
    """One value in a given shape, in its dtype."""
    if layout is not None:
        unsupported("fill", layout=layout)
    return creation.fill(value, dims)


def eye(
    num_rows: TensorLike,
    num_columns: Any = None,
    batch_shape: Shape = None,
    dtype: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """Ones on the k-th diagonal, zeros elsewhere: (rows, columns), behind `batch_shape`."""
    return creation.eye(num_rows, num_columns, batch_shape, dtype)


def range(
    start: TensorLike, limit: Any = None, delta: Any = 1, dtype: DTypeLike = None, name: str | None = "range"
) -> Tensor:
    """start, start + delta, .. below limit; a single number is the limit."""
    return creation.range_(start, limit, delta, dtype)


def linspace(start: TensorLike, stop: TensorLike, num: Any, name: str | None = None, axis: Axis = 0) -> Tensor:
    """`num` evenly spaced values from start to stop, along a new axis; integers give float64."""
    return creation.linspace(start, stop, num, axis)


def one_hot(
    indices: TensorLike,
    depth: TensorLike,
    on_value: Any = None,
    off_value: Any = None,
    axis: Axis = None,
    dtype: DTypeLike = None,
    name: str | None = None,
) -> Tensor:
    """`on` (1) at the index and `off` (0) elsewhere along a new axis; an index out of range gives `off` only."""
    return creation.one_hot(indices, depth, axis, dtype, on_value, off_value)


def sequence_mask(lengths: TensorLike, maxlen: Any = None, dtype: DTypeLike = bool_, name: str | None = None) -> Tensor:
    """True for the first `length` positions: (..) -> (.., maxlen)."""
    return creation.sequence_mask(lengths, maxlen, dtype)


def shape(input: TensorLike, out_type: DTypeLike = None, name: str | None = None) -> Tensor:
    """The sizes of the axes, as a vector."""
    return creation.shape(input, out_type)


def shape_n(input: TensorLike, out_type: DTypeLike = int32, name: str | None = None) -> list[Tensor]:
    """The shape of each tensor, as vectors."""
    return [creation.shape(each, out_type) for each in input]


def size(input: TensorLike, out_type: DTypeLike = None, name: str | None = None) -> Tensor:
    """The number of elements."""
    return creation.size(input, out_type)


def rank(input: TensorLike, name: str | None = None) -> Tensor:
    """The number of axes."""
    return creation.rank(input)


def identity(input: TensorLike, name: str | None = None) -> Tensor:
    """A tensor with the same values."""
    return creation.identity(input)


def identity_n(input: TensorLike, name: str | None = None) -> list[Tensor]:
    """Tensors with the same values."""
    return [creation.identity(each) for each in input]


def stop_gradient(input: TensorLike, name: str | None = None) -> Tensor:
    """The same values as a constant."""
    return creation.stop_gradient(input)


def ensure_shape(x: TensorLike, shape: Shape, name: str | None = None) -> Any:
    """x itself; raises if it does not have the shape."""
    return checks.has_shape(x, shape)


def reshape(tensor: TensorLike, shape: Shape, name: str | None = None) -> Tensor:
    """The elements in another shape; one size may be -1."""
    return manipulation.reshape(tensor, shape)


def transpose(a: TensorLike, perm: Axis = None, conjugate: bool = False, name: str | None = "transpose") -> Tensor:
    """The axes in the order of `perm`, reversed if None."""
    return manipulation.transpose(a, perm) if not conjugate else elementwise.conj(manipulation.transpose(a, perm))


def expand_dims(input: TensorLike, axis: Axis, name: str | None = None) -> Tensor:
    """New axes of size 1 at the positions `axis` of the result."""
    return manipulation.expand_dims(input, axis)


def squeeze(input: TensorLike, axis: Axis = None, name: str | None = None) -> Tensor:
    """Without axes of size 1; `axis` names them, and each must have size 1."""
    return manipulation.squeeze(input, axis)


def concat(values: TensorLike, axis: Axis, name: str | None = "concat") -> Tensor:
    """Tensors joined along an axis that exists."""
    return strictly.concatenate(values, axis)


def stack(values: TensorLike, axis: Axis = 0, name: str | None = "stack") -> Tensor:
    """Tensors joined along a new axis."""
    return strictly.stack(values, axis)


def parallel_stack(values: TensorLike, name: str | None = "parallel_stack") -> Tensor:
    """Tensors joined along a new axis."""
    return strictly.stack(values)


def unstack(value: TensorLike, num: Any = None, axis: Axis = 0, name: str | None = "unstack") -> list[Tensor]:
    """The slices along an axis, which disappears."""
    return manipulation.unstack(value, num, axis)


def split(
    value: TensorLike, num_or_size_splits: TensorLike, axis: Axis = 0, num: Any = None, name: str | None = "split"
) -> list[Tensor]:
    """Slices along an axis: so many equal ones, or of the given sizes, one of which may be -1."""
    return manipulation.split(value, num_or_size_splits, axis, num)


def tile(input: TensorLike, multiples: TensorLike, name: str | None = None) -> Tensor:
    """The whole tensor repeated along each axis, one number an axis."""
    return manipulation.tile_every_axis(input, multiples)


def repeat(input: TensorLike, repeats: TensorLike, axis: Axis = None, name: str | None = None) -> Tensor:
    """Each element, or each slice along an axis, repeated; the tensor is flattened if axis is None."""
    return manipulation.repeat(input, repeats, axis)


def reverse(tensor: TensorLike, axis: Axis, name: str | None = None) -> Tensor:
    """The elements in reverse order along axes."""
    return manipulation.flip(tensor, axis)


def reverse_sequence(
    input: TensorLike, seq_lengths: TensorLike, seq_axis: Any = None, batch_axis: Any = None, name: str | None = None
) -> Tensor:
    """The first `length` elements of each sequence in reverse order, the others where they were."""
    return manipulation.reverse_sequence(input, seq_lengths, seq_axis, batch_axis)


def roll(input: TensorLike, shift: TensorLike, axis: Axis, name: str | None = None) -> Tensor:
    """The elements shifted along axes, cyclically; the flattened tensor's if axis is None."""
    return manipulation.roll(input, shift, axis)


def pad(
    tensor: TensorLike, paddings: TensorLike, mode: str = "CONSTANT", constant_values: Any = 0, name: str | None = None
) -> Tensor:
    """Elements added before and after along each axis: by a value, by reflection, or by repetition of the edge."""
    return manipulation.pad(tensor, paddings, mode, constant_values)


def broadcast_to(input: TensorLike, shape: Shape, name: str | None = None) -> Tensor:
    """The elements repeated to fill a shape, without a copy."""
    return manipulation.broadcast_to(input, shape)


def broadcast_static_shape(shape_x: TensorLike, shape_y: TensorLike) -> TensorShape:
    """The shape to which two shapes broadcast."""
    return shapes.broadcast(shape_x, shape_y)


def broadcast_dynamic_shape(shape_x: TensorLike, shape_y: TensorLike) -> Tensor:
    """The shape to which two shapes broadcast, as a vector."""
    return shapes.broadcast_vectors(shape_x, shape_y)


def meshgrid(*args: TensorLike, indexing: str = "xy", name: str | None = None) -> list[Tensor]:
    """The coordinates of a grid, one tensor a vector."""
    return creation.meshgrid(*args, indexing=indexing)


def space_to_batch(input: TensorLike, block_shape: TensorLike, paddings: TensorLike, name: str | None = None) -> Tensor:
    """Blocks of the padded space moved into the batch: (B, *space, ..) -> (B · Π block, *space / block, ..)."""
    return manipulation.space_to_batch(input, block_shape, paddings)


def space_to_batch_nd(
    input: TensorLike, block_shape: TensorLike, paddings: TensorLike, name: str | None = None
) -> Tensor:
    """Blocks of the padded space moved into the batch: (B, *space, ..) -> (B · Π block, *space / block, ..)."""
    return manipulation.space_to_batch(input, block_shape, paddings)


def batch_to_space(input: TensorLike, block_shape: TensorLike, crops: TensorLike, name: str | None = None) -> Tensor:
    """The inverse of `space_to_batch`; `crops` is what the padding added."""
    return manipulation.batch_to_space(input, block_shape, crops)


def gather(
    params: TensorLike,
    indices: TensorLike,
    validate_indices: Any = None,
    axis: Axis = None,
    batch_dims: int = 0,
    name: str | None = None,
) -> Any:
    """Slices of `params` at `indices` along an axis."""
    return indexing.gather(params, indices, axis, batch_dims)


def gather_nd(
    params: TensorLike, indices: TensorLike, batch_dims: int = 0, name: str | None = None, bad_indices_policy: str = ""
) -> Tensor:
    """Slices of `params` at the index vectors in the last axis of `indices`."""
    return indexing.gather_nd(params, indices, batch_dims, bad_indices_policy)


def slice(input_: TensorLike, begin: TensorLike, size: TensorLike, name: str | None = None) -> Tensor:
    """The box that begins at `begin` and has the sizes `size`; -1 reaches to the end."""
    return indexing.slice_(input_, begin, size)


def strided_slice(
    input_: TensorLike,
    begin: TensorLike,
    end: TensorLike,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
    var: Any = None,
    name: str | None = None,
) -> Tensor:
    """x[begin:end:strides], with the bit masks begin, end, ellipsis, new_axis, shrink_axis of TensorFlow."""
    unsupported("strided_slice", var=var)
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return indexing.strided_slice(input_, begin, end, strides, masks)


def boolean_mask(tensor: TensorLike, mask: TensorLike, axis: Axis = None, name: str | None = "boolean_mask") -> Tensor:
    """The slices of x where `mask` holds: (.., *mask.shape, ..) -> (.., n, ..)."""
    return indexing.boolean_mask(tensor, mask, axis)


def scatter_nd(
    indices: TensorLike, updates: TensorLike, shape: Shape, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """Zeros of `shape` with the updates added at the indices."""
    return scatter.scatter_nd(indices, updates, shape, bad_indices_policy)


def tensor_scatter_nd_update(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: str | None = None
) -> Tensor:
    """x with the updates in place of what stands at the indices."""
    return strictly.scatter_update(tensor, indices, updates)


def tensor_scatter_nd_add(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """x with the updates added at the indices."""
    return strictly.scatter_add(tensor, indices, updates)


def tensor_scatter_nd_sub(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """x with the updates subtracted at the indices."""
    return strictly.scatter_subtract(tensor, indices, updates)


def tensor_scatter_nd_max(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """The larger of x and the updates at the indices."""
    return strictly.scatter_max(tensor, indices, updates)


def tensor_scatter_nd_min(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, bad_indices_policy: str = "", name: str | None = None
) -> Tensor:
    """The smaller of x and the updates at the indices."""
    return strictly.scatter_min(tensor, indices, updates)


def dynamic_partition(
    data: TensorLike, partitions: TensorLike, num_partitions: TensorLike, name: str | None = None
) -> list[Tensor]:
    """The slices of x by the number of the partition that each belongs to."""
    return scatter.dynamic_partition(data, partitions, num_partitions)


def dynamic_stitch(indices: TensorLike, data: TensorLike, name: str | None = None) -> Tensor:
    """One tensor in which the slices of `data` stand at `indices`; later ones win."""
    return scatter.dynamic_stitch(indices, data)


def unravel_index(indices: TensorLike, dims: Shape, name: str | None = None) -> Tensor:
    """Index vectors from positions in the flattened tensor: (..) -> (rank, ..)."""
    return indexing.unravel_index(indices, dims)
