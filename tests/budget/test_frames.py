"""Python frames per call. A limit is raised only with a reason in the commit that does it."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple._core.tensor import MASKS

from .frames import assert_at_most, frames


def test_the_counter_counts():
    def inner():
        return sorted([1], key=lambda x: x)

    def outer():
        return inner()

    counted = frames(lambda: outer())
    assert counted.total() == 3, counted


@pytest.mark.parametrize(
    "call",
    [
        lambda x: tf.add(x, x),
        lambda x: x + x,
        lambda x: x * 2.0,
        lambda x: tf.nn.relu(x),
        lambda x: tf.exp(x),
        lambda x: tf.matmul(x, x),
        lambda x: tf.reduce_sum(x),
        lambda x: tf.reduce_mean(x, axis=-1),
        lambda x: tf.reshape(x, (16,)),
    ],
)
def test_an_op_is_a_name_a_wrapper_and_a_formula(call):
    x = tf.ones((4, 4))
    assert_at_most(5, lambda: call(x))


def test_a_built_dense_call():
    layer, x = tf.keras.layers.Dense(8), tf.ones((4, 8))
    assert_at_most(8, lambda: layer(x))


def test_a_built_dense_call_with_an_activation():
    layer, x = tf.keras.layers.Dense(8, activation="relu"), tf.ones((4, 8))
    assert_at_most(10, lambda: layer(x))


def test_a_sequential_call_grows_by_the_budget_of_its_layers():
    x = tf.ones((4, 8))
    short, long = (tf.keras.Sequential([tf.keras.layers.Dense(8) for _ in range(n)]) for n in (2, 12))
    short(x), long(x)
    few, many = frames(lambda: short(x)).total(), frames(lambda: long(x)).total()
    assert many - few <= 10 * 6, f"{few} frames for 2 layers, {many} for 12"


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_an_optimizer_step_costs_the_same_frames_for_any_number_of_variables(optimizer):
    def step_frames(count: int) -> int:
        variables = [tf.Variable(np.ones((3,), "float32")) for _ in range(count)]
        pairs = [(tf.ones((3,)), variable) for variable in variables]
        apply = getattr(tf.keras.optimizers, optimizer)(0.1)
        for _ in range(3):
            apply.apply_gradients(pairs)
        return frames(lambda: apply.apply_gradients(pairs)).total()

    assert step_frames(102) == step_frames(2) <= 20


def test_a_training_step_by_hand():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    optimizer = tf.keras.optimizers.Adam(0.01)
    x, y = tf.ones((32, 4)), tf.ones((32, 1))

    def step():
        with tf.GradientTape() as tape:
            loss = tf.keras.losses.mean_squared_error(y, model(x))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    step()
    assert_at_most(90, step)


def test_a_step_of_fit_with_a_metric():
    model = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    x, y = np.ones((320, 4), "float32"), np.ones((320, 1), "float32")
    model.fit(x, y, batch_size=32, verbose=0)
    one = frames(lambda: model.fit(x[:32], y[:32], batch_size=32, verbose=0)).total()
    ten = frames(lambda: model.fit(x, y, batch_size=32, verbose=0)).total()
    assert (ten - one) / 9 <= 200, f"{one} frames for 1 step, {ten} for 10"


def test_a_built_dense_call_in_a_program_that_uses_masks(monkeypatch):
    layer, x = tf.keras.layers.Dense(8, activation="relu"), tf.ones((4, 8))
    layer(x)
    monkeypatch.setattr(MASKS, "used", True)
    assert_at_most(9, lambda: layer(x))
