"""Optimizers: `tf.keras.optimizers`."""

from supple._core.names import unknown_name as _unknown_name
from supple.keras._layer.serialization import serialize_keras_object as serialize
from supple.keras.optimizers import schedules
from supple.keras.optimizers._adam import Adam, Adamax, AdamW, Lamb, Lion, Nadam
from supple.keras.optimizers._adaptive import Adadelta, Adagrad, Ftrl, RMSprop
from supple.keras.optimizers._base import Optimizer
from supple.keras.optimizers._lookup import deserialize, get
from supple.keras.optimizers._loss_scale import LossScaleOptimizer
from supple.keras.optimizers._sgd import SGD

__all__ = [
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "SGD",
    "deserialize",
    "get",
    "schedules",
    "serialize",
]

__getattr__ = _unknown_name(__name__.removeprefix("supple."), lambda: __all__)
