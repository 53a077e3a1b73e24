"""Dropout and noise: what they change, when, and from which stream."""

import copy

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers
NOISY = [
    lambda **options: layers.Dropout(0.4, **options),
    lambda **options: layers.GaussianNoise(0.4, **options),
    lambda **options: layers.GaussianDropout(0.4, **options),
    lambda **options: layers.AlphaDropout(0.4, **options),
]


@pytest.mark.parametrize("make", NOISY)
def test_inference_hands_back_the_very_input(make):
    x = tf.ones((3, 4))
    assert make()(x) is x
    assert make()(x, training=False) is x


@pytest.mark.parametrize("make", NOISY)
def test_a_seed_fixes_the_numbers_whatever_is_drawn_elsewhere(make):
    x = tf.ones((30, 40))
    first = make(seed=5)
    a, b = first(x, training=True).numpy(), first(x, training=True).numpy()
    tf.random.normal((3,))
    second = make(seed=5)
    np.testing.assert_array_equal(second(x, training=True), a)
    np.testing.assert_array_equal(second(x, training=True), b)
    assert not np.array_equal(a, b)


def test_a_copy_goes_on_where_the_original_stands():
    x = tf.ones((30, 40))
    layer = layers.Dropout(0.4, seed=5)
    layer(x, training=True)
    twin = copy.deepcopy(layer)
    np.testing.assert_array_equal(twin(x, training=True), layer(x, training=True))
    unseeded = copy.deepcopy(layers.Dropout(0.4))
    draws = []
    for _ in range(2):
        tf.random.set_seed(1)
        draws.append(unseeded(x, training=True).numpy())
    np.testing.assert_array_equal(*draws)


@pytest.mark.parametrize("make", NOISY)
def test_without_a_seed_set_seed_decides(make):
    x = tf.ones((30, 40))
    draws = []
    for _ in range(2):
        tf.random.set_seed(3)
        layer = make()
        draws.append([layer(x, training=True).numpy() for _ in range(2)])
    np.testing.assert_array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0][0], draws[0][1])


@pytest.mark.parametrize("shape", [(20, 30), (300, 200)])
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9, 1 / 3])
def test_dropout_keeps_the_mean_and_scales_what_stays(shape, rate):
    y = layers.Dropout(rate, seed=1)(tf.ones(shape), training=True).numpy()
    kept = y[y != 0]
    np.testing.assert_allclose(kept, 1 / (1 - rate), rtol=1e-4)
    deviation = np.sqrt(rate * (1 - rate) / y.size)
    assert abs((y == 0).mean() - rate) < 5 * deviation


def test_dropout_of_a_large_permuted_tensor_is_independent_of_its_layout():
    x = tf.transpose(tf.ones((64, 32, 16)), (2, 0, 1))
    y = layers.Dropout(0.5, seed=1)(x, training=True).numpy()
    assert set(np.unique(y)) == {0.0, 2.0}
    # No two neighbours along any axis are tied together.
    for axis in range(3):
        pairs = np.moveaxis(y != 0, axis, 0)
        assert abs((pairs[1:] == pairs[:-1]).mean() - 0.5) < 0.02


def test_the_gradient_passes_where_the_input_did():
    x = tf.ones((100, 100))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = layers.Dropout(0.3, seed=2)(x, training=True)
    np.testing.assert_array_equal(tape.gradient(y, x), y)


def test_a_noise_shape_shares_the_mask():
    y = layers.Dropout(0.5, noise_shape=(None, 1, None), seed=1)(tf.ones((6, 5, 40)), training=True).numpy()
    np.testing.assert_array_equal(y, np.repeat(y[:, :1], 5, 1))
    assert 0.3 < (y == 0).mean() < 0.7


def test_rates_of_zero_and_one():
    x = tf.ones((3, 4))
    assert layers.Dropout(0)(x, training=True) is x
    np.testing.assert_array_equal(layers.Dropout(1.0)(x, training=True), np.zeros((3, 4)))


def test_activity_regularization_adds_to_the_loss_by_the_batch():
    layer = layers.ActivityRegularization(l1=0.1, l2=0.01)
    x = np.array([[1.0, -2.0], [3.0, 0.0]], "float32")
    np.testing.assert_array_equal(layer(x), x)
    np.testing.assert_allclose(layer.losses, [(0.1 * 6 + 0.01 * 14) / 2], rtol=1e-6)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: layers.Dropout(1.5), r"Dropout: rate: expected a number from 0 to 1, got 1.5"),
        (lambda: layers.Dropout("half"), r"Dropout: rate: expected a number from 0 to 1, got 'half'"),
        (lambda: layers.Dropout(None), r"Dropout: rate: expected a number from 0 to 1, got None"),
        (lambda: layers.Dropout(0.5, noise_shape=(2.5,)), r"noise_shape: expected a positive int, got 2.5"),
        (lambda: layers.GaussianDropout(1), r"rate: expected a number from 0 up to, but not 1, got 1"),
        (lambda: layers.Dropout(0.5, seed=-1), r"SeedGenerator: seed: expected None or an int, 0 or more, got -1"),
        (lambda: layers.SpatialDropout1D(0.5)(np.ones((2, 3)), training=True), r"expected 3 axes, got 2"),
    ],
)
def test_wrong_settings_and_inputs_are_refused(make, text):
    with pytest.raises(ValueError, match=text):
        make()
