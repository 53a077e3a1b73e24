"""Layers with given weights: outputs, gradients, shapes, updates of statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, fill, integers, numbers, weighted

IMAGES = numbers(2, 6, 5, 4)
VECTORS = numbers(4, 3)

# What each layer is made by, and what it is given.
LAYERS: dict[str, tuple[Callable[[Any], Any], np.ndarray]] = {
    "dense": (lambda layers: layers.Dense(5), VECTORS),
    "dense_without_bias": (lambda layers: layers.Dense(2, use_bias=False), VECTORS),
    "dense_of_a_sequence": (lambda layers: layers.Dense(2, activation="tanh"), numbers(2, 5, 3)),
    "dense_relu": (lambda layers: layers.Dense(5, activation="relu"), VECTORS),
    "dense_softmax": (lambda layers: layers.Dense(5, activation="softmax"), VECTORS),
    "dense_of_an_empty_batch": (lambda layers: layers.Dense(5), numbers(0, 3)),
    "dropout": (lambda layers: layers.Dropout(0.5), VECTORS),
    "flatten": (lambda layers: layers.Flatten(), IMAGES),
    "flatten_of_a_vector_batch": (lambda layers: layers.Flatten(), numbers(3)),
    "flatten_channels_first": (lambda layers: layers.Flatten(data_format="channels_first"), IMAGES),
    "activation": (lambda layers: layers.Activation("gelu"), VECTORS),
    "relu": (lambda layers: layers.ReLU(), VECTORS),
    "relu_with_arguments": (lambda layers: layers.ReLU(max_value=1.0, negative_slope=0.2, threshold=0.3), VECTORS),
    "conv2d": (lambda layers: layers.Conv2D(3, 3), IMAGES),
    "conv2d_same": (lambda layers: layers.Conv2D(3, (3, 2), padding="same", activation="relu"), IMAGES),
    "conv2d_strided": (lambda layers: layers.Conv2D(2, 3, strides=2, padding="same"), IMAGES),
    "conv2d_strided_valid": (lambda layers: layers.Conv2D(2, (2, 3), strides=(2, 1)), IMAGES),
    "conv2d_groups": (lambda layers: layers.Conv2D(4, 2, groups=2, use_bias=False), IMAGES),
    "max_pooling": (lambda layers: layers.MaxPooling2D(), IMAGES),
    "max_pooling_same": (lambda layers: layers.MaxPooling2D((3, 2), strides=2, padding="same"), IMAGES),
    "max_pooling_strided": (lambda layers: layers.MaxPool2D(3, strides=(1, 2)), IMAGES),
    "layer_normalization": (lambda layers: layers.LayerNormalization(), VECTORS),
    "layer_normalization_axes": (lambda layers: layers.LayerNormalization(axis=[1, 2], epsilon=1e-5), IMAGES),
    "layer_normalization_plain": (lambda layers: layers.LayerNormalization(center=False, scale=False), VECTORS),
    "batch_normalization": (lambda layers: layers.BatchNormalization(), VECTORS),
    "batch_normalization_images": (lambda layers: layers.BatchNormalization(momentum=0.9), IMAGES),
    "batch_normalization_axis": (lambda layers: layers.BatchNormalization(axis=1), IMAGES),
    "batch_normalization_plain": (lambda layers: layers.BatchNormalization(center=False, scale=False), VECTORS),
}


def layer_case(name: str, make: Callable[[Any], Any], x: np.ndarray) -> None:
    """Output, gradients of input and weights, names and shapes of weights, the shape that is foretold."""

    def program(tf: Module) -> Nest:
        tf.keras.utils.clear_session()
        layer = make(tf.keras.layers)
        layer.build(x.shape)
        fill(layer)
        inputs = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs)
            loss = weighted(tf, outputs)
        return {
            "output": outputs,
            "gradients": tape.gradient(loss, [inputs, *layer.trainable_variables]),
            "weights": [[weight.name, weight.path, weight.shape, weight.trainable] for weight in layer.weights],
            "shape": list(layer.compute_output_shape((None, *x.shape[1:]))),
            "name": layer.name,
            "parameters": layer.count_params(),
        }

    add(name, program)


for layer_name, (constructor, data) in LAYERS.items():
    layer_case(layer_name, constructor, data)


@case
def conv2d_dilated(tf: Module) -> Nest:
    layer = tf.keras.layers.Conv2D(3, 2, dilation_rate=2, padding="same")
    layer.build(IMAGES.shape)
    return fill(layer)(IMAGES), layer.compute_output_shape((None, 6, 5, 4))


@case
def embedding(tf: Module) -> Nest:
    layer = tf.keras.layers.Embedding(7, 3)
    layer.build()
    fill(layer)
    ids = tf.constant([[1, 6, 1], [0, 2, 6]])
    with tf.GradientTape() as tape:
        outputs = layer(ids)
        loss = weighted(tf, outputs)
    return {
        "output": outputs,
        "gradient": tape.gradient(loss, layer.embeddings),
        "of_floats": layer(np.array([2.0, 3.0], "float32")),
        "of_one": layer(tf.constant(4)),
        "mask": layer.compute_mask(ids),
        "weights": [[weight.name, weight.shape] for weight in layer.weights],
        "shape": list(layer.compute_output_shape((None, 3))),
    }


@case
def embedding_with_a_mask(tf: Module) -> Nest:
    layer = tf.keras.layers.Embedding(7, 3, mask_zero=True)
    ids = tf.constant([[1, 6, 0], [0, 0, 6]])
    outputs = layer(ids)
    fill(layer)
    return layer(ids), layer.compute_mask(ids), outputs.shape, layer.supports_masking


@case
def batch_normalization_in_training(tf: Module) -> Nest:
    layer = tf.keras.layers.BatchNormalization(momentum=0.8, epsilon=1e-2)
    layer.build((None, 3))
    fill(layer)
    result = []
    for seed in range(3):
        x = tf.constant(numbers(4, 3, seed=seed))
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, training=True)
            loss = weighted(tf, outputs)
        gradients = tape.gradient(loss, [x, layer.gamma, layer.beta])
        result.append([outputs, gradients, layer.moving_mean.numpy(), layer.moving_variance.numpy()])
    return result, layer(numbers(2, 3), training=False), layer(numbers(2, 3))


@case
def batch_normalization_of_images_in_training(tf: Module) -> Nest:
    layer = tf.keras.layers.BatchNormalization()
    layer.build((None, 6, 5, 4))
    fill(layer)
    outputs = layer(IMAGES, training=True)
    return outputs, layer.moving_mean, layer.moving_variance


@case
def batch_normalization_that_is_frozen(tf: Module) -> Nest:
    layer = tf.keras.layers.BatchNormalization()
    layer.build((None, 3))
    fill(layer)
    layer.trainable = False
    outputs = layer(VECTORS, training=True)
    return outputs, layer.moving_mean, len(layer.trainable_variables), len(layer.non_trainable_variables)


@case
def batch_normalization_with_a_mask(tf: Module) -> Nest:
    layer = tf.keras.layers.BatchNormalization(momentum=0.5)
    mask = tf.constant([[True, True, False], [True, False, False]])
    outputs = layer(numbers(2, 3, 4), training=True, mask=mask)
    return outputs, layer.moving_mean, layer.moving_variance


@case
def dropout_in_training(tf: Module) -> Nest:
    layer = tf.keras.layers.Dropout(0.25, seed=3)
    outputs = layer(tf.ones((100, 20)), training=True).numpy()
    values = sorted({round(float(value), 5) for value in outputs.reshape(-1)})
    shared = tf.keras.layers.Dropout(0.5, noise_shape=(None, 1), seed=1)(tf.ones((30, 4)), training=True).numpy()
    return {
        "values": values,
        "share": bool(0.2 < (outputs == 0).mean() < 0.3),
        "rows_agree": bool((shared == shared[:, :1]).all()),
        "nothing": tf.keras.layers.Dropout(0.0)(VECTORS, training=True),
        "inference": layer(VECTORS, training=False),
    }


@case
def a_layer_call_converts_its_inputs(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(2)
    layer.build((None, 3))
    fill(layer)
    return {
        "array": layer(VECTORS),
        "double": layer(VECTORS.astype("float64")),
        "ints": layer(integers(2, 3)),
        "double_tensor": layer(tf.constant(VECTORS, tf.float64)),
        "variable": layer(tf.Variable(VECTORS)),
    }


@case
def layers_of_other_dtypes(tf: Module) -> Nest:
    layers = tf.keras.layers
    double = layers.Dense(2, dtype="float64")
    mixed = layers.Dense(2, dtype="mixed_float16")
    double.build((None, 3))
    mixed.build((None, 3))
    fill(double)
    fill(mixed)
    return {
        "double": [double(VECTORS), double.kernel.dtype, double.dtype, double.compute_dtype, double.variable_dtype],
        "mixed": [mixed(VECTORS), mixed.kernel.dtype, mixed.dtype, mixed.compute_dtype, mixed.dtype_policy.name],
        "normalization": layers.LayerNormalization(dtype="float16")(VECTORS),
        "flatten_keeps_ints": layers.Flatten(dtype="int32")(integers(2, 2, 2)),
    }


@case
def flatten_and_dropout_of_ints(tf: Module) -> Nest:
    return tf.keras.layers.Flatten()(integers(2, 2, 2)), tf.keras.layers.Dropout(0.5)(integers(2, 2))


@case
def regularizers_constraints_and_losses(tf: Module) -> Nest:
    layer = tf.keras.layers.Dense(
        2,
        kernel_regularizer=tf.keras.regularizers.L2(0.1),
        bias_regularizer="l1",
        activity_regularizer=tf.keras.regularizers.L1(0.01),
        kernel_constraint=tf.keras.constraints.NonNeg(),
    )
    layer.build((None, 3))
    fill(layer)
    before = list(layer.losses)
    layer(VECTORS)
    constrained = layer.kernel.constraint(layer.kernel)
    return before, list(layer.losses), constrained, tf.keras.regularizers.L1L2(0.1, 0.2)(VECTORS)


@case
def initializers_without_chance(tf: Module) -> Nest:
    initializers = tf.keras.initializers
    return {
        "zeros": initializers.Zeros()((2, 2)),
        "ones": initializers.Ones()((2,), dtype="int32"),
        "constant": initializers.Constant(0.5)((2,)),
        "identity": initializers.Identity(2.0)((2, 2)),
        "got": initializers.get("ones")((1,)),
    }


@case
def initializers_have_the_right_spread(tf: Module) -> Nest:
    result = {}
    for name in ("glorot_uniform", "glorot_normal", "he_normal", "he_uniform", "lecun_normal", "random_uniform"):
        values = tf.keras.initializers.get(name)((200, 100)).numpy()
        result[name] = [round(float(values.std()), 2), bool(abs(values.mean()) < 0.01), values.shape[0]]
    first = tf.keras.initializers.GlorotUniform(seed=1)
    result["same_seed_same_values"] = bool((first((3,)).numpy() == first((3,)).numpy()).all())
    return result
