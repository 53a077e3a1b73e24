"""Functions that make tensors or change their shape."""

from __future__ import annotations

import numpy as np

from ..harness import Module, Nest, case, gradients, numbers

X = numbers(2, 3, 4)


@case
def reshape(tf: Module) -> Nest:
    return {
        "plain": tf.reshape(X, (3, 8)),
        "minus_one": tf.reshape(X, [-1, 4]),
        "list_of_tensors": tf.reshape(X, [tf.shape(X)[0], -1]),
        "tensor_shape": tf.reshape(X, tf.constant([4, 6])),
        "to_scalar": tf.reshape([[5.0]], []),
        "empty": tf.reshape(tf.zeros((0, 3)), (3, 0)),
        "gradient": gradients(tf, lambda v: tf.reshape(v, (6, 4)), X),
        "keras": tf.keras.ops.reshape(X, (-1, 2)),
    }


@case
def transpose(tf: Module) -> Nest:
    return {
        "reversed": tf.transpose(X),
        "perm": tf.transpose(X, perm=[1, 0, 2]),
        "negative_perm": tf.keras.ops.transpose(X, (0, 2, 1)),
        "matrix": tf.linalg.matrix_transpose(X),
        "conjugate": tf.transpose(tf.constant([[1 + 2j, 3 - 1j]]), conjugate=True),
        "scalar": tf.transpose(2.0),
        "gradient": gradients(tf, lambda v: tf.transpose(v, [2, 0, 1]), X),
        "swapaxes": tf.keras.ops.swapaxes(X, 0, -1),
        "moveaxis": tf.keras.ops.moveaxis(X, 0, -1),
    }


@case
def expand_dims_and_squeeze(tf: Module) -> Nest:
    ones = numbers(1, 2, 1, 3, 1)
    return {
        "first": tf.expand_dims(X, 0),
        "last": tf.expand_dims(X, axis=-1),
        "inner": tf.expand_dims(X, -2),
        "of_list": tf.expand_dims([1, 2], 1),
        "squeeze": tf.squeeze(ones),
        "squeeze_axis": tf.squeeze(ones, axis=[0, -1]),
        "squeeze_one": tf.squeeze(ones, 2),
        "gradient": gradients(tf, lambda v: tf.squeeze(tf.expand_dims(v, 1)), X),
        "keras": [tf.keras.ops.expand_dims(X, 1), tf.keras.ops.squeeze(ones, axis=0)],
    }


@case
def concat(tf: Module) -> Nest:
    a, b = numbers(2, 3), numbers(2, 1, seed=1)
    return {
        "last": tf.concat([a, b], axis=-1),
        "first": tf.concat([a, a], 0),
        "with_empty": tf.concat([tf.zeros((0, 3)), a], 0),
        "single": tf.concat([a], 1),
        "lists": tf.concat([[1], [2, 3]], 0),
        "gradient": gradients(tf, lambda u, v: tf.concat([u, v, u], 1), a, b),
        "keras": tf.keras.ops.concatenate([a, b], axis=1),
        "keras_promotes": tf.keras.ops.concatenate([np.array([1], "int32"), np.array([0.5], "float32")]),
    }


@case
def stack_and_unstack(tf: Module) -> Nest:
    a, b = numbers(2, 3), numbers(2, 3, seed=1)
    return {
        "first": tf.stack([a, b]),
        "last": tf.stack([a, b], axis=-1),
        "scalars": tf.stack([1.0, tf.constant(2.0)]),
        "unstack": tf.unstack(a),
        "unstack_last": tf.unstack(a, axis=-1, num=3),
        "gradient": gradients(tf, lambda u, v: tf.stack([u, v], 1), a, b),
        "gradient_of_one_part": gradients(tf, lambda u: tf.unstack(u, axis=1)[1], a),
        "keras": [tf.keras.ops.stack([a, b], axis=1), list(tf.keras.ops.unstack(a, axis=1))],
    }


@case
def split(tf: Module) -> Nest:
    x = numbers(2, 6)
    return {
        "number": tf.split(x, 3, axis=1),
        "sizes": tf.split(x, [1, 3, 2], axis=-1),
        "rest": tf.split(x, [1, -1], axis=1),
        "rows": tf.split(x, 2),
        "zero_size": tf.split(x, [0, 6], 1),
        "gradient": gradients(tf, lambda v: tf.split(v, [1, 5], 1)[0], x),
        "keras": list(tf.keras.ops.split(x, 2, axis=1)),
        "keras_indices": list(tf.keras.ops.split(x, [1, 4], axis=1)),
    }


@case
def tile_and_repeat(tf: Module) -> Nest:
    x = numbers(2, 3)
    return {
        "tile": tf.tile(x, [2, 1]),
        "tile_tensor": tf.tile([1, 2], tf.constant([3])),
        "tile_zero": tf.tile(x, [0, 2]),
        "repeat": tf.repeat(x, 2, axis=0),
        "repeat_each": tf.repeat(x, [1, 0, 2], axis=1),
        "repeat_flat": tf.repeat(x, 2),
        "gradient_of_tile": gradients(tf, lambda v: tf.tile(v, [2, 3]), x),
        "gradient_of_repeat": gradients(tf, lambda v: tf.repeat(v, [1, 0, 2], axis=1), x),
        "keras": [tf.keras.ops.tile(x, (2, 1, 1)), tf.keras.ops.repeat(x, 2, axis=1)],
    }


