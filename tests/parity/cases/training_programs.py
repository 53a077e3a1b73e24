"""The three programs this project was founded on, with fixed weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, case, fill, misuse, numbers
from ..models import X, Y, fit


def weighted_sum(tf: Module) -> Any:
    """The custom layer of the first program."""

    class WeightedSum(tf.keras.layers.Layer):
        def __init__(self, units: int) -> None:
            super(WeightedSum, self).__init__()  # noqa: UP008 - written as users write it
            self.units = units

        def build(self, input_shape: Any) -> None:
            self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="uniform", trainable=True)
            super(WeightedSum, self).build(input_shape)  # noqa: UP008

        def call(self, inputs: Any) -> Any:
            return tf.matmul(inputs, self.kernel)

        def compute_output_shape(self, input_shape: Any) -> Any:
            return (input_shape[0], self.units)

    return WeightedSum


def dynamic_branch(tf: Module, second: int = 32) -> Any:
    """The model of the second program, with `second` units on its branch."""

    class DynamicBranchModel(tf.keras.Model):
        def __init__(self) -> None:
            super(DynamicBranchModel, self).__init__()  # noqa: UP008
            self.dense1 = tf.keras.layers.Dense(64, activation="relu")
            self.dense2 = tf.keras.layers.Dense(second, activation="relu")
            self.dense3 = tf.keras.layers.Dense(1)

        def call(self, inputs: Any, training: bool = False) -> Any:
            x = self.dense1(inputs)
            if tf.reduce_mean(inputs) > 0.5:
                x = self.dense2(x)
            return self.dense3(x)

    return DynamicBranchModel()


def train_by_hand(tf: Module, model: Any, x: np.ndarray, y: np.ndarray, epochs: int) -> list[Any]:
    """The loop of the third program; the mean loss of every step."""
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).batch(32)
    optimizer = tf.keras.optimizers.Adam(learning_rate=0.01)
    losses = []
    for _ in range(epochs):
        for x_batch, y_batch in dataset:
            with tf.GradientTape() as tape:
                predictions = model(x_batch)
                loss = tf.keras.losses.mean_squared_error(y_batch, predictions)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))  # noqa: B905
            losses.append(tf.reduce_mean(loss))
    return losses


@case(rtol=1e-4)
def first_program_fits(tf: Module) -> Nest:
    tf.keras.utils.clear_session()
    model = tf.keras.Sequential([weighted_sum(tf)(10), tf.keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    model.build((None, 4))
    fill(model)
    history = fit(model, X, Y)
    return {
        "history": history,
        "evaluated": model.evaluate(X, Y, verbose=0),
        "predicted": model.predict(X[:3], verbose=0),
        "weights": [[weight.path, weight.shape] for weight in model.weights],
        "output_shape": list(model.layers[0].compute_output_shape((None, 4))),
    }


@case
def second_program_runs_eagerly(tf: Module) -> Nest:
    tf.keras.utils.clear_session()
    model = dynamic_branch(tf)
    low = numbers(5, 4, low=-1, high=0)
    model(low)
    fill(model)
    return model(low), model(low, training=True), [weight.path for weight in model.weights]


@case(rtol=1e-4)
def second_program_trains_by_hand_on_both_branches(tf: Module) -> Nest:
    model = dynamic_branch(tf, second=64)
    model(numbers(2, 4, low=0.6, high=1))
    fill(model)
    for layer in (model.dense1, model.dense2, model.dense3):
        layer.kernel.assign(layer.kernel * 0.2)
    optimizer = tf.keras.optimizers.SGD(0.02)
    losses, missing = [], []
    for step in range(6):
        low = 0.6 if step % 2 else -1.0
        x, y = tf.constant(numbers(8, 4, seed=step, low=low, high=low + 1)), numbers(8, 1, seed=step + 50)
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        gradients = tape.gradient(loss, model.trainable_variables)
        missing.append([gradient is None for gradient in gradients])
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        losses.append(loss)
    return losses, missing


@misuse
def second_program_meets_another_width(tf: Module) -> Nest:
    model = dynamic_branch(tf)
    model(numbers(2, 4, low=0.6, high=1))
    model(numbers(2, 4, low=-1, high=0))


@case
def third_program_step_by_step(tf: Module) -> Nest:
    class Net(tf.keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.hidden = tf.keras.layers.Dense(8, activation="relu")
            self.out = tf.keras.layers.Dense(1)

        def call(self, inputs: Any) -> Any:
            return self.out(self.hidden(inputs))

    model = Net()
    model(X[:1])
    fill(model)
    return train_by_hand(tf, model, X, Y, epochs=3), model.get_weights()


@case
def third_program_with_one_dense_layer(tf: Module) -> Nest:
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.build((None, 4))
    fill(model)
    return train_by_hand(tf, model, X, Y, epochs=3)
