"""Activations by name, against values recorded from Keras."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import supple as tf

activations = tf.keras.activations
RECORDED = json.loads(Path(__file__).with_name("recorded_activations.json").read_text(encoding="utf-8"))
POINTS = np.array([-7.0, -3.0, -1.0, -0.5, -0.1, 0.0, 0.3, 0.9, 1.0, 2.5, 4.0, 7.0], "float32")
WITH_OPTIONS = {
    "relu slope": lambda x: activations.relu(x, negative_slope=0.1, max_value=3.0, threshold=0.5),
    "relu threshold": lambda x: activations.relu(x, threshold=1.0),
    "gelu tanh": lambda x: activations.gelu(x, approximate=True),
}


@pytest.mark.parametrize("name", RECORDED)
def test_the_values_are_those_of_keras(name):
    function = WITH_OPTIONS[name] if name in WITH_OPTIONS else activations.get(name)
    np.testing.assert_allclose(function(POINTS[None])[0], RECORDED[name], rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("name", [name for name in RECORDED if name not in WITH_OPTIONS])
def test_a_name_leads_to_the_function_and_back(name):
    function = activations.get(name)
    written = activations.serialize(function)
    assert written == {"swish": "silu", "hard_swish": "hard_silu"}.get(name, name)
    assert activations.deserialize(written) is function
    assert getattr(activations, name) is function


def test_none_is_linear_and_functions_pass_through():
    assert activations.get(None) is activations.linear
    assert activations.get(tf.nn.relu) is tf.nn.relu
    x = tf.constant([1.0])
    assert activations.linear(x) is x


def test_a_function_of_the_user_is_found_when_registered():
    def wave(x):
        return tf.sin(x)

    with tf.keras.utils.custom_object_scope({"wave": wave}):
        assert activations.get("wave") is wave


@pytest.mark.parametrize(
    ("given", "text"), [("rellu", "unknown name 'rellu'; did you mean 'relu'"), (3, "expected a name.*got 3")]
)
def test_wrong_input_is_named(given, text):
    with pytest.raises(ValueError, match=text):
        activations.get(given)
