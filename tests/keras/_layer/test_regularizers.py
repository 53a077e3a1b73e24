"""Regularizers and constraints against values recorded from Keras."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf

regularizers, constraints = tf.keras.regularizers, tf.keras.constraints
WEIGHTS = np.array([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]], "float32")


@pytest.mark.parametrize(
    ("regularizer", "expected"),
    [
        (regularizers.L1(0.1), 0.75),
        (regularizers.L2(0.1), 1.525),
        (regularizers.L1L2(0.1, 0.2), 3.8),
        (regularizers.L1L2(l2=0.1), 1.525),
        (regularizers.OrthogonalRegularizer(0.1), 0.03450328),
        (regularizers.OrthogonalRegularizer(0.1, "columns"), 0.04901827),
        (regularizers.l2(l=0.1), 1.525),
    ],
)
def test_the_penalty_is_that_of_keras(regularizer, expected):
    assert float(regularizer(tf.constant(WEIGHTS))) == pytest.approx(expected, rel=1e-6)
    again = regularizers.deserialize(regularizers.serialize(regularizer))
    assert again.get_config() == regularizer.get_config()


def test_the_penalty_has_a_gradient():
    variable = tf.Variable(WEIGHTS)
    with tf.GradientTape() as tape:
        penalty = regularizers.L1L2(0.1, 0.2)(variable)
    np.testing.assert_allclose(tape.gradient(penalty, variable), 0.1 * np.sign(WEIGHTS) + 0.4 * WEIGHTS, rtol=1e-6)


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        (constraints.NonNeg(), [[1, 0, 0.5], [3, 0, 0]]),
        (constraints.MaxNorm(2.0), [[0.63245553, -2, 0.49999994], [1.8973666, 0, -0.9999999]]),
        (constraints.UnitNorm(axis=1), [[0.43643576, -0.8728715, 0.21821788], [0.94868326, 0, -0.31622776]]),
        (constraints.MinMaxNorm(0.5, 1.0, 0.3), [[0.7948684, -1.7, 0.484164], [2.384605, 0, -0.968328]]),
    ],
)
def test_the_bounded_weight_is_that_of_keras(constraint, expected):
    np.testing.assert_allclose(constraint(tf.constant(WEIGHTS)), expected, rtol=1e-6)
    again = constraints.deserialize(constraints.serialize(constraint))
    assert again.get_config() == constraint.get_config()


def test_names():
    assert regularizers.get("l2").get_config() == {"l2": 0.01}
    assert regularizers.get("l1_l2").get_config() == {"l1": 0.0, "l2": 0.0}
    assert constraints.get("max_norm").get_config() == {"max_value": 2, "axis": 0}
    assert regularizers.get(None) is None is constraints.get(None)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: regularizers.L2("much"), ValueError, "L2: l2: expected a finite number, got 'much'"),
        (lambda: regularizers.L1(float("nan")), ValueError, "L1: l1: expected a finite number, got nan"),
        (lambda: regularizers.L1(k=1.0), TypeError, r"unexpected keyword arguments \['k'\]"),
        (
            lambda: regularizers.OrthogonalRegularizer(mode="diagonal"),
            ValueError,
            "'rows' or 'columns', got 'diagonal'",
        ),
        (lambda: regularizers.OrthogonalRegularizer()(tf.zeros(3)), ValueError, r"two axes, got shape \(3,\)"),
        (lambda: regularizers.Regularizer()(1), NotImplementedError, "Regularizer must implement"),
        (lambda: constraints.Constraint()(1), NotImplementedError, "Constraint must implement"),
        (lambda: regularizers.get("l3"), ValueError, "regularizer: unknown name 'l3'"),
        (lambda: constraints.get("maxnrm"), ValueError, "did you mean 'maxnorm'"),
        (lambda: regularizers.L3, AttributeError, "keras.regularizers.L3: no such name"),
    ],
)
def test_wrong_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call()
