"""What must not pass: each case is one wrong call and records the class of the error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..harness import Module, add


def assign_to_a_slice(tf: Module) -> None:
    """Tensors cannot be written to."""
    tf.ones(3)[0] = 1.0


WRONG: dict[str, Callable[[Module], Any]] = {
    "add_of_incompatible_shapes": lambda tf: tf.ones((2, 3)) + tf.ones((2, 4)),
    "add_of_int_and_float_tensors": lambda tf: tf.constant([1]) + tf.constant([1.0]),
    "add_of_float_and_double_tensors": lambda tf: tf.constant(1.0) + tf.constant(1.0, tf.float64),
    "int_tensor_plus_a_python_float": lambda tf: tf.constant([1]) + 1.5,
    "multiply_by_a_string": lambda tf: tf.constant([1.0]) * "two",
    "add_of_bools": lambda tf: tf.constant([True]) + tf.constant([True]),
    "logical_and_of_numbers": lambda tf: tf.logical_and([1.0], [0.0]),
    "less_of_incompatible_shapes": lambda tf: tf.constant([1.0, 2.0]) < tf.constant([1.0, 2.0, 3.0]),
    "floor_division_by_int_zero": lambda tf: tf.constant([1, 2]) // tf.constant([0, 1]),
    "exp_of_ints": lambda tf: tf.exp(tf.constant([1, 2])),
    "sqrt_of_a_string": lambda tf: tf.sqrt("four"),
    "matmul_of_wrong_inner_sizes": lambda tf: tf.matmul(tf.ones((2, 3)), tf.ones((4, 5))),
    "matmul_of_vectors": lambda tf: tf.matmul(tf.ones(3), tf.ones(3)),
    "matmul_of_different_dtypes": lambda tf: tf.matmul(tf.ones((2, 2)), tf.ones((2, 2), tf.float64)),
    "einsum_of_wrong_rank": lambda tf: tf.einsum("ij,jk->ik", tf.ones(3), tf.ones((3, 2))),
    "einsum_of_wrong_sizes": lambda tf: tf.einsum("ij,jk->ik", tf.ones((2, 3)), tf.ones((4, 2))),
    "reshape_to_another_size": lambda tf: tf.reshape(tf.ones((2, 3)), (4, 2)),
    "reshape_with_two_unknowns": lambda tf: tf.reshape(tf.ones((2, 3)), (-1, -1)),
    "reshape_that_does_not_divide": lambda tf: tf.reshape(tf.ones((2, 3)), (4, -1)),
    "reshape_by_floats": lambda tf: tf.reshape(tf.ones((2, 3)), (3.0, 2.0)),
    "transpose_with_a_wrong_permutation": lambda tf: tf.transpose(tf.ones((2, 3)), [0, 0]),
    "transpose_with_a_short_permutation": lambda tf: tf.transpose(tf.ones((2, 3)), [0]),
    "expand_dims_out_of_range": lambda tf: tf.expand_dims(tf.ones(2), 3),
    "squeeze_of_a_wide_axis": lambda tf: tf.squeeze(tf.ones((2, 1)), axis=0),
    "concat_of_different_sizes": lambda tf: tf.concat([tf.ones((2, 3)), tf.ones((3, 4))], axis=0),
    "concat_of_different_ranks": lambda tf: tf.concat([tf.ones((2, 3)), tf.ones(3)], axis=0),
    "concat_of_different_dtypes": lambda tf: tf.concat([tf.ones(2), tf.ones(2, tf.int32)], axis=0),
    "concat_axis_out_of_range": lambda tf: tf.concat([tf.ones(2), tf.ones(2)], axis=1),
    "stack_of_different_shapes": lambda tf: tf.stack([tf.ones(2), tf.ones(3)]),
    "split_that_does_not_divide": lambda tf: tf.split(tf.ones((2, 5)), 2, axis=1),
    "split_sizes_that_do_not_add_up": lambda tf: tf.split(tf.ones((2, 5)), [1, 2], axis=1),
    "tile_with_a_wrong_rank": lambda tf: tf.tile(tf.ones((2, 3)), [2]),
    "broadcast_to_a_smaller_shape": lambda tf: tf.broadcast_to(tf.ones((2, 3)), (3, 3)),
    "pad_with_a_wrong_rank": lambda tf: tf.pad(tf.ones((2, 3)), [[1, 1]]),
    "reduce_axis_out_of_range": lambda tf: tf.reduce_sum(tf.ones((2, 3)), axis=2),
    "reduce_all_of_numbers": lambda tf: tf.reduce_all([1.0, 0.0]),
    "argmax_axis_out_of_range": lambda tf: tf.argmax(tf.ones((2, 3)), axis=5),
    "argmax_over_nothing": lambda tf: tf.argmax(tf.zeros((0,))),
    "gather_out_of_range": lambda tf: tf.gather(tf.ones((3, 2)), [3]),
    "gather_negative": lambda tf: tf.gather(tf.ones((3, 2)), [-1]),
    "gather_by_floats": lambda tf: tf.gather(tf.ones((3, 2)), [1.0]),
    "gather_nd_out_of_range": lambda tf: tf.gather_nd(tf.ones((3, 2)), [[3, 0]]),
    "scatter_nd_out_of_range": lambda tf: tf.scatter_nd([[4]], [1.0], [3]),
    "boolean_mask_of_a_wrong_size": lambda tf: tf.boolean_mask(tf.ones(3), [True, False]),
    "index_out_of_range": lambda tf: tf.ones(3)[3],
    "index_with_too_many_axes": lambda tf: tf.ones((2, 3))[0, 0, 0],
    "index_by_a_float": lambda tf: tf.ones(3)[1.0],
    "index_by_a_string": lambda tf: tf.ones(3)["a"],
    "assignment_to_a_slice_of_a_tensor": assign_to_a_slice,
    "top_k_of_too_many": lambda tf: tf.math.top_k([1.0, 2.0], k=3),
    "segment_ids_out_of_order": lambda tf: tf.math.segment_sum([1.0, 2.0], [1, 0]),
    "unsorted_segment_out_of_range": lambda tf: tf.math.unsorted_segment_sum([1.0, 2.0], [0, 5], 2),
    "conv2d_of_wrong_channels": lambda tf: tf.nn.conv2d(tf.ones((1, 4, 4, 3)), tf.ones((2, 2, 2, 4)), 1, "SAME"),
    "conv2d_of_a_wrong_rank": lambda tf: tf.nn.conv2d(tf.ones((4, 4, 3)), tf.ones((2, 2, 3, 4)), 1, "SAME"),
    "conv2d_with_an_unknown_padding": lambda tf: tf.nn.conv2d(tf.ones((1, 4, 4, 3)), tf.ones((2, 2, 3, 4)), 1, "FULL"),
    "sparse_cross_entropy_label_out_of_range": lambda tf: tf.nn.sparse_softmax_cross_entropy_with_logits(
        [3], tf.zeros((1, 3))
    ),
    "sparse_cross_entropy_of_float_labels": lambda tf: tf.nn.sparse_softmax_cross_entropy_with_logits(
        tf.constant([1.0]), tf.zeros((1, 3))
    ),
    "softmax_cross_entropy_of_wrong_shapes": lambda tf: tf.nn.softmax_cross_entropy_with_logits(
        tf.ones((2, 3)), tf.ones((2, 4))
    ),
    "sigmoid_cross_entropy_of_wrong_shapes": lambda tf: tf.nn.sigmoid_cross_entropy_with_logits(
        labels=tf.ones((2, 3)), logits=tf.ones((2, 4))
    ),
    "one_hot_of_floats": lambda tf: tf.one_hot([1.0], 3),
    "where_of_a_python_scalar": lambda tf: tf.where(condition=True),
    "where_of_incompatible_shapes": lambda tf: tf.where([True, False], tf.ones(3), tf.zeros(3)),
    "clip_with_incompatible_bounds": lambda tf: tf.clip_by_value(tf.ones(3), tf.zeros(2), tf.ones(2)),
    "constant_of_a_ragged_list": lambda tf: tf.constant([[1, 2], [3]]),
    "constant_of_mixed_kinds": lambda tf: tf.constant([1, "a"]),
    "constant_of_an_object": lambda tf: tf.constant(object()),
    "constant_of_a_float_as_int": lambda tf: tf.constant(1.5, tf.int32),
    "constant_of_a_wrong_shape": lambda tf: tf.constant([1, 2, 3], shape=(2, 2)),
    "constant_of_none": lambda tf: tf.constant(None),
    "convert_to_another_dtype": lambda tf: tf.convert_to_tensor(tf.constant(1.0), dtype=tf.int32),
    "cast_to_an_unknown_dtype": lambda tf: tf.cast(1.0, "float31"),
    "zeros_of_a_negative_shape": lambda tf: tf.zeros((-1, 2)),
    "range_without_a_step": lambda tf: tf.range(0, 5, 0),
    "truth_of_many": lambda tf: bool(tf.constant([True, False])),
    "float_of_many": lambda tf: float(tf.constant([1.0, 2.0])),
    "length_of_a_scalar": lambda tf: len(tf.constant(1.0)),
    "iteration_over_a_scalar": lambda tf: list(tf.constant(1.0)),
    "unknown_keyword": lambda tf: tf.reduce_sum([1.0], axes=0),
    "unknown_name": lambda tf: tf.no_such_function,
    "assign_of_a_wrong_shape": lambda tf: tf.Variable([1.0, 2.0]).assign([1.0]),
    "assign_of_a_wrong_dtype": lambda tf: tf.Variable([1.0]).assign(tf.constant([1], tf.int64)),
    "variable_without_a_value": lambda tf: tf.Variable(),
    "debugging_assert_equal": lambda tf: tf.debugging.assert_equal(tf.constant(1), tf.constant(2)),
    "solve_of_a_singular_matrix": lambda tf: tf.linalg.inv(tf.zeros((2, 2))),
    "keras_reshape_to_another_size": lambda tf: tf.keras.ops.reshape(np.ones((2, 3), "float32"), (4, 2)),
    "keras_matmul_of_wrong_sizes": lambda tf: tf.keras.ops.matmul(
        np.ones((2, 3), "float32"), np.ones((2, 3), "float32")
    ),
    "keras_unknown_activation": lambda tf: tf.keras.activations.get("reluu"),
    "keras_unknown_initializer": lambda tf: tf.keras.initializers.get("uniformly"),
}

for name, body in WRONG.items():
    add(name, body, raises=True)
