"""Random tensors: distributions, streams and limits."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple import keras

N = 20_000


@pytest.mark.parametrize(
    ("draw", "mean", "deviation"),
    [
        (lambda: tf.random.normal([N], 2.0, 3.0), 2.0, 3.0),
        (lambda: tf.random.uniform([N], -1.0, 3.0), 1.0, 4 / np.sqrt(12)),
        (lambda: tf.random.truncated_normal([N]), 0.0, 0.8796),
        (lambda: tf.random.gamma([N], 3.0, 2.0), 1.5, np.sqrt(3) / 2),
        (lambda: tf.random.poisson([N], 4.0), 4.0, 2.0),
        (lambda: tf.random.uniform([N], 0, 4, tf.int32), 1.5, np.sqrt(15 / 12)),
        (lambda: keras.random.beta((N,), 2.0, 2.0), 0.5, np.sqrt(0.05)),
        (lambda: keras.random.binomial((N,), 10.0, 0.3), 3.0, np.sqrt(2.1)),
        (lambda: tf.random.stateless_normal([N], [1, 2]), 0.0, 1.0),
    ],
)
def test_mean_and_deviation(draw, mean, deviation):
    x = draw().numpy().astype("float64")
    assert abs(x.mean() - mean) < 5 * deviation / np.sqrt(N)
    assert abs(x.std() / deviation - 1) < 0.05


def test_limits_are_kept():
    assert np.abs(tf.random.truncated_normal([N]).numpy()).max() <= 2
    x = tf.random.uniform([N], 3, 6, "int64").numpy()
    assert set(x.tolist()) == {3, 4, 5}
    assert x.dtype == "int64"


def test_parameters_may_be_tensors():
    x = tf.random.normal([1000, 2], mean=tf.constant([0.0, 100.0]), stddev=tf.constant([1.0, 0.0]))
    assert x.numpy()[:, 1].tolist() == [100.0] * 1000
    assert tf.random.normal(tf.constant([2, 3])).shape == (2, 3)
    assert tf.random.uniform([tf.constant(4)]).shape == (4,)


def test_the_sequence_repeats_after_the_seed_is_set_again():
    tf.random.set_seed(7)
    first = [
        tf.random.normal([3]).numpy(),
        tf.random.normal([3], seed=1).numpy(),
        tf.random.normal([3], seed=1).numpy(),
    ]
    tf.random.set_seed(7)
    again = [
        tf.random.normal([3]).numpy(),
        tf.random.normal([3], seed=1).numpy(),
        tf.random.normal([3], seed=1).numpy(),
    ]
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first[1], first[2])


def test_keras_functions_with_an_int_seed_repeat_and_generators_go_on():
    assert np.array_equal(keras.random.normal((3,), seed=1), keras.random.normal((3,), seed=1))
    generator = keras.random.SeedGenerator(1)
    assert not np.array_equal(keras.random.uniform((3,), seed=generator), keras.random.uniform((3,), seed=generator))


def test_stateless_functions_depend_on_their_seed_only():
    first = tf.random.stateless_uniform([3], [1, 2]).numpy()
    tf.random.normal([5])
    np.testing.assert_array_equal(first, tf.random.stateless_uniform([3], [1, 2]).numpy())
    assert not np.array_equal(first, tf.random.stateless_uniform([3], [1, 3]).numpy())
    assert tf.random.split([1, 2], 3).shape == (3, 2)
    assert not np.array_equal(tf.random.fold_in([1, 2], 1), tf.random.fold_in([1, 2], 2))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"seed: expected two integers, got \[1\]"):
        tf.random.stateless_normal([2], [1])


def test_generators_as_objects():
    one, two = tf.random.Generator.from_seed(5), tf.random.Generator.from_seed(5)
    np.testing.assert_array_equal(one.normal([3]), two.normal([3]))
    np.testing.assert_array_equal(one.uniform([3], 0, 10, tf.int32), two.uniform([3], 0, 10, tf.int32))
    assert len(one.split(2)) == 2
    assert tf.random.get_global_generator() is tf.random.get_global_generator()


def test_categorical_follows_the_logits():
    drawn = tf.random.categorical(tf.math.log([[0.1, 0.0, 0.9]]), N).numpy()
    assert drawn.dtype == "int64"
    assert set(drawn[0].tolist()) == {0, 2}
    assert abs((drawn == 2).mean() - 0.9) < 0.02
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"logits: expected \(batch, classes\), got shape \[3\]"):
        tf.random.categorical([0.0, 0.0, 0.0], 1)


def test_shuffling_keeps_the_rows():
    x = np.arange(20).reshape(10, 2)
    y = tf.random.shuffle(x).numpy()
    assert sorted(map(tuple, y.tolist())) == sorted(map(tuple, x.tolist()))
    assert not np.array_equal(x, y)


def test_dropout_scales_what_it_keeps_and_hands_gradients_through():
    x = tf.Variable(np.ones((200, 50), "float32"))
    with tf.GradientTape() as tape:
        y = tf.nn.dropout(x, 0.2)
    kept = y.numpy() != 0
    assert abs(kept.mean() - 0.8) < 0.02
    np.testing.assert_allclose(y.numpy()[kept], 1.25, rtol=1e-4)
    np.testing.assert_array_equal(tape.gradient(y, x).numpy() != 0, kept)
    rows = keras.random.dropout(np.ones((50, 4), "float32"), 0.5, noise_shape=(50, 1)).numpy()
    assert (rows == rows[:, :1]).all()


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: tf.random.normal([2], dtype=tf.int32), TypeError, "normal: dtype: expected a float dtype, got int32"),
        (lambda: tf.random.uniform([2], 0, dtype=tf.int32), ValueError, "maxval: must be given for int32, got None"),
        (
            lambda: tf.random.uniform([2], 5, 5, tf.int32),
            tf.errors.InvalidArgumentError,
            "expected minval < maxval, got 5 and 5",
        ),
        (lambda: tf.random.normal([-1]), tf.errors.InvalidArgumentError, r"normal\(shape=\[-1\]"),
    ],
)
def test_what_cannot_be_drawn_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call()
