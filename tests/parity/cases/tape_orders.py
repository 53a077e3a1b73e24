"""Higher orders, Jacobians, forward mode, custom gradients."""

from __future__ import annotations

from typing import Any

from ..harness import Module, Nest, case, misuse, numbers


@case
def second_order(tf: Module) -> Nest:
    x = tf.Variable(3.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * x * x
        first = inner.gradient(y, x)
    return first, outer.gradient(first, x)


@case
def third_order(tf: Module) -> Nest:
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as middle:
            middle.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = tf.sin(x) * x**3
            first = inner.gradient(y, x)
        second = middle.gradient(first, x)
    return first, second, outer.gradient(second, x)


@case
def first_order_taken_outside_the_inner_but_inside_the_outer(tf: Module) -> Nest:
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            y = x**4
        first = inner.gradient(y, x)
        total = first * x
    return outer.gradient(first, x), outer.gradient(total, x), outer.gradient(y, x)


@case
def gradient_taken_after_the_outer_closed_has_no_second_order(tf: Module) -> Nest:
    x = tf.Variable(3.0)
    with tf.GradientTape() as outer, tf.GradientTape() as inner:
        y = x**3
    first = inner.gradient(y, x)
    return first, outer.gradient(first, x)


@case
def the_same_persistent_tape_twice(tf: Module) -> Nest:
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x**3
        first = tape.gradient(y, x)
    return first, tape.gradient(first, x)


@case
def mixed_second_derivatives(tf: Module) -> Nest:
    x, y = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as outer:
        with tf.GradientTape() as inner:
            z = x * x * y + tf.exp(y)
        dx, dy = inner.gradient(z, [x, y])
    return outer.gradient(dx, [x, y]), outer.gradient(dy, [x, y])


@case
def gradient_penalty(tf: Module) -> Nest:
    w, v = tf.Variable(numbers(3, 4)), tf.Variable(numbers(4, 1, seed=1))
    x = tf.constant(numbers(5, 3, seed=2))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner.watch(x)
            score = tf.tanh(x @ w) @ v
        slope = inner.gradient(score, x)
        norm = tf.sqrt(tf.reduce_sum(slope**2, axis=1))
        loss = tf.reduce_mean(score) + 10.0 * tf.reduce_mean((norm - 1.0) ** 2)
    return loss, outer.gradient(loss, [w, v])


@case
def inner_update_then_outer_gradient(tf: Module) -> Nest:
    w, x = tf.Variable(numbers(3)), tf.constant(numbers(4, 3, seed=1))
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            inner_loss = tf.reduce_mean(tf.linalg.matvec(x, w) ** 2)
        fast = w - 0.1 * inner.gradient(inner_loss, w)
        outer_loss = tf.reduce_sum(tf.sin(tf.linalg.matvec(x, fast)))
    return outer_loss, outer.gradient(outer_loss, w)


@case
def second_order_of_many_functions(tf: Module) -> Nest:
    functions = {
        "softmax": lambda v: tf.nn.softmax(v)[0],
        "sigmoid": tf.sigmoid,
        "exp_of_matmul": lambda v: tf.exp(v[None] @ v[:, None]),
        "norm": tf.norm,
        "logsumexp": tf.reduce_logsumexp,
        "softplus": tf.math.softplus,
        "division": lambda v: v[0] / v[1],
        "power": lambda v: v**3.0,
        "variance": tf.math.reduce_variance,
        "cross_entropy": lambda v: tf.nn.softmax_cross_entropy_with_logits([0.0, 1.0, 0.0], v),
        "sparse_cross_entropy": lambda v: tf.nn.sparse_softmax_cross_entropy_with_logits([1], v[None]),
        "elu": tf.nn.elu,
        "gelu": tf.nn.gelu,
        "silu": tf.nn.silu,
        "squared_relu": lambda v: tf.nn.relu(v) ** 2,
        "cumsum": lambda v: tf.cumsum(v) ** 2,
        "concat": lambda v: tf.concat([v, v * v], 0) ** 2,
        "conv2d": lambda v: tf.nn.conv2d(tf.reshape(v, (1, 1, 3, 1)), tf.reshape(v[:2], (1, 2, 1, 1)), 1, "SAME") ** 2,
        "max_pool": lambda v: tf.nn.max_pool2d(tf.reshape(v, (1, 1, 3, 1)), (1, 2), 1, "VALID") ** 3,
    }
    result = {}
    for name, function in functions.items():
        x = tf.constant([0.5, -1.0, 2.0])
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = tf.reduce_sum(function(x))
            first = inner.gradient(y, x)
            first = tf.convert_to_tensor(first)
            weighted = tf.reduce_sum(first * tf.constant([1.0, 2.0, 3.0]))
        result[name] = outer.gradient(weighted, x)
    return result


@case
def jacobian(tf: Module) -> Nest:
    x, w = tf.constant(numbers(3)), tf.Variable(numbers(2, 3, seed=1))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.tanh(tf.linalg.matvec(w, x))
        total = tf.reduce_sum(y)
    unrelated = tf.Variable([1.0])
    return {
        "x": tape.jacobian(y, x),
        "w": tape.jacobian(y, w),
        "both": tape.jacobian(y, [x, w]),
        "scalar": tape.jacobian(total, x),
        "unconnected": tape.jacobian(y, unrelated),
        "zero": tape.jacobian(y, unrelated, unconnected_gradients="zero"),
        "without_pfor": tape.jacobian(y, x, experimental_use_pfor=False),
    }


@case
def jacobian_of_a_matrix(tf: Module) -> Nest:
    x = tf.Variable(numbers(2, 3))
    with tf.GradientTape() as tape:
        y = x @ tf.constant(numbers(3, 2, seed=1))
    return tape.jacobian(y, x)


@case
def batch_jacobian(tf: Module) -> Nest:
    x = tf.constant(numbers(4, 3))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.sin(x @ numbers(3, 2, seed=1)) * x[:, :1]
    return tape.batch_jacobian(y, x), tape.batch_jacobian(y, x, experimental_use_pfor=False)


@misuse
def batch_jacobian_of_different_batches(tf: Module) -> Nest:
    x = tf.constant(numbers(4, 3))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x[:2] * 2.0
    tape.batch_jacobian(y, x)


@case
def hessian(tf: Module) -> Nest:
    x = tf.constant(numbers(3))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(x**3) + x[0] * x[1]
        first = inner.gradient(y, x)
    return outer.jacobian(first, x)


@case
def forward_accumulator(tf: Module) -> Nest:
    x, tangent = tf.constant([2.0, 3.0]), tf.constant([1.0, -1.0])
    with tf.autodiff.ForwardAccumulator(x, tangent) as accumulator:
        y = tf.sin(x) * x
        z = tf.reduce_sum(y)
        constant = tf.ones(2) * 2.0
    return {
        "y": accumulator.jvp(y),
        "z": accumulator.jvp(z),
        "x": accumulator.jvp(x),
        "constant": accumulator.jvp(constant),
        "constant_zero": accumulator.jvp(constant, unconnected_gradients="zero"),
    }


@case
def forward_accumulator_of_a_variable_and_many_primals(tf: Module) -> Nest:
    w, x = tf.Variable(numbers(3, 2)), tf.constant(numbers(4, 3, seed=1))
    tangents = [tf.constant(numbers(3, 2, seed=2)), tf.constant(numbers(4, 3, seed=3))]
    with tf.autodiff.ForwardAccumulator([w, x], tangents) as accumulator:
        y = tf.nn.relu(x @ w)
    return accumulator.jvp(y), accumulator.jvp({"a": y, "b": [y]})


@case
def forward_over_backward(tf: Module) -> Nest:
    x, direction = tf.Variable(numbers(3)), tf.constant(numbers(3, seed=1))
    with tf.autodiff.ForwardAccumulator(x, direction) as accumulator:
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.sin(x) * x[0])
        gradient = tape.gradient(y, x)
    return gradient, accumulator.jvp(gradient)


