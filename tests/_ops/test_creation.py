"""Tensors from values, shapes and ranges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

import supple as tf
from supple import keras

from .helpers import assert_close


def test_constants_do_not_change_with_their_array():
    array = np.ones(2)
    x = tf.constant(array)
    array[0] = 5
    assert x.numpy().tolist() == [1.0, 1.0]


def test_one_value_fills_a_shape():
    assert tf.constant(0.5, shape=(2, 2)).numpy().tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert tf.constant([1, 2, 3, 4], shape=[2, 2]).shape == (2, 2)
    with pytest.raises(TypeError, match=r"constant: shape: cannot fill \[2, 2\] with 3 values"):
        tf.constant([1, 2, 3], shape=(2, 2))


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1, "int32"),
        (2**40, "int64"),
        (1.5, "float32"),
        (True, "bool"),
        (np.float64(1), "float64"),
        ([np.float64(1), 2.0], "float64"),
        ([1.0, np.float64(2)], "float32"),
        ([np.int64(3), 4], "int32"),
        ([np.float32(1), 2.0], "float32"),
        (np.arange(3), "int64"),
        ([], "float32"),
        (1j, "complex128"),
    ],
)
def test_the_dtype_of_values(value, dtype):
    assert tf.constant(value).dtype == dtype


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (None, ValueError, "got None"),
        ([[1, 2], [3]], ValueError, r"different lengths: \[\[1, 2\], \[3\]\]"),
        (object(), ValueError, "expected numbers, got <object"),
        ([1, "a"], ValueError, r"cannot mix numbers and strings, got \[1, 'a'\]"),
    ],
)
def test_what_is_no_tensor(value, error, text):
    with pytest.raises(error, match=text):
        tf.constant(value)


def test_conversion_returns_tensors_themselves_and_refuses_other_dtypes():
    x = tf.constant([1.0])
    assert tf.convert_to_tensor(x) is x
    assert tf.convert_to_tensor([1, 2], dtype_hint=tf.float32).dtype == "float32"
    assert tf.convert_to_tensor([1.5], dtype_hint=tf.int32).dtype == "float32"
    with pytest.raises(
        ValueError, match=r"expected a tensor of dtype int32, got one of float32; convert it by tf\.cast"
    ):
        tf.convert_to_tensor(x, dtype=tf.int32)


def test_conversions_of_foreign_classes_can_be_registered():
    class Money:
        def __init__(self, cents):
            self.cents = cents

    tf.register_tensor_conversion_function(
        Money, lambda value, dtype=None, name=None, as_ref=False: tf.constant(value.cents)
    )
    assert int(tf.constant(1) + Money(5)) == 6


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-4, 4).filter(bool))
def test_range_is_that_of_python(start, limit, delta):
    assert tf.range(start, limit, delta).numpy().tolist() == list(range(start, limit, delta))


def test_range_of_floats_and_nothing():
    assert_close(tf.range(0.0, 1.0, 0.25), np.arange(0, 1, 0.25, "float32"))
    assert tf.range(3, 4.5).dtype == "float32"
    with pytest.raises(tf.errors.InvalidArgumentError, match="delta: expected a step that is not 0, got 0"):
        tf.range(0, 5, 0)


@pytest.mark.parametrize("num", [1, 2, 7])
@pytest.mark.parametrize("axis", [0, -1])
def test_linspace_ends_exactly(num, axis):
    assert_close(
        tf.linspace([0.0, 1.0], [2.0, 3.0], num, axis=axis),
        np.linspace([0, 1], [2, 3], num, axis=axis, dtype="float32"),
    )
    assert tf.linspace(0, 10, 3).dtype == "float64"
    with pytest.raises(tf.errors.InvalidArgumentError, match="num: expected 1 or more, got 0"):
        tf.linspace(0.0, 1.0, 0)


@pytest.mark.parametrize("endpoint", [True, False])
def test_keras_linspace_gives_the_step_too(endpoint):
    values, step = keras.ops.linspace(0.0, 2.0, 5, endpoint=endpoint, retstep=True)
    expected, distance = np.linspace(0, 2, 5, endpoint=endpoint, retstep=True, dtype="float32")
    assert_close(values, expected)
    assert_close(step, np.float32(distance))


@given(st.lists(st.integers(-3, 6), max_size=5), st.integers(1, 5))
def test_one_hot_out_of_range_is_a_zero_row(indices, depth):
    expected = np.array([[float(i == n) for n in range(depth)] for i in indices]).reshape(len(indices), depth)
    assert_close(tf.one_hot(np.array(indices, "int32"), depth), expected)


def test_one_hot_with_values_and_axes():
    assert tf.one_hot([1], 2, on_value=5, off_value=-5).numpy().tolist() == [[-5, 5]]
    assert tf.one_hot([1], 2, on_value=5).dtype == "int32"
    assert tf.one_hot([0, 2], 3, axis=0).numpy().tolist() == [[1, 0], [0, 0], [0, 1]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="one_hot: indices: expected integers, got float32"):
        tf.one_hot([1.0], 3)


def test_masks_of_sequences():
    assert tf.sequence_mask([1, 3, 0]).numpy().tolist() == [[True, False, False], [True] * 3, [False] * 3]
    assert tf.sequence_mask([2], maxlen=3, dtype=tf.float32).numpy().tolist() == [[1, 1, 0]]


@pytest.mark.parametrize(("rows", "columns", "k"), [(3, None, 0), (2, 4, 1), (4, 2, -3), (2, 2, 5)])
def test_eye_equals_numpy(rows, columns, k):
    assert_close(keras.ops.eye(rows, columns, k), np.eye(rows, columns, k, "float32"))


def test_eye_in_batches():
    assert tf.eye(2, batch_shape=[3]).shape == (3, 2, 2)


@pytest.mark.parametrize("indexing", ["xy", "ij"])
def test_meshgrid_equals_numpy(indexing):
    for found, expected in zip(
        tf.meshgrid([1, 2, 3], [4, 5], indexing=indexing),
        np.meshgrid([1, 2, 3], [4, 5], indexing=indexing),
        strict=True,
    ):
        np.testing.assert_array_equal(found.numpy(), expected)
    with pytest.raises(ValueError, match="indexing: expected 'xy' or 'ij', got 'yx'"):
        tf.meshgrid([1], indexing="yx")


def test_sizes_must_not_be_negative():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"zeros\(shape=\(-1, 2\)"):
        tf.zeros((-1, 2))
    with pytest.raises(NotImplementedError, match="zeros: layout: not supported, got 'x'; leave it out"):
        tf.zeros(2, layout="x")


def test_what_a_tensor_says_of_itself():
    x = tf.ones((2, 3))
    assert tf.shape(x).numpy().tolist() == [2, 3]
    assert tf.shape(x, out_type=tf.int64).dtype == "int64"
    assert int(tf.size(x)) == 6
    assert int(tf.rank(x)) == 2
    assert keras.ops.shape(keras.Input((3,))) == (None, 3)


def test_bytes_can_be_read_as_another_dtype():
    assert tf.bitcast(tf.constant([1.0]), tf.int32).numpy().tolist() == [0x3F800000]
    assert tf.bitcast(tf.constant([1], tf.int32), tf.uint8).numpy().tolist() == [[1, 0, 0, 0]]
    assert tf.bitcast(tf.constant([[1, 0, 0, 0]], tf.uint8), tf.int32).numpy().tolist() == [1]
