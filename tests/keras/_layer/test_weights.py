"""`add_weight` in both orders of its arguments, names, paths, dtypes, and what it refuses."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


def made(*arguments, **options):
    layer = layers.Layer(name="owner")
    layer.weight = layer.add_weight(*arguments, **options)
    return layer.weight


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (((2, 3), "ones"), {"name": "w"}),
        ((), {"shape": (2, 3), "initializer": "ones", "name": "w"}),
        (("w", (2, 3)), {"initializer": "ones"}),
        (("w", (2, 3), "float32", "ones"), {}),
        (("w", (2, 3), tf.float32, tf.keras.initializers.Ones(), None, True), {}),
        (("w",), {"shape": [2, 3], "initializer": "ones", "trainable": True}),
    ],
    ids=["keras 3", "keywords", "keras 2", "keras 2 by place", "keras 2 objects", "keras 2 name"],
)
def test_both_orders_of_arguments_make_one_weight(arguments, options):
    weight = made(*arguments, **options)
    assert (weight.name, weight.path, tuple(weight.shape)) == ("w", "owner/w", (2, 3))
    assert weight.trainable
    np.testing.assert_array_equal(weight, np.ones((2, 3)))


def test_keras_2_may_freeze_and_regularize_by_place():
    weight = made("w", (2,), "float32", "ones", tf.keras.regularizers.L2(0.5), False)
    assert not weight.trainable
    assert float(weight.regularizer(weight)) == 1.0


def test_defaults():
    weight = made()
    assert weight.shape == ()
    assert weight.dtype == "float32"
    counter = made(shape=(2,), dtype="int32")
    np.testing.assert_array_equal(counter, [0, 0])
    assert made(shape=4).shape == (4,)


def test_an_initializer_may_be_a_name_a_class_an_array_or_a_function():
    np.testing.assert_array_equal(made((2,), tf.keras.initializers.Ones), [1, 1])
    np.testing.assert_array_equal(made((2,), lambda shape, dtype=None: tf.fill(shape, 3.0)), [3, 3])
    np.testing.assert_array_equal(made((2,), np.array([4.0, 5.0])), [4, 5])


def test_regularizers_and_constraints_belong_to_the_weight():
    class Scaled(layers.Layer):
        def build(self, input_shape):
            self.w = self.add_weight(
                shape=(2,), initializer="ones", regularizer="l1", constraint=tf.keras.constraints.MaxNorm(0.5), name="w"
            )

        def call(self, inputs):
            return inputs * self.w

    layer = Scaled()
    layer(np.ones((1, 2), "float32"))
    np.testing.assert_allclose(layer.losses, [0.02], rtol=1e-6)
    layer.trainable = False
    assert not layer.losses
    assert np.linalg.norm(layer.w.constraint(layer.w)) <= 0.5 + 1e-6


@pytest.mark.parametrize(
    ("arguments", "options", "text"),
    [
        (((2, None), "ones"), {"name": "w"}, r"weight 'w': shape: expected sizes that are known.*\(2, None\)"),
        (((2,), "onse"), {}, r"initializer: unknown name 'onse'; did you mean 'one' or 'ones'"),
        (((2,),), {"initialiser": "ones"}, r"Layer.add_weight: unknown keyword initialiser='ones'"),
        (("w",), {"name": "v"}, r"add_weight: name: given twice, 'w' and 'v'"),
        (((2,), "ones"), {"initializer": "zeros"}, r"add_weight: initializer: given twice, 'ones' and 'zeros'"),
        (((2,),), {"name": "a/b"}, r"name: expected a name without '/', got 'a/b'"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, options, text):
    with pytest.raises((ValueError, TypeError), match=text):
        made(*arguments, **options)


def test_paths_are_those_of_the_call_that_built_the_layer():
    class Block(layers.Layer):
        def __init__(self, name):
            super().__init__(name=name)
            self.gate = self.add_weight(shape=(1,), name="gate")
            self.dense = layers.Dense(2, name="dense")

        def call(self, inputs):
            return self.dense(inputs) * self.gate

    class Net(layers.Layer):
        def __init__(self):
            super().__init__(name="net")
            self.blocks = [Block("one"), Block("two")]

        def call(self, inputs):
            for block in self.blocks:
                inputs = block(inputs)
            return inputs

    net = Net()
    net(np.ones((1, 3), "float32"))
    assert [w.path for w in net.weights] == [
        *("one/gate", "net/one/dense/kernel", "net/one/dense/bias"),
        *("two/gate", "net/two/dense/kernel", "net/two/dense/bias"),
    ]
