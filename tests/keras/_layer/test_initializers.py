"""Initializers by the moments, seeds and configs that Keras documents."""

from __future__ import annotations

import math

import numpy as np
import pytest

import supple as tf

initializers = tf.keras.initializers
RANDOM = {
    "random_normal": (0.05, None),
    "truncated_normal": (0.05 * 0.87962566, 0.1),
    "random_uniform": (0.05 / math.sqrt(3), 0.05),
    "glorot_uniform": (math.sqrt(2 / 500), math.sqrt(6 / 500)),
    "glorot_normal": (math.sqrt(2 / 500), 2 * math.sqrt(2 / 500) / 0.87962566),
    "he_uniform": (math.sqrt(2 / 200), math.sqrt(6 / 200)),
    "he_normal": (math.sqrt(2 / 200), 2 * math.sqrt(2 / 200) / 0.87962566),
    "lecun_uniform": (math.sqrt(1 / 200), math.sqrt(3 / 200)),
    "lecun_normal": (math.sqrt(1 / 200), 2 * math.sqrt(1 / 200) / 0.87962566),
}


@pytest.mark.parametrize("name", RANDOM)
def test_the_spread_and_the_bounds_are_those_of_the_distribution(name):
    values = initializers.get(name)((200, 300)).numpy()
    stddev, bound = RANDOM[name]
    assert values.dtype == np.float32
    assert values.mean() == pytest.approx(0, abs=stddev * 0.02)
    assert values.std() == pytest.approx(stddev, rel=0.02)
    if bound is not None:
        assert np.abs(values).max() <= bound * (1 + 1e-6)
        assert np.abs(values).max() >= bound * 0.97


@pytest.mark.parametrize("name", [*RANDOM, "orthogonal", "variance_scaling"])
def test_a_seed_gives_the_same_values_at_every_call(name):
    cls = type(initializers.get(name))
    seeded = cls(seed=3)
    first = seeded((4, 5)).numpy()
    np.testing.assert_array_equal(first, seeded((4, 5)))
    np.testing.assert_array_equal(first, cls.from_config(seeded.get_config())((4, 5)))
    free = cls()
    assert not np.array_equal(free((4, 5)), free((4, 5)))
    tf.random.set_seed(1)
    one = free((4, 5)).numpy()
    tf.random.set_seed(1)
    np.testing.assert_array_equal(one, free((4, 5)))


def test_constants():
    np.testing.assert_array_equal(initializers.Zeros()((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(initializers.Ones()((2,), "int32"), [1, 1])
    np.testing.assert_array_equal(initializers.Constant(2.5)((2,)), [2.5, 2.5])
    np.testing.assert_array_equal(initializers.Constant([1, 2])((3, 2)), [[1, 2]] * 3)
    np.testing.assert_array_equal(initializers.Identity(2.0)((2, 3)), [[2, 0, 0], [0, 2, 0]])
    np.testing.assert_array_equal(initializers.get(np.eye(2))((2, 2)), np.eye(2))


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (2, 3, 4)])
def test_orthogonal_rows_or_columns(shape):
    matrix = initializers.Orthogonal(gain=2.0, seed=1)(shape).numpy().reshape(-1, shape[-1])
    product = matrix @ matrix.T if matrix.shape[0] < matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "options", "mode", "fan"),
    [
        ((3, 3, 8, 16), {}, "fan_in", 72),
        ((3, 3, 8, 16), {}, "fan_out", 144),
        ((3, 3, 8, 16), {}, "fan_avg", 108),
        ((50,), {}, "fan_in", 50),
        ((40, 60, 100), {"input_axes": [0, 1], "output_axes": [2]}, "fan_in", 2400),
        ((40, 60, 100), {"input_axes": [1], "output_axes": [0]}, "fan_out", 40),
    ],
)
def test_the_variance_counts_inputs_and_outputs_as_keras(shape, options, mode, fan):
    values = initializers.VarianceScaling(1.0, mode, "uniform", seed=0, **options)(shape).numpy()
    assert 3 / np.abs(values).max() ** 2 == pytest.approx(fan, rel=0.1)


@pytest.mark.parametrize(
    ("given", "name", "config"),
    [
        ("glorot_uniform", "GlorotUniform", {"seed": None, "input_axes": None, "output_axes": None}),
        ("uniform", "RandomUniform", {"seed": None, "minval": -0.05, "maxval": 0.05}),
        ("normal", "RandomNormal", {"seed": None, "mean": 0.0, "stddev": 0.05}),
        ("TruncatedNormal", "TruncatedNormal", {"seed": None, "mean": 0.0, "stddev": 0.05}),
        ("zero", "Zeros", {}),
        ("one", "Ones", {}),
        ("orthogonal", "Orthogonal", {"seed": None, "gain": 1.0}),
        (
            "variance_scaling",
            "VarianceScaling",
            {
                "seed": None,
                "scale": 1.0,
                "mode": "fan_in",
                "distribution": "truncated_normal",
                "input_axes": None,
                "output_axes": None,
            },
        ),
    ],
)
def test_files_hold_what_keras_writes(given, name, config):
    form = initializers.serialize(initializers.get(given))
    assert form == {"module": "keras.initializers", "class_name": name, "config": config, "registered_name": None}
    assert type(initializers.deserialize(form)).__name__ == name
    without_module = {"class_name": name, "config": config}
    assert initializers.get(without_module).get_config() == config


def test_a_function_of_the_user_passes_through():
    def ramp(shape, dtype=None):
        return tf.range(shape[0], dtype=dtype)

    assert initializers.get(ramp) is ramp
    assert initializers.get(None) is None
    assert isinstance(initializers.get(initializers.Zeros), initializers.Zeros)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: initializers.get("he_norml"), "unknown name 'he_norml'; did you mean 'he_normal'"),
        (lambda: initializers.get(3), "expected a name.*got 3 of type int"),
        (lambda: initializers.RandomNormal(seed="x"), "seed: expected an int or None, got 'x'"),
        (lambda: initializers.VarianceScaling(scale=0), "scale: expected a positive number, got 0"),
        (lambda: initializers.VarianceScaling(mode="in"), "mode: expected fan_in, fan_out or fan_avg, got 'in'"),
        (lambda: initializers.VarianceScaling(distribution="flat"), "distribution.*got 'flat'"),
        (lambda: initializers.Identity()((2,)), r"Identity: shape: expected two axes, got \(2,\)"),
        (lambda: initializers.Orthogonal()((2,)), r"Orthogonal: shape: expected two axes or more, got \(2,\)"),
    ],
)
def test_wrong_input_is_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()
