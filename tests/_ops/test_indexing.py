"""x[..], gather and their kin against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as hnp

import supple as tf
from supple import keras
from supple._ops import indexing

from .helpers import assert_close, assert_gradients, gradient

SHAPE = (3, 4, 5)
X = np.arange(60.0).reshape(SHAPE)


def _steps(size: int) -> st.SearchStrategy[slice]:
    bound = st.none() | st.integers(-size - 2, size + 2)
    return st.builds(slice, bound, bound, st.none() | st.integers(-3, 3).filter(bool))


KEYS = st.tuples(*(st.integers(-n, n - 1) | _steps(n) for n in SHAPE))


@given(KEYS, st.integers(0, 3), st.sampled_from(["plain", "cut", "ellipsis", "new axis"]))
def test_ints_and_slices_read_what_numpy_reads(key, place, form):
    forms = {
        "plain": key,
        "cut": key[:place],
        "ellipsis": (*key[:place], ..., *key[3:]) if place else (..., key[2]),
        "new axis": (*key[:place], None, *key[place:]),
    }
    chosen = forms[form]
    np.testing.assert_array_equal(tf.constant(X)[chosen].numpy(), X[chosen])


@given(hnp.arrays(bool, SHAPE) | hnp.arrays(bool, SHAPE[:2]) | hnp.arrays(bool, SHAPE[:1]))
def test_masks_read_what_numpy_reads(mask):
    np.testing.assert_array_equal(tf.constant(X)[mask].numpy(), X[mask])
    np.testing.assert_array_equal(tf.boolean_mask(X, mask).numpy(), X[mask])


def test_tensors_as_indices():
    x, one = tf.constant(X), tf.constant(1)
    np.testing.assert_array_equal(x[one], X[1])
    np.testing.assert_array_equal(x[one:, :one], X[1:, :1])
    np.testing.assert_array_equal(x[tf.constant(-1, tf.int64), one], X[-1, 1])
    np.testing.assert_array_equal(x[np.int64(2), np.array(1)], X[2, 1])
    np.testing.assert_array_equal(x[tf.constant([2, 0])], X[[2, 0]])
    np.testing.assert_array_equal(x[::-1, x[0, :, 0] > 4], X[::-1, X[0, :, 0] > 4])


def test_a_list_is_a_tuple():
    assert float(tf.constant(X)[[0, 1]][0]) == X[0, 1, 0]


@pytest.mark.parametrize("key", [np.s_[::-1, 1:], np.s_[..., ::-2], np.s_[0, None, 3:0:-2]])
def test_gradients_of_slices(key):
    assert_gradients(lambda v: v[key], X[:, :, :3])


@pytest.mark.parametrize(
    ("key", "error", "text"),
    [
        (3, tf.errors.InvalidArgumentError, r"getitem\(x=float64\[3, 4, 5\], key=3\): .*out of bounds|out of range"),
        (np.s_[0, 0, 0, 0], tf.errors.InvalidArgumentError, "too many indices"),
        (np.s_[::-1, 0, 0, 0], tf.errors.InvalidArgumentError, r"too many indices for a tensor of shape \[3, 4, 5\]"),
        (1.0, TypeError, r"only integers, slices, masks, None and \.\.\. are indices, got 1.0"),
        ("a", TypeError, r"only integers, slices, masks, None and \.\.\. are indices, got 'a'"),
        (np.s_[1.5:], TypeError, "slice indices must be integers"),
        (np.s_[1.5::-1], TypeError, "getitem: slice: expected an integer, got 1.5"),
    ],
)
def test_what_is_no_index_is_named(key, error, text):
    with pytest.raises(error, match=text):
        tf.constant(X)[key]


@given(st.integers(-3, 2), st.lists(st.integers(0, 2), max_size=5))
def test_gather_takes_slices_along_any_axis(axis, places):
    size = SHAPE[axis]
    chosen = np.array(places, int) % size
    np.testing.assert_array_equal(tf.gather(X, chosen, axis=axis).numpy(), np.take(X, chosen, axis))


def test_gather_in_batches():
    places = np.array([[0, 3], [1, 1], [2, 0]])
    expected = np.stack([X[n][places[n]] for n in range(3)])
    np.testing.assert_array_equal(tf.gather(X, places, batch_dims=1), expected)
    expected = np.stack([X[n][:, places[n]] for n in range(3)])
    np.testing.assert_array_equal(tf.gather(X, places, axis=2, batch_dims=1), expected)


def test_gather_names_the_indices_that_are_out_of_range():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"expected numbers of \[0, 3\), got \[3, 7\]"):
        tf.gather(X, [0, 7, 3])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"expected numbers of \[0, 4\), got \[-1\]"):
        tf.gather(X, [-1], axis=1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="indices: expected integers, got float32"):
        tf.gather(X, [1.0])


def test_a_look_up_in_a_variable_gives_indexed_slices():
    table = tf.Variable(np.arange(10.0).reshape(5, 2))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.gather(table, [1, 3, 1]) ** 2)
    found = tape.gradient(loss, table)
    assert isinstance(found, tf.IndexedSlices)
    assert found.indices.numpy().tolist() == [1, 3, 1]
    assert_close(found.values, 2 * table.numpy()[[1, 3, 1]])
    with tf.GradientTape(), pytest.raises(tf.errors.InvalidArgumentError, match=r"\[0, 5\), got \[5\]"):
        tf.nn.embedding_lookup(table, [5])


def test_a_look_up_in_a_variable_of_rank_three_has_a_dense_gradient():
    table = tf.Variable(X)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.gather(table, [1, 1]))
    assert_close(tape.gradient(loss, table), np.stack([0 * X[0], 0 * X[0] + 2, 0 * X[0]]))


def test_take_counts_from_the_end():
    np.testing.assert_array_equal(keras.ops.take(X, [-1, 0], axis=1), np.take(X, [-1, 0], 1))
    np.testing.assert_array_equal(keras.ops.take(X, [[59, -60]]), [[59, 0]])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[0, 3\), got"):
        keras.ops.take(X, [-4], axis=0)


def test_gather_nd_reads_index_vectors():
    places = np.array([[0, 1], [2, 3]])
    np.testing.assert_array_equal(tf.gather_nd(X, places), X[[0, 2], [1, 3]])
    np.testing.assert_array_equal(tf.gather_nd(X, [[1], [2], [3]], batch_dims=1), X[[0, 1, 2], [1, 2, 3]])
    assert_gradients(lambda v: tf.gather_nd(v, places), X[:, :, :2])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[0, 3\), got \[3\]"):
        tf.gather_nd(X, [[3, 0]])


def test_slice_takes_a_box():
    np.testing.assert_array_equal(tf.slice(X, [1, 0, 2], [-1, 2, 3]), X[1:, :2, 2:5])
    with pytest.raises(
        tf.errors.InvalidArgumentError, match="axis 0 of size 3: cannot take 3 elements from position 1"
    ):
        tf.slice(X, [1, 0, 0], [3, 1, 1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected 3 numbers each"):
        tf.slice(X, [1], [1])


def test_strided_slice_knows_the_masks():
    np.testing.assert_array_equal(tf.strided_slice(X, [0, 1], [3, 4], [2, 2]), X[0:3:2, 1:4:2])
    np.testing.assert_array_equal(tf.strided_slice(X, [9, 1], [9, 9], begin_mask=1, end_mask=3), X[:, 1:])
    np.testing.assert_array_equal(tf.strided_slice(X, [1, 0], [2, 9], shrink_axis_mask=1, end_mask=2), X[1, 0:])


def test_a_mask_must_fit():
    with pytest.raises(ValueError, match=r"expected shape \[3\], the part of \[3, 4, 5\] that it covers, got \[2\]"):
        tf.boolean_mask(X, [True, False])
    with pytest.raises(ValueError, match="expected a mask with an axis, got the scalar True"):
        tf.boolean_mask(X, True)


def test_reading_does_not_copy_more_than_it_must():
    x = tf.constant(X)
    assert x[1]._t.untyped_storage()._cdata == x._t.untyped_storage()._cdata
    assert indexing.getitem(x, np.s_[:, 1:])._t.untyped_storage()._cdata == x._t.untyped_storage()._cdata


def test_gradient_of_a_mask(rng):
    (found,) = gradient(lambda v: v[v > 30], X)
    np.testing.assert_array_equal(found.numpy() != 0, X > 30)
