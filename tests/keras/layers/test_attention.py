"""Attention against NumPy; masks, and rows that may look at nothing."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def heads_by_hand(layer, query, value, allowed=None):
    """Multi-head attention by einsum, in float64; `allowed` is (B, T, S)."""
    q, k, v = (
        np.einsum("btd,dhk->bhtk", x.astype("float64"), dense.kernel.numpy()) + dense.bias.numpy()[:, None]
        for x, dense in ((query, layer.query_dense), (value, layer.key_dense), (value, layer.value_dense))
    )
    share = q.shape[1] // k.shape[1]
    k, v = k.repeat(share, 1), v.repeat(share, 1)
    scores = np.einsum("bhtk,bhsk->bhts", q, k) / np.sqrt(q.shape[-1])
    if allowed is not None:
        weights = softmax(np.where(allowed[:, None], scores, -1e30)) * allowed[:, None]
    else:
        weights = softmax(scores)
    mixed = np.einsum("bhts,bhsv->bthv", weights, v)
    out = layer.output_dense
    return np.einsum("bthv,hvd->btd", mixed, out.kernel.numpy()) + out.bias.numpy(), weights


def built(layer, query, value, rng):
    layer(query, value)
    for weight in layer.weights:
        weight.assign(rng.normal(size=tuple(weight.shape)).astype("float32"))
    return layer


@pytest.fixture
def arrays(rng):
    return rng.normal(size=(2, 3, 4)).astype("float32"), rng.normal(size=(2, 5, 4)).astype("float32")


@pytest.mark.parametrize(
    "make", [lambda: layers.MultiHeadAttention(2, 3, 5), lambda: layers.GroupQueryAttention(3, 4, 2)]
)
@pytest.mark.parametrize("masked", [False, True])
def test_the_fused_and_the_explicit_path_are_the_formula(make, masked, arrays, rng):
    query, value = arrays
    layer = built(make(), query, value, rng)
    allowed = rng.normal(size=(2, 3, 5)) > 0 if masked else None
    if masked:
        allowed[0, 1] = False  # this query may look at nothing
    expected, weights = heads_by_hand(layer, query, value, allowed)
    np.testing.assert_allclose(layer(query, value, attention_mask=allowed), expected, rtol=1e-4, atol=1e-4)
    outputs, scores = layer(query, value, attention_mask=allowed, return_attention_scores=True)
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(scores, weights, rtol=1e-4, atol=1e-5)


def test_a_causal_mask_hides_the_future(arrays, rng):
    query, _ = arrays
    layer = built(layers.MultiHeadAttention(2, 3), query, query, rng)
    expected, _ = heads_by_hand(layer, query, query, np.tril(np.ones((2, 3, 3), bool)))
    np.testing.assert_allclose(layer(query, query, use_causal_mask=True), expected, rtol=1e-4, atol=1e-4)
    padding = np.array([[True, True, False], [True, True, True]])
    both = np.tril(np.ones((2, 3, 3), bool)) & padding[:, None]
    expected, _ = heads_by_hand(layer, query, query, both)
    np.testing.assert_allclose(
        layer(query, query, value_mask=padding, use_causal_mask=True), expected, rtol=1e-4, atol=1e-4
    )


def test_an_embedding_mask_hides_padding_and_travels(rng):
    embedding = layers.Embedding(5, 4, mask_zero=True)
    attention = layers.MultiHeadAttention(2, 3)
    x = embedding(tf.constant([[1, 2, 0], [3, 0, 0]]))
    y = attention(x, x)
    np.testing.assert_array_equal(y._keras_mask, [[True, True, False], [True, False, False]])
    mask = np.array([[True, True, False], [True, False, False]])
    expected, _ = heads_by_hand(attention, x.numpy(), x.numpy(), mask[:, None] & mask[:, :, None])
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)


def test_dropout_acts_on_the_weights_in_training_only(arrays):
    query, value = arrays
    layer = layers.MultiHeadAttention(2, 3, dropout=0.5, seed=1)
    np.testing.assert_array_equal(layer(query, value), layer(query, value))
    assert not np.allclose(layer(query, value, training=True), layer(query, value))
    _, scores = layer(query, value, training=True, return_attention_scores=True)
    np.testing.assert_allclose(np.sum(scores, -1), np.ones((2, 2, 3)), rtol=1e-5)  # the weights before dropout


def test_long_queries_of_any_length_pass_one_layer(rng):
    layer = layers.MultiHeadAttention(2, 8)
    for length in (1, 7, 30):
        x = rng.normal(size=(2, length, 6)).astype("float32")
        assert layer(x, x).shape == (2, length, 6)
    symbolic = layer(layers.Input((None, 6)), layers.Input((None, 6)))
    assert tuple(symbolic.shape) == (None, None, 6)


@pytest.mark.parametrize("scaled", [False, True])
def test_dot_attention_is_the_formula(scaled, arrays):
    query, value = arrays
    layer = layers.Attention(use_scale=scaled)
    outputs, weights = layer([query, value], return_attention_scores=True)
    if scaled:
        layer.scale.assign(0.5)
        outputs, weights = layer([query, value], return_attention_scores=True)
    expected = softmax((0.5 if scaled else 1) * query @ value.swapaxes(1, 2))
    np.testing.assert_allclose(weights, expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(outputs, expected @ value, rtol=1e-5, atol=1e-6)


def test_additive_attention_is_the_formula(arrays, rng):
    query, value = arrays
    layer = layers.AdditiveAttention()
    layer([query, value])
    layer.scale.assign(rng.normal(size=(4,)).astype("float32"))
    scores = (layer.scale.numpy() * np.tanh(query[:, :, None] + value[:, None])).sum(-1)
    np.testing.assert_allclose(layer([query, value]), softmax(scores) @ value, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: layers.MultiHeadAttention(0, 3), ValueError, r"num_heads: expected a positive int, got 0"),
        (lambda: layers.GroupQueryAttention(3, 4, 3), ValueError, r"divisor of num_query_heads=4, got 3"),
        (lambda: layers.MultiHeadAttention(2, 3, use_gate=True), NotImplementedError, r"use_gate=True"),
        (
            lambda: layers.MultiHeadAttention(2, 3, sliding_window=4),
            NotImplementedError,
            r"sliding_window=4.*attention_mask",
        ),
        (
            lambda: layers.MultiHeadAttention(2, 3, dropout=0.1, flash_attention=True),
            ValueError,
            r"does no dropout, got 0.1",
        ),
        (
            lambda: layers.MultiHeadAttention(2, 3)(np.ones((2, 3, 4))),
            TypeError,
            r"the call lacks its argument 'value'",
        ),
        (lambda: layers.Attention(score_mode="sum"), ValueError, r"score_mode: expected one of dot, concat, got 'sum'"),
        (lambda: layers.Attention()(np.ones((2, 3, 4))), ValueError, r"expected a list of \[query, value\]"),
        (lambda: layers.EinsumDense("ab->b", 3), ValueError, r"equation: expected the form 'ab,bc->ac'.*got 'ab->b'"),
        (lambda: layers.EinsumDense("ab,bc->ad", 3), ValueError, r"output axis 'd' is in neither input"),
        (
            lambda: layers.EinsumDense("ab,bc->ac", 3, bias_axes="b"),
            ValueError,
            r"bias_axes: expected axes of the output 'ac'",
        ),
        (
            lambda: layers.EinsumDense("abc,cd->abd", 3)(np.ones((2, 3))),
            ValueError,
            r"takes inputs of rank 3, got shape \(2, 3\)",
        ),
    ],
)
def test_wrong_settings_and_inputs_are_refused(make, error, text):
    with pytest.raises(error, match=text):
        make()
