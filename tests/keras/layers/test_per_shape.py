"""One set of weights for each width."""

import json

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


class Branches(tf.keras.Model):
    """The second program that this project was founded on: widths 64 and 32 meet in one layer."""

    def __init__(self, head):
        super().__init__()
        self.dense1 = layers.Dense(64, activation="relu")
        self.dense2 = layers.Dense(32, activation="relu")
        self.head = head

    def call(self, inputs, training=False):
        x = self.dense1(inputs)
        if tf.reduce_mean(inputs) > 0.5:
            x = self.dense2(x)
        return self.head(x)


LOW, HIGH = np.zeros((4, 8), "float32"), np.ones((4, 8), "float32")


def test_a_plain_layer_names_path_widths_call_and_two_ways_out():
    model = Branches(layers.Dense(1, name="head"))
    model(LOW)
    with pytest.raises(
        ValueError, match=r"layer 'branches\w*/head' is incompatible: expected axis -1 to have size 64, got 32"
    ) as caught:
        model(HIGH)
    text = str(caught.value)
    assert "built for inputs of shape (4, 64) by the call at" in text
    assert "test_per_shape.py:" in text
    assert "give it inputs of one width" in text
    assert "layers.PerShape(Dense(...))" in text


def test_both_sets_are_tracked_trained_and_named_by_their_width():
    head = layers.PerShape(layers.Dense(1))
    model = Branches(head)
    model(LOW), model(HIGH)
    assert head.widths == [64, 32]
    assert [w.path.split("/", 1)[1] for w in head.trainable_weights] == [
        f"{head.name}/{name}" for name in ("width_64/kernel", "width_64/bias", "width_32/kernel", "width_32/bias")
    ]
    before = head.get_weights()
    model.compile(tf.keras.optimizers.SGD(0.1), "mse")
    x = np.concatenate([LOW, HIGH] * 3)
    model.fit(x, np.ones((24, 1), "float32"), batch_size=4, shuffle=False, verbose=0)
    assert all(not np.array_equal(a, b) for a, b in zip(before[1::2], head.get_weights()[1::2], strict=True))


def test_the_template_stays_unbuilt_and_the_copies_follow_it():
    template = layers.Dense(3, activation="relu", kernel_initializer="ones", trainable=False)
    layer = layers.PerShape(template)
    y = layer(np.ones((2, 5), "float32"))
    np.testing.assert_array_equal(y, np.full((2, 3), 5))
    assert not template.built
    assert layer.layer is template
    assert not layer.trainable_weights


def test_a_frozen_layer_makes_frozen_copies():
    layer = layers.PerShape(layers.Dense(2))
    layer(np.ones((1, 3), "float32"))
    layer.trainable = False
    layer(np.ones((1, 4), "float32"))
    assert len(layer.non_trainable_weights) == 4


def test_a_copy_by_config_has_the_same_widths_in_order():
    layer = layers.PerShape(layers.Dense(2))
    for width in (5, 3, 4):
        layer(np.ones((1, width), "float32"))
    again = layers.deserialize(json.loads(json.dumps(layers.serialize(layer))))
    assert again.widths == [5, 3, 4]
    again.set_weights(layer.get_weights())
    for width in (3, 4, 5):
        x = np.full((2, width), 0.5, "float32")
        np.testing.assert_array_equal(again(x), layer(x))


def test_a_model_with_both_sets_is_saved_and_loaded(tmp_path):
    model = Branches(layers.PerShape(layers.Dense(1)))
    expected = [model(LOW).numpy(), model(HIGH).numpy()]
    model.save(tmp_path / "model.keras")
    loaded = tf.keras.models.load_model(tmp_path / "model.keras", custom_objects={"Branches": Branches})
    np.testing.assert_array_equal(loaded(HIGH), expected[1])
    np.testing.assert_array_equal(loaded(LOW), expected[0])
    # A weights file does not depend on which width came first.
    model.save_weights(tmp_path / "model.weights.h5")
    other = Branches(layers.PerShape(layers.Dense(1)))
    other(HIGH), other(LOW)
    other.load_weights(tmp_path / "model.weights.h5")
    np.testing.assert_array_equal(other(LOW), expected[0])


def test_shapes_are_foretold_without_making_weights():
    layer = layers.PerShape(layers.Dense(2))
    assert layer.compute_output_shape((None, 7)) == (None, 2)
    assert not layer.weights
    symbolic = layer(layers.Input((7,)))
    assert tuple(symbolic.shape) == (None, 2)
    assert layer.widths == [7]


def test_training_and_masks_reach_the_copies():
    noisy = layers.PerShape(layers.Dropout(0.5, seed=1))
    x = tf.ones((20, 10))
    assert not np.array_equal(noisy(x, training=True), x)
    np.testing.assert_array_equal(noisy(x), x)
    masked = layers.Masking()(np.array([[[1.0], [0.0]]], "float32"))
    assert layers.PerShape(layers.Dense(2))(masked)._keras_mask is not None
    assert layers.PerShape(layers.GlobalAveragePooling1D())(masked)._keras_mask is None


def test_a_width_that_is_not_known_is_refused():
    with pytest.raises(
        ValueError, match=r"layer 'head': the last axis of the input must be known .* got \(None, None\)"
    ):
        layers.PerShape(layers.Dense(1), name="head")(layers.Input((None,)))
    with pytest.raises(ValueError, match=r"PerShape: layer: expected a Layer, got 3"):
        layers.PerShape(3)
