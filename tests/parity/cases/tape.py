"""GradientTape on first derivatives: what is watched, what is recorded, what comes back."""

from __future__ import annotations

import numpy as np

from ..harness import Module, Nest, case, misuse, numbers


@case
def gradient_of_a_power(tf: Module) -> Nest:
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    return tape.gradient(y, x)


@case
def variables_are_watched_and_constants_are_not(tf: Module) -> Nest:
    variable, constant = tf.Variable(2.0), tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = variable * constant
    return tape.gradient(y, [variable, constant])


@case
def frozen_variables_are_not_watched_unless_asked(tf: Module) -> Nest:
    frozen = tf.Variable(2.0, trainable=False)
    with tf.GradientTape(persistent=True) as tape:
        before = frozen * 3.0
        tape.watch(frozen)
        after = frozen * 3.0
    return tape.gradient(before, frozen), tape.gradient(after, frozen)


@case
def watch_accessed_variables_false_watches_nothing(tf: Module) -> Nest:
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(a)
        y = a * b
    return tape.gradient(y, [a, b]), len(tape.watched_variables())


@case
def watch_after_use_records_nothing_of_before(tf: Module) -> Nest:
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        tape.watch(x)
        z = y * x
    return tape.gradient(z, x)


@case
def watch_takes_a_nest(tf: Module) -> Nest:
    sources = {"a": tf.constant(1.0), "b": [tf.constant(2.0), tf.constant(3.0)]}
    with tf.GradientTape() as tape:
        tape.watch(sources)
        y = sources["a"] * sources["b"][0] * sources["b"][1]
    return tape.gradient(y, sources)


@case
def watched_variables_are_in_order_of_construction(tf: Module) -> Nest:
    first, second, third = (tf.Variable(float(index), name=f"v{index}") for index in range(3))
    frozen = tf.Variable(1.0, trainable=False)
    with tf.GradientTape() as tape:
        _ = third * first + frozen + second + third
    return [variable.name for variable in tape.watched_variables()], type(tape.watched_variables()).__name__


@case
def sources_and_targets_in_nests(tf: Module) -> Nest:
    a, b, c = tf.Variable(2.0), tf.Variable(3.0), tf.Variable(5.0)
    with tf.GradientTape(persistent=True) as tape:
        y, z = a * b, b * c
    listed = tape.gradient([y, z], [a, b, c])
    tupled = tape.gradient((y, z), (a, b, c))
    named = tape.gradient({"y": y, "z": z}, {"b": b, "a": a})
    return listed, tupled, named, [type(listed).__name__, type(tupled).__name__, type(named).__name__], list(named)


@case
def nested_sources_come_back_in_their_structure(tf: Module) -> Nest:
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = a * a * b
    result = tape.gradient(y, {"x": [a, (b, a)]})
    return result, type(result["x"][1]).__name__


@case
def a_source_that_is_named_twice(tf: Module) -> Nest:
    a = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = a * a
    return tape.gradient(y, [a, a])


@case
def a_target_that_is_named_twice_counts_twice(tf: Module) -> Nest:
    a = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = a * a
    return tape.gradient([y, y], a)


