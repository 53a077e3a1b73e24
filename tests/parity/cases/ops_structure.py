"""Nests, tensor lists, scopes and other small things that programs lean on."""

from __future__ import annotations

import numpy as np

from ..harness import Module, Nest, case, gradients, misuse, numbers


@case
def kinds_of_values(tf: Module) -> Nest:
    tensor, variable = tf.constant(1.0), tf.Variable(1.0)
    return {
        "is_tensor": [tf.is_tensor(value) for value in (tensor, variable, 1.0, np.ones(2), [tensor])],
        "isinstance": [isinstance(tensor, tf.Tensor), isinstance(variable, tf.Variable), isinstance(1.0, tf.Tensor)],
        "dtypes": [isinstance(tensor.dtype, tf.DType), isinstance(tensor.shape, tf.TensorShape)],
        "eager": tf.executing_eagerly(),
        "keras": [tf.keras.ops.is_tensor(tensor), tf.keras.backend.is_keras_tensor(tf.keras.Input((1,)))],
    }


@case
def new_axes(tf: Module) -> Nest:
    x = tf.constant(numbers(2, 3))
    return x[tf.newaxis], x[:, tf.newaxis, 1:], x[..., tf.newaxis], tf.newaxis


@case
def nests_are_flattened_by_sorted_key_and_packed_in_order(tf: Module) -> Nest:
    nest = tf.nest
    structure = {"b": [1, (2, 3)], "a": {"x": 4}}
    packed = nest.pack_sequence_as(structure, [10, 20, 30, 40])
    return {
        "flat": nest.flatten(structure),
        "packed": packed,
        "order": list(packed),
        "kinds": [type(packed["b"]).__name__, type(packed["b"][1]).__name__],
        "mapped": nest.map_structure(lambda a, b: a + b, structure, structure),
        "nested": [nest.is_nested(value) for value in ([1], (1,), {"a": 1}, 1, "ab", np.ones(2))],
        "of_one": nest.flatten(5),
        "none": nest.flatten([None, 1]),
    }


@misuse
def nests_of_a_list_and_a_tuple_differ(tf: Module) -> Nest:
    tf.nest.assert_same_structure([1, 2], (1, 2))


@misuse
def nests_of_different_lengths_differ(tf: Module) -> Nest:
    tf.nest.map_structure(lambda a, b: a + b, [1, 2], [1])


@case
def tensor_arrays(tf: Module) -> Nest:
    array = tf.TensorArray(tf.float32, size=3)
    for index in range(3):
        array = array.write(index, tf.constant([float(index), 1.0]))
    growing = tf.TensorArray(tf.int32, size=0, dynamic_size=True)
    growing = growing.write(0, 5).write(1, 6)
    unstacked = tf.TensorArray(tf.float32, size=2, clear_after_read=False).unstack([[1.0], [2.0]])
    return {
        "stacked": array.stack(),
        "size": growing.size(),
        "growing": growing.stack(),
        "read": unstacked.read(1),
        "concatenated": unstacked.concat(),
    }


@case
def gradient_through_a_tensor_array(tf: Module) -> Nest:
    def collected(x: object) -> object:
        array = tf.TensorArray(tf.float32, size=3)
        for index in range(3):
            array = array.write(index, x * float(index + 1))
        return array.stack()

    return gradients(tf, collected, numbers(2))


@case
def scopes_and_devices(tf: Module) -> Nest:
    with tf.name_scope("outer") as scope, tf.device("/CPU:0"), tf.control_dependencies([]):
        x = tf.ones(2, name="x") + 1.0
    return scope, x, tf.group() is None


@case
def initializers_of_tensorflow(tf: Module) -> Nest:
    return {
        "zeros": tf.zeros_initializer()((2,)),
        "ones": tf.ones_initializer()((2,), dtype=tf.int32),
        "constant": tf.constant_initializer(0.5)((2, 1)),
        "constants": tf.constant_initializer([1.0, 2.0])((2,)),
        "random": tf.random_normal_initializer(seed=1)((2, 3)).shape,
        "uniform": bool(tf.reduce_max(tf.abs(tf.random_uniform_initializer(-0.1, 0.1)((50,)))) <= 0.1),
    }


@case
def checks_that_pass(tf: Module) -> Nest:
    debugging = tf.debugging
    debugging.assert_equal(tf.constant([1, 2]), [1, 2])
    debugging.assert_less(1.0, tf.constant(2.0))
    debugging.assert_shapes([(tf.ones((2, 3)), (2, 3))])
    debugging.assert_rank(tf.ones((2, 3)), 2)
    return debugging.check_numerics(tf.constant([1.0]), "finite")


@misuse
def check_numerics_of_nan(tf: Module) -> Nest:
    tf.debugging.check_numerics(tf.constant([1.0, np.nan]), "not finite")


@misuse
def assert_rank_of_another_rank(tf: Module) -> Nest:
    tf.debugging.assert_rank(tf.ones((2, 3)), 1)


@misuse
def assert_less_of_greater(tf: Module) -> Nest:
    tf.debugging.assert_less(tf.constant(3.0), 2.0, message="too large")


@misuse
def a_tensor_has_no_such_attribute(tf: Module) -> Nest:
    tf.ones(2).cuda()


@case
def mapping_over_rows(tf: Module) -> Nest:
    x = numbers(3, 2)
    return {
        "map_fn": tf.map_fn(tf.reduce_sum, tf.constant(x)),
        "signature": tf.map_fn(lambda row: tf.argmax(row), tf.constant(x), fn_output_signature=tf.int64),
        "vectorized": tf.vectorized_map(lambda row: row * 2.0, tf.constant(x)),
        "foldl": tf.foldl(lambda total, row: total + tf.reduce_sum(row), tf.constant(x), initializer=tf.constant(0.0)),
        "scan": tf.scan(lambda total, row: total + row, tf.constant(x)),
        "keras_map": tf.keras.ops.map(lambda row: row + 1.0, x),
        "vectorize": tf.keras.ops.vectorized_map(lambda row: row * 3.0, tf.constant(x)),
    }


@case
def keras_control_flow(tf: Module) -> Nest:
    ops = tf.keras.ops
    return {
        "cond": ops.cond(tf.constant(1.0) > 0.0, lambda: tf.constant(1.0), lambda: tf.constant(2.0)),
        "while": ops.while_loop(lambda i, _: i < 3, lambda i, x: (i + 1, x * 2.0), (tf.constant(0), tf.constant(1.0))),
        "fori": ops.fori_loop(0, 4, lambda i, total: total + tf.cast(i, tf.int32), tf.constant(0)),
        "scan": ops.scan(lambda carry, x: (carry + x, carry * x), tf.constant(1.0), tf.constant([1.0, 2.0, 3.0])),
    }
