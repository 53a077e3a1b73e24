"""Jacobians against finite differences, batched and one by one."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf

from .helpers import differences, plain


def numeric_jacobian(function, at):
    outputs = function(at)
    rows = [differences(lambda v, k=k: float(function(v).reshape(-1)[k]), at) for k in range(outputs.size)]
    return np.stack(rows).reshape(*outputs.shape, *at.shape)


@pytest.mark.parametrize("pfor", [True, False])
def test_a_jacobian_equals_finite_differences(rng, pfor):
    start, x = rng.normal(size=(3, 2)), tf.constant(rng.normal(size=(2, 3)))
    w = tf.Variable(start)

    def function(values):
        return tf.nn.softmax(tf.sin(tf.matmul(x, values)))

    with tf.GradientTape() as tape:
        y = function(w)
    found = tape.jacobian(y, [w], experimental_use_pfor=pfor)[0]
    expected = numeric_jacobian(lambda v: function(tf.constant(v)).numpy(), start)
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("pfor", [True, False])
def test_a_batch_jacobian_is_the_diagonal_of_the_jacobian(rng, pfor):
    x = tf.constant(rng.normal(size=(4, 3)))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.sin(x)[:, :2] * tf.reduce_sum(x, axis=1, keepdims=True)
    whole = tape.jacobian(y, x).numpy()
    found = tape.batch_jacobian(y, x, experimental_use_pfor=pfor)
    np.testing.assert_allclose(found, np.stack([whole[i, :, i] for i in range(4)]), rtol=1e-12)


def test_the_jacobian_of_look_ups_and_dense_uses_is_dense():
    table = tf.Variable(tf.ones((3, 2)))
    with tf.GradientTape(persistent=True) as tape:
        rows = tf.gather(table, [0, 1]) * 2.0
        both = rows + table[1:]
    identity = np.eye(2)
    expected = np.zeros((2, 2, 3, 2))
    expected[0, :, 0] = expected[1, :, 1] = 2 * identity
    np.testing.assert_array_equal(tape.jacobian(rows, table), expected)
    expected[0, :, 1] += identity
    expected[1, :, 2] += identity
    np.testing.assert_array_equal(tape.jacobian(both, table), expected)


def test_a_hessian_by_the_jacobian_of_a_gradient():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = x[0] ** 2 * x[1] ** 3
        first = inner.gradient(y, x)
    assert plain(outer.jacobian(first, x)) == [[16.0, 24.0], [24.0, 12.0]]


def test_an_op_without_a_batching_rule_is_done_one_by_one():
    def backward(upstream):
        return tf.constant(np.asarray(upstream) * 3.0)  # NumPy cannot see batched values

    f = tf.custom_gradient(lambda x: (x * 2.0, backward))
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    assert plain(tape.jacobian(y, x)) == [[3.0, 0.0], [0.0, 3.0]]


def test_what_a_jacobian_cannot_take_is_shown():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
    with pytest.raises(ValueError, match="jacobian: target: expected one tensor, got list"):
        tape.jacobian([y, y], x)
    with pytest.raises(ValueError, match=r"batches of one size, got \(2,\) and \(1,\)"):
        tape.batch_jacobian(y, x[:1])
    with pytest.raises(ValueError, match=r"source: expected a tensor of rank 1 or more, got <tf\.Tensor"):
        tape.batch_jacobian(y, x[0])
