"""Learning rates that change with the step: `tf.keras.optimizers.schedules`."""

from supple._core.names import unknown_name as _unknown_name
from supple.keras._layer.serialization import serialize_keras_object as serialize
from supple.keras.optimizers._schedules import (
    CosineDecay,
    CosineDecayRestarts,
    ExponentialDecay,
    InverseTimeDecay,
    LearningRateSchedule,
    PiecewiseConstantDecay,
    PolynomialDecay,
    deserialize,
)

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]

__getattr__ = _unknown_name(__name__.removeprefix("supple."), lambda: __all__)
