"""Normalization, cross-entropy and attention against their formulas."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple import keras
from supple._ops import cross_entropy, normalization

from .helpers import assert_close, assert_gradients, gradient


def _log_softmax(x, axis=-1):
    shifted = x - x.max(axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis, keepdims=True))


@pytest.mark.parametrize("axis", [-1, 0, (0, 1), (1, 2), [2, 0]])
def test_layer_norm_over_any_axes(axis, rng):
    x = rng.normal(size=(3, 4, 5))
    dims = tuple(sorted(a % 3 for a in np.atleast_1d(axis)))
    mean, variance = x.mean(dims, keepdims=True), x.var(dims, keepdims=True)
    assert_close(normalization.layer_norm(x, None, None, axis, 1e-3), (x - mean) / np.sqrt(variance + 1e-3))
    assert_gradients(lambda v: normalization.layer_norm(v, None, None, axis, 1e-3), x)


def test_layer_norm_scales_and_shifts(rng):
    x, scale, offset = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=4)
    expected = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-3) * scale + offset
    assert_close(normalization.layer_norm(x, scale, offset, -1, 1e-3), expected)
    assert_gradients(lambda *v: normalization.layer_norm(*v, -1, 1e-3), x, scale, offset)


@pytest.mark.parametrize(("shape", "axis"), [((6, 3), -1), ((2, 4, 5, 3), -1), ((2, 3, 4, 5), 1), ((4, 5, 3), 2)])
def test_batch_norm_of_the_batch_and_of_constants(shape, axis, rng):
    x, scale, offset = rng.normal(size=shape), rng.uniform(0.5, 2, 3), rng.normal(size=3)
    others = tuple(n for n in range(len(shape)) if n != axis % len(shape))
    wide = [-1 if n == axis % len(shape) else 1 for n in range(len(shape))]
    mean, variance = x.mean(others), x.var(others)
    expected = (x - mean.reshape(wide)) / np.sqrt(variance.reshape(wide) + 1e-3) * scale.reshape(wide) + offset.reshape(
        wide
    )
    moving_mean, moving_variance = tf.Variable(np.zeros(3)), tf.Variable(np.ones(3))
    y = normalization.batch_norm_of_batch(x, scale, offset, moving_mean, moving_variance, 0.25, axis, 1e-3)
    assert_close(y, expected)
    assert_close(moving_mean, 0.25 * mean)
    assert_close(moving_variance, 0.75 + 0.25 * variance)
    assert_close(normalization.batch_norm_of_constants(x, mean, variance, scale, offset, axis, 1e-3), expected)
    assert_close(keras.ops.batch_normalization(x, mean, variance, axis, offset, scale, 1e-3), expected)
    assert_gradients(lambda v: normalization.batch_norm_of_batch(v, scale, offset, None, None, 0.1, axis, 1e-3), x)


def test_batch_normalization_has_gradients_for_its_statistics(rng):
    arrays = [
        rng.normal(size=(4, 3)),
        rng.normal(size=3),
        rng.uniform(0.5, 2, 3),
        rng.normal(size=3),
        rng.normal(size=3),
    ]
    assert_gradients(lambda *v: tf.nn.batch_normalization(*v, variance_epsilon=1e-3), *arrays)


def test_root_mean_square_and_local_response(rng):
    x = rng.normal(size=(2, 3, 3, 6))
    assert_close(keras.ops.rms_normalization(x), x / np.sqrt((x**2).mean(-1, keepdims=True) + 1e-7))
    squares = np.pad(x**2, [(0, 0)] * 3 + [(2, 2)])
    total = sum(squares[..., n : n + 6] for n in range(5))
    assert_close(tf.nn.local_response_normalization(x, 2, 1.0, 0.5, 0.75), x / (1.0 + 0.5 * total) ** 0.75)


def test_softmax_cross_entropy_and_its_gradient(rng):
    logits, labels = rng.normal(size=(4, 3)), rng.dirichlet(np.ones(3), 4)
    expected = -(labels * _log_softmax(logits)).sum(-1)
    assert_close(tf.nn.softmax_cross_entropy_with_logits(labels, logits), expected)
    assert_close(tf.nn.softmax_cross_entropy_with_logits(labels + 0.0, logits + 50.0), expected)
    assert_close(tf.nn.softmax_cross_entropy_with_logits(labels.T, logits.T, axis=0), expected)
    assert_gradients(lambda x: tf.nn.softmax_cross_entropy_with_logits(labels, x), logits)


def test_the_gradient_of_softmax_cross_entropy_takes_labels_for_a_distribution(rng):
    logits, labels = rng.normal(size=(2, 3)), 2 * rng.dirichlet(np.ones(3), 2)
    _, found = gradient(tf.nn.softmax_cross_entropy_with_logits, labels, logits)
    assert_close(found, (np.exp(_log_softmax(logits)) - labels) * np.array([[0.5], [1.5]]))


@pytest.mark.parametrize("shape", [(4,), (2, 3), ()])
@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8"])
def test_sparse_softmax_cross_entropy(shape, dtype, rng):
    logits, labels = rng.normal(size=(*shape, 5)), rng.integers(0, 5, shape).astype(dtype)
    expected = -np.take_along_axis(_log_softmax(logits), labels[..., None].astype(int), -1)[..., 0]
    assert_close(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits), expected)
    assert_gradients(lambda x: cross_entropy.sparse_softmax_cross_entropy(labels, x), logits)


@pytest.mark.parametrize("label", [3, -1, -100])
def test_a_class_number_out_of_range_is_named(label):
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"class numbers of \[0, 3\), got \[{label}\]"):
        tf.nn.sparse_softmax_cross_entropy_with_logits([label, 0], tf.zeros((2, 3)))


def test_sigmoid_cross_entropy(rng):
    x, z = rng.normal(size=(3, 2)) * 5, rng.uniform(size=(3, 2))
    expected = np.maximum(x, 0) - x * z + np.log1p(np.exp(-np.abs(x)))
    assert_close(tf.nn.sigmoid_cross_entropy_with_logits(labels=z, logits=x), expected)
    assert_gradients(lambda a, b: tf.nn.sigmoid_cross_entropy_with_logits(a, b), z, x)
    assert_close(tf.nn.weighted_cross_entropy_with_logits(z, x, 1.0), expected)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: tf.nn.sigmoid_cross_entropy_with_logits(tf.ones((2, 3)), tf.ones((2, 4))),
            ValueError,
            r"expected one shape, got \[2, 3\] and \[2, 4\]",
        ),
        (
            lambda: tf.nn.softmax_cross_entropy_with_logits(tf.ones((2, 3)), tf.ones((2, 4))),
            tf.errors.InvalidArgumentError,
            r"expected one shape, got \[2, 3\] and \[2, 4\]",
        ),
        (
            lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(tf.constant([1.0]), tf.zeros((1, 3))),
            tf.errors.InvalidArgumentError,
            "labels: expected integers, got float32",
        ),
        (
            lambda: tf.nn.sparse_softmax_cross_entropy_with_logits([[1]], tf.zeros((1, 3))),
            ValueError,
            r"got labels \[1, 1\] and logits \[1, 3\]",
        ),
        (lambda: tf.nn.dropout(tf.ones(2), 1.0), ValueError, r"rate: expected a number of \[0, 1\), got 1.0"),
    ],
)
def test_what_does_not_fit_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_keras_cross_entropies_of_probabilities(rng):
    odds = rng.dirichlet(np.ones(3), 4)
    labels = rng.integers(0, 3, 4)
    assert_close(keras.ops.sparse_categorical_crossentropy(labels, odds), -np.log(odds[np.arange(4), labels]))
    assert_close(keras.ops.categorical_crossentropy(np.eye(3)[labels], odds), -np.log(odds[np.arange(4), labels]))
    assert_close(
        keras.ops.binary_crossentropy(np.eye(3)[labels], odds), -np.log(np.where(np.eye(3)[labels], odds, 1 - odds))
    )


@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize("cap", [None, 2.0])
def test_attention_equals_the_formula(masked, causal, cap, rng):
    q, k, v = (rng.normal(size=(2, 4, 3, 5)) for _ in range(3))
    mask = rng.random((2, 1, 4, 4)) > 0.2
    mask[..., 0] = True
    scores = np.einsum("bthd,bshd->bhts", q, k) / np.sqrt(5)
    if cap is not None:
        scores = cap * np.tanh(scores / cap)
    if masked:
        scores = np.where(mask, scores, -np.inf)
    if causal:
        scores = np.where(np.tril(np.ones((4, 4), bool)), scores, -np.inf)
    expected = np.einsum("bhts,bshd->bthd", np.exp(_log_softmax(scores)), v)
    found = keras.ops.dot_product_attention(
        q, k, v, mask=mask if masked else None, is_causal=causal, attn_logits_soft_cap=cap
    )
    assert_close(found, expected)


def test_attention_names_what_does_not_fit():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"expected \(batch, time, heads, size\) three times"):
        keras.ops.dot_product_attention(tf.ones((2, 3)), tf.ones((2, 3)), tf.ones((2, 3)))
