"""Functions of each element against NumPy's in float64, their gradients, and the dtypes they take."""

from __future__ import annotations

import math

import numpy as np
import pytest

import supple as tf
from supple import keras
from supple._ops import activation, elementwise, strictly

from .helpers import assert_close, assert_gradients, gradient

ANY, POSITIVE, UNIT, ABOVE_ONE = (-2.0, 2.0), (0.2, 3.0), (-0.9, 0.9), (1.1, 4.0)
_erf = np.vectorize(math.erf)


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


SMOOTH = {
    "square": (np.square, ANY),
    "negative": (np.negative, ANY),
    "sqrt": (np.sqrt, POSITIVE),
    "rsqrt": (lambda x: 1 / np.sqrt(x), POSITIVE),
    "cbrt": (np.cbrt, POSITIVE),
    "reciprocal": (np.reciprocal, POSITIVE),
    "exp": (np.exp, ANY),
    "exp2": (np.exp2, ANY),
    "expm1": (np.expm1, ANY),
    "log": (np.log, POSITIVE),
    "log1p": (np.log1p, POSITIVE),
    "log2": (np.log2, POSITIVE),
    "log10": (np.log10, POSITIVE),
    "sin": (np.sin, ANY),
    "cos": (np.cos, ANY),
    "tan": (np.tan, UNIT),
    "arcsin": (np.arcsin, UNIT),
    "arccos": (np.arccos, UNIT),
    "arctan": (np.arctan, ANY),
    "sinh": (np.sinh, ANY),
    "cosh": (np.cosh, ANY),
    "tanh": (np.tanh, ANY),
    "arcsinh": (np.arcsinh, ANY),
    "arccosh": (np.arccosh, ABOVE_ONE),
    "arctanh": (np.arctanh, UNIT),
    "erf": (_erf, ANY),
    "erfc": (lambda x: 1 - _erf(x), ANY),
    "lgamma": (np.vectorize(math.lgamma), POSITIVE),
    "sinc": (np.sinc, POSITIVE),
    "abs_": (np.abs, POSITIVE),
}
ACTIVATIONS = {
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.clip(x, 0, 6),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(x)),
    "selu": lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)),
    "celu": lambda x: np.maximum(x, 0) + np.minimum(0, np.expm1(x)),
    "silu": lambda x: x * _sigmoid(x),
    "softplus": lambda x: np.log1p(np.exp(x)),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "sigmoid": _sigmoid,
    "log_sigmoid": lambda x: np.log(_sigmoid(x)),
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "hard_silu": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "mish": lambda x: x * np.tanh(np.log1p(np.exp(x))),
    "squareplus": lambda x: (x + np.sqrt(x * x + 4)) / 2,
    "tanh_shrink": lambda x: x - np.tanh(x),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_a_smooth_function_equals_numpy_and_its_gradient_the_difference_quotient(name, rng):
    formula, domain = SMOOTH[name]
    function = getattr(elementwise, name)
    x = rng.uniform(*domain, (2, 3))
    assert_close(function(x), formula(x))
    assert_gradients(function, x)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_equals_its_formula_and_its_gradient_the_difference_quotient(name, rng):
    function = getattr(activation, name)
    x = rng.uniform(-1.9, 1.9, (3, 4))
    assert_close(function(x), ACTIVATIONS[name](x))
    assert_gradients(function, x)


def test_gelu_is_exact_or_by_tanh(rng):
    x = rng.normal(size=5)
    assert_close(activation.gelu(x, approximate=False), x * (1 + _erf(x / math.sqrt(2))) / 2)
    assert_close(activation.gelu(x), x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))))


def test_softplus_of_large_numbers_is_exact_in_double_precision():
    assert_close(activation.softplus(np.array([25.0, 39.0, 800.0])), np.logaddexp(0, [25.0, 39.0, 800.0]))


@pytest.mark.parametrize("axis", [-1, 0, (0, 1), (1, 2)])
def test_softmax_sums_to_one_and_ignores_a_shift(axis, rng):
    x = rng.normal(size=(2, 3, 4)) * 5
    y = activation.softmax(x, axis)
    assert_close(np.sum(y.numpy(), axis), np.ones(np.sum(x, axis).shape))
    assert_close(activation.softmax(x + 100.0, axis), y)
    assert_close(activation.log_softmax(x, axis), np.log(y.numpy()))
    assert_gradients(lambda v: activation.softmax(v, axis), x)


def test_sparsemax_is_the_nearest_point_of_the_simplex(rng):
    x = rng.normal(size=(4, 5))
    y = activation.sparsemax(x).numpy()
    assert_close(y.sum(-1), np.ones(4))
    others = rng.dirichlet(np.ones(5), size=200)
    assert (np.linalg.norm(x[:, None] - others, axis=-1).min(1) >= np.linalg.norm(x - y, axis=-1) - 1e-12).all()


def test_steps_have_no_gradient():
    for function in (tf.floor, tf.math.ceil, tf.round, tf.math.rint):
        assert gradient(function, np.ones(2, "float32")) == [None]


@pytest.mark.parametrize("name", ["exp", "sqrt", "sigmoid", "tanh", "log"])
def test_integers_are_refused_by_tensorflow_and_taken_by_keras(name):
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"{name}: x: expected floats, got int32\[2\]"):
        getattr(strictly, name)(tf.constant([1, 2]))
    assert getattr(keras.ops, name)(np.array([1, 2], "int32")).dtype == "float32"


def test_roots_let_no_gradient_through_where_none_flows_in():
    for function in (tf.sqrt, tf.math.rsqrt, tf.math.reciprocal):
        (found,) = gradient(lambda x, f=function: tf.where(x > 0, f(x), 0.0), np.array([0.0, 4.0]))
        assert np.isfinite(found.numpy()).all()
        assert found.numpy()[0] == 0
    assert np.isinf(gradient(tf.sqrt, np.zeros(1))[0].numpy())


@pytest.mark.parametrize("function", [tf.sqrt, tf.math.rsqrt, tf.math.reciprocal])
def test_roots_have_second_derivatives_and_jacobians(function):
    x = tf.constant([0.5, 2.0], "float64")
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    second = outer.gradient(slope, x).numpy()
    formula = {tf.sqrt: -0.25 * x.numpy() ** -1.5, tf.math.rsqrt: 0.75 * x.numpy() ** -2.5}
    assert_close(second, formula.get(function, 2 * x.numpy() ** -3.0))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    assert_close(tape.jacobian(y, x), np.diag(slope.numpy()))


def test_round_takes_halves_to_the_even_number():
    assert tf.round([-1.5, -0.5, 0.5, 1.5, 2.5]).numpy().tolist() == [-2.0, -0.0, 0.0, 2.0, 2.0]


def test_cast_returns_what_has_the_dtype_already():
    x, v = tf.constant([1.0]), tf.Variable([1.0])
    assert tf.cast(x, "float32") is x
    assert tf.cast(v, tf.float32) is v
    assert tf.cast(tf.constant([300, -1]), tf.uint8).numpy().tolist() == [44, 255]
    assert tf.cast([-1.7, 2.5], tf.int32).numpy().tolist() == [-1, 2]
    with pytest.raises(TypeError, match="expected the name of a dtype such as 'float32', got 'float31'"):
        tf.cast(1.0, "float31")


def test_saturate_cast_stops_at_the_limits():
    assert tf.saturate_cast([300.0, -5.0, 7.9], tf.uint8).numpy().tolist() == [255, 0, 7]
