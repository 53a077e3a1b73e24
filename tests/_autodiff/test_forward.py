"""ForwardAccumulator. Expected numbers are what TensorFlow 2.21 gave for the same program, where it is named."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf

from .helpers import plain

Accumulator = tf.autodiff.ForwardAccumulator
ONE = 1.0


def product_of_its_own_product():
    x = tf.constant(3.0)
    with Accumulator(x, tf.constant(ONE)) as accumulator:
        y = x * x * x
        first = accumulator.jvp(y)
        second = accumulator.jvp(first)
    return first, second


def nested_accumulators():
    x = tf.constant(3.0)
    with Accumulator(x, tf.constant(ONE)) as outer:
        with Accumulator(x, tf.constant(ONE)) as inner:
            y = x * x * x
        first = inner.jvp(y)
        second = outer.jvp(first)
    return first, second, outer.jvp(y)


def nested_accumulators_asked_outside():
    x = tf.constant(3.0)
    with Accumulator(x, tf.constant(ONE)) as outer, Accumulator(x, tf.constant(ONE)) as inner:
        y = x * x * x
    first = inner.jvp(y)
    return first, outer.jvp(first), inner.jvp(outer.jvp(y))


def a_tape_around_it():
    x, v = tf.constant(3.0), tf.Variable(2.0)
    with tf.GradientTape() as tape, Accumulator(x, tf.constant(ONE)) as accumulator:
        y = x * x * v
    product = accumulator.jvp(y)
    return product, tape.gradient(product, v)


def a_tape_inside_it():
    x, v = tf.constant(3.0), tf.Variable(2.0)
    with Accumulator(x, tf.constant(ONE)) as accumulator:
        with tf.GradientTape(persistent=True) as tape:
            y = x * x * v
            product = accumulator.jvp(y)
        gradient = tape.gradient(y, v)
    return product, tape.gradient(product, v), gradient, accumulator.jvp(gradient)


def entered_again():
    x = tf.constant(3.0)
    accumulator = Accumulator(x, tf.constant(ONE))
    with accumulator:
        y = x * x
    with accumulator:
        z = x * y
    return accumulator.jvp(y), accumulator.jvp(z)


def an_assigned_variable():
    v, w = tf.Variable(3.0), tf.Variable(1.0)
    with Accumulator(v, tf.constant(ONE)) as accumulator:
        y = v * v
        v.assign(5.0)
        z = v * v
        v.assign_add(y)
        u = v * 1.0
        w.assign(z)
        t = w * v
    return [accumulator.jvp(each) for each in (y, z, u, v, w, t)]


def an_intermediate_primal():
    x = tf.constant(3.0)
    y = x * x
    with Accumulator(y, tf.constant(2.0)) as accumulator:
        z = x * y
    return accumulator.jvp(z), accumulator.jvp(x), accumulator.jvp(x, "zero")


def outside_of_it():
    x = tf.constant(3.0)
    accumulator = Accumulator(x, tf.constant(2.0))
    y = x * x
    with accumulator:
        z = x * y
    w = x * z
    return [accumulator.jvp(each) for each in (y, z, w, x)]


def third_order_of_mixed_modes():
    x, direction = tf.constant([1.0, 2.0, 3.0]), tf.constant([1.0, 0.0, 2.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with Accumulator(x, direction) as accumulator:
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = tf.reduce_sum(x**4)
            gradient = inner.gradient(y, x)
        product = accumulator.jvp(gradient)
    return gradient, product, outer.gradient(product, x)


def cut_paths_and_integers():
    x = tf.constant([3.0, 4.0])
    with Accumulator(x, tf.constant([1.0, 1.0])) as accumulator:
        y = tf.stop_gradient(x) * x
        z = tf.cast(x > 1.0, tf.float32)
        i = tf.cast(x, tf.int32)
    return [accumulator.jvp(each) for each in (y, z, i)], accumulator.jvp([z, i], "zero")


def an_int_primal_and_nothing_at_all():
    x = tf.constant(3)
    with Accumulator(x, tf.constant(1)) as accumulator, Accumulator([], []) as empty:
        y = x * x
    return accumulator.jvp(y), empty.jvp(y)


def a_look_up():
    table = tf.Variable(tf.ones((3, 2)))
    with Accumulator(table, tf.reshape(tf.range(6.0), (3, 2))) as accumulator:
        y = tf.gather(table, [2, 0, 2]) * 2.0
    return accumulator.jvp(y)


RECORDED = [
    (product_of_its_own_product, [27.0, None]),
    (nested_accumulators, [27.0, 18.0, 27.0]),
    (nested_accumulators_asked_outside, [27.0, 18.0, None]),
    (a_tape_around_it, [12.0, 6.0]),
    (a_tape_inside_it, [12.0, None, 9.0, 6.0]),
    (entered_again, [6.0, 27.0]),
    (an_assigned_variable, [6.0, 10.0, 1.0, 1.0, None, 25.0]),
    (an_intermediate_primal, [6.0, None, 0.0]),
    (outside_of_it, [None, 18.0, None, 2.0]),
    (third_order_of_mixed_modes, [[4.0, 32.0, 108.0], [12.0, 0.0, 216.0], [24.0, 0.0, 144.0]]),
    (cut_paths_and_integers, [[[3.0, 4.0], None, None], [[0.0, 0.0], [0, 0]]]),
    (an_int_primal_and_nothing_at_all, [None, None]),
    (a_look_up, [[8.0, 10.0], [0.0, 2.0], [8.0, 10.0]]),
]


@pytest.mark.parametrize(("program", "expected"), RECORDED, ids=[p.__name__ for p, _ in RECORDED])
def test_accumulators_give_what_tensorflow_gave(program, expected):
    assert plain(program()) == expected


def test_a_product_equals_the_jacobian_times_the_tangent(rng):
    x, tangent = tf.constant(rng.normal(size=(2, 3))), tf.constant(rng.normal(size=(2, 3)))

    def function(values):
        return tf.nn.softmax(tf.sin(values)) * tf.reduce_max(values, axis=1, keepdims=True)

    with Accumulator(x, tangent) as accumulator, tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    product = accumulator.jvp(y)
    jacobian = tape.jacobian(y, x).numpy()
    np.testing.assert_allclose(product, np.einsum("ijkl,kl->ij", jacobian, tangent.numpy()), rtol=1e-10, atol=1e-12)


def test_custom_gradients_count():
    f = tf.custom_gradient(lambda x: (x * 2.0, lambda upstream: upstream * 3.0))
    g = tf.recompute_grad(lambda x: x**3)
    x = tf.constant([1.0, 2.0])
    with Accumulator(x, tf.constant([1.0, 10.0])) as accumulator:
        y, z = f(x), g(x)
    assert plain([accumulator.jvp(y), accumulator.jvp(z)]) == [[3.0, 30.0], [3.0, 120.0]]


@pytest.mark.parametrize(
    ("primals", "tangents", "error", "text"),
    [
        (tf.constant(3.0), tf.constant([1.0, 2.0]), ValueError, r"expected shape \(\) like the primal, got \(2,\)"),
        (tf.constant(3.0), tf.constant(1.0, tf.float64), ValueError, "expected dtype float32, got a tensor of float64"),
        (tf.constant(3.0), None, ValueError, "got None"),
        ([tf.constant(3.0)], [1.0, 2.0], ValueError, r"expected the structure .* got"),
        (3.0, 1.0, TypeError, "primals: expected tensors and variables, got 3.0"),
        ([tf.zeros(()).ref().deref()] * 2, [1.0, 1.0], ValueError, "stands there twice; add its tangents up"),
    ],
)
def test_wrong_tangents_are_shown(primals, tangents, error, text):
    with pytest.raises(error, match=text):
        Accumulator(primals, tangents)


def test_it_is_entered_once_and_asked_about_tensors():
    accumulator = Accumulator(tf.constant(3.0), tf.constant(1.0))
    with accumulator:
        with pytest.raises(ValueError, match="already recording; enter it once"):
            accumulator.__enter__()
        with pytest.raises(TypeError, match=r"jvp: expected tensors computed under it, got 3.0"):
            accumulator.jvp(3.0)
