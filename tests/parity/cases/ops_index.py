"""Reading and writing parts of tensors: slices, gather, scatter, masks."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, gradients, numbers

X = numbers(3, 4, 5)

SLICES: dict[str, Any] = {
    "integer": np.s_[1],
    "negative_integer": np.s_[-1],
    "two_integers": np.s_[0, -2],
    "range": np.s_[1:3],
    "step": np.s_[:, ::2],
    "negative_step": np.s_[::-1],
    "negative_step_with_bounds": np.s_[:, 3:0:-2],
    "negative_step_of_every_axis": np.s_[::-1, ::-2, ::-1],
    "ellipsis": np.s_[..., 0],
    "ellipsis_inside": np.s_[0, ..., 1:],
    "new_axis": np.s_[:, None, 0],
    "new_axis_at_the_end": np.s_[..., None],
    "nothing": np.s_[2:1],
    "beyond_the_end": np.s_[1:100],
    "far_negative": np.s_[-100:2],
    "everything": np.s_[...],
    "list_is_a_tuple": [0, 1],
    "empty_tuple": (),
}
for name, key in SLICES.items():

    def sliced(tf: Module, key: Any = key) -> Nest:
        return {"value": tf.constant(X)[key], "gradient": gradients(tf, lambda v: v[key], X)}

    add(f"slice_{name}", sliced)


@case
def slice_with_tensors(tf: Module) -> Nest:
    x, one = tf.constant(X), tf.constant(1)
    return x[one], x[one:], x[: tf.constant(-1), one], x[tf.constant(2, tf.int64)], x[np.int64(1)], x[np.array(2)]


@case
def slice_by_a_bool_mask(tf: Module) -> Nest:
    x = tf.constant(X)
    rows = np.array([True, False, True])
    return x[rows], x[tf.constant(rows)], x[x > 1.0], gradients(tf, lambda v: v[v > 1.0], X)


@case
def slice_of_a_vector_and_a_bool_tensor(tf: Module) -> Nest:
    x, mask = tf.constant([1, 2, 3]), tf.constant([True, False])
    return x[-1], x[:-1], x[::-1], mask[0], mask[::-1], tf.constant([[1], [2]])[:, 0]


@case
def slices_of_a_variable(tf: Module) -> Nest:
    variable = tf.Variable(X[0])
    row = variable[1]
    variable[1, 2:4].assign([7.0, 8.0])
    return row, variable[1], variable[::-1, 0], variable[1:2, None, -1]


@case
def iteration_over_rows(tf: Module) -> Nest:
    first, second = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    return list(tf.constant(X[:2, 0])), first, second, [int(number) for number in tf.range(3)]


@case
def slice_function(tf: Module) -> Nest:
    x = tf.constant(X)
    return {
        "plain": tf.slice(x, [0, 1, 2], [2, 2, 1]),
        "minus_one": tf.slice(x, [1, 0, 0], [-1, 2, -1]),
        "strided": tf.strided_slice(x, [0, 0], [3, 4], [2, 3]),
        "gradient": gradients(tf, lambda v: tf.slice(v, [0, 1, 2], [2, 2, 1]), X),
        "keras": tf.keras.ops.slice(X, (0, 1, 2), (2, 2, 1)),
        "keras_update": tf.keras.ops.slice_update(X, (1, 1, 0), np.zeros((1, 2, 5), "float32")),
    }


@case
def gather(tf: Module) -> Nest:
    return {
        "rows": tf.gather(X, [2, 0, 2]),
        "matrix_of_indices": tf.gather(X, [[0, 1], [2, 2]]),
        "axis": tf.gather(X, [1, 3], axis=1),
        "negative_axis": tf.gather(X, [0, 4], axis=-1),
        "one": tf.gather(X, 1),
        "none": tf.gather(X, tf.zeros((0,), tf.int32)),
        "longs": tf.gather([1, 2, 3], tf.constant([2], tf.int64)),
        "batch": tf.gather(X, [[0, 1], [3, 2], [1, 1]], batch_dims=1),
        "batch_axis": tf.gather(X, [[0, 1], [3, 2], [1, 1]], axis=2, batch_dims=1),
        "gradient": gradients(tf, lambda v: tf.gather(v, [2, 0, 2], axis=1), X),
        "keras": [tf.keras.ops.take(X, [1, 0], axis=1), tf.keras.ops.take(X, np.array([3, -1]))],
    }


@case
def gather_nd(tf: Module) -> Nest:
    return {
        "elements": tf.gather_nd(X, [[0, 1, 2], [2, 3, 4]]),
        "rows": tf.gather_nd(X, [[1], [0]]),
        "one": tf.gather_nd(X, [1, 2]),
        "batch": tf.gather_nd(X, [[1], [2], [3]], batch_dims=1),
        "gradient": gradients(tf, lambda v: tf.gather_nd(v, [[0, 1], [0, 1], [2, 0]]), X),
    }


@case
def take_along_axis(tf: Module) -> Nest:
    x, order = X[0], np.argsort(X[0], axis=1)
    return tf.keras.ops.take_along_axis(x, order, axis=1), tf.gather(x, order, batch_dims=1)


@case
def scatter_nd(tf: Module) -> Nest:
    updates = numbers(3, 2)
    return {
        "rows": tf.scatter_nd([[0], [3], [0]], updates, [4, 2]),
        "elements": tf.scatter_nd([[0, 1], [2, 0]], [5, 6], [3, 2]),
        "none": tf.scatter_nd(tf.zeros((0, 1), tf.int32), tf.zeros((0, 2)), [2, 2]),
        "gradient": gradients(tf, lambda v: tf.scatter_nd([[0], [3], [0]], v, [4, 2]), updates),
        "keras": tf.keras.ops.scatter([[0], [1]], np.array([1.0, 2.0], "float32"), (3,)),
    }


@case
def tensor_scatter_updates(tf: Module) -> Nest:
    x, rows, updates = X[0], [[0], [2]], numbers(2, 5, seed=1)
    return {
        "update": tf.tensor_scatter_nd_update(x, rows, updates),
        "elements": tf.tensor_scatter_nd_update(x, [[0, 1], [3, 4]], [9.0, 8.0]),
        "add": tf.tensor_scatter_nd_add(x, [[0], [0]], updates),
        "sub": tf.tensor_scatter_nd_sub(x, rows, updates),
        "max": tf.tensor_scatter_nd_max(x, rows, updates),
        "min": tf.tensor_scatter_nd_min(x, rows, updates),
        "gradient_of_update": gradients(tf, lambda a, b: tf.tensor_scatter_nd_update(a, rows, b), x, updates),
        "gradient_of_add": gradients(tf, lambda a, b: tf.tensor_scatter_nd_add(a, rows, b), x, updates),
        "keras": tf.keras.ops.scatter_update(x, rows, updates),
    }


@case
def scatter_methods_of_a_variable(tf: Module) -> Nest:
    variable = tf.Variable(X[0, :3, :2])
    slices = tf.IndexedSlices(tf.ones((2, 2)), tf.constant([0, 2]))
    before = variable.read_value()
    variable.scatter_add(slices)
    added = tf.identity(variable)
    variable.scatter_update(slices)
    updated = tf.identity(variable)
    variable.scatter_sub(slices)
    variable.scatter_nd_add([[1]], [[5.0, 5.0]])
    return before, added, updated, variable


@case
def boolean_mask(tf: Module) -> Nest:
    x, mask = X[:, :, 0], np.array([True, False, True])
    return {
        "rows": tf.boolean_mask(x, mask),
        "matrix": tf.boolean_mask(x, x > 0),
        "axis": tf.boolean_mask(x, [True, False, False, True], axis=1),
        "none": tf.boolean_mask(x, [False, False, False]),
        "gradient": gradients(tf, lambda v: tf.boolean_mask(v, x > 0), x),
    }


@case
def searchsorted(tf: Module) -> Nest:
    edges = tf.constant([1.0, 3.0, 3.0, 7.0])
    return tf.searchsorted(edges, [0.0, 3.0, 9.0]), tf.searchsorted(edges, [3.0], side="right")


@case
def dynamic_partition_and_stitch(tf: Module) -> Nest:
    parts = tf.dynamic_partition(numbers(4, 2), [0, 1, 0, 2], 3)
    return parts, tf.dynamic_stitch([[0, 2], [1], [3]], parts)


@case
def indexed_slices(tf: Module) -> Nest:
    slices = tf.IndexedSlices(
        tf.constant([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), tf.constant([2, 0, 2]), tf.constant([4, 2])
    )
    return slices, tf.convert_to_tensor(slices), slices.dtype, slices.shape
