"""Loops do not grow: no object is left behind by a step, with the garbage collector off."""

from __future__ import annotations

import gc

import pytest

import supple as tf
from supple._core.asking import asking

from .helpers import alive, resident_kilobytes

X, Y = tf.ones((8, 4)), tf.zeros((8, 1))


def variables():
    return tf.Variable(tf.ones((4, 5)) * 0.1), tf.Variable(tf.ones((5, 1)) * 0.1)


def standard_loop():
    w, v = variables()

    def step():
        with tf.GradientTape() as tape:
            hidden = tf.tanh(tf.matmul(X, w))
            loss = tf.reduce_mean((tf.matmul(hidden, v) - Y) ** 2)
        for variable, gradient in zip((w, v), tape.gradient(loss, [w, v]), strict=True):
            variable.assign_sub(0.01 * gradient)

    return step


def two_tapes():
    w, v = variables()

    def step():
        with tf.GradientTape() as generator_tape, tf.GradientTape() as critic_tape:
            fake = tf.tanh(tf.matmul(X, w))
            score = tf.sigmoid(tf.matmul(fake, v))
            generator_loss, critic_loss = -tf.reduce_mean(tf.math.log(score)), tf.reduce_mean(score)
        w.assign_sub(0.01 * generator_tape.gradient(generator_loss, w))
        v.assign_sub(0.01 * critic_tape.gradient(critic_loss, v))

    return step


def truncated_backpropagation():
    w, _ = variables()
    carried = {"state": tf.zeros((8, 5))}

    def step():
        state = carried["state"]
        with tf.GradientTape() as tape:
            for _ in range(2):
                state = tf.tanh(tf.matmul(X, w) + state)
            loss = tf.reduce_mean(state**2)
        w.assign_sub(0.01 * tape.gradient(loss, w))
        carried["state"] = state

    return step


def persistent_tape():
    w, v = variables()

    def step():
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_mean(tf.matmul(tf.matmul(X, w), v) ** 2)
            penalty = tf.reduce_sum(w**2)
        w.assign_sub(0.01 * tape.gradient(loss, w) + 0.01 * tape.gradient(penalty, w))
        v.assign_sub(0.01 * tape.gradient(loss, v))

    return step


def second_order():
    w, v = variables()

    def step():
        inputs = X + 0.0
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                inner.watch(inputs)
                score = tf.reduce_sum(tf.matmul(tf.tanh(tf.matmul(inputs, w)), v))
            slope = inner.gradient(score, inputs)
            loss = tf.reduce_mean(slope**2)
        w.assign_sub(0.01 * outer.gradient(loss, w))

    return step


def tape_that_is_never_asked():
    w, v = variables()
    held = []

    def step():
        with tf.GradientTape():
            loss = tf.reduce_mean(tf.matmul(tf.matmul(X, w), v) ** 2)
        held[:] = [loss]

    return step


def custom_gradients():
    w, v = variables()

    @tf.custom_gradient
    def doubled(x):
        return x * 2.0, lambda upstream: upstream * 2.0

    @tf.recompute_grad
    def block(x):
        return tf.matmul(tf.tanh(tf.matmul(x, w)), v)

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(doubled(block(X)) ** 2)
        for variable, gradient in zip((w, v), tape.gradient(loss, [w, v]), strict=True):
            variable.assign_sub(0.01 * gradient)

    return step


def look_ups():
    table = tf.Variable(tf.ones((50, 4)))
    ids = tf.constant([3, 1, 3])

    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.gather(table, ids) ** 2)
        tape.gradient(loss, table)

    return step


def forward_mode():
    w, v = variables()
    direction = tf.ones((4, 5))

    def step():
        with tf.autodiff.ForwardAccumulator(w, direction) as accumulator, tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.matmul(tf.tanh(tf.matmul(X, w)), v) ** 2)
        accumulator.jvp(loss)
        tape.gradient(loss, v)

    return step


LOOPS = [
    *(standard_loop, two_tapes, truncated_backpropagation, persistent_tape, second_order, tape_that_is_never_asked),
    *(custom_gradients, look_ups, forward_mode),
]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__)
def test_a_loop_does_not_grow(loop):
    step = loop()
    for _ in range(200):
        step()
    gc.collect()
    gc.disable()
    try:
        objects = alive()
        for _ in range(1000):
            step()
        memory = resident_kilobytes()
        for _ in range(2000):
            step()
        assert resident_kilobytes() - memory < 512
        grown = alive() - objects
        assert not grown, f"3000 steps left {dict(grown)}"
    finally:
        gc.enable()


def test_targets_that_are_kept_let_go_of_the_graph():
    w, losses = tf.Variable(2.0), []
    for _ in range(3):
        with tf.GradientTape() as tape:
            losses.append(w * w)
        tape.gradient(losses[-1], w)
    assert all(type(loss) is tf.Tensor for loss in losses)


def test_nobody_is_asking_once_the_gradients_are_there():
    f = tf.custom_gradient(lambda x: (x * 2.0, lambda upstream: upstream))
    w = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            y = f(w)
        inner.gradient(y, w)
        assert asking() is None
    outer.gradient(y, w)
    assert asking() is None


def test_the_count_of_what_is_alive_sees_what_is_kept():
    before = alive()
    kept = [tf.Variable(1.0) for _ in range(5)]
    with tf.GradientTape() as tape:
        kept += [v * 2.0 for v in kept]
    grown = alive() - before
    assert (grown["Recorded"], grown["Read"], grown["Ledger"], grown["Span"]) == (5, 5, 1, 1)
    assert grown["torch.Tensor"] == 15
    del kept, tape
    assert not alive() - before
