"""TensorSpec. Expected values are what TensorFlow 2.21 gave."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import supple as tf

Spec = tf.TensorSpec


def test_a_spec_has_shape_dtype_and_name():
    spec = Spec([2, None], "float16", "n")
    assert (spec.shape, spec.dtype, spec.name) == ((2, None), tf.float16, "n")
    assert repr(spec) == "TensorSpec(shape=(2, None), dtype=tf.float16, name='n')"
    assert repr(Spec(None)) == "TensorSpec(shape=<unknown>, dtype=tf.float32, name=None)"
    assert Spec(3).shape == (3,)
    assert spec.value_type is tf.Tensor


def test_specs_are_equal_if_everything_is():
    assert Spec([2]) == Spec((2,), np.float32)
    assert Spec([2], name="a") != Spec([2], name="b")
    assert Spec([2]) != Spec([2], tf.int32)
    assert Spec([2]) != (2,)
    assert len({Spec([2]), Spec([2]), Spec([None])}) == 2
    assert pickle.loads(pickle.dumps(Spec([None, 3], tf.int32, "x"))) == Spec([None, 3], tf.int32, "x")


def test_a_spec_is_made_of_a_tensor_or_a_spec():
    assert Spec.from_tensor(tf.ones((2, 3)), "q") == Spec([2, 3], tf.float32, "q")
    assert Spec.from_spec(Spec([1], name="a")) == Spec([1], name="a")
    assert Spec.from_spec(Spec([1], name="a"), "b").name == "b"
    with pytest.raises(ValueError, match=r"from_tensor: tensor: expected a tensor, got array\(\[1., 1.\]\)"):
        Spec.from_tensor(np.ones(2))


@pytest.mark.parametrize(
    ("spec", "value", "expected"),
    [
        (Spec([None, 3]), tf.ones((2, 3)), True),
        (Spec([None]), tf.ones((2, 3)), False),
        (Spec([None, 3]), Spec([2, 3]), True),
        (Spec([2, 3]), Spec([None, 3]), True),
        (Spec([None, 3]), np.ones((2, 3)), False),
        (Spec([None, 3], tf.float64), np.ones((2, 3)), True),
        (Spec([2]), [1.0, 2.0], False),
        (Spec(None), tf.ones((2, 3)), True),
        (Spec([2], tf.int32), tf.ones(2), False),
    ],
)
def test_what_is_compatible(spec, value, expected):
    assert spec.is_compatible_with(value) is expected


def test_wider_and_narrower_specs():
    assert Spec([2, 3]).is_subtype_of(Spec([None, 3]))
    assert Spec([2, 3]).is_subtype_of(Spec(None))
    assert not Spec([None, 3]).is_subtype_of(Spec([2, 3]))
    assert not Spec([2], tf.int32).is_subtype_of(Spec([2]))
    assert Spec([2]).most_specific_common_supertype([Spec([3]), Spec([2])]) == Spec([None])
    assert Spec([2]).most_specific_common_supertype([Spec([2, 2])]) == Spec(None)
    assert Spec([2]).most_specific_common_supertype([Spec([2], tf.int32)]) is None
    assert Spec([2]).most_specific_compatible_type(Spec([3])) == Spec([None])
    with pytest.raises(ValueError, match=r"no tensor is of both dtypes, .*float32.* and .*int32"):
        Spec([2]).most_specific_compatible_type(Spec([2], tf.int32))
