"""Reductions, running sums, order, counts and segments against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as hnp

import supple as tf
from supple import keras
from supple._ops import reduction, sorting

from .helpers import assert_close, assert_gradients, gradient

REDUCTIONS = {
    "reduce_sum": np.sum,
    "reduce_mean": np.mean,
    "reduce_max": np.max,
    "reduce_min": np.min,
    "reduce_prod": np.prod,
    "math.reduce_std": np.std,
    "math.reduce_variance": np.var,
    "math.reduce_logsumexp": lambda x, **k: np.log(np.sum(np.exp(x), **k)),
    "math.reduce_euclidean_norm": lambda x, **k: np.sqrt(np.sum(x**2, **k)),
}
AXES = [None, 0, -1, (0, 2), (1,)]


def _function(name):
    found = tf
    for part in name.split("."):
        found = getattr(found, part)
    return found


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("keepdims", [True, False])
def test_a_reduction_equals_numpy(name, axis, keepdims, rng):
    x = rng.normal(size=(2, 3, 4))
    function = _function(name)
    assert_close(function(x, axis=axis, keepdims=keepdims), REDUCTIONS[name](x, axis=axis, keepdims=keepdims))


@pytest.mark.parametrize("name", REDUCTIONS)
def test_the_gradient_of_a_reduction(name, rng):
    assert_gradients(lambda v: _function(name)(v, axis=1), rng.normal(size=(2, 3)))


def test_an_empty_list_of_axes_reduces_nothing():
    x = tf.constant([[1.0, 2.0]])
    for name in REDUCTIONS:
        assert _function(name)(x, axis=[]).shape == (1, 2)


def test_axes_may_be_tensors_and_must_exist():
    assert tf.reduce_sum(tf.ones((2, 3)), axis=tf.constant(1)).numpy().tolist() == [3.0, 3.0]
    assert tf.reduce_sum(tf.ones((2, 3)), axis=tf.constant([0, 1])).numpy() == 6.0
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"sum\(x=float32\[2, 3\], axis=2\)"):
        tf.reduce_sum(tf.ones((2, 3)), axis=2)


def test_integers_keep_their_dtype_and_their_mean_rounds_toward_zero():
    assert tf.reduce_sum(tf.constant([100, 100], "uint8")).dtype == "uint8"
    assert int(tf.reduce_mean([-3, 0])) == -1
    assert int(tf.reduce_mean([3, 0])) == 1
    assert float(keras.ops.mean(np.array([1, 2]))) == 1.5
    assert keras.ops.sum(np.array([True, True])).dtype == "int32"


def test_extremes_of_nothing_are_the_limits():
    assert tf.reduce_max(tf.zeros((0, 2)), axis=0).numpy().tolist() == [-np.inf, -np.inf]
    assert int(tf.reduce_min(tf.zeros((0,), "int32"))) == 2**31 - 1
    assert tf.reduce_max(tf.zeros((2, 0)), axis=1, keepdims=True).shape == (2, 1)


def test_equal_extremes_share_the_gradient():
    (found,) = gradient(tf.reduce_max, np.array([1.0, 3.0, 3.0]))
    assert found.numpy().tolist() == [0.0, 0.25, 0.25]


def test_truth_values_are_needed_where_they_are_asked_for():
    with pytest.raises(TypeError, match="all: x: expected bools"):
        tf.reduce_all([1.0, 0.0])
    assert bool(keras.ops.any(np.array([0, 2])))


def test_argmax_finds_the_first_and_keras_flattens(rng):
    x = np.array([[1.0, 5.0, 5.0], [7.0, 2.0, 2.0]])
    assert tf.argmax(x).numpy().tolist() == [1, 0, 0]
    assert tf.argmax(x, axis=1, output_type=tf.int32).dtype == "int32"
    assert tf.math.argmin(x, axis=1).numpy().tolist() == [0, 1]
    assert int(keras.ops.argmax(x)) == 3
    assert keras.ops.argmax(x, axis=1, keepdims=True).shape == (2, 1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="argmax: axis: expected one axis"):
        reduction.argmax(x, (0, 1))


@given(
    hnp.arrays("float64", (2, 4), elements=st.floats(-3, 3)), st.booleans(), st.booleans(), st.sampled_from([0, 1, -1])
)
def test_running_sums_and_products(x, exclusive, reverse, axis):
    for function, formula, start in ((tf.cumsum, np.cumsum, 0.0), (tf.math.cumprod, np.cumprod, 1.0)):
        y = np.flip(x, axis) if reverse else x
        if exclusive:
            y = np.concatenate([np.full_like(y.take([0], axis), start), y.take(range(y.shape[axis] - 1), axis)], axis)
        y = formula(y, axis)
        assert_close(function(x, axis=axis, exclusive=exclusive, reverse=reverse), np.flip(y, axis) if reverse else y)


def test_moments(rng):
    x = rng.normal(size=(3, 4, 2))
    mean, variance = tf.nn.moments(x, axes=[0, 1])
    assert_close(mean, x.mean((0, 1)))
    assert_close(variance, x.var((0, 1)))
    weights = rng.uniform(0.1, 1, (3, 1, 1))
    mean, variance = tf.nn.weighted_moments(x, [0, 1], weights)
    expected = (x * weights).sum((0, 1)) / (weights * np.ones_like(x)).sum((0, 1))
    assert_close(mean, expected)
    assert_close(variance, (((x - expected) ** 2) * weights).sum((0, 1)) / (weights * np.ones_like(x)).sum((0, 1)))


@given(hnp.arrays("int32", st.integers(0, 8), elements=st.integers(0, 5)))
def test_sorting_keeps_the_order_of_equals(x):
    np.testing.assert_array_equal(tf.sort(x).numpy(), np.sort(x))
    np.testing.assert_array_equal(tf.argsort(x).numpy(), np.argsort(x, kind="stable"))
    np.testing.assert_array_equal(tf.argsort(x, direction="DESCENDING").numpy(), np.argsort(-x, kind="stable"))


@given(hnp.arrays("int32", (3, 6), elements=st.integers(0, 3)), st.integers(0, 6))
def test_top_k_takes_the_first_of_equals(x, k):
    found = tf.math.top_k(x, k)
    np.testing.assert_array_equal(found.indices.numpy(), np.argsort(-x, kind="stable")[:, :k])
    np.testing.assert_array_equal(found.values.numpy(), -np.sort(-x)[:, :k])


@pytest.mark.parametrize("levels", [20, 10**6])
def test_top_k_of_long_rows_takes_the_first_of_equals(levels, rng):
    x = rng.integers(0, levels, (2, 2 * sorting._SORTED_WHOLE)).astype("float32")
    found = tf.math.top_k(x, 50)
    np.testing.assert_array_equal(found.indices.numpy(), np.argsort(-x, kind="stable")[:, :50])


def test_order_and_counts_name_what_is_wrong():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"top_k: k: expected at most the size of the last axis of \[2\], got 3"
    ):
        tf.math.top_k([1.0, 2.0], k=3)
    with pytest.raises(ValueError, match="direction: expected 'ASCENDING' or 'DESCENDING', got 'UP'"):
        tf.sort([1.0], direction="UP")
    with pytest.raises(ValueError, match="side: expected 'left' or 'right', got 'middle'"):
        tf.searchsorted([1.0], [1.0], side="middle")
    with pytest.raises(tf.errors.InvalidArgumentError, match="numbers that are not negative, got -1"):
        tf.math.bincount([-1])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"class numbers of \[0, 2\), got \[0, 2\]"):
        tf.math.confusion_matrix([0, 2], [1, 1], num_classes=2)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"unique: x: expected a vector, got shape \[1, 1\]"):
        tf.unique([[1]])


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9))
def test_unique_keeps_the_order_of_appearance(values):
    found = tf.unique_with_counts(values)
    expected = list(dict.fromkeys(values))
    assert found.y.numpy().tolist() == expected
    assert [expected[i] for i in found.idx.numpy()] == values
    assert found.count.numpy().tolist() == [values.count(v) for v in expected]


@given(st.lists(st.integers(0, 5), max_size=9), st.integers(0, 8))
def test_bincount_equals_numpy(values, least):
    np.testing.assert_array_equal(
        tf.math.bincount(np.array(values, "int32"), minlength=least).numpy(),
        np.bincount(values, minlength=least)[:None],
    )


def test_confusion_matrix_and_histogram():
    assert tf.math.confusion_matrix([0, 1, 1], [0, 0, 1]).numpy().tolist() == [[1, 0], [1, 1]]
    assert tf.histogram_fixed_width([-1.0, 0.0, 1.5, 2.0, 5.0, 15.0], [0.0, 5.0], nbins=5).numpy().tolist() == [
        2,
        1,
        1,
        0,
        2,
    ]
    assert tf.math.in_top_k([1, 0], [[0.1, 0.9], [0.4, 0.6]], 1).numpy().tolist() == [True, False]


@given(st.lists(st.integers(-1, 4), min_size=1, max_size=8))
def test_unsorted_segments_equal_a_loop(ids):
    x = np.arange(1.0, len(ids) * 2 + 1).reshape(-1, 2)
    rows = [x[[n for n, i in enumerate(ids) if i == segment]] for segment in range(5)]
    index = np.array(ids, "int32")
    assert_close(tf.math.unsorted_segment_sum(x, index, 5), [r.sum(0) for r in rows])
    assert_close(tf.math.unsorted_segment_mean(x, index, 5), [r.mean(0) if len(r) else [0, 0] for r in rows])
    assert_close(tf.math.unsorted_segment_prod(x, index, 5), [r.prod(0) for r in rows])
    lowest = np.finfo("float64").min
    assert_close(tf.math.unsorted_segment_max(x, index, 5), [r.max(0) if len(r) else [lowest] * 2 for r in rows])


def test_segments_name_ids_out_of_order_or_range():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"numbers that do not fall, got \[1, 0\]"):
        tf.math.segment_sum([1.0, 2.0], [1, 0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="numbers below num_segments, 2, got 5"):
        tf.math.unsorted_segment_sum([1.0, 2.0], [0, 5], 2)
    assert tf.math.segment_max([1.0, 3.0, 2.0], [0, 0, 2]).numpy().tolist() == [3.0, 0.0, 2.0]
    assert_gradients(lambda v: tf.math.segment_mean(v, [0, 0, 2]), np.array([1.0, 3.0, 2.0]))


@pytest.mark.parametrize("name", ["median", "average", "ptp", "nanmean", "nansum", "nanmax", "nanvar", "count_nonzero"])
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_keras_statistics_equal_numpy(name, axis, rng):
    x = rng.normal(size=(3, 4)).astype("float32")
    if name.startswith("nan"):
        x[1, 2] = np.nan
    assert_close(
        getattr(keras.ops, name)(x, axis=axis),
        np.asarray(getattr(np, name)(x, axis=axis), "float32" if name != "count_nonzero" else "int32"),
    )


@pytest.mark.parametrize("q", [0.25, [0.0, 0.5, 1.0]])
@pytest.mark.parametrize("axis", [None, 1, (0, 1)])
def test_quantiles_equal_numpy(q, axis, rng):
    x = rng.normal(size=(3, 4))
    assert_close(keras.ops.quantile(x, q, axis=axis, keepdims=True), np.quantile(x, q, axis=axis, keepdims=True))
