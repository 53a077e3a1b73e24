"""Models that are defined alike under real Keras and under supple, for files that go from one to the other.

`all_models(keras)` gives them by name: a function that makes the model, trained for a few steps, and an input.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Case(NamedTuple):
    """How a model is made and what it is called with."""

    make: Callable[[], Any]
    inputs: Any


def numbers(*shape: int, seed: int = 0) -> Any:
    """Numbers from -1 to 1."""
    return np.random.default_rng(seed).uniform(-1, 1, shape).astype("float32")


def targets(rows: int, width: int) -> Any:
    """Numbers to be learnt."""
    return numbers(rows, width, seed=9)


def train(model: Any, x: Any, y: Any) -> Any:
    """The model after three epochs in the order of the data."""
    model.fit(x, y, epochs=3, batch_size=4, shuffle=False, verbose=0)
    return model


def define(keras: Any) -> dict[str, Any]:
    """The classes of the models, registered so that a file can name them."""
    layers = keras.layers
    register = keras.saving.register_keras_serializable(package="exchange")

    @register
    class Scale(layers.Layer):
        """A weight made in `build`, one in `__init__`, and a frozen one."""

        def __init__(self, power: int = 1, **base: Any) -> None:
            super().__init__(**base)
            self.power = power
            self.offset = self.add_weight(shape=(), initializer="ones", name="offset")

        def build(self, input_shape: Any) -> None:
            self.calls = self.add_weight(shape=(2,), initializer="ones", trainable=False, name="calls")
            self.gain = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="gain")

        def call(self, inputs: Any) -> Any:
            return inputs * self.gain**self.power + self.offset

        def get_config(self) -> dict[str, Any]:
            return {**super().get_config(), "power": self.power}

    @register
    class Block(layers.Layer):
        """Layers in lists, dicts, private attributes, one behind a property, one shared."""

        def __init__(self, units: int, **base: Any) -> None:
            super().__init__(**base)
            self.units = units
            self._hidden = layers.Dense(units, activation="tanh")
            self.branches = [layers.Dense(units), [layers.Dense(units, use_bias=False)], layers.Dense(units)]
            self.named = {"z": layers.LayerNormalization(), "a/b": layers.Dense(units)}
            self.shared = self.branches[0]

        @property
        def entrance(self) -> Any:
            return self._hidden

        def call(self, inputs: Any) -> Any:
            x = self._hidden(inputs)
            x = self.branches[0](x) + self.branches[1][0](x) + self.branches[2](x)
            return self.shared(self.named["z"](self.named["a/b"](x)))

        def get_config(self) -> dict[str, Any]:
            return {**super().get_config(), "units": self.units}

    @register
    class Net(keras.Model):
        """Attributes before and behind `layers` in the alphabet, nested models, a repeated type."""

        def __init__(self, units: int = 4, sizes: Any = (3, 2), **base: Any) -> None:
            super().__init__(**base)
            self.units, self.sizes = units, sizes
            self.block = Block(units)
            self.Upper = Scale(2, name="upper")
            self.tail = [layers.Dense(size, activation="relu") for size in sizes]
            self.normal = layers.BatchNormalization()
            self.core = keras.Sequential([layers.Dense(units), layers.ReLU(), Scale(name="inner")])
            self.top = layers.Dense(1)

        def call(self, inputs: Any, training: bool = False) -> Any:
            x = self.core(self.Upper(self.block(inputs)))
            x = self.normal(x, training=training)
            for layer in self.tail:
                x = layer(x)
            return self.top(x)

        def get_config(self) -> dict[str, Any]:
            return {**super().get_config(), "units": self.units, "sizes": self.sizes}

    return {"Scale": Scale, "Block": Block, "Net": Net}


def all_models(keras: Any) -> dict[str, Case]:
    """Every model by name."""
    layers, optimizers = keras.layers, keras.optimizers
    classes = define(keras)
    x, images, tokens = numbers(12, 5), numbers(8, 6, 6, 2), np.arange(24).reshape(8, 3)

    def mlp() -> Any:
        model = keras.Sequential(
            [layers.Input((5,)), layers.Dense(4, activation="relu", name="first"), layers.Dropout(0.0), layers.Dense(2)]
        )
        model.compile(optimizers.Adam(0.01), "mse", metrics=["mae"])
        return train(model, x, targets(12, 2))

    def images_net() -> Any:
        model = keras.Sequential(
            [
                layers.Conv2D(3, 3, padding="same", activation="relu"),
                layers.MaxPooling2D(),
                layers.BatchNormalization(),
                layers.Flatten(),
                layers.Activation("tanh"),
                layers.Dense(2, activation="softmax", kernel_regularizer="l2"),
            ]
        )
        model.compile(optimizers.SGD(0.05, momentum=0.9, nesterov=True), "categorical_crossentropy")
        return train(model, images, np.eye(2, dtype="float32")[np.arange(8) % 2])

    def words() -> Any:
        # No token occurs twice: Keras on TensorFlow squares the gradients of repeated rows one by one.
        model = keras.Sequential(
            [layers.Embedding(24, 4), layers.LayerNormalization(), layers.Flatten(), layers.Dense(1)]
        )
        rate = optimizers.schedules.ExponentialDecay(0.05, 3, 0.9)
        model.compile(optimizers.Adam(rate, amsgrad=True), keras.losses.MeanSquaredError())
        return train(model, tokens, targets(8, 1))

    def net() -> Any:
        model = classes["Net"](4, sizes=(3, 2))
        model.compile(optimizers.Adam(0.01), "mse", metrics=[keras.metrics.MeanSquaredError()])
        return train(model, x, targets(12, 1))

    def uncompiled() -> Any:
        model = classes["Net"](3, sizes=[2], name="plain")
        model(x)
        return model

    def nested() -> Any:
        inner = keras.Sequential([layers.Dense(3), classes["Block"](2)], name="inner")
        model = keras.Sequential([layers.Input((5,)), inner, layers.Dense(1)], name="outer")
        model.compile("sgd", "mae")
        return train(model, x, targets(12, 1))

    return {
        "mlp": Case(mlp, x),
        "images": Case(images_net, images),
        "words": Case(words, tokens),
        "net": Case(net, x),
        "uncompiled": Case(uncompiled, x),
        "nested": Case(nested, x),
    }
