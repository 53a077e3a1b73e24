"""The data and the small models that the training cases share."""

from __future__ import annotations

from typing import Any

import numpy as np

from .harness import Module, fill, integers, numbers

X, Y = numbers(70, 4), numbers(70, 1, seed=1)
LABELS = integers(70, high=3)
ONE_HOT = np.eye(3, dtype="float32")[LABELS]
WEIGHTS = numbers(70, low=0, high=2, seed=2)


def regressor(tf: Module, **compiled: Any) -> Any:
    """A small built and compiled network for `X` and `Y`."""
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Input((4,)), layers.Dense(5, activation="tanh"), layers.Dense(1)])
    fill(model)
    model.compile(**{"optimizer": tf.keras.optimizers.SGD(0.1), "loss": "mse", **compiled})
    return model


def classifier(tf: Module, **compiled: Any) -> Any:
    """A small built and compiled network for `X` and `LABELS`."""
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [layers.Input((4,)), layers.Dense(6, activation="relu"), layers.Dense(3, activation="softmax")]
    )
    fill(model)
    model.compile(
        **{"optimizer": tf.keras.optimizers.Adam(0.02), "loss": "sparse_categorical_crossentropy", **compiled}
    )
    return model


def fit(model: Any, *data: Any, **options: Any) -> dict[str, list[float]]:
    """The history of three quiet epochs in the order of the data."""
    return model.fit(*data, **{"epochs": 3, "verbose": 0, "shuffle": False, **options}).history
