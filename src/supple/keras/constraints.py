"""Constraints: `tf.keras.constraints`."""

from supple._core.names import unknown_name as _unknown_name
from supple.keras._layer.constraints import Constraint, MaxNorm, MinMaxNorm, NonNeg, UnitNorm, deserialize, get
from supple.keras._layer.serialization import serialize_keras_object as serialize

max_norm = MaxNorm
min_max_norm = MinMaxNorm
non_neg = NonNeg
unit_norm = UnitNorm

__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "UnitNorm",
    "deserialize",
    "get",
    "max_norm",
    "min_max_norm",
    "non_neg",
    "serialize",
    "unit_norm",
]

__getattr__ = _unknown_name(__name__.removeprefix("supple."), lambda: __all__)
