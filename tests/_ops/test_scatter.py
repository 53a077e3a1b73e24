"""Writing into parts of new tensors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st

import supple as tf
from supple import keras

from .helpers import assert_close, assert_gradients


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=6))
def test_scattered_elements_add_up(places):
    updates = np.arange(1.0, len(places) + 1)
    expected = np.zeros((3, 4))
    for place, update in zip(places, updates, strict=True):
        expected[place] += update
    found = tf.scatter_nd(np.array(places, "int32").reshape(-1, 2), updates, (3, 4))
    assert_close(found, expected)


@pytest.mark.parametrize(
    ("function", "merge"),
    [
        (tf.tensor_scatter_nd_update, lambda old, new: new),
        (tf.tensor_scatter_nd_add, np.add),
        (tf.tensor_scatter_nd_sub, np.subtract),
        (tf.tensor_scatter_nd_max, np.maximum),
        (tf.tensor_scatter_nd_min, np.minimum),
    ],
)
@pytest.mark.parametrize("indices", [[[0], [2]], [[0, 1], [2, 3]]])
def test_updates_of_rows_and_elements(function, merge, indices, rng):
    x = rng.normal(size=(3, 4))
    updates = rng.normal(size=(2, *x.shape[len(indices[0]) :]))
    expected = x.copy()
    for place, update in zip(indices, updates, strict=True):
        expected[tuple(place)] = merge(expected[tuple(place)], update)
    assert_close(function(x, indices, updates), expected)
    assert_gradients(lambda a, b: function(a, indices, b), x, updates)


def test_keras_scatter_and_slice_update(rng):
    x = rng.normal(size=(3, 4))
    expected = x.copy()
    expected[1:3, 2:] = 7
    assert_close(keras.ops.slice_update(x, (1, 2), np.full((2, 2), 7.0)), expected)
    assert_close(keras.ops.scatter_update(x, [[0]], x[:1], "mul")[0], x[0] ** 2)
    with pytest.raises(ValueError, match="reduction: expected None, 'add', 'max', 'min' or 'mul', got 'sum'"):
        keras.ops.scatter_update(x, [[0]], x[:1], "sum")
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"updates of shape \[2, 2\] at \[2, 2\] do not fit into \[3, 4\]"
    ):
        keras.ops.slice_update(x, (2, 2), np.ones((2, 2)))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: tf.scatter_nd([[4]], [1.0], [3]), r"scatter_nd: indices: expected numbers of \[0, 3\), got 4 to 4"),
        (lambda: tf.scatter_nd([[0]], [[1.0, 2.0]], [3]), r"scatter_nd: updates: expected shape \[1\], got \[1, 2\]"),
        (lambda: tf.tensor_scatter_nd_add(tf.ones(3), [[0, 0]], [1.0]), "index vectors of at most 1 numbers"),
        (lambda: tf.dynamic_partition([1.0], [3], 2), r"expected numbers of \[0, 2\)"),
    ],
)
def test_what_does_not_fit_is_named(call, text):
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        call()


def test_policies_for_bad_indices_are_not_silently_accepted():
    with pytest.raises(NotImplementedError, match="bad_indices_policy: indices out of range raise here, got 'IGNORE'"):
        tf.gather_nd(tf.ones(3), [[0]], bad_indices_policy="IGNORE")


@given(st.lists(st.integers(0, 2), min_size=1, max_size=8))
def test_partition_and_stitch_are_inverse(partitions):
    x = np.arange(2.0 * len(partitions)).reshape(-1, 2)
    parts = tf.dynamic_partition(x, partitions, 3)
    places = tf.dynamic_partition(np.arange(len(partitions)), partitions, 3)
    assert_close(tf.dynamic_stitch(places, parts), x)