@case
def the_target_may_be_the_source(tf: Module) -> Nest:
    a, x = tf.Variable([2.0, 3.0]), tf.constant(1.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = a * 2.0
    return tape.gradient(x, x), tape.gradient(a, a), tape.gradient([y, a], a)


@case
def targets_that_are_not_scalars_are_summed(tf: Module) -> Nest:
    x = tf.Variable(numbers(2, 3))
    with tf.GradientTape() as tape:
        y = tf.exp(x)
    return tape.gradient(y, x)


@case
def output_gradients_weigh_the_targets(tf: Module) -> Nest:
    x = tf.Variable(numbers(2, 3))
    with tf.GradientTape(persistent=True) as tape:
        y, z = tf.exp(x), tf.reduce_sum(x * x)
    weights = tf.constant(numbers(2, 3, seed=1))
    return (
        tape.gradient(y, x, output_gradients=weights),
        tape.gradient([y, z], [x], output_gradients=[weights, tf.constant(3.0)]),
    )


@case
def unconnected_sources_are_none_or_zero(tf: Module) -> Nest:
    a, b, ints = tf.Variable([1.0, 2.0]), tf.Variable(numbers(2, 2)), tf.Variable([1, 2])
    with tf.GradientTape(persistent=True) as tape:
        y = a * 2.0
    return {
        "default": tape.gradient(y, [a, b]),
        "zero": tape.gradient(y, [a, b], unconnected_gradients=tf.UnconnectedGradients.ZERO),
        "by_name": tape.gradient(y, b, unconnected_gradients="zero"),
        "none": tape.gradient(y, b, unconnected_gradients="none"),
        "ints": [tape.gradient(y, ints), tape.gradient(y, ints, unconnected_gradients="zero")],
        "int_path": tape.gradient(tf.cast(ints, tf.float32), ints),
    }


@case
def int_tensors_have_no_gradient(tf: Module) -> Nest:
    x, y = tf.constant(3), tf.constant(2.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, y])
        z = tf.cast(x, tf.float32) * y
        whole = tf.cast(y, tf.int32)
    return tape.gradient(z, [x, y]), tape.gradient(whole, y), tape.gradient(whole, y, unconnected_gradients="zero")


@case
def comparisons_cut_the_path(tf: Module) -> Nest:
    x = tf.Variable([1.0, -2.0])
    with tf.GradientTape(persistent=True) as tape:
        mask = tf.cast(x > 0.0, tf.float32)
        product = mask * x
        best = tf.cast(tf.argmax(x), tf.float32)
    return tape.gradient(mask, x), tape.gradient(product, x), tape.gradient(best, x)


@case
def an_intermediate_tensor_may_be_a_source(tf: Module) -> Nest:
    x = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        hidden = x * x
        y = hidden * hidden * x
    return tape.gradient(y, hidden), tape.gradient(y, x), tape.gradient(y, [x, hidden])


@case
def an_intermediate_of_watched_inputs_may_be_a_source(tf: Module) -> Nest:
    x, w = tf.constant(numbers(2, 3)), tf.Variable(numbers(3, 2, seed=1))
    with tf.GradientTape() as tape:
        hidden = tf.tanh(x @ w)
        y = tf.reduce_sum(hidden**2)
    return tape.gradient(y, [hidden, w, x])


@case
def a_slice_taken_after_the_tape_closed_is_unknown(tf: Module) -> Nest:
    z = tf.Variable(numbers(2, 3))
    with tf.GradientTape(persistent=True) as tape:
        h = z * z
        inside = h[:, 1]
    return tape.gradient(h[:, 1], z), tape.gradient(inside, z), tape.gradient(h + 0.0, z)


@case
def an_int_source_and_a_target_from_outside(tf: Module) -> Nest:
    a, constant = tf.Variable(2.0), tf.constant(7.0)
    before = a * 3.0
    with tf.GradientTape(persistent=True) as tape:
        inside = a * before
    after = a * 3.0
    return [tape.gradient(target, a) for target in (before, inside, after, constant)]


@case
def numpy_inside_the_tape_cuts_the_path(tf: Module) -> Nest:
    a = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = a * float((a * a).numpy())
    return tape.gradient(y, a)


@case
def stop_gradient(tf: Module) -> Nest:
    a = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = a * tf.stop_gradient(a * a)
        only = tf.stop_gradient(a)
        keras = a * tf.keras.ops.stop_gradient(a)
    return tape.gradient(y, a), tape.gradient(only, a), tape.gradient(keras, a)


@case
def stop_recording_leaves_a_gap(tf: Module) -> Nest:
    a = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = a * a
        with tape.stop_recording():
            hidden = a * a * a
            inner = tape.gradient(y, a)
        z = y + hidden
        w = hidden * a
    return inner, tape.gradient(z, a), tape.gradient(w, a), tape.gradient(hidden, a)


