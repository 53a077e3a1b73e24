"""Ops on symbolic tensors: shape and dtype are those of a run on values, whatever the batch."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple import keras

CALLS = {
    "conv2d": lambda x: tf.nn.conv2d(x, tf.ones((3, 3, 4, 5)), 2, "SAME"),
    "conv2d_even": lambda x: tf.nn.conv2d(x, tf.ones((2, 2, 4, 5)), 1, "SAME"),
    "depthwise": lambda x: tf.nn.depthwise_conv2d(x, tf.ones((3, 3, 4, 2)), [1, 1, 1, 1], "SAME"),
    "max_pool": lambda x: tf.nn.max_pool2d(x, 2, 2, "SAME"),
    "avg_pool": lambda x: tf.nn.avg_pool2d(x, 3, 1, "SAME"),
    "reduce_mean": lambda x: tf.reduce_mean(x, [1, 2]),
    "reduce_max": lambda x: tf.reduce_max(x, -1, keepdims=True),
    "reshape": lambda x: tf.reshape(x, [-1, 16]),
    "reshape_by_shape": lambda x: tf.reshape(x, [tf.shape(x)[0], -1]),
    "transpose": lambda x: tf.transpose(x, [0, 3, 1, 2]),
    "concat": lambda x: tf.concat([x, x], -1),
    "stack": lambda x: tf.stack([x, x], 1),
    "split": lambda x: tf.split(x, 2, -1)[1],
    "slice": lambda x: x[:, 1:, ::-1, None, 0],
    "where": lambda x: tf.where(x > 0, x, 0.0),
    "gather": lambda x: tf.gather(x, [0, 2], axis=-1),
    "argmax": lambda x: tf.argmax(x, -1),
    "one_hot": lambda x: tf.one_hot(tf.argmax(x, -1), 3),
    "top_k": lambda x: tf.math.top_k(x, 2).indices,
    "moments": lambda x: tf.nn.moments(x, [1, 2])[1],
    "einsum": lambda x: tf.einsum("bhwc,cd->bdhw", x, tf.ones((4, 7))),
    "matmul": lambda x: tf.matmul(x, x, transpose_b=True),
    "cast": lambda x: tf.cast(x, tf.int32),
    "pad": lambda x: tf.pad(x, [[0, 0], [1, 1], [0, 2], [0, 0]]),
    "tile": lambda x: tf.tile(x, [1, 2, 1, 1]),
    "softmax": tf.nn.softmax,
    "normalize": lambda x: tf.math.l2_normalize(x, -1),
    "cumsum": lambda x: tf.cumsum(x, axis=1, exclusive=True),
    "noise": lambda x: x + tf.random.normal(tf.shape(x)) + tf.zeros([tf.shape(x)[0], 1, 1, 1]),
    "dropout": lambda x: tf.nn.dropout(x, 0.5),
    "number_on_the_left": lambda x: tf.maximum(0.0, 1.0 - x),
}


class Call(keras.layers.Layer):
    """A layer that calls a function of its input."""

    def __init__(self, name):
        super().__init__()
        self.function = CALLS[name]

    def call(self, x):
        return self.function(x)


@pytest.mark.parametrize("name", CALLS)
def test_what_is_inferred_is_what_comes_out(name):
    found = Call(name)(keras.Input((4, 6, 4)))
    values = CALLS[name](tf.constant(np.random.default_rng(0).normal(size=(3, 4, 6, 4)), "float32"))
    assert found.dtype == values.dtype
    assert found.shape[0] is None
    assert found.shape[1:] == values.shape[1:]


@pytest.mark.parametrize("name", [name for name in CALLS if name != "noise"])
def test_an_op_takes_a_symbolic_tensor_itself(name):
    found = CALLS[name](keras.Input((4, 6, 4)))
    assert found.shape[1:] == Call(name)(keras.Input((4, 6, 4))).shape[1:]
