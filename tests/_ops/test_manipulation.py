"""Shape and order of elements against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as hnp

import supple as tf
from supple import keras

from .helpers import assert_close, assert_gradients

X = np.arange(24.0).reshape(2, 3, 4)


@given(hnp.array_shapes(max_dims=4, max_side=4), st.data())
def test_reshape_keeps_the_order(shape, data):
    x = np.arange(np.prod(shape))
    order = data.draw(st.permutations(shape))
    hidden = data.draw(st.integers(0, len(order) - 1))
    wanted = [-1 if n == hidden else size for n, size in enumerate(order)]
    np.testing.assert_array_equal(tf.reshape(x.reshape(shape), wanted).numpy(), x.reshape(order))


@given(hnp.array_shapes(max_dims=4, max_side=3), st.data())
def test_transpose_and_its_inverse(shape, data):
    x = np.arange(np.prod(shape)).reshape(shape)
    perm = data.draw(st.permutations(range(len(shape))))
    y = tf.transpose(x, perm)
    np.testing.assert_array_equal(y.numpy(), x.transpose(perm))
    np.testing.assert_array_equal(tf.transpose(y, np.argsort(perm)).numpy(), x)


@given(hnp.mutually_broadcastable_shapes(num_shapes=1, max_dims=4, max_side=4))
def test_broadcast_to_equals_numpy(shapes):
    (shape,) = shapes.input_shapes
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    np.testing.assert_array_equal(
        tf.broadcast_to(x, shapes.result_shape).numpy(), np.broadcast_to(x, shapes.result_shape)
    )


def test_sizes_may_be_tensors():
    x = tf.constant(X)
    assert tf.reshape(x, [tf.shape(x)[0], -1]).shape == (2, 12)
    assert tf.reshape(x, tf.constant([6, 4])).shape == (6, 4)
    assert tf.zeros([tf.shape(x)[0], 5]).shape == (2, 5)
    assert tf.ones(tf.shape(x)).shape == (2, 3, 4)
    assert tf.tile(x, tf.constant([1, 2, 1])).shape == (2, 6, 4)
    assert tf.expand_dims(x, tf.constant(1)).shape == (2, 1, 3, 4)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: tf.reshape(X, (4, 2)),
            tf.errors.InvalidArgumentError,
            r"reshape\(x=float64\[2, 3, 4\], shape=\(4, 2\)\)",
        ),
        (lambda: tf.reshape(X, (-1, -1)), tf.errors.InvalidArgumentError, "only one dimension can be inferred"),
        (
            lambda: tf.reshape(X, (3.0, 8)),
            tf.errors.InvalidArgumentError,
            "reshape: shape: expected an integer, got 3.0",
        ),
        (lambda: tf.transpose(X, [0, 0, 1]), tf.errors.InvalidArgumentError, "transpose"),
        (lambda: tf.squeeze(X, 0), tf.errors.InvalidArgumentError, "expected axes of size 1, got axis 0 of size 2"),
        (lambda: tf.expand_dims(X, 5), tf.errors.InvalidArgumentError, "expand_dims"),
        (
            lambda: tf.concat([X, X[0]], 0),
            tf.errors.InvalidArgumentError,
            r"expected tensors of one rank, got ranks \[3, 2\]",
        ),
        (lambda: tf.concat([X, X[:, :2]], 0), tf.errors.InvalidArgumentError, "concatenate"),
        (
            lambda: tf.concat([tf.constant(X), tf.constant(X, "float32")], 0),
            tf.errors.InvalidArgumentError,
            "expected dtype float64, got a tensor of float32",
        ),
        (lambda: tf.stack([X, X[0]]), tf.errors.InvalidArgumentError, "stack"),
        (lambda: tf.unstack(X, num=3), ValueError, "num: expected 2, the size of axis 0, got 3"),
        (
            lambda: tf.split(X, 3),
            tf.errors.InvalidArgumentError,
            r"cannot divide axis 0 of \[2, 3, 4\] into 3 equal parts",
        ),
        (
            lambda: tf.split(X, [1, 1], 1),
            tf.errors.InvalidArgumentError,
            r"must add up to 3, the size of axis 1, got \[1, 1\]",
        ),
        (
            lambda: tf.tile(X, [2]),
            tf.errors.InvalidArgumentError,
            r"multiples: expected 3 numbers, one an axis, got \[2\]",
        ),
        (lambda: tf.pad(X, [[1, 1]]), tf.errors.InvalidArgumentError, "expected 3 pairs, one an axis"),
        (lambda: tf.pad(X[0, 0], [[1, -1]]), tf.errors.InvalidArgumentError, "numbers that are not negative"),
        (
            lambda: tf.pad(X[0, 0], [[4, 0]], "REFLECT"),
            tf.errors.InvalidArgumentError,
            "adds at most 3 to an axis of size 4, got 4, 0",
        ),
        (lambda: tf.pad(X[0, 0], [[1, 1]], "MIRROR"), ValueError, r"mode: expected one of .*, got 'MIRROR'"),
        (lambda: tf.broadcast_to(X, (3, 3)), tf.errors.InvalidArgumentError, "broadcast_to"),
        (lambda: keras.ops.split(X, 5, axis=1), ValueError, "cannot divide axis 1"),
    ],
)
def test_what_cannot_be_done_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_an_empty_vector_among_matrices_is_a_mistake():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"got ranks \[1, 2\]"):
        tf.concat([tf.zeros((0,)), tf.ones((2, 2))], 0)


@pytest.mark.parametrize(
    ("mode", "numpy_mode"), [("REFLECT", "reflect"), ("SYMMETRIC", "symmetric"), ("edge", "edge"), ("wrap", "wrap")]
)
def test_padding_equals_numpy(mode, numpy_mode):
    widths = [[1, 0], [2, 1], [0, 3]]
    assert_close(tf.pad(X, widths, mode), np.pad(X, widths, numpy_mode))
    assert_gradients(lambda v: tf.pad(v, widths, mode), X)


def test_padding_with_a_value():
    assert_close(
        tf.pad(X, [[0, 1], [1, 0], [0, 0]], constant_values=7.0), np.pad(X, [[0, 1], [1, 0], [0, 0]], constant_values=7)
    )
    assert_close(keras.ops.pad(X, 1), np.pad(X, 1))
    assert_close(keras.ops.pad(X[0], ((1, 2),)), np.pad(X[0], ((1, 2),)))


@pytest.mark.parametrize("shift", [1, -2, 5])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_rolling_and_turning(shift, axis):
    assert_close(tf.roll(X, shift, axis), np.roll(X, shift, axis))
    assert_close(tf.reverse(X, [axis]), np.flip(X, axis))


def test_repeating():
    assert_close(tf.repeat(X, [1, 0, 2], axis=1), np.repeat(X, [1, 0, 2], 1))
    assert_close(tf.repeat(X, 2), np.repeat(X, 2))
    assert_close(keras.ops.tile(X, (2, 1)), np.tile(X, (2, 1)))
    assert_gradients(lambda v: tf.repeat(v, [1, 0, 2], axis=1), X)


def test_splitting_and_joining_are_inverse():
    parts = tf.split(X, [1, -1], axis=1)
    assert [part.shape[1] for part in parts] == [1, 2]
    assert_close(tf.concat(parts, 1), X)
    assert_close(tf.stack(tf.unstack(X, axis=-1), axis=-1), X)
    assert_gradients(lambda a, b: tf.concat([a, b, a], 1), X[0], X[1])


def test_space_to_depth_and_batch_are_undone():
    x = np.arange(2 * 4 * 6 * 3.0).reshape(2, 4, 6, 3)
    assert_close(tf.nn.depth_to_space(tf.nn.space_to_depth(x, 2), 2), x)
    moved = tf.space_to_batch(x, [2, 3], [[1, 1], [0, 0]])
    assert moved.shape == (12, 3, 2, 3)
    assert_close(tf.batch_to_space(moved, [2, 3], [[1, 1], [0, 0]]), x)


def test_sequences_are_reversed_up_to_their_length():
    x = np.arange(6).reshape(2, 3)
    assert tf.reverse_sequence(x, [2, 3], seq_axis=1, batch_axis=0).numpy().tolist() == [[1, 0, 2], [5, 4, 3]]


@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
def test_shapes_broadcast_as_in_numpy(shapes):
    left, right = shapes.input_shapes
    assert tf.broadcast_static_shape(tf.TensorShape(left), tf.TensorShape(right)) == shapes.result_shape
    assert tf.broadcast_dynamic_shape(left, right).numpy().tolist() == list(shapes.result_shape)


def test_shapes_that_do_not_broadcast():
    with pytest.raises(ValueError, match=r"the shapes \(2,\) and \(3,\) do not broadcast"):
        tf.broadcast_static_shape(tf.TensorShape([2]), tf.TensorShape([3]))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"the shapes \[2\] and \[3\] do not broadcast"):
        tf.broadcast_dynamic_shape([2], [3])
    assert tf.broadcast_static_shape(tf.TensorShape([None, 1]), tf.TensorShape([4])) == (None, 4)