@case
def pad(tf: Module) -> Nest:
    x = numbers(2, 3)
    return {
        "zeros": tf.pad(x, [[1, 0], [0, 2]]),
        "value": tf.pad(x, [[0, 0], [1, 1]], constant_values=9.0),
        "reflect": tf.pad(x, [[1, 1], [2, 2]], mode="REFLECT"),
        "symmetric": tf.pad(x, [[1, 1], [2, 2]], "SYMMETRIC"),
        "ints": tf.pad([1, 2], [[1, 1]]),
        "gradient": gradients(tf, lambda v: tf.pad(v, [[1, 0], [0, 2]]), x),
        "gradient_of_reflect": gradients(tf, lambda v: tf.pad(v, [[1, 1], [0, 0]], "REFLECT"), x),
        "keras": tf.keras.ops.pad(x, ((1, 1), (0, 1)), constant_values=2.0),
    }


@case
def reverse_roll_and_flip(tf: Module) -> Nest:
    x = numbers(2, 3)
    return {
        "reverse": tf.reverse(x, [0]),
        "reverse_both": tf.reverse(x, axis=[0, -1]),
        "roll": tf.roll(x, shift=1, axis=1),
        "roll_back": tf.roll(x, [-1, 2], [0, 1]),
        "gradient": gradients(tf, lambda v: tf.roll(tf.reverse(v, [1]), 1, 0), x),
        "keras": [
            tf.keras.ops.flip(x),
            tf.keras.ops.flip(x, axis=1),
            tf.keras.ops.roll(x, 2),
            tf.keras.ops.roll(x, 1, 0),
        ],
    }


@case
def broadcast_to(tf: Module) -> Nest:
    x = numbers(3, 1)
    return {
        "plain": tf.broadcast_to(x, (2, 3, 4)),
        "scalar": tf.broadcast_to(5, [2]),
        "gradient": gradients(tf, lambda v: tf.broadcast_to(v, (2, 3, 4)), x),
        "static_shape": tf.broadcast_static_shape(tf.TensorShape([3, 1]), tf.TensorShape([4])),
        "dynamic_shape": tf.broadcast_dynamic_shape([3, 1], [4]),
        "keras": tf.keras.ops.broadcast_to(x, (3, 2)),
    }


@case
def shape_size_and_rank(tf: Module) -> Nest:
    x = tf.constant(X)
    return {
        "shape": tf.shape(x),
        "long": tf.shape(x, out_type=tf.int64),
        "size": tf.size(x),
        "rank": tf.rank(x),
        "of_scalar": [tf.shape(1.0), tf.size(1.0), tf.rank(1.0)],
        "static": x.shape,
        "as_list": x.shape.as_list(),
        "ndims": [x.shape.rank, x.shape.ndims, len(x.shape), x.ndim, x.shape.num_elements()],
        "one_dimension": [x.shape[0], x.shape[-1]],
        "slice": x.shape[1:],
        "equal": [x.shape == (2, 3, 4), x.shape == [2, 3, 4], x.shape == (2, 3)],
        "keras": list(tf.keras.ops.shape(x)),
        "shape_n": tf.shape_n([x, x[0]]),
        "length": len(x),
    }


@case
def tensor_shapes(tf: Module) -> Nest:
    shape, partly = tf.TensorShape([2, 3]), tf.TensorShape([None, 3])
    return {
        "concatenate": shape.concatenate([4]),
        "added": shape + [5],  # noqa: RUF005 - the operator is tested
        "partly": partly,
        "defined": [shape.is_fully_defined(), partly.is_fully_defined()],
        "compatible": [shape.is_compatible_with(partly), shape.is_compatible_with([3, 3])],
        "merged": partly.merge_with(shape),
        "unknown_rank": tf.TensorShape(None).rank,
        "texts": [str(shape), str(partly), repr(shape)],
        "iterated": list(shape),
    }


@case
def zeros_and_ones(tf: Module) -> Nest:
    x = tf.constant([[1, 2], [3, 4]])
    return {
        "zeros": tf.zeros((2, 3)),
        "scalar": tf.zeros([]),
        "ints": tf.zeros([2], dtype=tf.int32),
        "named_dtype": tf.ones((1, 2), "float64"),
        "bools": [tf.ones([2], tf.bool), tf.zeros([2], tf.bool)],
        "tensor_shape": tf.ones(tf.shape(x)),
        "like": [tf.zeros_like(x), tf.ones_like(x), tf.zeros_like(x, dtype=tf.float32), tf.ones_like([1.5])],
        "keras": [tf.keras.ops.zeros((2,)), tf.keras.ops.ones((2,), "int32"), tf.keras.ops.zeros_like(x)],
        "keras_full": [tf.keras.ops.full((2,), 3), tf.keras.ops.full((2,), 3.0), tf.keras.ops.full_like(x, 7)],
    }


