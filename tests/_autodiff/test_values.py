"""Value semantics of variables: what was read never changes, and the standard loop still writes in place."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import supple as tf

from .helpers import plain

START = np.arange(6.0, dtype="float32").reshape(2, 3)

READS = {
    "value": lambda v: v.value(),
    "identity": tf.identity,
    "converted": tf.convert_to_tensor,
    "reshaped": lambda v: tf.reshape(v, (3, 2)),
    "transposed": tf.transpose,
    "row": lambda v: v[0],
    "backwards": lambda v: v[::-1],
    "column": lambda v: v[:, 1:],
    "array": lambda v: v.numpy(),
    "view of a view": lambda v: tf.reshape(tf.transpose(v)[1:], (-1,)),
    "unstacked": lambda v: tf.unstack(v)[1],
    "asarray": np.asarray,
}
WRITES = {
    "assign": lambda v: v.assign(tf.zeros((2, 3))),
    "assign_add": lambda v: v.assign_add(tf.ones((2, 3))),
    "assign_sub": lambda v: v.assign_sub(tf.ones((2, 3))),
    "an optimizer's in-place step": lambda v: v.own().mul_(3.0),
    "many": lambda v: [v.assign_add(tf.ones((2, 3))) for _ in range(3)],
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize("under_tape", [False, True])
def test_what_was_read_is_a_snapshot(read, write, under_tape):
    variable = tf.Variable(START)
    before = np.array(READS[read](tf.constant(START)) if read != "value" else START)
    if under_tape:
        with tf.GradientTape():
            kept = READS[read](variable)
            WRITES[write](variable)
    else:
        kept = READS[read](variable)
        WRITES[write](variable)
    np.testing.assert_array_equal(kept, before)
    assert not np.array_equal(variable.numpy(), START)


def test_a_gradient_uses_the_values_of_the_forward_pass():
    a, b = tf.Variable([2.0, 3.0]), tf.Variable([5.0, 7.0])
    with tf.GradientTape() as tape:
        y = a * a * b
    a.own().fill_(100.0)
    b.assign_add([1.0, 1.0])
    assert plain(tape.gradient(y, [a, b])) == [[20.0, 42.0], [4.0, 9.0]]


def test_the_standard_loop_writes_in_place():
    w, x, places = tf.Variable(tf.ones((3, 2))), tf.ones((4, 3)), set()
    for _ in range(5):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.matmul(x, w) ** 2)
        gradient = tape.gradient(loss, w)
        w.assign_sub(0.01 * gradient)
        places.add(w.buffer.data_ptr())
    assert len(places) == 1


def test_writing_makes_a_fresh_buffer_only_while_somebody_looks():
    w = tf.Variable(tf.ones(3))
    place = w.buffer.data_ptr()
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_sum(w**2)
    w.assign_add(tf.ones(3))  # the tape may still be asked
    assert w.buffer.data_ptr() != place
    assert plain(tape.gradient(loss, w)) == [2.0, 2.0, 2.0]
    del tape
    place, view = w.buffer.data_ptr(), w[1:]
    w.assign_add(tf.ones(3))  # a view
    assert w.buffer.data_ptr() != place
    assert plain(view) == [2.0, 2.0]
    place = w.buffer.data_ptr()
    del view
    w.assign_add(tf.ones(3))
    assert w.buffer.data_ptr() == place
    assert plain(w) == [4.0, 4.0, 4.0]


def test_a_reset_lets_go_of_the_buffers():
    w = tf.Variable(tf.ones(3))
    place = w.buffer.data_ptr()
    with tf.GradientTape(persistent=True) as tape:
        _ = w * w
        tape.reset()
        w.assign_add(tf.ones(3))
    assert w.buffer.data_ptr() == place


def test_two_tapes_with_interleaved_updates_write_in_place_once_both_were_asked():
    a, b, places = tf.Variable(tf.ones(3)), tf.Variable(tf.ones(3)), []
    for _ in range(4):
        with tf.GradientTape() as first, tf.GradientTape() as second:
            y = tf.reduce_sum(a * b)
        gradient_of_a, gradient_of_b = first.gradient(y, a), second.gradient(y, b)
        a.assign_sub(0.1 * gradient_of_a)
        b.assign_sub(0.1 * gradient_of_b)
        places.append((a.buffer.data_ptr(), b.buffer.data_ptr()))
    assert len(set(places)) == 1


def test_a_copy_of_a_variable_is_another_variable():
    first = tf.Variable(START)
    second = copy.deepcopy(first)
    first.assign_add(tf.ones((2, 3)))
    np.testing.assert_array_equal(second, START)


def test_reads_in_one_span_share_one_leaf_and_a_new_value_gets_a_new_one():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        assert v._t is v._t
        y = v * v
        v.assign(5.0)
        z = v * y
    assert plain([z, tape.gradient(z, v)]) == [20.0, 4.0 + 5.0 * 4.0]
