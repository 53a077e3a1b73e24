"""State is found wherever it is put, listed once, frozen and thawed."""

import dataclasses
from typing import NamedTuple

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers
Layer = layers.Layer


class Pair(NamedTuple):
    first: object
    second: object


@dataclasses.dataclass
class Parts:
    head: Layer
    scale: tf.Variable


def dense():
    layer = layers.Dense(1, use_bias=False)
    layer.build((None, 1))
    return layer


class Holder(Layer):
    """Runs `put(self)` in its constructor."""

    def __init__(self, put):
        super().__init__()
        put(self)

    def call(self, inputs):
        return inputs


@pytest.mark.parametrize(
    ("put", "count"),
    [
        (lambda self: setattr(self, "a", dense()), 1),
        (lambda self: setattr(self, "a", tf.Variable([1.0])), 1),
        (lambda self: setattr(self, "a", [dense(), dense()]), 2),
        (lambda self: setattr(self, "a", (dense(), dense())), 2),
        (lambda self: setattr(self, "a", {"x": dense(), "y": [dense()]}), 2),
        (lambda self: setattr(self, "a", [{"x": (dense(), [dense()])}, tf.Variable(1.0)]), 3),
        (lambda self: setattr(self, "a", Pair(dense(), tf.Variable([2.0]))), 2),
        (lambda self: setattr(self, "a", Parts(dense(), tf.Variable([2.0]))), 2),
        (lambda self: setattr(self, "a", [dense() for _ in range(5)]), 5),
        (lambda self: setattr(self, "a", Holder(lambda inner: setattr(inner, "b", [dense()]))), 1),
        (lambda self: self.add_weight(shape=(2,), initializer="ones"), 1),
    ],
    ids=[
        "layer",
        "variable",
        "list",
        "tuple",
        "dict",
        "nested",
        "namedtuple",
        "dataclass",
        "comprehension",
        "layer in layer",
        "not kept",
    ],
)
def test_state_is_found_wherever_it_is_put(put, count):
    holder = Holder(put)
    assert len(holder.variables) == count
    assert len({id(v) for v in holder.variables}) == count


def test_what_is_put_twice_is_listed_once():
    holder = Holder(lambda self: None)
    holder.a = shared = dense()
    holder.b = [shared, {"again": shared}]
    holder.c = shared.kernel
    assert len(holder.weights) == 1


def test_what_is_added_late_is_found_and_what_is_taken_away_is_not():
    holder = Holder(lambda self: setattr(self, "parts", []))
    assert not holder.weights
    holder.parts.append(dense())
    assert len(holder.weights) == 1
    holder.parts.append([dense()])
    holder.parts[1].append(dense())
    assert len(holder.weights) == 3
    holder.parts.pop(0)
    assert len(holder.weights) == 2
    holder.parts[0][0] = other = dense()
    assert any(w is other.kernel for w in holder.weights)
    holder.extra = dense()
    assert len(holder.weights) == 3
    holder.extra = replacement = dense()
    assert [w is replacement.kernel for w in holder.weights].count(True) == 1
    assert len(holder.weights) == 3
    del holder.extra
    assert len(holder.weights) == 2
    holder.parts.clear()
    assert not holder.weights


def test_a_dict_that_changes_keeps_being_looked_at():
    holder = Holder(lambda self: setattr(self, "heads", {}))
    holder.heads["a"] = dense()
    assert len(holder.weights) == 1
    holder.heads["a"] = other = dense()
    assert holder.weights[0] is other.kernel
    del holder.heads["a"]
    assert not holder.weights


def test_a_layer_inside_that_is_built_later_is_seen_from_outside():
    outer = Holder(lambda self: setattr(self, "dense", layers.Dense(2)))
    assert not outer.weights
    outer.dense(np.ones((1, 3), "float32"))
    assert [w.name for w in outer.weights] == ["kernel", "bias"]


def test_own_variables_are_listed_trainable_first():
    class Mixed(Layer):
        def build(self, input_shape):
            self.count = self.add_weight(shape=(), initializer="zeros", trainable=False, name="count")
            self.inner = dense()
            self.scale = self.add_weight(shape=(1,), initializer="ones", name="scale")

        def call(self, inputs):
            return inputs

    layer = Mixed()
    layer.build((None, 1))
    assert [w.name for w in layer.weights] == ["scale", "count", "kernel"]
    assert [w.name for w in layer.non_trainable_weights] == ["count"]


def test_freezing_goes_down_and_thawing_one_layer_thaws_that_one():
    encoder = Holder(lambda self: setattr(self, "parts", [layers.Dense(2), layers.BatchNormalization()]))
    for part in encoder.parts:
        part.build((None, 2))
    assert len(encoder.trainable_weights) == 4
    encoder.trainable = False
    assert not encoder.trainable_weights
    assert len(encoder.non_trainable_weights) == 6
    encoder.parts[1].trainable = True
    assert [w.name for w in encoder.parts[1].trainable_weights] == ["gamma", "beta"]
    assert not encoder.parts[0].trainable_weights
    encoder.trainable = True
    assert len(encoder.trainable_weights) == 4  # the moving statistics never are


def test_weights_of_a_layer_that_is_frozen_before_it_is_built_are_frozen():
    layer = layers.Dense(2, trainable=False)
    layer.build((None, 3))
    assert not layer.trainable_weights
    layer.trainable = True
    assert len(layer.trainable_weights) == 2


def test_a_frozen_variable_gets_no_gradient():
    layer = dense()
    layer.trainable = False
    with tf.GradientTape() as tape:
        y = layer(tf.ones((1, 1)))
    assert tape.gradient(y, layer.kernel) is None
    layer.trainable = True
    with tf.GradientTape() as tape:
        y = layer(tf.ones((1, 1)))
    assert tape.gradient(y, layer.kernel) is not None


def test_weights_are_copied_out_and_checked_on_the_way_in():
    layer = layers.Dense(2, name="head")
    layer.build((None, 3))
    taken = layer.get_weights()
    taken[0][:] = 7
    assert not (layer.kernel.numpy() == 7).any()
    layer.set_weights(taken)
    assert (layer.kernel.numpy() == 7).all()
    with pytest.raises(ValueError, match=r"set_weights: layer 'head' has 2 weights, got 1"):
        layer.set_weights(taken[:1])
    with pytest.raises(ValueError, match=r"weight 'head/bias' has shape \(2,\), got an array of shape \(3,\)"):
        layer.set_weights([taken[0] * 0, np.zeros(3)])
    assert (layer.kernel.numpy() == 7).all()  # nothing was changed
    with pytest.raises(ValueError, match=r"has 0 weights, got 2; build the layer first"):
        layers.Dense(2).set_weights(taken)
