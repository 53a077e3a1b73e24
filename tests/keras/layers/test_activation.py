"""Activation layers: formulas, masks, settings."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers
X = np.linspace(-3, 3, 13, dtype="float32").reshape(1, 13)


@pytest.mark.parametrize(
    ("make", "formula"),
    [
        (lambda: layers.ReLU(), lambda x: np.maximum(x, 0)),
        (lambda: layers.ReLU(2.0, 0.1, 1.0), lambda x: np.where(x > 1, np.minimum(x, 2), 0.1 * (x - 1))),
        (lambda: layers.LeakyReLU(), lambda x: np.where(x > 0, x, 0.3 * x)),
        (lambda: layers.LeakyReLU(alpha=0.1), lambda x: np.where(x > 0, x, 0.1 * x)),
        (lambda: layers.ELU(2.0), lambda x: np.where(x > 0, x, 2 * (np.exp(x) - 1))),
        (lambda: layers.ThresholdedReLU(1.0), lambda x: np.where(x > 1, x, 0)),
        (lambda: layers.PReLU(tf.keras.initializers.Constant(0.25)), lambda x: np.where(x > 0, x, 0.25 * x)),
        (lambda: layers.Activation("tanh"), np.tanh),
        (lambda: layers.Activation(lambda x: x * 2), lambda x: x * 2),
        (lambda: layers.Activation(None), lambda x: x),
        (lambda: layers.Softmax(), lambda x: np.exp(x) / np.exp(x).sum()),
    ],
)
def test_activations_are_their_formulas(make, formula):
    np.testing.assert_allclose(make()(X), formula(X), rtol=1e-5, atol=1e-6)


def test_a_masked_softmax_shares_among_what_is_left():
    mask = np.array([[True, True, False], [False, False, False]])
    y = np.asarray(layers.Softmax()(np.zeros((2, 3), "float32"), mask=mask))
    np.testing.assert_allclose(y, [[0.5, 0.5, 0], [0, 0, 0]])


def test_shared_axes_of_prelu_have_one_slope():
    layer = layers.PReLU(shared_axes=[1, 2])
    layer(np.ones((2, 5, 6, 3), "float32"))
    assert layer.alpha.shape == (1, 1, 3)
    layer(np.ones((2, 8, 9, 3), "float32"))  # shared axes may change


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: layers.ReLU(max_value=-1), r"ReLU: max_value: expected a number, 0 or more, got -1"),
        (lambda: layers.ReLU(negative_slope="steep"), r"negative_slope: expected a number, 0 or more, got 'steep'"),
        (lambda: layers.LeakyReLU(None), r"LeakyReLU: negative_slope: expected a number, got None"),
        (lambda: layers.Activation("rellu"), r"unknown name 'rellu'; did you mean 'relu'"),
        (lambda: layers.PReLU(shared_axes=[3])(X), r"shared_axes: expected axes of 1 to 1, got 3"),
        (
            lambda: layers.PReLU().build((None, None, 3)),
            r"axis 1, which is not among shared_axes: the size must be known",
        ),
    ],
)
def test_wrong_settings_are_refused(make, text):
    with pytest.raises(ValueError, match=text):
        make()
