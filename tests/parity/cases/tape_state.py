"""GradientTape beside changing state: several tapes, assignments, snapshots, sparse gradients, tf.function."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, case, integers, numbers


@case
def two_tapes_with_interleaved_updates(tf: Module) -> Nest:
    generator, critic = tf.Variable(numbers(2, 3)), tf.Variable(numbers(3, 1, seed=1))
    noise, real = tf.constant(numbers(4, 2, seed=2)), tf.constant(numbers(4, 3, seed=3))
    losses = []
    for _ in range(3):
        with tf.GradientTape() as generator_tape, tf.GradientTape() as critic_tape:
            fake = tf.tanh(noise @ generator)
            score = tf.sigmoid(fake @ critic)
            generator_loss = -tf.reduce_mean(tf.math.log(score))
            critic_loss = -tf.reduce_mean(tf.math.log(tf.sigmoid(real @ critic)) + tf.math.log(1.0 - score))
        critic_gradient = critic_tape.gradient(critic_loss, critic)
        critic.assign_sub(0.1 * critic_gradient)
        generator_gradient = generator_tape.gradient(generator_loss, generator)
        generator.assign_sub(0.1 * generator_gradient)
        losses += [generator_loss, critic_loss]
    return losses, generator, critic, critic_tape.watched_variables()[0] is generator


@case
def state_of_an_ended_tape_is_a_constant(tf: Module) -> Nest:
    w = tf.Variable(numbers(3, 3))
    state = tf.zeros((2, 3))
    gradients = []
    for step in range(4):
        with tf.GradientTape() as tape:
            for inner in range(2):
                state = tf.tanh(state @ w + numbers(2, 3, seed=2 * step + inner))
            loss = tf.reduce_sum(state**2)
        gradients.append(tape.gradient(loss, w))
        w.assign_sub(0.1 * gradients[-1])
    return gradients, state


@case
def a_persistent_ended_tape_still_does_not_reach_into_the_next(tf: Module) -> Nest:
    w = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as first:
        carried = w * w
    with tf.GradientTape() as second:
        y = carried * w
    return second.gradient(y, w), first.gradient(y, w), first.gradient(carried, w)


@case
def a_variable_assigned_between_forward_and_gradient(tf: Module) -> Nest:
    a, b = tf.Variable([2.0, 3.0]), tf.Variable([5.0, 7.0])
    with tf.GradientTape() as tape:
        y = a * a * b
    a.assign([100.0, 100.0])
    b.assign_add([1.0, 1.0])
    return tape.gradient(y, [a, b]), a, b


@case
def assignments_inside_the_tape(tf: Module) -> Nest:
    a = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        first = a * a
        a.assign(5.0)
        second = a * a
        a.assign_add(1.0)
        third = a * a
    return [tape.gradient(target, a) for target in (first, second, third)], first, second, third


@case
def an_assigned_value_does_not_carry_the_path(tf: Module) -> Nest:
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        b.assign(a * a)
        y = b * a
    return tape.gradient(y, [a, b]), b


@case
def assign_returns_something_to_compute_with(tf: Module) -> Nest:
    a = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = a.assign_add(1.0) * 3.0
    return y, tape.gradient(y, a)


@case
def reads_are_snapshots(tf: Module) -> Nest:
    v = tf.Variable(numbers(2, 3))
    kept = {
        "identity": tf.identity(v),
        "value": v.value(),
        "read": v.read_value(),
        "converted": tf.convert_to_tensor(v),
        "reshaped": tf.reshape(v, (3, 2)),
        "transposed": tf.transpose(v),
        "row": v[0],
        "slice": v[:, 1:],
        "squeezed": tf.squeeze(v[None]),
        "array": v.numpy(),
        "product": v * 1.0,
    }
    v.assign(tf.zeros((2, 3)))
    v.assign_add(tf.ones((2, 3)))
    return kept, v


@case
def an_array_given_to_a_variable_is_copied(tf: Module) -> Nest:
    array = np.ones(2, "float32")
    variable, tensor, assigned = tf.Variable(array), tf.constant(array), tf.Variable([0.0, 0.0])
    assigned.assign(array)
    array[:] = 7.0
    taken = variable.numpy()
    taken[:] = 9.0
    return variable, tensor, assigned


@case
def sparse_gradient_of_one_lookup(tf: Module) -> Nest:
    table = tf.Variable(numbers(5, 2))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(table, [[3, 1], [3, 0]]) ** 2)
    gradient = tape.gradient(y, table)
    return type(gradient).__name__, gradient, tf.convert_to_tensor(gradient)


@case
def sparse_gradient_of_two_lookups(tf: Module) -> Nest:
    table = tf.Variable(numbers(5, 2))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(table, [3, 1]) ** 2) + 3.0 * tf.reduce_sum(tf.nn.embedding_lookup(table, [1, 4]))
    gradient = tape.gradient(y, table)
    return type(gradient).__name__, tf.convert_to_tensor(gradient)


@case
def sparse_gradient_mixed_with_a_dense_one(tf: Module) -> Nest:
    table = tf.Variable(numbers(5, 2))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(table, [3, 1])) + tf.reduce_sum(table**2)
    return tape.gradient(y, table)


@case
def sparse_gradient_weighted_and_unused(tf: Module) -> Nest:
    table, other = tf.Variable(numbers(5, 2)), tf.Variable(numbers(4, 2))
    with tf.GradientTape(persistent=True) as tape:
        rows = tf.gather(table, [2, 2, 0])
        y = tf.reduce_sum(rows * tf.constant([[1.0], [2.0], [3.0]]))
        _ = tf.gather(other, [0])
    return {
        "weighted": tape.gradient(y, table),
        "unused": tape.gradient(y, other),
        "unused_zero": tape.gradient(y, other, unconnected_gradients="zero"),
        "of_rows": tape.gradient(y, rows),
        "output_gradients": tape.gradient(rows, table, output_gradients=tf.ones((3, 2)) * 2.0),
    }


@case
def lookup_along_another_axis_is_dense(tf: Module) -> Nest:
    table = tf.Variable(numbers(2, 5))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(table, [3, 3], axis=1) ** 2)
    return tape.gradient(y, table)


@case
def lookup_of_a_changed_table_is_dense(tf: Module) -> Nest:
    table = tf.Variable(numbers(5, 2))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(tf.tanh(table) * 2.0, [3, 3]))
    return tape.gradient(y, table)


@case
def update_with_sparse_slices(tf: Module) -> Nest:
    table = tf.Variable(numbers(5, 2))
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(table, integers(4, high=5)) ** 2)
    gradient = tape.gradient(y, table)
    table.scatter_sub(tf.IndexedSlices(0.1 * gradient.values, gradient.indices))
    return table


@case
def a_function_inside_a_tape(tf: Module) -> Nest:
    w = tf.Variable(numbers(3, 2))

    @tf.function
    def forward(x: Any, scale: float = 1.0) -> Any:
        return tf.reduce_sum(tf.nn.relu(x @ w)) * scale

    x = tf.constant(numbers(2, 3, seed=1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = forward(x, scale=2.0)
    return y, tape.gradient(y, [w, x])


@case
def a_tape_inside_a_function(tf: Module) -> Nest:
    w = tf.Variable(numbers(3, 2))

    @tf.function
    def step(x: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((x @ w) ** 2)
        gradient = tape.gradient(loss, w)
        w.assign_sub(0.1 * gradient)
        return loss, gradient

    return [step(tf.constant(numbers(2, 3, seed=seed))) for seed in range(3)], w


@case
def a_function_with_branches_and_loops(tf: Module) -> Nest:
    @tf.function
    def power(x: Any, count: Any) -> Any:
        result = tf.ones_like(x)
        for _ in tf.range(count):
            result = result * x
        if tf.reduce_sum(result) > 10.0:
            result = result / 2.0
        return result

    x = tf.constant([2.0, 3.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        small, large = power(x, tf.constant(1)), power(x, tf.constant(3))
    return small, large, tape.gradient(small, x), tape.gradient(large, x)


@case
def what_a_function_returns(tf: Module) -> Nest:
    @tf.function
    def outputs(x: Any) -> Any:
        return {"tensor": x + 1.0, "number": 3, "none": None, "list": [x, 2.5], "flag": True}

    result = outputs(tf.constant(1.0))
    return result, type(result["list"]).__name__


@case
def a_decorated_method_with_a_signature(tf: Module) -> Nest:
    class Counter(tf.Module):
        def __init__(self) -> None:
            super().__init__(name="counter")
            self.total = tf.Variable(0.0)

        @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
        def add(self, values: Any) -> Any:
            self.total.assign_add(tf.reduce_sum(values))
            return self.total

    counter = Counter()
    return counter.add(tf.constant([1.0, 2.0])), counter.add(tf.constant([3.0])), len(counter.trainable_variables)


@case
def modules_collect_variables_by_attribute_name(tf: Module) -> Nest:
    class Inner(tf.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = tf.Variable(1.0, name="inner_w")

    class Outer(tf.Module):
        def __init__(self) -> None:
            super().__init__()
            self.z = tf.Variable(1.0, name="z")
            self.child = Inner()
            self.a = tf.Variable(1.0, name="a", trainable=False)
            self.many = [Inner(), {"k": tf.Variable(2.0, name="in_dict")}]

    outer = Outer()
    names = [variable.name for variable in outer.variables]
    return names, [variable.name for variable in outer.trainable_variables], len(outer.submodules), outer.name


@case
def control_flow_functions(tf: Module) -> Nest:
    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        branch = tf.cond(x > 2.0, lambda: x * x, lambda: -x)
        _, looped = tf.while_loop(lambda i, _: i < 3, lambda i, a: (i + 1, a * x), [tf.constant(0), tf.constant(1.0)])
        switched = tf.switch_case(tf.constant(1), [lambda: x, lambda: x * 3.0])
        mapped = tf.map_fn(lambda e: e * x, tf.constant([1.0, 2.0]))
        scanned = tf.scan(lambda a, e: a * x + e, tf.constant([1.0, 2.0, 3.0]))
    targets = {"cond": branch, "while": looped, "switch": switched, "map": mapped, "scan": scanned}
    return targets, {name: tape.gradient(target, x) for name, target in targets.items()}
