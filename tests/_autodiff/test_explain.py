"""tape.explain: one sentence for each cause of a None."""

from __future__ import annotations

import re

import numpy as np
import pytest

import supple as tf

OTHERS: list[tf.GradientTape] = []


def frozen():
    v, w = tf.Variable(2.0, trainable=False, name="frozen"), tf.Variable(1.0)
    with tf.GradientTape() as tape:
        y = v * w
    return tape, y, v


def watching_nothing():
    v, x = tf.Variable(2.0, name="v"), tf.constant(1.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        y = v * x
    return tape, y, v


def never_read():
    v, w = tf.Variable(2.0, name="unused"), tf.Variable(1.0)
    with tf.GradientTape() as tape:
        y = w * w
    return tape, y, v


def not_watched():
    v, x = tf.Variable(2.0), tf.constant(1.0)
    with tf.GradientTape() as tape:
        y = v * x
    return tape, y, x


def int_source():
    v, n = tf.Variable(2.0), tf.Variable(3)
    with tf.GradientTape() as tape:
        y = v * tf.cast(n, tf.float32)
    return tape, y, n


def int_target():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = tf.cast(v * v, tf.int32)
    return tape, y, v


def through_numpy():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
        z = tf.constant(np.sin(y.numpy()))
    return tape, z, v


def partly_through_numpy():
    v, w = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        z = w * float((v * v).numpy())
    return tape, z, v


def outside():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    return tape, y + 1.0, v


def of_another_tape():
    v = tf.Variable(2.0)
    with tf.GradientTape() as other:
        y = v * v
    with tf.GradientTape() as tape:
        _ = v * v
    OTHERS.append(other)  # it might still be asked
    return tape, y, v


def asked_before():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    tape.gradient(y, v)
    return tape, y, v


def no_path():
    v, w = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y, _ = w * w, v * v
    return tape, y, v


def no_tensor():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    return tape, y, 3.0


def no_target():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        _ = v * v
    return tape, 3.0, v


def there_is_one():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    return tape, y, v


CAUSES = [
    (frozen, r"The variable 'frozen:0' was not watched: it is not trainable; call tape.watch\(variable\)."),
    (watching_nothing, r"'v:0' was not watched: the tape has watch_accessed_variables=False; call tape.watch"),
    (never_read, r"The variable 'unused:0' was not read while the tape was recording."),
    (not_watched, r"The source tensor was not watched: call tape.watch\(tensor\) before using it"),
    (int_source, r"The source has dtype int32: only float and complex values have gradients."),
    (int_target, r"The target has dtype int32: only float and complex values have gradients."),
    (through_numpy, r"constant for this tape: .numpy\(\) took values out of the tape at .*test_explain.py:\d+; what"),
    (partly_through_numpy, r"There is no path: .numpy\(\) took values out of the tape at .*test_explain.py:\d+;"),
    (outside, r"it was computed outside the tape's context, or from nothing that is watched \(it has dtype float32"),
    (of_another_tape, r"The target was computed under another tape, outside this one."),
    (asked_before, r"The tape was already asked, and it is not persistent; use GradientTape\(persistent=True\)."),
    (no_path, r"There is no path: the target was not computed from the source."),
    (no_tensor, r"The source is a float, not a tensor or a variable."),
    (no_target, r"The target is a float, not a tensor."),
    (there_is_one, r"The gradient is not None: there is a path from the source to the target."),
]


@pytest.mark.parametrize(("program", "sentence"), CAUSES, ids=[p.__name__ for p, _ in CAUSES])
def test_the_cause_is_named(program, sentence):
    tape, target, source = program()
    found = tape.explain(target, source)
    assert re.search(sentence, found), found


def test_explaining_does_not_use_up_the_tape():
    tape, target, source = there_is_one()
    tape.explain(target, source)
    assert float(tape.gradient(target, source)) == 4.0
