"""Regularizers: `tf.keras.regularizers`."""

from supple._core.names import unknown_name as _unknown_name
from supple.keras._layer.regularizers import L1, L1L2, L2, OrthogonalRegularizer, Regularizer, deserialize, get
from supple.keras._layer.serialization import serialize_keras_object as serialize

l1 = L1
l2 = L2
l1_l2 = L1L2
orthogonal_regularizer = OrthogonalRegularizer

__all__ = [
    "L1",
    "L1L2",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "deserialize",
    "get",
    "l1",
    "l1_l2",
    "l2",
    "orthogonal_regularizer",
    "serialize",
]

__getattr__ = _unknown_name(__name__.removeprefix("supple."), lambda: __all__)
