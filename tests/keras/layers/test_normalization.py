"""Normalization against NumPy, moving statistics, frozen layers, masks."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


def normalized(x, axes, epsilon):
    mean, variance = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    return (x - mean) / np.sqrt(variance + epsilon)


@pytest.mark.parametrize(
    ("shape", "axis"), [((6, 3), -1), ((4, 5, 3), -1), ((4, 5, 3), 1), ((2, 4, 5, 3), -1), ((2, 4, 5, 3), 1)]
)
def test_batch_statistics_in_training_and_how_the_moving_ones_follow(shape, axis, rng):
    layer = layers.BatchNormalization(axis=axis, momentum=0.8, epsilon=1e-2)
    mean, variance = np.zeros(shape[axis]), np.ones(shape[axis])
    axes = tuple(a for a in range(len(shape)) if a != axis % len(shape))
    for _ in range(3):
        x = rng.normal(1, 2, size=shape)
        y = layer(x.astype("float32"), training=True)
        np.testing.assert_allclose(y, normalized(x, axes, 1e-2), rtol=1e-4, atol=1e-5)
        mean = 0.8 * mean + 0.2 * x.mean(axes)
        variance = 0.8 * variance + 0.2 * x.var(axes)
        np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(layer.moving_variance, variance, rtol=1e-5)
    spread = [1] * len(shape)
    spread[axis] = shape[axis]
    expected = (x - mean.reshape(spread)) / np.sqrt(variance.reshape(spread) + 1e-2)
    np.testing.assert_allclose(layer(x.astype("float32")), expected, rtol=1e-4, atol=1e-5)


def test_one_example_moves_the_variance_toward_zero():
    layer = layers.BatchNormalization(momentum=0.5)
    y = layer(np.full((1, 2), 3.0, "float32"), training=True)
    np.testing.assert_allclose(y, np.zeros((1, 2)), atol=1e-5)
    np.testing.assert_allclose(layer.moving_mean, [1.5, 1.5])
    np.testing.assert_allclose(layer.moving_variance, [0.5, 0.5])


def test_a_frozen_batch_normalization_uses_and_keeps_its_moving_statistics(rng):
    x = rng.normal(size=(8, 3)).astype("float32")
    layer = layers.BatchNormalization()
    layer(x)
    layer.trainable = False
    np.testing.assert_array_equal(layer(x, training=True), layer(x, training=False))
    np.testing.assert_array_equal(layer.moving_mean, np.zeros(3))


def test_training_twice_before_the_gradient_is_asked_for(rng):
    layer = layers.BatchNormalization()
    x = tf.constant(rng.normal(size=(8, 3)).astype("float32"))
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(layer(x, training=True) ** 3) + tf.reduce_sum(layer(2 * x, training=True) ** 3)
    assert np.isfinite(tape.gradient(loss, x)).all()


def test_inference_and_training_in_one_tape_read_the_statistics_of_their_time(rng):
    layer = layers.BatchNormalization()
    x = tf.constant(rng.normal(3, 1, size=(8, 3)).astype("float32"))
    layer(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        before = tf.reduce_sum(layer(x))
        layer(x, training=True)
    np.testing.assert_allclose(tape.gradient(before, x), np.full((8, 3), 1 / np.sqrt(1 + 1e-3)), rtol=1e-5)


def test_second_derivatives_of_batch_normalization_are_the_true_ones(rng):
    values, direction = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    layer = layers.BatchNormalization(dtype="float64")

    def gradient(at):
        x = tf.constant(at)
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.reduce_sum(layer(x, training=True) ** 3)
        return tape.gradient(loss, x).numpy()

    x = tf.constant(values)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            loss = tf.reduce_sum(layer(x, training=True) ** 3)
        slope = tf.reduce_sum(inner.gradient(loss, x) * direction)
    step = 1e-6
    expected = (gradient(values + step * direction) - gradient(values - step * direction)) / (2 * step)
    np.testing.assert_allclose(outer.gradient(slope, x), expected, rtol=1e-5, atol=1e-6)


def test_masked_steps_do_not_enter_the_statistics(rng):
    x = rng.normal(size=(2, 4, 3)).astype("float32")
    mask = np.array([[True, True, False, False], [True, False, False, True]])
    layer = layers.BatchNormalization(momentum=0.0)
    y = layer(x, training=True, mask=mask)
    kept = x[mask]
    np.testing.assert_allclose(layer.moving_mean, kept.mean(0), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layer.moving_variance, kept.var(0), rtol=1e-5)
    np.testing.assert_allclose(y, (x - kept.mean(0)) / np.sqrt(kept.var(0) + 1e-3), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("axis", [-1, 1, [1, 2], [2, 3], (1, 2, 3)])
def test_layer_normalization_is_that_of_numpy(axis, rng):
    x = rng.normal(2, 3, size=(2, 3, 4, 5))
    layer = layers.LayerNormalization(axis=axis, epsilon=1e-4, dtype="float64")
    y = layer(x)
    axes = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    np.testing.assert_allclose(y, normalized(x, axes, 1e-4), rtol=1e-9, atol=1e-10)
    sizes = [x.shape[a] for a in (axes if isinstance(axes, tuple) else (axes,))]
    assert layer.gamma.shape == sizes


@pytest.mark.parametrize("groups", [1, 2, 4, -1])
def test_group_normalization_is_that_of_numpy(groups, rng):
    x = rng.normal(2, 3, size=(2, 3, 5, 4))
    y = layers.GroupNormalization(groups, dtype="float64")(x)
    parts = 4 if groups == -1 else groups
    split = x.reshape(2, 15, parts, 4 // parts)
    np.testing.assert_allclose(y, normalized(split, (1, 3), 1e-3).reshape(x.shape), rtol=1e-9, atol=1e-10)


def test_norms_do_not_change_when_they_should_not(rng):
    x = rng.normal(size=(3, 8)).astype("float32")
    np.testing.assert_allclose(
        layers.LayerNormalization(epsilon=1e-6)(x * 7 + 3), layers.LayerNormalization(epsilon=1e-6)(x), atol=1e-4
    )
    np.testing.assert_allclose(layers.UnitNormalization()(x * 7), layers.UnitNormalization()(x), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(layers.UnitNormalization()(x), axis=-1), np.ones(3), rtol=1e-6)
    np.testing.assert_allclose(
        layers.RMSNormalization()(x), x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-6), rtol=1e-5
    )


@pytest.mark.parametrize("name", ["float16", "bfloat16"])
def test_narrow_floats_take_their_statistics_in_float32(name, rng):
    x = rng.normal(size=(64, 4)).astype("float32")
    for layer in (layers.BatchNormalization(dtype=name), layers.LayerNormalization(dtype=name)):
        y = layer(x, training=True) if "batch" in layer.name else layer(x)
        assert y.dtype == name
        axes = 0 if "batch" in layer.name else -1
        np.testing.assert_allclose(tf.cast(y, "float32"), normalized(x, axes, 1e-3), atol=3e-2)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: layers.BatchNormalization(momentum=2),
            r"BatchNormalization: momentum: expected a number from 0 to 1, got 2",
        ),
        (lambda: layers.BatchNormalization(axis=[1, 2]), r"axis: expected one int, got \[1, 2\]"),
        (
            lambda: layers.BatchNormalization(axis=3)(np.zeros((2, 3))),
            r"axis: expected one of the 2 axes.*\(2, 3\), got 3",
        ),
        (lambda: layers.LayerNormalization(axis="last"), r"axis: expected an int or several, got 'last'"),
        (
            lambda: layers.LayerNormalization(axis=[2, 1])(np.zeros((2, 3, 4))),
            r"ascending order, each once, got \[2, 1\]",
        ),
        (lambda: layers.LayerNormalization(rms_scaling=True), r"rms_scaling: expected False.*RMSNormalization"),
        (
            lambda: layers.GroupNormalization(3)(np.zeros((2, 5, 4))),
            r"groups: expected a divisor of the 4 channels.*got 3",
        ),
        (lambda: layers.LayerNormalization().build((None, None)), r"axis -1: the size must be known.*got None"),
    ],
)
def test_wrong_settings_and_inputs_are_refused(make, text):
    with pytest.raises(ValueError, match=text):
        make()


def test_batch_renormalization_is_refused_with_a_way_out():
    with pytest.raises(NotImplementedError, match=r"renorm=True.*GroupNormalization"):
        layers.BatchNormalization(renorm=True)
