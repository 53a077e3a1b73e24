"""Helpers around training: `keras.utils`."""

from __future__ import annotations

from supple._core.names import unknown_name
from supple.data.labels import normalize, pad_sequences, to_categorical
from supple.data.packing import pack_x_y_sample_weight, unpack_x_y_sample_weight
from supple.data.py_dataset import PyDataset
from supple.data.seeding import set_random_seed
from supple.data.splitting import split_dataset
from supple.keras._layer.naming import clear_session
from supple.keras._layer.registry import (
    CustomObjectScope,
    get_custom_objects,
    get_registered_object,
    register_keras_serializable,
    registered_name as get_registered_name,
)
from supple.keras._layer.serialization import deserialize_keras_object, serialize_keras_object
from supple.keras._training.progress import Progbar

Sequence = PyDataset
custom_object_scope = CustomObjectScope

__all__ = [
    "CustomObjectScope",
    "Progbar",
    "PyDataset",
    "Sequence",
    "clear_session",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "normalize",
    "pack_x_y_sample_weight",
    "pad_sequences",
    "register_keras_serializable",
    "serialize_keras_object",
    "set_random_seed",
    "split_dataset",
    "to_categorical",
    "unpack_x_y_sample_weight",
]

__getattr__ = unknown_name("keras.utils", lambda: __all__)


def __dir__() -> list[str]:
    return sorted(__all__)
