"""The Keras face: `from supple import keras`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple.keras import (
    activations,
    backend,
    callbacks,
    constraints,
    dtype_policies,
    initializers,
    layers,
    losses,
    metrics,
    mixed_precision,
    models,
    ops,
    optimizers,
    preprocessing,
    random,
    regularizers,
    saving,
    utils,
)
from supple.keras._layer.dtype_policy import DTypePolicy
from supple.keras._layer.initializers import Initializer
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer
from supple.keras._layer.regularizers import Regularizer
from supple.keras._layer.variable import KerasVariable as Variable
from supple.keras.layers.input_layer import Input
from supple.keras.losses import Loss
from supple.keras.metrics import Metric
from supple.keras.models import Model, Sequential
from supple.keras.optimizers import Optimizer

__version__ = "3.15.1"

__all__ = [
    *("DTypePolicy", "Initializer", "Input", "InputSpec", "Layer", "Loss", "Metric", "Model", "Optimizer"),
    *("Regularizer", "Sequential", "Variable", "activations", "backend", "callbacks", "constraints"),
    *("dtype_policies", "initializers", "layers", "losses", "metrics", "mixed_precision", "models", "ops"),
    *("optimizers", "preprocessing", "random", "regularizers", "saving", "utils", "__version__"),
]


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = unknown_name("keras", __dir__)
