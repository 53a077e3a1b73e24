"""GradientTape where programs rarely go. Expected numbers are what TensorFlow 2.21 gave for the same program."""

from __future__ import annotations

import logging

import numpy as np
import pytest
import torch

import supple as tf

from .helpers import differences, plain


def outer_stops():
    v = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as outer, tf.GradientTape(persistent=True) as inner:
        y = v * v
        with outer.stop_recording():
            z = y * v
        w = z * v * y
    return [outer.gradient(t, v) for t in (y, z, w)], [inner.gradient(t, v) for t in (y, z, w)]


def inner_stops():
    v = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as outer, tf.GradientTape(persistent=True) as inner:
        y = v * v
        with inner.stop_recording():
            z = y * v
        w = z * v * y
    return [outer.gradient(t, v) for t in (y, z, w)], [inner.gradient(t, v) for t in (y, z, w)]


def watched_twice():
    v, x = tf.Variable(2.0), tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = v * v
        tape.watch([v, x])
        tape.watch([v, x])
        z = v * v * x
    return tape.gradient([y, z], [v, x]), len(tape.watched_variables())


def persistent_inside_its_block():
    x = tf.constant(2.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
        first = tape.gradient(y, x)
        second = tape.gradient(first, x)
    return first, second


def entered_again_before_asked():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    with tape:
        z = y * v
    return tape.gradient(z, v)


def entered_again_after_asked():
    v = tf.Variable(2.0)
    tape = tf.GradientTape()
    with tape:
        y = v * v
    first = tape.gradient(y, v)
    with tape:
        z = y * v
    return first, tape.gradient(z, v)


def watched_tensor_when_entered_again():
    x = tf.constant(2.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
    with tape:
        z = x * y
    return tape.gradient(z, x)


def intermediate_that_was_recorded():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * 3.0
        tape.watch(y)
        z = y * y
    return tape.gradient(z, [y, v])


def intermediate_that_was_not():
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        y = x * 3.0
        tape.watch(y)
        z = y * y
    return tape.gradient(z, [y, x])


def target_is_a_source_that_was_never_read():
    v, u, x = tf.Variable(2.0), tf.Variable(1.0), tf.constant(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y = v * 2.0
    found = [tape.gradient(t, s) for t, s in ((v, v), (u, u), (u, v), ([u, y], v), (x, x))]
    return found, tape.gradient([u, u], [v, u], output_gradients=[tf.constant(3.0), tf.constant(4.0)])


def not_last_in_first_out():
    x = tf.constant(2.0)
    first, second = tf.GradientTape(), tf.GradientTape()
    first.__enter__()
    second.__enter__()
    first.watch(x)
    second.watch(x)
    y = x * x
    first.__exit__(None, None, None)
    z = y * x
    second.__exit__(None, None, None)
    return first.gradient(y, x), second.gradient(z, x)


def assigned_before_the_second_order():
    w = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = w**3
        first = inner.gradient(y, w)
        w.assign(10.0)
    return first, outer.gradient(first, w)


def target_is_a_variable_that_was_assigned():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v.assign_add(1.0)
        z = y * 3.0
    return tape.gradient([y, z], v)


def what_counts_as_watched():
    names = ("float", "int", "frozen", "table", "unread")
    values = (2.0, 3, 4.0, tf.ones((3, 2)), 5.0)
    variables = [tf.Variable(v, name=n, trainable=n != "frozen") for n, v in zip(names, values, strict=True)]
    with tf.GradientTape() as tape:
        _ = tf.gather(variables[3], [0]), variables[2] * 2.0, variables[1] + 1, variables[0] * 2.0
    return [variable.name for variable in tape.watched_variables()]


def unconnected_jacobians():
    x, u = tf.constant([1.0, 2.0]), tf.constant([1.0, 2.0, 3.0])
    a, b = tf.ones((2, 3)), tf.ones((2, 2))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, u, a, b])
        y, c = x * x, a * 2.0
    return (
        tape.jacobian(y, u),
        tape.jacobian(y, u, unconnected_gradients="zero"),
        tape.batch_jacobian(c, b),
    )


def output_gradient_is_broadcast():
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
    return [tape.gradient(y, x, output_gradients=seed) for seed in (tf.constant(1.0), 2.0, np.float32(2.0))]


RECORDED = [
    (outer_stops, [[4.0, None, 96.0], [4.0, 12.0, 192.0]]),
    (inner_stops, [[4.0, 12.0, 192.0], [4.0, None, 96.0]]),
    (watched_twice, [[16.0, 4.0], 1]),
    (persistent_inside_its_block, [4.0, 2.0]),
    (entered_again_before_asked, 12.0),
    (entered_again_after_asked, [4.0, 4.0]),
    (watched_tensor_when_entered_again, 12.0),
    (intermediate_that_was_recorded, [12.0, 36.0]),
    (intermediate_that_was_not, [12.0, None]),
    (target_is_a_source_that_was_never_read, [[1.0, 1.0, None, 2.0, 1.0], [None, 7.0]]),
    (not_last_in_first_out, [4.0, 12.0]),
    (assigned_before_the_second_order, [12.0, 12.0]),
    (target_is_a_variable_that_was_assigned, 4.0),
    (what_counts_as_watched, ["float:0", "int:0", "table:0"]),
    (unconnected_jacobians, [None, [[0.0] * 3] * 2, [[[0.0] * 2] * 3] * 2]),
    (output_gradient_is_broadcast, [[2.0, 4.0], [4.0, 8.0], [4.0, 8.0]]),
]


@pytest.mark.parametrize(("program", "expected"), RECORDED, ids=[p.__name__ for p, _ in RECORDED])
def test_the_tape_gives_what_tensorflow_gave(program, expected):
    assert plain(program()) == expected


# -- against finite differences


def test_gradients_equal_finite_differences(rng):
    start, x = rng.normal(size=(3, 2)), rng.normal(size=(5, 3))

    def value(w):
        return tf.reduce_mean(tf.nn.softplus(tf.matmul(x, w)) ** 2 / (1.0 + tf.exp(-tf.matmul(x, w))))

    w = tf.Variable(start)
    with tf.GradientTape() as tape:
        y = value(w)
    expected = differences(lambda values: float(value(tf.constant(values))), start)
    np.testing.assert_allclose(tape.gradient(y, w), expected, rtol=1e-6, atol=1e-9)


def test_the_gradient_of_a_gradient_norm_equals_finite_differences(rng):
    start, x = rng.normal(size=(3, 2)), rng.normal(size=(4, 3))

    def penalty(values):
        inputs = tf.constant(x)
        with tf.GradientTape() as inner:
            inner.watch(inputs)
            score = tf.reduce_sum(tf.tanh(tf.matmul(inputs, values)) ** 2)
        return tf.reduce_sum(tf.sqrt(tf.reduce_sum(inner.gradient(score, inputs) ** 2, axis=1)))

    w = tf.Variable(start)
    with tf.GradientTape() as outer:
        y = penalty(w)
    expected = differences(lambda values: float(penalty(tf.constant(values))), start)
    np.testing.assert_allclose(outer.gradient(y, w), expected, rtol=1e-6, atol=1e-9)


# -- errors


def test_a_tape_that_was_never_entered_says_so():
    with pytest.raises(RuntimeError, match="recorded nothing; enter it by `with`"):
        tf.GradientTape().gradient(tf.constant(1.0), tf.constant(1.0))
    with pytest.raises(RuntimeError, match="jacobian: the tape recorded nothing"):
        tf.GradientTape(persistent=True).jacobian(tf.constant(1.0), tf.constant(1.0))


def test_a_tape_that_is_not_persistent_is_asked_once():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
    tape.gradient(y, v)
    with pytest.raises(
        RuntimeError, match=r"gradient: this tape is not persistent and can be asked once.*persistent=True"
    ):
        tape.gradient(y, v)


def test_entering_an_open_tape_and_stopping_a_closed_one_raise():
    tape = tf.GradientTape()
    with tape, pytest.raises(ValueError, match="already recording; enter it once"):
        tape.__enter__()
    with pytest.raises(RuntimeError, match=r"stop_recording: .* is not recording"), tape.stop_recording():
        pass


@pytest.mark.parametrize("wrong", [3.0, "x", None, np.ones(2)])
def test_sources_and_targets_that_are_no_tensors_are_named(wrong):
    v = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y = v * v
    with pytest.raises(TypeError, match="sources: expected tensors and variables, got "):
        tape.gradient(y, [v, wrong])
    with pytest.raises(TypeError, match="target: expected tensors and variables, got "):
        tape.gradient(wrong, v)
    with pytest.raises(ValueError, match=r"watch: expected a tensor or variable, got (float|str|NoneType|ndarray)"):
        tape.watch(wrong)


@pytest.mark.parametrize(
    ("seed", "error", "text"),
    [
        ([None, 1.0], ValueError, "expected one for each target, got None"),
        ([1.0], ValueError, "expected 2 like the targets, got 1"),
        ([tf.constant([1, 2]), 1.0], tf.errors.InvalidArgumentError, "expected dtype float32, got a tensor of int32"),
        ([tf.ones(3), 1.0], tf.errors.InvalidArgumentError, r"expected shape \(2,\) like the target, got \(3,\)"),
    ],
)
def test_output_gradients_that_do_not_fit_are_shown(seed, error, text):
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y, z = x * x, x * 3.0
    with pytest.raises(error, match=text):
        tape.gradient([y, z], x, output_gradients=seed)


def test_the_kind_of_unconnected_gradients_is_checked():
    v = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y = v * v
    with pytest.raises(ValueError, match="expected 'none' or 'zero', got 'nothing'"):
        tape.gradient(y, v, unconnected_gradients="nothing")


def test_watching_an_int_is_logged_and_counts_as_watched(caplog):
    v = tf.Variable(3)
    with caplog.at_level(logging.WARNING, logger="supple"), tf.GradientTape() as tape:
        tape.watch([v, tf.constant(1)])
    assert [v] == list(tape.watched_variables())
    assert caplog.text.count("only floats have gradients, got a value of dtype int32") == 2


def test_an_exception_inside_leaves_no_trace():
    v = tf.Variable(2.0)
    tape = tf.GradientTape()

    def fails():
        with tape:
            results.append(v * v)
            raise KeyError("x")

    results = []
    with pytest.raises(KeyError):
        fails()
    y = results[0]
    outside = v * v
    with tf.GradientTape() as second:
        z = v * v
    assert plain([tape.gradient(y, v), second.gradient(z, v)]) == [4.0, 4.0]
    assert not outside._t.requires_grad
    assert torch.is_grad_enabled()


def test_an_exception_in_stop_recording_resumes_recording():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        with pytest.raises(KeyError), tape.stop_recording():
            raise KeyError("x")
        y = v * v
    assert plain(tape.gradient(y, v)) == 4.0


# -- torch's own switches


def test_a_tape_records_under_no_grad_and_leaves_it_on():
    v = tf.Variable(2.0)
    with torch.no_grad():
        with tf.GradientTape() as tape:
            y = v * v
            with torch.no_grad():
                constant = v * 3.0
            z = y * constant
        assert not torch.is_grad_enabled()
        assert plain(tape.gradient(z, v)) == 24.0
        with pytest.raises(KeyError), tf.GradientTape():
            raise KeyError("x")
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()


def test_a_tape_refuses_inference_mode():
    with torch.inference_mode(), pytest.raises(tf.errors.FailedPreconditionError, match=r"torch\.no_grad"):
        tf.GradientTape().__enter__()
    with tf.GradientTape() as tape:
        assert tape is not None
