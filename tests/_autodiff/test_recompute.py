"""recompute_grad: same numbers as without it, from less memory."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import torch

import supple as tf

from .helpers import plain


def both(function, run):
    """What `run` makes of `function`, and of `function` recomputed."""
    return plain(run(function)), plain(run(tf.recompute_grad(function)))


def test_values_and_gradients_are_those_of_the_plain_function(rng):
    w, b = tf.Variable(rng.normal(size=(3, 3))), tf.Variable(rng.normal(size=3))
    x = tf.constant(rng.normal(size=(4, 3)))

    def block(inputs, scale):
        return {"out": tf.tanh(tf.matmul(inputs["x"], w) + b) * scale, "norm": tf.reduce_sum(inputs["x"] ** 2)}

    def run(f):
        with tf.GradientTape() as tape:
            tape.watch(x)
            result = f({"x": x}, scale=2.0)
            y = tf.reduce_sum(result["out"] ** 2) + 3.0 * result["norm"]
        return y, tape.gradient(y, [w, b, x])

    plain_run, recomputed = both(block, run)
    np.testing.assert_allclose(recomputed[0], plain_run[0])
    for mine, expected in zip(recomputed[1], plain_run[1], strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-12)


def test_the_function_runs_again_once_for_each_request():
    calls = []
    f = tf.recompute_grad(lambda x: (calls.append(1), x * x)[1])
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    assert len(calls) == 1
    assert plain([tape.gradient(y, x), tape.gradient(y, x)]) == [6.0, 6.0]
    assert len(calls) == 3
    f(x)
    assert len(calls) == 4


def test_second_order_where_tensorflow_refuses():
    w, x = tf.Variable(2.0), tf.constant(3.0)

    def run(f):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x) ** 2
            first = inner.gradient(y, x)
        return first, outer.gradient(first, [x, w])

    plain_run, recomputed = both(lambda v: w * v * v * tf.sin(w), run)
    np.testing.assert_allclose(np.hstack(recomputed), np.hstack(plain_run), rtol=1e-5)


def test_dropout_is_the_same_in_the_second_run():
    x = tf.ones(64)
    dropped = tf.recompute_grad(lambda v: tf.nn.dropout(v, 0.5) + tf.nn.dropout(v, 0.5, seed=1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = dropped(x)
        tf.nn.dropout(x, 0.5)
    np.testing.assert_array_equal(tape.gradient(y, x), y)
    assert {0.0, 2.0, 4.0} == set(plain(y))


def test_a_dropout_layer_with_a_seed_of_its_own_drops_the_same_in_the_second_run():
    x = tf.Variable(tf.ones((64,)))
    layer = tf.keras.layers.Dropout(0.5, seed=3)
    with tf.GradientTape() as tape:
        y = tf.recompute_grad(lambda v: layer(v, training=True))(x)
    np.testing.assert_array_equal(tape.gradient(y, x).numpy(), y.numpy())


def test_the_second_run_takes_nothing_from_the_random_streams():
    tf.random.set_seed(5)
    expected = [float(tf.random.uniform(())) for _ in range(3)]
    tf.random.set_seed(5)
    x = tf.ones(())
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.recompute_grad(lambda v: v * tf.random.uniform(()))(x)
    between = float(tf.random.uniform(()))
    gradient = float(tape.gradient(y, x))
    assert [float(y), between, float(tf.random.uniform(()))] == expected
    assert gradient == expected[0]


def test_an_assignment_in_between_does_not_change_the_second_run():
    w, frozen = tf.Variable(2.0), tf.Variable(5.0, trainable=False)
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.recompute_grad(lambda v: w * v * v * frozen)(x)
    w.assign(100.0)
    frozen.assign(100.0)
    assert plain(tape.gradient(y, [x, w])) == [60.0, 45.0]


def test_look_ups_stay_sparse():
    table = tf.Variable(np.arange(6.0, dtype="float32").reshape(3, 2))
    with tf.GradientTape() as tape:
        y = tf.recompute_grad(lambda ids: tf.gather(table, ids) ** 2)(tf.constant([1, 1]))
    gradient = tape.gradient(y, table)
    assert isinstance(gradient, tf.IndexedSlices)
    assert plain([gradient.indices, gradient.values]) == [[1, 1], [[4.0, 6.0], [4.0, 6.0]]]


def test_keyword_tensors_have_gradients_too():
    a, k = tf.constant(3.0), tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch([a, k])
        y = tf.recompute_grad(lambda x, k: x * k)(a, k=k)
    assert plain(tape.gradient(y, [a, k])) == [2.0, 3.0]


def test_a_tape_inside_is_recomputed_with_it():
    w, x = tf.Variable(2.0), tf.constant(3.0)

    def slope(v):
        with tf.GradientTape() as tape:
            tape.watch(v)
            y = w * v**3
        return tape.gradient(y, v)

    def run(f):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        return y, tape.gradient(y, [x, w])

    plain_run, recomputed = both(slope, run)
    assert recomputed == plain_run == [54.0, [36.0, 27.0]]


def test_nothing_inside_is_kept():
    x, held = tf.Variable(tf.ones(1000)), []

    def block(v):
        for _ in range(5):
            v = tf.exp(v * 0.001)
        return v

    def saved_by(function):
        sizes = []
        with torch.autograd.graph.saved_tensors_hooks(lambda t: (sizes.append(t.numel()), t)[1], lambda t: t):
            with tf.GradientTape() as tape:
                held.append((tape, function(x)))
        return sum(sizes)

    assert saved_by(block) >= 5000
    assert saved_by(tf.recompute_grad(block)) == 0


def test_deep_nesting_runs_on_threads_of_the_engine():
    w, threads = tf.Variable(1.01), set()

    def innermost(x):
        threads.add(threading.get_ident())
        return w * x

    nest = innermost
    for _ in range(70):
        nest = tf.recompute_grad(nest)
    x = tf.constant(3.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = nest(x) ** 2
        first = inner.gradient(y, [x, w])
    np.testing.assert_allclose(plain(first), [2 * 1.01**2 * 3, 2 * 1.01 * 9], rtol=1e-5)
    np.testing.assert_allclose(plain(outer.gradient(first[0], [x, w])), [2 * 1.01**2, 4 * 1.01 * 3], rtol=1e-5)
    assert len(threads) > 1


def test_a_second_run_that_returns_something_else_is_refused():
    calls = []

    def fickle(x):
        calls.append(1)
        return [x] * len(calls)

    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.recompute_grad(fickle)(x)
    with pytest.raises(ValueError, match="must return as many tensors as the first, expected 1, got 2"):
        tape.gradient(y, x)