@case
def fill(tf: Module) -> Nest:
    return (
        tf.fill([2, 2], 7),
        tf.fill((2,), 0.5),
        tf.fill([], value=True),
        tf.fill(tf.constant([3]), tf.constant(1, tf.int64)),
    )


@case
def eye_and_diagonals(tf: Module) -> Nest:
    square = numbers(3, 3)
    return {
        "eye": tf.eye(3),
        "wide": tf.eye(2, 3, dtype=tf.int32),
        "batch": tf.eye(2, batch_shape=[2]),
        "diag": tf.linalg.diag([1.0, 2.0]),
        "diag_above": tf.linalg.diag([1.0, 2.0], k=1),
        "diag_part": tf.linalg.diag_part(square),
        "set_diag": tf.linalg.set_diag(square, [1.0, 2.0, 3.0]),
        "trace": tf.linalg.trace(square),
        "keras": [tf.keras.ops.eye(2), tf.keras.ops.diag(np.array([1.0, 2.0], "float32")), tf.keras.ops.identity(2)],
    }


@case
def ranges(tf: Module) -> Nest:
    return {
        "limit": tf.range(4),
        "start": tf.range(2, 5),
        "delta": tf.range(1, 10, 4),
        "down": tf.range(5, 0, -2),
        "floats": tf.range(0.0, 1.0, 0.25),
        "named": tf.range(start=1, limit=4, delta=1, dtype=tf.float32),
        "mixed": tf.range(3, 4.5),
        "nothing": tf.range(3, 3),
        "tensor": tf.range(tf.constant(3, tf.int64)),
        "keras": [tf.keras.ops.arange(3), tf.keras.ops.arange(0, 1, 0.5), tf.keras.ops.arange(1, 3, dtype="float32")],
    }


@case
def linspace(tf: Module) -> Nest:
    return {
        "floats": tf.linspace(0.0, 1.0, 5),
        "ints_are_doubles": tf.linspace(0, 10, 3),
        "one": tf.linspace(2.0, 9.0, 1),
        "columns": tf.linspace([0.0, 1.0], [2.0, 3.0], 3, axis=-1),
        "keras": [tf.keras.ops.linspace(0.0, 1.0, 3), tf.keras.ops.linspace(0, 1, 4, endpoint=False)],
        "logspace": tf.keras.ops.logspace(0.0, 2.0, 3),
    }


@case
def one_hot(tf: Module) -> Nest:
    return {
        "plain": tf.one_hot([0, 2], 3),
        "out_of_range_is_a_zero_row": tf.one_hot([3, -1], 3),
        "values": tf.one_hot([1], 2, on_value=5, off_value=-5),
        "first_axis": tf.one_hot([0, 2], 3, axis=0),
        "dtype": tf.one_hot([[1]], depth=2, dtype=tf.int64),
        "scalar": tf.one_hot(1, 3),
        "bytes": tf.one_hot(tf.constant([1], tf.uint8), 2),
        "keras": tf.keras.ops.one_hot(np.array([0, 2, -1]), 3),
        "utils": [tf.keras.utils.to_categorical([0, 2]), tf.keras.utils.to_categorical([[1], [0]], num_classes=3)],
    }


@case
def meshgrid(tf: Module) -> Nest:
    return {
        "xy": tf.meshgrid([1, 2, 3], [4, 5]),
        "ij": tf.meshgrid([1, 2, 3], [4, 5], indexing="ij"),
        "one": tf.meshgrid([1.0, 2.0]),
        "keras": list(tf.keras.ops.meshgrid(np.array([1, 2]), np.array([3, 4, 5]))),
    }


@case
def sequence_mask(tf: Module) -> Nest:
    return tf.sequence_mask([1, 3, 0]), tf.sequence_mask([[2], [1]], maxlen=3, dtype=tf.float32)


@case
def identity_and_copies(tf: Module) -> Nest:
    x = tf.constant([1.0, 2.0])
    return (
        tf.identity(x),
        tf.identity([1, 2]),
        gradients(tf, tf.identity, np.ones(2, "float32")),
        x.numpy(),
        x.numpy().item(0),
    )


@case
def keras_flat_views(tf: Module) -> Nest:
    ops = tf.keras.ops
    return {
        "ravel": ops.ravel(X),
        "vstack": ops.vstack([np.ones(2, "float32"), np.zeros(2, "float32")]),
        "hstack": ops.hstack([np.ones(2, "float32"), np.zeros(1, "float32")]),
        "tri": ops.tri(3),
        "tril": ops.tril(numbers(3, 3)),
        "triu": ops.triu(numbers(3, 3), k=1),
        "nonzero": list(ops.nonzero(np.array([[0, 2], [3, 0]]))),
        "ndim": ops.ndim(X),
        "size": ops.size(X),
    }


@case
def space_and_depth(tf: Module) -> Nest:
    x = numbers(1, 4, 4, 4)
    return tf.nn.space_to_depth(x, 2), tf.nn.depth_to_space(x, 2)
