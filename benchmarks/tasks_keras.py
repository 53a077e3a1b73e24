"""The tasks in the spelling of TensorFlow and Keras: one file for supple, TensorFlow and Keras on torch.

Every task is a function that prepares its data and model, and returns `run`; `run()` works and says how many units
(steps, calls) it did. `tf` is supple or TensorFlow, or None where Keras runs alone; `graph` wraps a training step in
`tf.function`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import data

Run = Callable[[], int]


def _loop(tf: ModuleType, model: Any, pair: data.Pair, *, rate: float, graph: bool) -> Run:
    optimizer = tf.keras.optimizers.Adam(learning_rate=rate)
    losses = tf.keras.losses
    # TensorFlow 2.21 has dropped the longer name.
    mean_squared_error = losses.mean_squared_error if hasattr(losses, "mean_squared_error") else losses.MSE
    dataset = tf.data.Dataset.from_tensor_slices(pair).batch(32)
    # Two batches see both branches; Keras' optimizers refuse variables that they meet later.
    for x, _ in dataset.take(2):
        model(x)
    optimizer.build(model.trainable_variables)

    def step(x: Any, y: Any) -> None:
        with tf.GradientTape() as tape:
            predictions = model(x)
            loss = mean_squared_error(y, predictions)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))

    if graph:
        step = tf.function(step)

    def run() -> int:
        for x, y in dataset:
            step(x, y)
        return len(pair[0]) // 32

    return run


def _fit(model: Any, pair: data.Pair, batch: int, loss: Any, keras: ModuleType) -> Run:
    model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-3), loss=loss)

    def run() -> int:
        model.fit(*pair, batch_size=batch, epochs=1, verbose=0)
        return len(pair[0]) // batch

    return run


def _mlp(keras: ModuleType, *widths: int) -> Any:
    layers = keras.layers
    hidden = [layers.Dense(width, activation="relu") for width in widths[1:-1]]
    model = keras.Sequential([*hidden, layers.Dense(widths[-1])])
    model.build((None, widths[0]))
    return model


def _branch(keras: ModuleType, mean: Callable) -> Any:
    class Branch(keras.Model):
        """Takes the longer way when the mean of the batch is large."""

        def __init__(self) -> None:
            super().__init__()
            self.dense1 = keras.layers.Dense(64, activation="relu")
            self.dense2 = keras.layers.Dense(64, activation="relu")
            self.dense3 = keras.layers.Dense(1)

        def call(self, inputs: Any, training: bool = False) -> Any:
            x = self.dense1(inputs)
            if mean(inputs) > 0.5:
                x = self.dense2(x)
            return self.dense3(x)

    return Branch()


def loop(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    return _loop(tf, tf.keras.Sequential([tf.keras.layers.Dense(1)]), data.linear(), rate=0.01, graph=graph)


def loop_branch(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    return _loop(tf, _branch(keras, tf.reduce_mean), data.branching(), rate=0.001, graph=graph)


def fit_branch(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    return _fit(_branch(keras, keras.ops.mean), data.branching(), 32, "mse", keras)


def fit_small(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    return _fit(_mlp(keras, 16, 64, 64, 1), data.regression(), 32, "mse", keras)


def fit_large(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return _fit(_mlp(keras, 784, 512, 512, 10), data.flat_images(), 128, loss, keras)


def fit_cnn(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return _fit(model, data.images(), 32, loss, keras)


def call_row(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    model = _mlp(keras, 16, 64, 64, 1)
    row = keras.ops.convert_to_tensor(data.regression()[0][:1])

    def run() -> int:
        for _ in range(calls):
            model(row)
        return calls

    calls = 2000 if tf is not None and tf.__name__ == "supple" else 100
    return run


def predict_row(tf: ModuleType, keras: ModuleType, *, graph: bool) -> Run:
    model, row = _mlp(keras, 16, 64, 64, 1), data.regression()[0][:1]

    def run() -> int:
        for _ in range(calls):
            model.predict(row, verbose=0)
        return calls

    calls = 1000 if tf is not None and tf.__name__ == "supple" else 5
    return run
