"""What a program uses, read from its text."""

from __future__ import annotations

import pytest

from supple._run import scan

PROGRAM = """
import os
import tensorflow as tf
import tensorflow.keras.backend as K
from tensorflow import keras
from tensorflow.keras.layers import Dense, Densee
from keras.nothing import *

def build():
    import tf_keras
    model = keras.Sequential([Dense(1), keras.layers.Flatten()])
    tf.math.reduce_sum(tf.constant([1.0])).numpy()
    os.path.join("a")
    return tf_keras.Model, K.floatx, tf.keras.optimizers.Adan(tf.no_such_thing.deeper)
"""


def test_every_name_is_found_once_with_its_first_line():
    found = {use.name: use.line for use in scan.uses(PROGRAM)}
    assert found == {
        "tensorflow": 3,
        "tensorflow.keras.backend": 4,
        "tensorflow.keras": 5,
        "tensorflow.keras.layers.Dense": 6,
        "tensorflow.keras.layers.Densee": 6,
        "keras.nothing": 7,
        "tf_keras": 10,
        "tensorflow.keras.Sequential": 11,
        "tensorflow.keras.layers.Flatten": 11,
        "tensorflow.math.reduce_sum": 12,
        "tensorflow.constant": 12,
        "tf_keras.Model": 14,
        "tensorflow.keras.backend.floatx": 14,
        "tensorflow.keras.optimizers.Adan": 14,
        "tensorflow.no_such_thing.deeper": 14,
    }


@pytest.mark.parametrize(
    "name", ["tensorflow", "tensorflow.keras.layers.Dense", "keras.ops.sum", "tf_keras.Model.fit", "tensorflow.float32"]
)
def test_a_name_that_exists_is_no_problem(name):
    assert scan.problem(name) == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("tensorflow.keras.layers.Densee", ["Densee", "Dense"]),
        ("tensorflow.keras.optimizers.Adan", ["Adan", "Adam"]),
        ("tensorflow.no_such_thing.deeper", ["no_such_thing"]),
        ("keras.nothing", ["nothing"]),
    ],
)
def test_a_name_that_is_missing_is_explained(name, words):
    reason = scan.problem(name)
    assert all(word in reason for word in words), reason
