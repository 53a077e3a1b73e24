"""Convolution and pooling against plain loops."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import supple as tf
from supple import keras
from supple._ops import convolution, pooling

from .helpers import assert_close, assert_gradients, gradient


def _pairs(space, window, strides, dilations, padding):
    pairs = []
    for size, width, step, hole in zip(space, window, strides, dilations, strict=True):
        reach = (width - 1) * hole + 1
        total = max((-(-size // step) - 1) * step + reach - size, 0) if padding == "same" else 0
        pairs.append((total // 2, total - total // 2))
    return pairs


def _windows(x, window, strides, dilations, padding, fill):
    """Each output place and the elements of its window: (B, *window, C)."""
    space = x.shape[1:-1]
    pairs = _pairs(space, window, strides, dilations, padding)
    x = np.pad(x, [(0, 0), *pairs, (0, 0)], constant_values=fill)
    counts = [
        (n - (w - 1) * d - 1) // s + 1 for n, w, s, d in zip(x.shape[1:-1], window, strides, dilations, strict=True)
    ]
    for place in product(*map(range, counts)):
        spans = [
            slice(p * s, p * s + (w - 1) * d + 1, d)
            for p, s, w, d in zip(place, strides, window, dilations, strict=True)
        ]
        yield place, counts, x[(slice(None), *spans)]


def _convolved(x, kernel, strides, dilations, padding, groups=1):
    window = kernel.shape[:-2]
    result = None
    for place, counts, part in _windows(x, window, strides, dilations, padding, 0.0):
        if result is None:
            result = np.zeros((len(x), *counts, kernel.shape[-1]))
        depth, filters = kernel.shape[-2], kernel.shape[-1] // groups
        for g in range(groups):
            columns = part[..., g * depth : (g + 1) * depth].reshape(len(x), -1)
            weights = kernel[..., g * filters : (g + 1) * filters].reshape(-1, filters)
            result[(slice(None), *place, slice(g * filters, (g + 1) * filters))] = columns @ weights
    return result


@pytest.mark.parametrize(
    ("space", "window", "strides", "dilations"),
    [
        ((7,), (3,), (2,), (1,)),
        ((5, 6), (3, 2), (1, 1), (1, 1)),
        ((5, 6), (3, 3), (1, 1), (1, 1)),
        ((5, 6), (2, 3), (2, 1), (1, 1)),
        ((7, 7), (3, 3), (1, 1), (2, 2)),
        ((3, 4, 3), (2, 2, 3), (1, 2, 1), (1, 1, 1)),
    ],
)
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_a_convolution_equals_the_loop(space, window, strides, dilations, padding, rng):
    x, kernel = rng.normal(size=(2, *space, 3)), rng.normal(size=(*window, 3, 4))
    found = convolution.convolve(x, kernel, strides, padding, dilations)
    assert_close(found, _convolved(x, kernel, strides, dilations, padding))
    first = np.moveaxis(x, -1, 1)
    turned = convolution.convolve(first, kernel, strides, padding.upper(), dilations, False)
    assert_close(np.moveaxis(turned.numpy(), 1, -1), found.numpy())


def test_groups_follow_from_the_channels(rng):
    x, kernel = rng.normal(size=(1, 4, 4, 6)), rng.normal(size=(2, 2, 2, 9))
    assert_close(tf.nn.conv2d(x, kernel, 1, "VALID"), _convolved(x, kernel, (1, 1), (1, 1), "valid", groups=3))


def test_the_gradient_of_a_convolution(rng):
    assert_gradients(
        lambda x, k: tf.nn.conv2d(x, k, [1, 2, 2, 1], "SAME"),
        rng.normal(size=(1, 4, 3, 2)),
        rng.normal(size=(2, 3, 2, 2)),
    )


def test_explicit_padding(rng):
    x, kernel = rng.normal(size=(1, 4, 4, 1)), rng.normal(size=(2, 2, 1, 1))
    padded = np.pad(x, [(0, 0), (1, 2), (0, 1), (0, 0)])
    assert_close(
        tf.nn.conv2d(x, kernel, 1, [[0, 0], [1, 2], [0, 1], [0, 0]]),
        _convolved(padded, kernel, (1, 1), (1, 1), "valid"),
    )


def test_channels_last_is_not_copied():
    x = tf.ones((1, 4, 4, 3))
    y = tf.nn.conv2d(x, tf.ones((2, 2, 3, 5)), 1, "VALID")
    assert y._t.is_contiguous()


def test_depthwise_and_separable(rng):
    x, depth, point = rng.normal(size=(2, 5, 4, 3)), rng.normal(size=(2, 2, 3, 2)), rng.normal(size=(1, 1, 6, 4))
    each = [_convolved(x[..., [c]], depth[:, :, [c]], (1, 1), (1, 1), "same") for c in range(3)]
    expected = np.concatenate(each, -1)
    assert_close(tf.nn.depthwise_conv2d(x, depth, [1, 1, 1, 1], "SAME"), expected)
    assert_close(tf.nn.separable_conv2d(x, depth, point, [1, 1, 1, 1], "SAME"), expected @ point[0, 0])


@pytest.mark.parametrize("padding", ["SAME", "VALID"])
@pytest.mark.parametrize("size", [6, 5])
def test_a_transposed_convolution_is_the_gradient_of_the_convolution(padding, size, rng):
    x, kernel = rng.normal(size=(1, size, size, 2)), rng.normal(size=(3, 3, 2, 4))
    y = tf.nn.conv2d(x, kernel, 2, padding)
    upstream = rng.normal(size=tuple(y.shape))
    source = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(source)
        y = tf.nn.conv2d(source, kernel, 2, padding)
    expected = tape.gradient(y, source, output_gradients=tf.constant(upstream))
    assert_close(tf.nn.conv2d_transpose(upstream, kernel, (1, size, size, 2), 2, padding), expected.numpy())


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (
            lambda: tf.nn.conv2d(tf.ones((1, 4, 4, 3)), tf.ones((2, 2, 2, 4)), 1, "SAME"),
            r"the inputs have 3 channels, the kernel \[2, 2, 2, 4\] takes 2",
        ),
        (
            lambda: tf.nn.conv2d(tf.ones((4, 4, 3)), tf.ones((2, 2, 3, 4)), 1, "SAME"),
            r"the same number of spatial axes, got \[4, 4, 3\] and \[2, 2, 3, 4\]",
        ),
        (
            lambda: tf.nn.conv2d(tf.ones((1, 4, 4, 3)), tf.ones((2, 2, 3, 4)), 1, "FULL"),
            "padding: expected 'SAME', 'VALID' or pairs of numbers, got 'FULL'",
        ),
        (
            lambda: tf.nn.conv2d(tf.ones((1, 4, 4, 3)), tf.ones((2, 2, 3, 4)), [2, 1, 1, 1], "SAME"),
            r"strides: expected 1 for batch and channels, got \[2, 1, 1, 1\]",
        ),
        (
            lambda: tf.nn.conv2d(tf.ones((1, 4, 4, 3)), tf.ones((2, 2, 3, 4)), 1, "SAME", data_format="NHCW"),
            "data_format: expected one of .*, got 'NHCW'",
        ),
        (lambda: tf.nn.max_pool2d(tf.ones((4, 3)), 2, 2, "SAME"), r"with one to three spatial axes, got \[4, 3\]"),
    ],
)
def test_what_cannot_be_convolved_is_named(call, text):
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        call()


@pytest.mark.parametrize(
    ("space", "window", "strides"),
    [((6,), (2,), (2,)), ((5, 6), (2, 3), (2, 1)), ((5, 5), (3, 3), (2, 2)), ((3, 4, 5), (2, 2, 2), (2, 2, 2))],
)
@pytest.mark.parametrize("padding", ["same", "valid"])
def test_pooling_equals_the_loop(space, window, strides, padding, rng):
    x = rng.normal(size=(2, *space, 3))
    axes = tuple(range(1, len(space) + 1))
    ones = (1,) * len(space)
    for function, formula, fill in ((pooling.max_pool, np.max, -np.inf), (pooling.average_pool, np.nanmean, np.nan)):
        found = function(x, window, strides, padding).numpy()
        for place, _, part in _windows(x, window, strides, ones, padding, fill):
            assert_close(found[(slice(None), *place)], formula(part, axis=axes))


def test_the_first_of_equals_gets_the_gradient_of_a_maximum():
    (found,) = gradient(lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"), np.ones((1, 4, 4, 1)))
    assert (found.numpy()[0, :, :, 0] != 0).tolist() == [[True, False] * 2, [False] * 4] * 2


def test_pool_knows_its_kinds(rng):
    x = rng.normal(size=(1, 4, 4, 2))
    assert_close(tf.nn.pool(x, [2, 2], "MAX", strides=[2, 2]), tf.nn.max_pool2d(x, 2, 2, "VALID").numpy())
    with pytest.raises(ValueError, match="pooling_type: expected 'MAX' or 'AVG', got 'MIN'"):
        tf.nn.pool(x, [2, 2], "MIN")
    with pytest.raises(NotImplementedError, match="windows with holes are not supported, got 2"):
        tf.nn.pool(x, [2, 2], "MAX", dilations=2)


def test_adaptive_pooling_cuts_into_parts(rng):
    x = rng.normal(size=(1, 4, 6, 2))
    assert_close(keras.ops.adaptive_average_pool(x, (2, 3)), x.reshape(1, 2, 2, 3, 2, 2).mean((2, 4)))
    assert_close(keras.ops.adaptive_max_pool(x, (2, 3)), x.reshape(1, 2, 2, 3, 2, 2).max((2, 4)))


def test_a_bias_belongs_to_the_channels(rng):
    x, bias = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=3)
    assert_close(tf.nn.bias_add(x, bias, data_format="NCHW"), x + bias.reshape(1, 3, 1, 1))
    with pytest.raises(ValueError, match=r"bias: expected one axis, got shape \[3, 1\]"):
        tf.nn.bias_add(x, bias.reshape(3, 1))