@case
def custom_gradient(tf: Module) -> Nest:
    @tf.custom_gradient
    def clipped(x: Any) -> Any:
        def backward(upstream: Any) -> Any:
            return tf.clip_by_value(upstream, -1.0, 1.0) * 10.0

        return x * x, backward

    x = tf.constant([2.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = clipped(x)
        loss = tf.reduce_sum(y * tf.constant([0.5, 7.0]))
    return y, tape.gradient(loss, x), clipped(tf.constant(2.0))


@case
def custom_gradient_of_several_arguments_and_results(tf: Module) -> Nest:
    @tf.custom_gradient
    def both(a: Any, b: Any) -> Any:
        def backward(first: Any, second: Any) -> Any:
            return first * b + second, first * a - second

        return (a * b, a + b), backward

    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        product, total = both(a, b)
        y = product * 2.0 + total * 5.0
    return product, total, tape.gradient(y, [a, b]), tape.gradient(product, [a, b])


@case
def custom_gradient_with_variables(tf: Module) -> Nest:
    w = tf.Variable(3.0)

    @tf.custom_gradient
    def scaled(x: Any) -> Any:
        y = x * w

        def backward(upstream: Any, variables: Any = None) -> Any:
            return upstream * 100.0, [upstream * 7.0 for _ in variables]

        return y, backward

    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = scaled(x)
    return y, tape.gradient(y, [x, w])


@case
def custom_gradient_of_second_order(tf: Module) -> Nest:
    @tf.custom_gradient
    def stable(x: Any) -> Any:
        e = tf.exp(x)

        def backward(upstream: Any) -> Any:
            return upstream * (1.0 - 1.0 / (1.0 + e))

        return tf.math.log(1.0 + e), backward

    x = tf.constant(0.7)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = stable(x)
        first = inner.gradient(y, x)
    return first, outer.gradient(first, x)


@case
def custom_gradient_with_keywords_and_none(tf: Module) -> Nest:
    @tf.custom_gradient
    def blended(a: Any, b: Any, *, scale: float = 1.0) -> Any:
        return a * b * scale, lambda upstream: (upstream * scale, None)

    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = blended(a, b, scale=4.0)
    return y, tape.gradient(y, [a, b])


@case
def straight_through_estimator(tf: Module) -> Nest:
    x = tf.Variable([0.2, 1.7])
    with tf.GradientTape() as tape:
        y = x + tf.stop_gradient(tf.round(x) - x)
        loss = tf.reduce_sum(y * tf.constant([3.0, 5.0]))
    return y, tape.gradient(loss, x)


@case
def recompute_grad(tf: Module) -> Nest:
    w = tf.Variable(numbers(3, 3))
    calls = []

    @tf.recompute_grad
    def block(x: Any) -> Any:
        calls.append(1)
        return tf.tanh(x @ w)

    x = tf.constant(numbers(2, 3, seed=1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(block(block(x)) ** 2)
    before = len(calls)
    gradient = tape.gradient(y, [w, x])
    return y, gradient, before, len(calls)


@case
def grad_pass_through_and_gradients_of_keras_layers(tf: Module) -> Nest:
    x = tf.Variable([0.2, 1.7])
    with tf.GradientTape() as tape:
        y = tf.grad_pass_through(tf.round)(x) * tf.constant([3.0, 5.0])
    return y, tape.gradient(y, x)


@case
def nested_tapes_see_only_their_own_watches(tf: Module) -> Nest:
    x, y = tf.constant(2.0), tf.constant(3.0)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape(persistent=True) as inner:
            inner.watch(y)
            z = x * x * y
        outer_inside = z * 2.0
    return (
        inner.gradient(z, [x, y]),
        outer.gradient(z, [x, y]),
        outer.gradient(outer_inside, x),
        inner.gradient(outer_inside, y),
    )


@case
def a_second_tape_inside_without_nesting_gradients(tf: Module) -> Nest:
    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        y = x * x
        with tf.GradientTape() as inner:
            z = x * y
        inner_gradient = inner.gradient(z, x)
        total = y + inner_gradient
    return inner_gradient, outer.gradient(total, x)
