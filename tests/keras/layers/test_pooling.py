"""Pooling against NumPy, padding that does not count, ties, and masks."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("window", "stride"), [(2, 2), (3, 2), (3, 1), (2, 3)])
@pytest.mark.parametrize("kind", ["Max", "Average"])
def test_pooling_is_the_statistic_of_each_window(kind, window, stride, padding, rng):
    x = rng.normal(size=(2, 7, 6, 3)).astype("float32")
    y = np.asarray(getattr(layers, f"{kind}Pooling2D")(window, stride, padding)(x))
    starts = []
    for size in x.shape[1:3]:
        count = -(-size // stride) if padding == "same" else (size - window) // stride + 1
        before = max((count - 1) * stride + window - size, 0) // 2 if padding == "same" else 0
        starts.append([k * stride - before for k in range(count)])
    assert y.shape[1:3] == tuple(map(len, starts))
    statistic = np.max if kind == "Max" else np.mean
    for i, top in enumerate(starts[0]):
        for j, left in enumerate(starts[1]):
            part = x[:, max(top, 0) : top + window, max(left, 0) : left + window]
            np.testing.assert_allclose(y[:, i, j], statistic(part, (1, 2)), rtol=1e-6)


def test_the_first_of_equal_elements_gets_the_gradient():
    x = tf.ones((1, 2, 2, 1))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layers.MaxPooling2D()(x)
    np.testing.assert_array_equal(tape.gradient(y, x).numpy()[0, :, :, 0], [[1, 0], [0, 0]])


def test_average_pooling_has_the_window_that_max_pooling_has_by_default():
    assert layers.AveragePooling2D().pool_size == layers.MaxPooling2D().pool_size == (2, 2)


@pytest.mark.parametrize("keepdims", [False, True])
def test_a_masked_average_is_the_mean_of_the_steps_that_count(keepdims, rng):
    x = rng.normal(size=(2, 4, 3)).astype("float32")
    mask = np.array([[True, False, True, False], [True, True, True, False]])
    y = layers.GlobalAveragePooling1D(keepdims=keepdims)(x, mask=mask)
    expected = np.stack([x[0, [0, 2]].mean(0), x[1, :3].mean(0)])
    np.testing.assert_allclose(np.reshape(y, (2, 3)), expected, rtol=1e-5)
    assert y.shape == ((2, 1, 3) if keepdims else (2, 3))


def test_a_mask_does_not_pass_a_global_average():
    y = layers.GlobalAveragePooling1D()(layers.Masking()(np.ones((1, 3, 2), "float32")))
    assert y._keras_mask is None


def test_integers_are_pooled_as_integers():
    x = np.arange(16, dtype="int32").reshape(1, 4, 4, 1)
    np.testing.assert_array_equal(layers.MaxPooling2D()(x).numpy()[0, :, :, 0], [[5, 7], [13, 15]])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: layers.MaxPooling2D(0), r"MaxPooling2D: pool_size: expected an int or 2 ints, each 1 or more, got 0"),
        (lambda: layers.MaxPooling1D(2, padding="causal"), r"padding: expected one of valid, same, got 'causal'"),
        (lambda: layers.AdaptiveMaxPooling2D((1, 2, 3)), r"output_size: expected an int or 2 ints.*got \(1, 2, 3\)"),
        (lambda: layers.MaxPooling2D()(np.zeros((2, 4, 4))), r"expected 4 axes, got 3 \(shape \(2, 4, 4\)\)"),
    ],
)
def test_wrong_settings_and_inputs_are_refused(make, text):
    with pytest.raises(ValueError, match=text):
        make()
