"""Softmax, cross-entropies, convolutions, pooling, look-ups."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, gradients, numbers

LOGITS = numbers(2, 3, low=-4, high=4)
IMAGES = numbers(2, 5, 6, 3)
KERNEL = numbers(3, 2, 3, 4, seed=1)


@case
def softmax(tf: Module) -> Nest:
    return {
        "last": tf.nn.softmax(LOGITS),
        "first": tf.nn.softmax(LOGITS, axis=0),
        "vector": tf.nn.softmax([1.0, 2.0]),
        "huge": tf.nn.softmax([1e4, 0.0, -1e4]),
        "masked": tf.nn.softmax([0.0, -np.inf]),
        "empty": tf.nn.softmax(tf.zeros((0, 3))),
        "gradient": gradients(tf, tf.nn.softmax, LOGITS),
        "keras": [tf.keras.ops.softmax(LOGITS), tf.keras.ops.softmax(LOGITS, axis=0)],
    }


@case
def log_softmax(tf: Module) -> Nest:
    return {
        "last": tf.nn.log_softmax(LOGITS),
        "first": tf.nn.log_softmax(LOGITS, axis=0),
        "huge": tf.nn.log_softmax([1e4, 0.0]),
        "gradient": gradients(tf, tf.nn.log_softmax, LOGITS),
        "keras": tf.keras.ops.log_softmax(LOGITS, axis=0),
    }


@case
def sigmoid_cross_entropy_with_logits(tf: Module) -> Nest:
    labels = numbers(2, 3, low=0, high=1)

    def loss(labels: Any, logits: Any) -> Any:
        return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)

    return {
        "value": loss(labels, LOGITS),
        "huge": loss(tf.constant([0.0, 1.0, 0.0]), tf.constant([100.0, -100.0, -100.0])),
        "gradient": gradients(tf, loss, labels, LOGITS),
        "gradient_at_zero": gradients(tf, loss, np.ones(1, "float32"), np.zeros(1, "float32")),
        "weighted": tf.nn.weighted_cross_entropy_with_logits(labels, LOGITS, pos_weight=2.0),
        "keras": tf.keras.ops.binary_crossentropy(labels, LOGITS, from_logits=True),
        "keras_probabilities": tf.keras.ops.binary_crossentropy(labels, np.full((2, 3), 0.3, "float32")),
    }


@case
def softmax_cross_entropy_with_logits(tf: Module) -> Nest:
    labels = np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]], "float32")

    def loss(labels: Any, logits: Any) -> Any:
        return tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits)

    return {
        "value": loss(labels, LOGITS),
        "axis": tf.nn.softmax_cross_entropy_with_logits(labels.T, LOGITS.T, axis=0),
        "gradient": gradients(tf, loss, labels, LOGITS),
        "unnormalised_labels": gradients(tf, loss, labels * 2, LOGITS),
        "keras": tf.keras.ops.categorical_crossentropy(labels, LOGITS, from_logits=True),
        "keras_probabilities": tf.keras.ops.categorical_crossentropy(labels, np.full((2, 3), 0.2, "float32")),
    }


@case
def sparse_softmax_cross_entropy_with_logits(tf: Module) -> Nest:
    labels = tf.constant([2, 0])

    def loss(logits: Any) -> Any:
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)

    return {
        "value": loss(LOGITS),
        "sequence": tf.nn.sparse_softmax_cross_entropy_with_logits([[0, 2], [1, 1]], numbers(2, 2, 3)),
        "gradient": gradients(tf, loss, LOGITS),
        "keras": tf.keras.ops.sparse_categorical_crossentropy(np.array([2, 0]), LOGITS, from_logits=True),
    }


@case
def bias_add(tf: Module) -> Nest:
    x, bias = numbers(2, 3, 4), numbers(4)
    return {
        "last": tf.nn.bias_add(x, bias),
        "channels_first": tf.nn.bias_add(numbers(2, 3, 4, 4), numbers(3), data_format="NCHW"),
        "gradient": gradients(tf, tf.nn.bias_add, x, bias),
    }


for strides, padding, dilations in product((1, 2, (1, 2)), ("SAME", "VALID"), (1, 2)):
    if strides != 1 and dilations != 1:
        continue

    def convolved(tf: Module, strides: Any = strides, padding: str = padding, dilations: int = dilations) -> Nest:
        def convolution(images: Any, kernel: Any) -> Any:
            return tf.nn.conv2d(images, kernel, strides=strides, padding=padding, dilations=dilations)

        return {
            "value": convolution(IMAGES, KERNEL),
            # TensorFlow has no gradient of a dilated convolution on a CPU.
            "gradient": gradients(tf, convolution, IMAGES, KERNEL) if dilations == 1 else None,
            "keras": tf.keras.ops.conv(IMAGES, KERNEL, strides, padding.lower(), dilation_rate=dilations),
        }

    label = "by".join(map(str, strides)) if isinstance(strides, tuple) else strides
    add(f"conv2d_strides_{label}_{padding.lower()}_dilation_{dilations}", convolved)


@case
def conv2d_forms(tf: Module) -> Nest:
    return {
        "four_strides": tf.nn.conv2d(IMAGES, KERNEL, strides=[1, 2, 1, 1], padding="VALID"),
        "explicit_padding": tf.nn.conv2d(IMAGES, KERNEL, 1, [[0, 0], [1, 2], [0, 1], [0, 0]]),
        "one_pixel": tf.nn.conv2d(IMAGES, numbers(1, 1, 3, 2), 1, "VALID"),
        "groups": tf.nn.conv2d(numbers(1, 4, 4, 4), numbers(2, 2, 2, 4), 1, "VALID"),
        "even_kernel_same": tf.nn.conv2d(IMAGES, numbers(2, 4, 3, 2), 1, "SAME"),
        "empty_batch": tf.nn.conv2d(tf.zeros((0, 5, 6, 3)), KERNEL, 1, "SAME"),
        "depthwise": tf.nn.depthwise_conv2d(IMAGES, numbers(2, 2, 3, 2), [1, 1, 1, 1], "SAME"),
        "keras_depth_one": tf.keras.ops.conv(IMAGES[..., :1], KERNEL[:, :, :1], 1, "same"),
        "keras_depthwise": tf.keras.ops.depthwise_conv(IMAGES, numbers(2, 2, 3, 2), 1, "valid"),
    }


@case
def conv_of_other_ranks(tf: Module) -> Nest:
    return {
        "conv1d": tf.nn.conv1d(numbers(2, 6, 3), numbers(2, 3, 4), stride=2, padding="SAME"),
        "transposed": tf.nn.conv2d_transpose(numbers(1, 3, 3, 2), numbers(2, 2, 4, 2), [1, 6, 6, 4], 2),
        "transposed_same": tf.nn.conv2d_transpose(numbers(1, 3, 3, 2), numbers(3, 3, 4, 2), [1, 6, 6, 4], 2, "SAME"),
    }


for kind, (size, strides, padding) in product(
    ("max", "avg"), ((2, 2, "VALID"), (2, 2, "SAME"), ((3, 2), 1, "SAME"), (3, (2, 1), "VALID"))
):

    def pooled(tf: Module, kind: str = kind, size: Any = size, strides: Any = strides, padding: str = padding) -> Nest:
        def pool(images: Any) -> Any:
            function = tf.nn.max_pool2d if kind == "max" else tf.nn.avg_pool2d
            return function(images, ksize=size, strides=strides, padding=padding)

        keras = tf.keras.ops.max_pool if kind == "max" else tf.keras.ops.average_pool
        sizes = size if isinstance(size, tuple) else (size, size)
        return {
            "value": pool(IMAGES),
            "gradient": gradients(tf, pool, IMAGES),
            "keras": keras(IMAGES, sizes, strides, padding.lower()),
        }

    label = f"{size}_{strides}".replace("(", "").replace(")", "").replace(", ", "by")
    add(f"{kind}_pool2d_{label}_{padding.lower()}", pooled)


@case
def max_pool_gives_its_gradient_to_the_first_of_equals(tf: Module) -> Nest:
    return gradients(tf, lambda x: tf.nn.max_pool2d(x, 2, 2, "VALID"), np.ones((1, 4, 4, 1), "float32"))


@case
def embedding_lookup(tf: Module) -> Nest:
    table = numbers(5, 2)
    variable = tf.Variable(table)
    with tf.GradientTape() as tape:
        target = tf.reduce_sum(tf.nn.embedding_lookup(variable, [[1, 4], [1, 0]]) ** 2)
    return {
        "rows": tf.nn.embedding_lookup(table, [3, 3, 0]),
        "matrix": tf.nn.embedding_lookup(table, [[1, 2]]),
        "max_norm": tf.nn.embedding_lookup(table, [0, 1], max_norm=0.5),
        "gradient": tape.gradient(target, variable),
    }


@case
def batch_normalization(tf: Module) -> Nest:
    x, mean, variance = numbers(4, 3), numbers(3), numbers(3, low=0.5, seed=1)
    offset, scale = numbers(3, seed=2), numbers(3, seed=3)

    def normal(*arrays: Any) -> Any:
        return tf.nn.batch_normalization(*arrays, variance_epsilon=1e-3)

    return {
        "value": normal(x, mean, variance, offset, scale),
        "no_scale": normal(x, mean, variance, None, None),
        "gradient": gradients(tf, normal, x, mean, variance, offset, scale),
    }


@case
def dropout_of_nothing_and_l2_loss(tf: Module) -> Nest:
    x = numbers(2, 3)
    return tf.nn.dropout(x, rate=0.0), tf.nn.l2_loss(x), gradients(tf, tf.nn.l2_loss, x)


@case
def dropout_keeps_or_scales(tf: Module) -> Nest:
    kept = tf.nn.dropout(tf.ones((50, 50)), rate=0.2).numpy()
    return sorted(set(kept.reshape(-1).tolist())), bool(0.15 < (kept == 0).mean() < 0.25)
