"""Dtype policies: names, the global one, and what files hold."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple.keras._layer import dtype_policy as policies


@pytest.mark.parametrize(
    ("given", "name", "compute", "variable"),
    [
        ("float32", "float32", "float32", "float32"),
        ("mixed_float16", "mixed_float16", "float16", "float32"),
        ("mixed_bfloat16", "mixed_bfloat16", "bfloat16", "float32"),
        ("int32", "int32", "int32", "int32"),
        (tf.float64, "float64", "float64", "float64"),
        (np.float16, "float16", "float16", "float16"),
        (policies.DTypePolicy("bfloat16"), "bfloat16", "bfloat16", "bfloat16"),
    ],
)
def test_a_policy_is_two_dtypes(given, name, compute, variable):
    policy = policies.get(given)
    assert (policy.name, policy.compute_dtype, policy.variable_dtype) == (name, compute, variable)
    form = tf.keras.saving.serialize_keras_object(policy)
    assert form == {"module": "keras", "class_name": "DTypePolicy", "config": {"name": name}, "registered_name": None}
    assert policies.get(form) == policy


def test_the_global_policy_stands_for_none_and_follows_floatx():
    assert policies.get(None).name == "float32"
    policies.set_global_policy("mixed_float16")
    try:
        assert policies.get(None).name == policies.DTypePolicy().name == "mixed_float16"
    finally:
        policies.set_global_policy(None)
    assert policies.get(None).name == "float32"


@pytest.mark.parametrize("given", ["float31", 3, object()])
def test_wrong_input_is_named(given):
    with pytest.raises(ValueError, match="dtype policy: expected the name of a dtype"):
        policies.get(given)
