"""custom_gradient and grad_pass_through. Expected numbers are what TensorFlow 2.21 gave for the same program."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf

from .helpers import plain


def variables_stay_variables_and_numbers_numbers():
    seen = []

    @tf.custom_gradient
    def f(x, n):
        seen.append([hasattr(x, "assign"), type(n).__name__])
        return x * n, lambda upstream: (upstream * 7.0, None)

    v = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = f(v, 2.0)
    return seen, y, tape.gradient(y, v)


def nests_and_keywords():
    @tf.custom_gradient
    def f(d, *, scale):
        result = {"u": d["a"] * d["b"][0], "v": [d["a"] * scale]}
        return result, lambda u, v: {"a": u, "b": [v]}

    a, b, s = tf.constant(1.0), tf.constant(2.0), tf.constant(5.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([a, b, s])
        y = f({"a": a, "b": [b]}, scale=s)
        z = y["u"] * 2.0 + y["v"][0] * 3.0
    return y, tape.gradient(z, [a, b, s]), tape.gradient(y["u"], [a, b, s])


def what_the_function_closes_over_has_no_gradient():
    c = tf.constant(4.0)

    @tf.custom_gradient
    def f(x):
        return x * c, lambda upstream: upstream * 10.0

    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch([x, c])
        y = f(x)
    return tape.gradient(y, [x, c])


def the_result_may_be_the_argument():
    @tf.custom_gradient
    def f(x):
        return x, lambda upstream: upstream * 10.0

    x = tf.constant(1.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
        z = y * x
    return y is x, tape.gradient(y, x), tape.gradient(z, x)


def an_int_result_gets_zeros():
    got = []

    @tf.custom_gradient
    def f(x):
        def backward(upstream, of_int):
            got.append([plain_of(of_int), of_int.dtype.name])
            return upstream * 10.0

        return (x * 2.0, tf.cast(x, tf.int32)), backward

    x = tf.constant(1.5)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y, i = f(x)
        z = y * x
    return i, tape.gradient(z, x), [entry[0] for entry in got]


def plain_of(tensor):
    return tensor.numpy().tolist()


def a_variable_read_by_the_gradient_function_only():
    w = tf.Variable(2.0)

    @tf.custom_gradient
    def f(x):
        return x * 2.0, lambda upstream: upstream * w * w

    x = tf.constant(1.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x)
    return first, outer.gradient(first, w)


def second_order_through_argument_and_intermediate():
    @tf.custom_gradient
    def f(x):
        square = x * x
        return square * x, lambda upstream: upstream * 3.0 * square + 0.0 * x

    x = tf.constant([3.0, -1.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        first = inner.gradient(y, x)
    return first, outer.gradient(first, x)


def second_order_through_the_upstream_gradient():
    @tf.custom_gradient
    def f(x):
        return x * 2.0, lambda upstream: upstream * 5.0

    x = tf.constant(3.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x) ** 2
        first = inner.gradient(y, x)
    return first, outer.gradient(first, x)


def a_variable_read_under_a_tape_inside():
    w = tf.Variable(3.0)

    @tf.custom_gradient
    def f(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x * w
        slope = tape.gradient(y, x)

        def backward(upstream, variables):
            return upstream * slope, [upstream * 100.0 for _ in variables]

        return y, backward

    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return y, tape.gradient(y, [x, w])


def keyword_variable():
    w = tf.Variable(2.0)

    @tf.custom_gradient
    def f(x, *, v):
        return x * v, lambda upstream: upstream * 7.0

    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x, v=w)
    return tape.gradient(y, [x, w])


def frozen_variables_need_no_gradient():
    w = tf.Variable(3.0, trainable=False)

    @tf.custom_gradient
    def f(x):
        return x * w, lambda upstream: upstream * 7.0

    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return y, tape.gradient(y, x)


def nested_custom_gradients():
    w = tf.Variable(3.0)

    @tf.custom_gradient
    def inner(x):
        return x * w, lambda upstream, variables: (upstream * 2.0, [upstream * 11.0 for _ in variables])

    @tf.custom_gradient
    def outer(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = inner(x)
        slopes = tape.gradient(y, [x, w])

        def backward(upstream, variables):
            return upstream * slopes[0], [upstream * slopes[1] for _ in variables]

        return y, backward

    x = tf.constant(5.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = outer(x) * 10.0
    return y, tape.gradient(y, [x, w])


def jacobian_through_it():
    @tf.custom_gradient
    def f(x):
        return x * 2.0, lambda upstream: upstream * 3.0

    x = tf.constant([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    return tape.jacobian(y, x), tape.jacobian(y, x, experimental_use_pfor=False)


def variable_arguments_and_list_of_gradients():
    @tf.custom_gradient
    def f(*xs):
        return tf.add_n(xs), lambda upstream: [upstream * (i + 1.0) for i in range(len(xs))]

    xs = [tf.constant(1.0), tf.constant(2.0)]
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = f(*xs)
    return tape.gradient(y, xs)


def pass_through():
    x, y, w = tf.constant([2.2, 3.7]), tf.constant([1.0, 1.0]), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, y])
        z = tf.grad_pass_through(tf.round)(x)
        pair = tf.grad_pass_through(lambda a, b: (a * b, a + b))(x, y)
        loss = pair[0] * 5.0 + pair[1] * 7.0
        scaled = tf.grad_pass_through(lambda a: a * w)(x)
    return z, tape.gradient(z, x), tape.gradient(loss, [x, y]), tape.gradient(scaled, [x, w])


RECORDED = [
    (variables_stay_variables_and_numbers_numbers, [[[True, "float"]], 6.0, 7.0]),
    (nests_and_keywords, [{"u": 2.0, "v": [5.0]}, [2.0, 3.0, None], [1.0, 0.0, None]]),
    (what_the_function_closes_over_has_no_gradient, [10.0, None]),
    (the_result_may_be_the_argument, [False, 10.0, 11.0]),
    (an_int_result_gets_zeros, [1, 18.0, [0]]),
    (a_variable_read_by_the_gradient_function_only, [4.0, 4.0]),
    (second_order_through_argument_and_intermediate, [[27.0, 3.0], [18.0, -6.0]]),
    (second_order_through_the_upstream_gradient, [60.0, 50.0]),
    (a_variable_read_under_a_tape_inside, [12.0, [12.0, 100.0]]),
    (keyword_variable, [7.0, None]),
    (frozen_variables_need_no_gradient, [6.0, 7.0]),
    (nested_custom_gradients, [150.0, [20.0, 110.0]]),
    (jacobian_through_it, [[[3.0, 0.0], [0.0, 3.0]], [[3.0, 0.0], [0.0, 3.0]]]),
    (variable_arguments_and_list_of_gradients, [1.0, 2.0]),
    (pass_through, [[2.0, 4.0], [1.0, 1.0], [[5.0, 5.0], [7.0, 7.0]], [[1.0, 1.0], None]]),
]


@pytest.mark.parametrize(("program", "expected"), RECORDED, ids=[p.__name__ for p, _ in RECORDED])
def test_custom_gradients_give_what_tensorflow_gave(program, expected):
    assert plain(program()) == expected


def test_the_decorator_keeps_the_name_and_works_with_parentheses_and_on_methods():
    class Doubler:
        @tf.custom_gradient()
        def double(self, x):
            """Twice x."""
            return x * 2.0, lambda upstream: (None, upstream * 3.0)

    x = tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = Doubler().double(x)
    assert plain([y, tape.gradient(y, x)]) == [2.0, 3.0]
    assert (Doubler.double.__name__, Doubler.double.__doc__) == ("double", "Twice x.")


def test_the_gradient_function_is_not_called_without_a_tape():
    f = tf.custom_gradient(lambda x: (x * 2.0, lambda _: 1 / 0))
    assert float(f(tf.constant(1.0))) == 2.0
    assert float(f(1.0)) == 2.0


def test_a_number_stands_for_a_whole_gradient_and_slices_become_dense():
    w = tf.Variable([1.0, 2.0])

    @tf.custom_gradient
    def f(x):
        def backward(upstream, variables=None):
            return 3.0, [tf.IndexedSlices(tf.constant([5.0]), tf.constant([1]), (2,))]

        return x * w, backward

    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    assert plain(tape.gradient(y, [x, w])) == [[3.0, 3.0], [0.0, 5.0]]


def test_a_tensor_that_is_handed_out_stays_a_constant_elsewhere():
    c, x = tf.constant(4.0), tf.constant(2.0)
    f = tf.custom_gradient(lambda _: (c, lambda upstream: upstream * 5.0))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y, z = f(x), c * x
    assert not c._t.requires_grad
    assert plain([y, tape.gradient(y, x), tape.gradient(z, x)]) == [4.0, 5.0, 4.0]


def test_a_gradient_of_another_float_dtype_is_cast():
    @tf.custom_gradient
    def f(x):
        return x * 2.0, lambda upstream: tf.cast(upstream, tf.float64) * 4.0

    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    gradient = tape.gradient(y, x)
    assert (gradient.dtype, plain(gradient)) == ("float32", [4.0, 4.0])


def test_the_standard_loop_with_a_custom_gradient_equals_the_one_without(rng):
    @tf.custom_gradient
    def softplus(x):
        return tf.math.log(1.0 + tf.exp(x)), lambda upstream: upstream * tf.sigmoid(x)

    def losses(activation):
        w, found = tf.Variable(start), []
        for _ in range(5):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(activation(tf.matmul(x, w)) ** 2)
            w.assign_sub(0.1 * tape.gradient(loss, w))
            found.append(float(loss))
        return found

    start, x = rng.normal(size=(3, 2)), rng.normal(size=(5, 3))
    np.testing.assert_allclose(losses(softplus), losses(tf.nn.softplus), rtol=1e-9)


# -- errors


def gradient_of(function, *args):
    with tf.GradientTape() as tape:
        tape.watch(args)
        y = function(*args)
    return tape.gradient(y, args)


def test_functions_without_a_gradient_function_are_refused():
    wrong = tf.custom_gradient(lambda x: x * 2.0)
    with pytest.raises(TypeError, match=r"must return its result and its gradient function, got <tf\.Tensor"):
        wrong(tf.constant(1.0))


@pytest.mark.parametrize("with_tape", [True, False])
def test_a_gradient_function_must_take_the_variables(with_tape):
    w = tf.Variable(3.0, name="w")
    f = tf.custom_gradient(lambda x: (x * w, lambda upstream: upstream))
    with pytest.raises(TypeError, match=r"must take the argument `variables`.*reads \['w:0'\]"):
        gradient_of(f, tf.constant(1.0)) if with_tape else f(tf.constant(1.0))


def test_the_number_of_gradients_is_checked():
    f = tf.custom_gradient(lambda x, y: (x * y, lambda upstream: upstream))
    with pytest.raises(ValueError, match="must return 2 gradients, one for each argument, got 1"):
        gradient_of(f, tf.constant(1.0), tf.constant(1.0))


def test_the_gradients_of_variables_are_checked():
    w = tf.Variable(3.0)
    bare = tf.custom_gradient(lambda x: (x * w, lambda upstream, **_: upstream))
    with pytest.raises(TypeError, match=r"must return a pair .* list of 1 gradients .*, got <tf.Tensor"):
        gradient_of(bare, tf.constant(1.0))
    short = tf.custom_gradient(lambda x: (x * w, lambda upstream, **_: (upstream, [])))
    with pytest.raises(ValueError, match="must return 1 gradients of variables, got 0"):
        gradient_of(short, tf.constant(1.0))


def test_the_shape_of_a_gradient_is_checked():
    f = tf.custom_gradient(lambda x: (x * 2.0, lambda upstream: upstream[:1]))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"shapes of its arguments, got \(1,\) for \(2,\)"):
        gradient_of(f, tf.constant([1.0, 2.0]))


def test_an_error_in_the_gradient_function_comes_out_as_it_is():
    def backward(upstream):
        raise KeyError("mine")

    f = tf.custom_gradient(lambda x: (x * 2.0, backward))
    with pytest.raises(KeyError, match="mine"):
        gradient_of(f, tf.constant(1.0))
    assert gradient_of(lambda x: x * x, tf.constant(3.0))[0].numpy() == 6.0
