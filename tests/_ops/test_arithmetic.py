"""Arithmetic, comparison and choice: values, broadcasting, ties, dtypes and errors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as hnp

import supple as tf
from supple import keras
from supple._ops import arithmetic, comparison, strictly

from .helpers import assert_close, assert_gradients, gradient

BINARY = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "mod": np.mod,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "squared_difference": lambda x, y: (x - y) ** 2,
    "arctan2": np.arctan2,
    "hypot": np.hypot,
    "logaddexp": np.logaddexp,
    "xlogy": lambda x, y: x * np.log(y),
    "divide_no_nan": np.divide,
    "multiply_no_nan": np.multiply,
}


@pytest.mark.parametrize("name", BINARY)
def test_a_function_of_two_tensors_equals_numpy_with_its_gradients(name, rng):
    function = getattr(arithmetic, name)
    x, y = rng.uniform(0.5, 3, (2, 1, 3)), rng.uniform(0.5, 3, (4, 1))
    assert_close(function(x, y), BINARY[name](x, y))
    assert_close(function(tf.constant(x), 2.0), BINARY[name](x, 2.0))
    assert_gradients(function, x, y)


@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=4))
def test_broadcasting_follows_numpy(shapes):
    left, right = shapes.input_shapes
    x, y = np.arange(np.prod(left, dtype=int)).reshape(left), np.ones(right, int)
    assert (tf.constant(x) + tf.constant(y)).shape == shapes.result_shape
    np.testing.assert_array_equal((tf.constant(x) + tf.constant(y)).numpy(), x + y)


@given(st.integers(-20, 20), st.integers(-20, 20).filter(bool))
def test_floor_division_and_remainder_are_those_of_python(a, b):
    x, y = tf.constant(a), tf.constant(b)
    assert int(x // y) == a // b
    assert int(x % y) == a % b
    assert int(a // y) == a // b
    assert int(a % y) == a % b
    assert int(tf.truncatediv(x, y)) == int(a / b)


@pytest.mark.parametrize(
    ("dtype", "quotient"), [("int8", "float32"), ("uint8", "float32"), ("int32", "float64"), ("int64", "float64")]
)
def test_division_of_integers_gives_floats_as_in_tensorflow(dtype, quotient):
    x = tf.constant([7, 9], dtype)
    assert (x / x).dtype == quotient
    assert (x / 2).dtype == quotient
    assert (7 / x).dtype == quotient
    assert_close(7 / x, [1.0, np.asarray(7 / 9, quotient)])


def test_integer_division_by_zero_names_the_op():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"floor_divide\(x=int32\[2\], y=int32\[2\]\): .*[Zz]ero"):
        tf.constant([1, 2]) // tf.constant([0, 1])


def test_extremes_give_the_whole_gradient_of_a_tie_to_the_first():
    ones = np.ones(1)
    for function in (tf.maximum, tf.minimum):
        first, second = gradient(function, ones, ones)
        assert (float(first[0]), float(second[0])) == (0.5, 0.0)


def test_extremes_hand_on_nan():
    x, y = tf.constant([np.nan, 1.0]), tf.constant([1.0, np.nan])
    assert np.isnan(tf.maximum(x, y).numpy()).all()
    with tf.GradientTape() as tape:
        tape.watch(x)
        assert np.isnan(tf.minimum(x, y).numpy()).all()


def test_clipping_passes_the_gradient_at_both_edges():
    (found,) = gradient(lambda x: tf.clip_by_value(x, -1.0, 1.0), np.array([-2.0, -1.0, 0.0, 1.0, 2.0]))
    assert (found.numpy() != 0).tolist() == [False, True, True, True, False]


def test_clipping_takes_tensors_as_bounds_and_names_those_that_do_not_fit():
    assert tf.clip_by_value(tf.ones((2, 2)), [[0.0], [2.0]], 3.0).numpy().tolist() == [[1, 1], [2, 2]]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"x=float32\[3\], low=float32\[2\], high=float32\[2\]"):
        tf.clip_by_value(tf.ones(3), tf.zeros(2), tf.ones(2))
    with pytest.raises(TypeError, match=r"clip_by_value: expected bounds of int32, got 0\.5 and 1\.5"):
        tf.clip_by_value(tf.constant([1, 2]), 0.5, 1.5)


def test_no_nan_comes_out_of_the_functions_that_promise_it():
    zero, infinite = tf.constant([0.0, 0.0]), tf.constant([1.0, np.inf])
    assert tf.math.divide_no_nan(infinite, zero).numpy().tolist() == [0.0, 0.0]
    assert tf.math.multiply_no_nan(infinite, zero).numpy().tolist() == [0.0, 0.0]
    assert tf.math.xlogy(zero, zero).numpy().tolist() == [0.0, 0.0]
    assert [g.numpy().tolist() for g in gradient(tf.math.divide_no_nan, np.ones(1), np.zeros(1))] == [[0.0], [0.0]]


def test_tensors_of_different_dtypes_are_refused_by_tensorflow_and_promoted_by_keras():
    whole, half = tf.constant([1]), tf.constant([0.5])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"add: y: expected dtype int32, got a tensor of float32"):
        tf.add(whole, half)
    assert keras.ops.add(whole, half).numpy().tolist() == [1.5]
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"cannot convert 1\.5 to a tensor of int32"):
        whole + 1.5
    assert (keras.ops.add(whole, 1.5)).dtype == "float32"


def test_truth_values_cannot_be_added():
    with pytest.raises(tf.errors.InvalidArgumentError, match="add: x: expected numbers, got bool"):
        tf.constant([True]) + tf.constant([True])


def test_a_string_is_no_operand():
    with pytest.raises(TypeError, match="multiply: y: expected numbers, got the string 'two'"):
        tf.constant([1.0]) * "two"


def test_shapes_that_do_not_broadcast_are_named():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"add\(x=float32\[2, 3\], y=float32\[2, 4\]\)"):
        tf.ones((2, 3)) + tf.ones((2, 4))


def test_numbers_beyond_32_bits_do_not_take_the_fast_path():
    assert (tf.constant([1], "int64") + 2**40).numpy().tolist() == [2**40 + 1]


@pytest.mark.parametrize("name", ["less", "less_equal", "greater", "greater_equal", "equal", "not_equal"])
def test_comparisons_equal_numpy(name, rng):
    x, y = rng.integers(0, 3, (3, 1)), rng.integers(0, 3, 4)
    np.testing.assert_array_equal(getattr(comparison, name)(x, y).numpy(), getattr(np, name)(x, y))


def test_logic_takes_truth_values_only():
    with pytest.raises(TypeError, match="logical_and: x: expected bools"):
        tf.logical_and([1.0], [0.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="logical_and: x: expected bools, got int32"):
        tf.logical_and(tf.constant([1]), tf.constant([0]))
    assert keras.ops.logical_and(np.array([1, 0]), np.array([2, 2])).numpy().tolist() == [True, False]


def test_where_chooses_and_finds(rng):
    mask, x, y = rng.random((2, 3)) > 0.5, rng.normal(size=(2, 3)), rng.normal(size=(2, 1))
    assert_close(tf.where(mask, x, y), np.where(mask, x, y))
    assert_close(tf.where(mask, tf.constant(x), 0.0), np.where(mask, x, 0.0))
    np.testing.assert_array_equal(tf.where(mask).numpy(), np.argwhere(mask))
    assert_gradients(lambda a, b: tf.where(mask, a, b), x, y)
    assert_gradients(lambda a: tf.where(mask, a, 0.0), x)
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="where: expected a condition with an axis, got the scalar True"
    ):
        tf.where(True)
    with pytest.raises(tf.errors.InvalidArgumentError, match="where: x and y: expected both or none"):
        tf.where(mask, x)


def test_add_n_wants_one_shape():
    assert tf.add_n([tf.ones(2), tf.ones(2), tf.ones(2)]).numpy().tolist() == [3.0, 3.0]
    with pytest.raises(ValueError, match=r"expected one or more tensors of one shape, got shapes \[\(2,\), \(3,\)\]"):
        strictly.add_n([tf.ones(2), tf.ones(3)])


def test_clipping_by_global_norm_scales_all_and_keeps_none(rng):
    arrays = [rng.normal(size=(2, 3)).astype("float32"), rng.normal(size=4).astype("float32")]
    size = np.sqrt(sum((a.astype("float64") ** 2).sum() for a in arrays))
    clipped, norm = tf.clip_by_global_norm([tf.constant(arrays[0]), None, tf.constant(arrays[1])], 0.5)
    assert_close(norm, np.float32(size))
    assert clipped[1] is None
    assert_close(clipped[2], arrays[1] * np.float32(0.5 / size))
    kept, _ = tf.clip_by_global_norm([tf.constant(arrays[1])], 1e6)
    assert_close(kept[0], arrays[1])
    with pytest.raises(TypeError, match="t_list: expected a list or tuple of tensors, got Tensor"):
        tf.clip_by_global_norm(tf.ones(2), 1.0)
