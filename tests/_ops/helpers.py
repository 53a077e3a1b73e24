"""Comparison and gradients for the tests of ops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import supple as tf

TOLERANCES = {"float16": 2e-3, "float32": 1e-5, "float64": 1e-10}


def assert_close(actual: Any, expected: Any) -> None:
    """Equal shapes, and values equal up to what the dtype of `actual` can hold."""
    found, wanted = np.asarray(actual), np.asarray(expected)
    assert found.shape == wanted.shape, f"shape {found.shape}, expected {wanted.shape}"
    tolerance = TOLERANCES.get(found.dtype.name, 0.0)
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)


def gradient(function: Callable[..., Any], *arrays: Any) -> list[Any]:
    """The gradients of the weighted sum of `function(*arrays)`, no two weights alike."""
    sources = [tf.constant(array) for array in arrays]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        total = weighted(function(*sources))
    return tape.gradient(total, sources)


def weighted(values: Any) -> Any:
    """A scalar in which every element has another weight."""
    weights = np.linspace(0.5, 1.5, int(np.prod(values.shape))).reshape(values.shape)
    return tf.reduce_sum(values * tf.cast(tf.constant(weights), values.dtype))


def assert_gradients(function: Callable[..., Any], *arrays: Any, step: float = 1e-6) -> None:
    """The gradients equal central differences in float64."""
    doubles = [np.array(array, "float64") for array in arrays]
    for position, found in enumerate(gradient(function, *doubles)):
        expected = np.zeros_like(doubles[position])
        for place in np.ndindex(*expected.shape):
            sides = []
            for sign in (1, -1):
                moved = [array.copy() for array in doubles]
                moved[position][place] += sign * step
                sides.append(float(weighted(function(*map(tf.constant, moved)))))
            expected[place] = (sides[0] - sides[1]) / (2 * step)
        np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-4, atol=1e-6)
