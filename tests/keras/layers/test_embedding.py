"""The look-up of vectors: sparse gradients, masks, wrong numbers."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


def test_rows_are_looked_up_in_any_shape(rng):
    layer = layers.Embedding(7, 3)
    ids = rng.integers(0, 7, (2, 4, 5))
    table = layer(ids) is not None and layer.embeddings.numpy()
    np.testing.assert_array_equal(layer(ids), table[ids])
    np.testing.assert_array_equal(layer(ids.astype("float32")), table[ids])
    np.testing.assert_array_equal(layer(tf.constant(4)), table[4])


def test_the_gradient_is_one_row_for_each_look_up():
    layer = layers.Embedding(1000, 2)
    layer.build()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(tf.constant([5, 7, 5])) ** 2)
    gradient = tape.gradient(loss, layer.embeddings)
    assert type(gradient).__name__ == "IndexedSlices"
    np.testing.assert_array_equal(gradient.indices, [5, 7, 5])
    np.testing.assert_allclose(gradient.values, 2 * layer.embeddings.numpy()[[5, 7, 5]], rtol=1e-6)


def test_zero_is_masked_and_the_mask_travels():
    layer = layers.Embedding(5, 2, mask_zero=True)
    y = layer(tf.constant([[1, 0, 2]]))
    np.testing.assert_array_equal(y._keras_mask, [[True, False, True]])
    dense = layers.Dense(3)(y)
    np.testing.assert_array_equal(dense._keras_mask, [[True, False, True]])
    assert layers.Embedding(5, 2)(tf.constant([[1, 0]]))._keras_mask is None


def test_first_values_are_taken_and_not_put_into_the_config():
    values = np.arange(6, dtype="float32").reshape(3, 2)
    layer = layers.Embedding(3, 2, weights=[values])
    np.testing.assert_array_equal(layer.embeddings, values)
    assert "weights" not in layer.get_config()


def test_numbers_outside_the_table_are_named():
    layer = layers.Embedding(3, 2, name="words")
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"expected numbers of \[0, 3\), got \[3, 7\]") as caught:
        layer(tf.constant([1, 7, 3]))
    assert any("'words'" in note for note in caught.value.__notes__)


@pytest.mark.parametrize("arguments", [(0, 2), (3, -1), (2.5, 2), ("3", 2)])
def test_sizes_that_are_no_positive_ints_are_refused(arguments):
    with pytest.raises(ValueError, match=r"Embedding: (input|output)_dim: expected a positive int, got"):
        layers.Embedding(*arguments)
