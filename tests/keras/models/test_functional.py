"""Models made of symbolic inputs and outputs, against the same layers called by hand."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple import keras


def values(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def test_a_graph_with_a_shared_layer_and_operators_equals_calls_by_hand():
    a, b = keras.Input((4,)), keras.Input((4,))
    shared, head = keras.layers.Dense(3, activation="tanh"), keras.layers.Dense(2)
    left, right = shared(a), shared(b)
    model = keras.Model([a, b], head(tf.concat([left * 2.0, right - left], axis=-1)))
    x, y = values(5, 4), values(5, 4, seed=1)
    first, second = shared(x), shared(y)
    expected = head(tf.concat([first * 2.0, second - first], axis=-1))
    np.testing.assert_array_equal(model([x, y]).numpy(), expected.numpy())
    assert model.output_shape == (None, 2)
    assert len(model.trainable_variables) == 4
    assert [layer.name for layer in model.layers][2:] == [shared.name, head.name]


def test_sizes_taken_from_a_symbolic_tensor_are_those_of_the_batch():
    x = keras.Input((6, 2))
    model = keras.Model(x, tf.reshape(x, [tf.shape(x)[0], 3, 4]))
    assert model.output_shape == (None, 3, 4)
    data = values(7, 6, 2)
    np.testing.assert_array_equal(model(data).numpy(), data.reshape(7, 3, 4))


def test_a_graph_trains_in_fit():
    x = keras.Input((4,))
    model = keras.Model(inputs=x, outputs=keras.layers.Dense(1)(keras.layers.Dense(8, activation="relu")(x)))
    model.compile(keras.optimizers.Adam(0.05), "mse")
    data = values(64, 4)
    history = model.fit(data, data.sum(1, keepdims=True), epochs=20, verbose=0)
    assert history.history["loss"][-1] < 0.2 * history.history["loss"][0]


def test_a_sub_model_of_an_intermediate_tensor_and_a_model_as_a_layer():
    x = keras.Input((4,))
    hidden = keras.layers.Dense(3)(x)
    whole = keras.Model(x, keras.layers.Dense(2)(hidden))
    part = keras.Model(x, hidden)
    outer = keras.Sequential([whole, keras.layers.Dense(1)])
    data = values(3, 4)
    np.testing.assert_array_equal(part(data).numpy(), whole.layers[1](data).numpy())
    assert outer(data).shape == (3, 1)
    assert len(outer.trainable_variables) == 6


def test_a_graph_that_needs_another_input_names_it():
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    with pytest.raises(ValueError, match=r"outputs need .*name=b"):
        keras.Model(a, a + b)


def test_the_wrong_width_names_the_model_and_both_widths():
    x = keras.Input((4,))
    model = keras.Model(x, keras.layers.Dense(1)(x), name="net")
    with pytest.raises(ValueError, match=r"'net'.*axis 1 to have size 4, got 5"):
        model(values(2, 5))