@case
def reset_forgets_what_was_recorded(tf: Module) -> Nest:
    a, x = tf.Variable(3.0), tf.constant(2.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = a * a * x
        tape.reset()
        z = a * a * x
        tape.watch(x)
        w = x * x
    return tape.gradient(y, a), tape.gradient(z, a), tape.gradient(w, x)


@case
def a_persistent_tape_answers_often(tf: Module) -> Nest:
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = a * b
        z = y * y
    return tape.gradient(y, a), tape.gradient(z, [a, b]), tape.gradient(z, y), tape.gradient(z, a)


@misuse
def a_second_gradient_of_a_tape_that_is_not_persistent(tf: Module) -> Nest:
    a = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = a * a
    tape.gradient(y, a)
    tape.gradient(y, a)


@misuse
def a_second_jacobian_of_a_tape_that_is_not_persistent(tf: Module) -> Nest:
    a = tf.Variable([2.0])
    with tf.GradientTape() as tape:
        y = a * a
    tape.gradient(y, a)
    tape.jacobian(y, a)


@misuse
def a_tape_entered_twice(tf: Module) -> Nest:
    tape = tf.GradientTape()
    with tape, tape:
        pass


@misuse
def watch_of_a_number(tf: Module) -> Nest:
    with tf.GradientTape() as tape:
        tape.watch(3.0)


@misuse
def an_unknown_kind_of_unconnected_gradient(tf: Module) -> Nest:
    a = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = a * a
    tape.gradient(y, a, unconnected_gradients="nothing")


@case
def gradient_inside_the_with_block(tf: Module) -> Nest:
    a = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = a * a
        inside = tape.gradient(y, a)
    with tf.GradientTape(persistent=True) as again:
        y = a * a
        first = again.gradient(y, a)
        z = y * a
    return inside, first, again.gradient(z, a)


@case
def a_tape_entered_again_continues(tf: Module) -> Nest:
    a = tf.Variable(3.0)
    tape = tf.GradientTape(persistent=True)
    with tape:
        y = a * a
    gap = y * a
    with tape:
        z = y * a
    return tape.gradient(z, a), tape.gradient(gap, a)


@case
def python_control_flow_on_values(tf: Module) -> Nest:
    a, b = tf.Variable(1.5), tf.Variable(0.5)
    with tf.GradientTape() as tape:
        y = a
        while y < 10.0:
            y = y * a + b if tf.reduce_sum(y) > 3.0 else y * 2.0
    return y, tape.gradient(y, [a, b])


@case
def gradient_of_broadcasting_and_reductions(tf: Module) -> Nest:
    a, b = tf.Variable(numbers(3, 1)), tf.Variable(numbers(4, seed=1))
    with tf.GradientTape() as tape:
        y = tf.reduce_mean(tf.square(a * b - 1.0))
    return tape.gradient(y, [a, b])


@case
def the_dtype_of_a_gradient_is_that_of_its_source(tf: Module) -> Nest:
    half, double = tf.Variable([1.0, 2.0], dtype=tf.float16), tf.Variable([1.0, 2.0], dtype=tf.float64)
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.cast(half, tf.float32)) * 2.0 + tf.cast(tf.reduce_sum(double**2), tf.float32)
    return tape.gradient(y, [half, double])


@case
def complex_gradients(tf: Module) -> Nest:
    z = tf.constant(1.0 + 2.0j)
    with tf.GradientTape() as tape:
        tape.watch(z)
        y = tf.abs(z * z)
    return tape.gradient(y, z)


@case
def python_and_numpy_values_as_sources_give_nothing(tf: Module) -> Nest:
    a = tf.Variable(np.float32(2.0))
    with tf.GradientTape(persistent=True) as tape:
        y = a * 2.0
    return tape.gradient(y, a), tape.gradient(y, [])


@case
def an_empty_tape_and_an_empty_tensor(tf: Module) -> Nest:
    a = tf.Variable(tf.zeros((0, 3)))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(a * 2.0)
    return y, tape.gradient(y, a), tf.GradientTape().watched_variables()
