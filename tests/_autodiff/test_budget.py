"""Python frames of a step under a tape: a measure of overhead that is the same on every machine."""

from __future__ import annotations

import supple as tf

from ..budget.frames import assert_at_most, frames

X = tf.ones((4, 3))


def step_of(count):
    variables = [tf.Variable(tf.ones((3, 3))) for _ in range(count)]

    def step():
        with tf.GradientTape() as tape:
            y = X
            for variable in variables:
                y = tf.matmul(y, variable)
        return tape.gradient(y, variables)

    step()
    return step


def test_a_step_with_one_variable_enters_few_frames():
    assert_at_most(42, step_of(1))


def test_each_further_variable_and_op_adds_few_frames():
    one, eleven = frames(step_of(1)).total(), frames(step_of(11)).total()
    assert eleven - one <= 10 * 19


def test_outside_a_tape_a_variable_is_read_in_one_frame():
    variable = tf.Variable(1.0)
    assert_at_most(1, lambda: variable._t)


def test_a_function_adds_one_frame():
    def plain(x):
        return x

    function = tf.function(plain)
    assert_at_most(2, lambda: function(X))
