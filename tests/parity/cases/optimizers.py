"""Optimizers over ten steps on two small problems, dense and sparse, and their state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, fill, misuse, numbers

STEPS = 10

Make = Callable[[Any], Any]

OPTIMIZERS: dict[str, Make] = {
    "sgd": lambda o: o.SGD(0.1),
    "sgd_momentum": lambda o: o.SGD(0.05, momentum=0.9),
    "sgd_nesterov": lambda o: o.SGD(0.05, momentum=0.9, nesterov=True),
    "sgd_clipnorm": lambda o: o.SGD(0.1, clipnorm=0.5),
    "sgd_clipvalue": lambda o: o.SGD(0.1, clipvalue=0.2),
    "sgd_global_clipnorm": lambda o: o.SGD(0.1, momentum=0.5, global_clipnorm=1.0),
    "sgd_weight_decay": lambda o: o.SGD(0.1, weight_decay=0.05),
    "sgd_ema": lambda o: o.SGD(0.1, use_ema=True, ema_momentum=0.8),
    "sgd_ema_overwriting": lambda o: o.SGD(0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=3),
    "sgd_accumulation": lambda o: o.SGD(0.1, gradient_accumulation_steps=3),
    "sgd_exponential_decay": lambda o: o.SGD(o.schedules.ExponentialDecay(0.2, 3, 0.5)),
    "sgd_staircase": lambda o: o.SGD(o.schedules.ExponentialDecay(0.2, 3, 0.5, staircase=True), momentum=0.9),
    "adam": lambda o: o.Adam(0.05),
    "adam_default": lambda o: o.Adam(),
    "adam_betas": lambda o: o.Adam(0.05, beta_1=0.5, beta_2=0.9, epsilon=1e-3),
    "adam_amsgrad": lambda o: o.Adam(0.05, amsgrad=True),
    "adam_weight_decay": lambda o: o.Adam(0.05, weight_decay=0.1),
    "adam_clipnorm": lambda o: o.Adam(0.05, clipnorm=0.1),
    "adam_global_clipnorm": lambda o: o.Adam(0.05, global_clipnorm=0.5),
    "adam_ema": lambda o: o.Adam(0.05, use_ema=True, ema_momentum=0.9),
    "adam_exponential_decay": lambda o: o.Adam(o.schedules.ExponentialDecay(0.1, 4, 0.7)),
    "adam_accumulation": lambda o: o.Adam(0.05, gradient_accumulation_steps=2),
}


def dense_problem(tf: Module, optimizer: Any) -> Nest:
    """A regression by two weights; the losses, and the values after every step."""
    w, b = tf.Variable(numbers(3, 2), name="w"), tf.Variable(numbers(2, seed=1), name="b")
    x, y = tf.constant(numbers(5, 3, seed=2)), tf.constant(numbers(5, 2, seed=3))
    losses, path = [], []
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.tanh(x @ w + b) - y))
        optimizer.apply_gradients(zip(tape.gradient(loss, [w, b]), [w, b], strict=True))
        losses.append(loss)
        path.append(w.numpy().reshape(-1))
    return {"losses": losses, "path": np.stack(path), "b": b}


def sparse_problem(tf: Module, optimizer: Any) -> Nest:
    """Rows of a table beside a dense weight."""
    table, scale = tf.Variable(numbers(6, 2), name="table"), tf.Variable(1.5, name="scale")
    path = []
    for step in range(STEPS):
        rows = tf.constant([step % 3, 4, 5])  # each once: Keras does not add up rows that are named twice
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.gather(table, rows) * scale - 1.0))
        optimizer.apply_gradients(zip(tape.gradient(loss, [table, scale]), [table, scale], strict=True))
        path.append(table.numpy().reshape(-1))
    return {"path": np.stack(path), "scale": scale}


def optimizer_case(name: str, make: Make) -> None:
    """Both problems, then what the optimizer holds."""

    def program(tf: Module) -> Nest:
        tf.keras.utils.clear_session()
        optimizer = make(tf.keras.optimizers)
        result = dense_problem(tf, optimizer)
        return {
            "dense": result,
            "names": [[variable.name, variable.path, variable.shape] for variable in optimizer.variables],
            "state": [variable.numpy() for variable in optimizer.variables],
            "iterations": optimizer.iterations,
            "rate": float(np.asarray(optimizer.learning_rate)),
            "name": optimizer.name,
        }

    def sparse_program(tf: Module) -> Nest:
        return sparse_problem(tf, make(tf.keras.optimizers))

    # A hundred roundings lie between the first step and the last.
    add(name, program, rtol=1e-4)
    if "accumulation" not in name:
        add(f"{name}_of_rows", sparse_program, rtol=1e-4)


for optimizer_name, constructor in OPTIMIZERS.items():
    optimizer_case(optimizer_name, constructor)


@case
def exponential_decay(tf: Module) -> Nest:
    schedules = tf.keras.optimizers.schedules
    smooth, stairs = schedules.ExponentialDecay(0.1, 10, 0.5), schedules.ExponentialDecay(0.1, 10, 0.5, staircase=True)
    steps = (0, 1, 9, 10, 25)
    return (
        [smooth(step) for step in steps],
        [stairs(step) for step in steps],
        smooth(tf.constant(5)),
        smooth(tf.Variable(5)),
    )


@case
def learning_rates_can_be_read_and_set(tf: Module) -> Nest:
    optimizer = tf.keras.optimizers.SGD(0.1)
    v = tf.Variable([1.0])
    before = [float(np.asarray(optimizer.learning_rate)), optimizer.learning_rate.numpy()]
    optimizer.learning_rate = 0.5
    optimizer.apply_gradients([(tf.constant([1.0]), v)])
    optimizer.learning_rate.assign(0.25)
    optimizer.apply_gradients([(tf.constant([1.0]), v)])
    return before, v, optimizer.learning_rate.numpy(), optimizer.iterations.numpy()


@case
def gradients_that_are_none_are_skipped(tf: Module) -> Nest:
    a, b = tf.Variable([1.0, 2.0]), tf.Variable([3.0])
    optimizer = tf.keras.optimizers.Adam(0.1)
    optimizer.apply_gradients([(tf.constant([1.0, 1.0]), a), (None, b)])
    return a, b, optimizer.iterations.numpy()


@case
def a_variable_that_joins_late_uses_the_global_step(tf: Module) -> Nest:
    a, b = tf.Variable([1.0]), tf.Variable([1.0])
    optimizer = tf.keras.optimizers.Adam(0.1)
    optimizer.build([a, b])
    for step in range(4):
        pairs = [(tf.constant([0.5]), a), (tf.constant([0.5]), b)]
        optimizer.apply_gradients(pairs if step > 1 else [pairs[0], (None, b)])
    return a, b


@case
def apply_takes_gradients_alone_after_build(tf: Module) -> Nest:
    a, b = tf.Variable([1.0]), tf.Variable([2.0])
    optimizer = tf.keras.optimizers.SGD(0.1)
    optimizer.build([a, b])
    optimizer.apply([tf.constant([1.0]), tf.constant([2.0])])
    optimizer.apply([tf.constant([1.0]), tf.constant([2.0])], [a, b])
    return a, b, optimizer.built


@case
def decay_skips_the_variables_it_is_told_to(tf: Module) -> Nest:
    kernel, bias = tf.keras.Variable([[1.0]], name="kernel"), tf.keras.Variable([1.0], name="bias")
    optimizer = tf.keras.optimizers.Adam(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.apply_gradients([(tf.constant([[0.0]]), kernel), (tf.constant([0.0]), bias)])
    return kernel, bias


@case
def constraints_are_applied_after_the_update(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(2, kernel_constraint="non_neg")
    layer.build((None, 3))
    fill(layer)
    optimizer = tf.keras.optimizers.SGD(0.5)
    optimizer.apply_gradients([(tf.ones((3, 2)), layer.kernel), (tf.ones(2), layer.bias)])
    return layer.kernel, layer.bias


@case
def optimizers_by_name(tf: Module) -> Nest:
    optimizers = tf.keras.optimizers
    adam = optimizers.get("adam")
    sgd = optimizers.get({"class_name": "SGD", "config": {"learning_rate": 0.3}})
    return adam.name, float(np.asarray(adam.learning_rate)), float(np.asarray(sgd.learning_rate)), type(adam).__name__


@case
def state_after_build_before_a_step(tf: Module) -> Nest:
    tf.keras.utils.clear_session()
    optimizer = tf.keras.optimizers.Adam(0.1, amsgrad=True)
    before = [variable.path for variable in optimizer.variables]
    optimizer.build([tf.keras.Variable([1.0, 2.0], name="a"), tf.keras.Variable([[3.0]], name="b")])
    return before, [[variable.path, variable.shape, variable.dtype] for variable in optimizer.variables]


@case
def an_empty_step_of_zero_gradients(tf: Module) -> Nest:
    v = tf.Variable([1.0, -2.0])
    optimizer = tf.keras.optimizers.Adam(0.1)
    for _ in range(3):
        optimizer.apply_gradients([(tf.zeros(2), v)])
    return v


@misuse
def no_gradient_at_all(tf: Module) -> Nest:
    tf.keras.optimizers.SGD(0.1).apply_gradients([(None, tf.Variable(1.0))])


@misuse
def an_empty_list_of_gradients(tf: Module) -> Nest:
    tf.keras.optimizers.SGD(0.1).apply_gradients([])


@misuse
def two_kinds_of_clipping(tf: Module) -> Nest:
    tf.keras.optimizers.SGD(0.1, clipnorm=1.0, clipvalue=1.0)


@misuse
def a_misspelt_option(tf: Module) -> Nest:
    tf.keras.optimizers.Adam(learnin_rate=0.1)


@misuse
def an_unknown_optimizer(tf: Module) -> Nest:
    tf.keras.optimizers.get("adamm")


@misuse
def a_momentum_beyond_one(tf: Module) -> Nest:
    tf.keras.optimizers.SGD(0.1, momentum=1.5)


@misuse
def setting_the_rate_of_a_schedule(tf: Module) -> Nest:
    schedule = tf.keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.5)
    tf.keras.optimizers.SGD(schedule).learning_rate = 0.1
