"""Every family of layers: outputs, gradients, weights, shapes, configs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, fill, integers, numbers, weighted
from .layer_state import plain

VECTORS = numbers(4, 3)
WIDE = numbers(2, 8)
SEQUENCES = numbers(2, 6, 4)
IMAGES = numbers(2, 6, 5, 4)
VOLUMES = numbers(2, 4, 5, 6, 2)
PAIR = [numbers(2, 3, 4), numbers(2, 3, 4, seed=1)]
FIRST = numbers(2, 4, 6, 5)

# What each layer is made by, and what it is given.
LAYERS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "leaky_relu": (lambda layers: layers.LeakyReLU(), VECTORS),
    "leaky_relu_steep": (lambda layers: layers.LeakyReLU(0.5), VECTORS),
    "elu": (lambda layers: layers.ELU(), VECTORS),
    "elu_scaled": (lambda layers: layers.ELU(alpha=0.3), VECTORS),
    "prelu": (lambda layers: layers.PReLU(), VECTORS),
    "prelu_shared": (lambda layers: layers.PReLU(shared_axes=[1, 2]), IMAGES),
    "prelu_shared_by_one": (lambda layers: layers.PReLU("ones", shared_axes=1), SEQUENCES),
    "softmax": (lambda layers: layers.Softmax(), VECTORS),
    "softmax_axis": (lambda layers: layers.Softmax(axis=1), SEQUENCES),
    "softmax_axes": (lambda layers: layers.Softmax(axis=[1, 2]), SEQUENCES),
    "conv1d": (lambda layers: layers.Conv1D(3, 2), SEQUENCES),
    "conv1d_causal": (lambda layers: layers.Conv1D(3, 3, padding="causal", dilation_rate=2), SEQUENCES),
    "conv1d_same": (lambda layers: layers.Conv1D(4, 2, strides=2, padding="same", groups=2), SEQUENCES),
    "conv3d": (lambda layers: layers.Conv3D(3, 2), VOLUMES),
    "conv3d_same": (lambda layers: layers.Conv3D(2, (1, 2, 3), strides=(1, 2, 1), padding="same"), VOLUMES),
    "conv3d_tanh": (lambda layers: layers.Conv3D(2, 3, padding="same", activation="tanh", use_bias=False), VOLUMES),
    "conv2d_sizes": (lambda layers: layers.Conv2D(2, (3, 2), dilation_rate=(1, 2)), IMAGES),
    "max_pooling_1d": (lambda layers: layers.MaxPooling1D(), SEQUENCES),
    "max_pooling_1d_same": (lambda layers: layers.MaxPooling1D(3, 2, "same"), SEQUENCES),
    "max_pooling_3d": (lambda layers: layers.MaxPooling3D(), VOLUMES),
    "max_pooling_3d_same": (lambda layers: layers.MaxPooling3D((2, 3, 1), 2, padding="same"), VOLUMES),
    "average_pooling_1d": (lambda layers: layers.AveragePooling1D(2), SEQUENCES),
    "average_pooling_1d_same": (lambda layers: layers.AveragePooling1D(4, 1, "same"), SEQUENCES),
    "average_pooling_2d": (lambda layers: layers.AveragePooling2D(2), IMAGES),
    "average_pooling_2d_same": (lambda layers: layers.AveragePooling2D((2, 3), (1, 2), padding="same"), IMAGES),
    "average_pooling_3d": (lambda layers: layers.AveragePooling3D(2), VOLUMES),
    "average_pooling_3d_same": (lambda layers: layers.AveragePooling3D(3, padding="same"), VOLUMES),
    "global_average_1d": (lambda layers: layers.GlobalAveragePooling1D(), SEQUENCES),
    "global_average_1d_first": (
        lambda layers: layers.GlobalAveragePooling1D(data_format="channels_first", keepdims=True),
        SEQUENCES,
    ),
    "global_average_2d": (lambda layers: layers.GlobalAveragePooling2D(), IMAGES),
    "global_average_2d_kept": (lambda layers: layers.GlobalAveragePooling2D(keepdims=True), IMAGES),
    "global_average_3d": (lambda layers: layers.GlobalAveragePooling3D(), VOLUMES),
    "global_max_1d": (lambda layers: layers.GlobalMaxPooling1D(), SEQUENCES),
    "global_max_2d": (lambda layers: layers.GlobalMaxPooling2D(data_format="channels_first"), IMAGES),
    "global_max_3d": (lambda layers: layers.GlobalMaxPooling3D(keepdims=True), VOLUMES),
    "adaptive_average_1d": (lambda layers: layers.AdaptiveAveragePooling1D(4), SEQUENCES),
    "adaptive_average_2d": (lambda layers: layers.AdaptiveAveragePooling2D((2, 3)), IMAGES),
    "adaptive_average_3d": (lambda layers: layers.AdaptiveAveragePooling3D(2), VOLUMES),
    "adaptive_max_1d": (lambda layers: layers.AdaptiveMaxPooling1D(2), SEQUENCES),
    "adaptive_max_2d": (lambda layers: layers.AdaptiveMaxPooling2D(3), IMAGES),
    "adaptive_max_3d": (lambda layers: layers.AdaptiveMaxPooling3D((2, 2, 3)), VOLUMES),
    "group_normalization": (lambda layers: layers.GroupNormalization(2), IMAGES),
    "group_normalization_first": (lambda layers: layers.GroupNormalization(3, axis=1, epsilon=0.1), IMAGES),
    "group_normalization_of_each": (lambda layers: layers.GroupNormalization(-1, scale=False), SEQUENCES),
    "rms_normalization": (lambda layers: layers.RMSNormalization(), VECTORS),
    "rms_normalization_axes": (lambda layers: layers.RMSNormalization(axis=[1, 2], epsilon=0.01), SEQUENCES),
    "unit_normalization": (lambda layers: layers.UnitNormalization(), VECTORS),
    "unit_normalization_axes": (lambda layers: layers.UnitNormalization(axis=[1, 2]), SEQUENCES),
    "layer_normalization_middle": (lambda layers: layers.LayerNormalization(axis=1), SEQUENCES),
    "batch_normalization_sequences": (lambda layers: layers.BatchNormalization(epsilon=0.1, scale=False), SEQUENCES),
    "reshape": (lambda layers: layers.Reshape((2, 4)), WIDE),
    "reshape_free": (lambda layers: layers.Reshape((-1, 2)), SEQUENCES),
    "permute": (lambda layers: layers.Permute((3, 1, 2)), IMAGES),
    "repeat_vector": (lambda layers: layers.RepeatVector(3), VECTORS),
    "zero_padding_1d": (lambda layers: layers.ZeroPadding1D(2), SEQUENCES),
    "zero_padding_1d_pair": (lambda layers: layers.ZeroPadding1D((0, 1)), SEQUENCES),
    "zero_padding_2d": (lambda layers: layers.ZeroPadding2D(), IMAGES),
    "zero_padding_2d_pairs": (lambda layers: layers.ZeroPadding2D(((1, 0), (2, 3))), IMAGES),
    "zero_padding_2d_first": (lambda layers: layers.ZeroPadding2D((1, 2), data_format="channels_first"), FIRST),
    "zero_padding_3d": (lambda layers: layers.ZeroPadding3D(1), VOLUMES),
    "cropping_1d": (lambda layers: layers.Cropping1D(), SEQUENCES),
    "cropping_1d_pair": (lambda layers: layers.Cropping1D((0, 2)), SEQUENCES),
    "cropping_2d": (lambda layers: layers.Cropping2D((1, 2)), IMAGES),
    "cropping_2d_pairs": (lambda layers: layers.Cropping2D(((0, 1), (2, 0))), IMAGES),
    "cropping_3d": (lambda layers: layers.Cropping3D(), VOLUMES),
    "up_sampling_1d": (lambda layers: layers.UpSampling1D(3), SEQUENCES),
    "up_sampling_2d": (lambda layers: layers.UpSampling2D(), IMAGES),
    "up_sampling_2d_bilinear": (lambda layers: layers.UpSampling2D((2, 3), interpolation="bilinear"), IMAGES),
    "up_sampling_2d_first": (lambda layers: layers.UpSampling2D((1, 2), data_format="channels_first"), FIRST),
    "up_sampling_3d": (lambda layers: layers.UpSampling3D((1, 2, 3)), VOLUMES),
    "add": (lambda layers: layers.Add(), PAIR),
    "add_of_three": (lambda layers: layers.Add(), [*PAIR, numbers(2, 3, 4, seed=2)]),
    "add_of_two_ranks": (lambda layers: layers.Add(), [numbers(2, 4), numbers(2, 3, 4)]),
    "subtract": (lambda layers: layers.Subtract(), PAIR),
    "multiply": (lambda layers: layers.Multiply(), PAIR),
    "average": (lambda layers: layers.Average(), PAIR),
    "maximum": (lambda layers: layers.Maximum(), PAIR),
    "minimum": (lambda layers: layers.Minimum(), PAIR),
    "concatenate": (lambda layers: layers.Concatenate(), PAIR),
    "concatenate_axis": (lambda layers: layers.Concatenate(axis=1), [numbers(2, 1, 4), numbers(2, 3, 4)]),
    "dot": (lambda layers: layers.Dot(axes=(2, 1)), [numbers(2, 3, 4), numbers(2, 4, 5)]),
    "dot_of_vectors": (lambda layers: layers.Dot(axes=1), [numbers(2, 4), numbers(2, 4, seed=1)]),
    "dot_normalized": (lambda layers: layers.Dot(axes=-1, normalize=True), PAIR),
    "identity": (lambda layers: layers.Identity(), VECTORS),
    "masking": (lambda layers: layers.Masking(0.5), SEQUENCES),
    "gaussian_noise": (lambda layers: layers.GaussianNoise(0.2, seed=1), VECTORS),
    "gaussian_dropout": (lambda layers: layers.GaussianDropout(0.2), VECTORS),
    "alpha_dropout": (lambda layers: layers.AlphaDropout(0.2), VECTORS),
    "spatial_dropout_1d": (lambda layers: layers.SpatialDropout1D(0.2), SEQUENCES),
    "spatial_dropout_2d": (lambda layers: layers.SpatialDropout2D(0.2, data_format="channels_first"), IMAGES),
    "spatial_dropout_3d": (lambda layers: layers.SpatialDropout3D(0.2), VOLUMES),
    "time_distributed": (lambda layers: layers.TimeDistributed(layers.Dense(3)), SEQUENCES),
    "time_distributed_images": (lambda layers: layers.TimeDistributed(layers.Conv2D(2, 2)), VOLUMES),
}


def family_case(name: str, make: Callable[[Any], Any], data: Any) -> None:
    """Output, gradients of inputs and weights, the weights themselves, the shape that is foretold, the config."""

    def program(tf: Module) -> Nest:
        tf.keras.utils.clear_session()
        layer = make(tf.keras.layers)
        config = plain(layer.get_config())  # Keras changes some axes when it builds
        many = isinstance(data, list)
        layer.build([x.shape for x in data] if many else data.shape)
        fill(layer)
        inputs = [tf.constant(x) for x in data] if many else tf.constant(data)
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs)
            loss = weighted(tf, outputs)
        sources = inputs if many else [inputs]
        open_shapes = [(None, *x.shape[1:]) for x in data] if many else (None, *data.shape[1:])
        return {
            "output": outputs,
            "gradients": tape.gradient(loss, [*sources, *layer.trainable_variables]),
            "weights": [[weight.name, weight.path, weight.shape, weight.trainable] for weight in layer.weights],
            "shape": list(layer.compute_output_shape(open_shapes)),
            "name": layer.name,
            "config": config,
        }

    program.__module__ = make.__module__  # the topic that asked for it
    # Gradients of kernels are long sums that nearly cancel; TensorFlow adds them up in another order.
    add(name, program, rtol=1e-4 if "conv" in name else None)


for layer_name, (constructor, given) in LAYERS.items():
    family_case(layer_name, constructor, given)


@case
def noise_in_training(tf: Module) -> Nest:
    layers = tf.keras.layers
    ones = tf.ones((200, 50))
    noisy = layers.GaussianNoise(0.5, seed=1)(ones, training=True).numpy()
    multiplied = layers.GaussianDropout(0.2, seed=1)(ones, training=True).numpy()
    normal = np.random.RandomState(0).normal(size=(300, 100)).astype("float32")
    alpha = layers.AlphaDropout(0.3, seed=1)(normal, training=True).numpy()
    return {
        "noise": [bool(abs(noisy.mean() - 1) < 0.02), bool(abs(noisy.std() - 0.5) < 0.02)],
        "multiplied": [bool(abs(multiplied.mean() - 1) < 0.02), bool(abs(multiplied.std() - 0.5) < 0.02)],
        "alpha": [bool(abs(alpha.mean()) < 0.02), bool(abs(alpha.std() - 1) < 0.02)],
        "floor": np.unique(alpha.round(4))[np.argmax(np.unique(alpha.round(4), return_counts=True)[1])],
    }


@case
def spatial_dropout_drops_whole_channels(tf: Module) -> Nest:
    layers = tf.keras.layers
    y = layers.SpatialDropout2D(0.5, seed=1)(tf.ones((4, 3, 3, 20)), training=True).numpy()
    first = layers.SpatialDropout2D(0.5, data_format="channels_first", seed=1)(tf.ones((4, 20, 3, 3)), training=True)
    first = first.numpy()
    return bool((y == y[:, :1, :1]).all()), bool((first == first[:, :, :1, :1]).all()), sorted(set(y.reshape(-1)))


@case
def masks_of_merges(tf: Module) -> Nest:
    layers = tf.keras.layers
    a = tf.constant([[True, False, False], [True, True, False]])
    b = tf.constant([[True, False, True], [False, True, False]])
    x, y = (tf.constant(z) for z in (numbers(2, 3, 4), numbers(2, 3, 4, seed=1)))
    return {
        "add": layers.Add().compute_mask([x, y], [a, b]),
        "add_with_none": layers.Add().compute_mask([x, y], [a, None]),
        "features": layers.Concatenate().compute_mask([x, y], [a, b]),
        "time": layers.Concatenate(axis=1).compute_mask([x, y], [a, b]),
        "time_with_none": layers.Concatenate(axis=1).compute_mask([x, y], [a, None]),
        "masking": layers.Masking(numbers(2, 3, 4)[0, 0, 0]).compute_mask(x),
    }


@case
def averages_of_masked_sequences(tf: Module) -> Nest:
    layers = tf.keras.layers
    mask = tf.constant([[True, False, False], [True, True, False]])
    x = numbers(2, 3, 4)
    return {
        "average": layers.GlobalAveragePooling1D()(x, mask=mask),
        "kept": layers.GlobalAveragePooling1D(keepdims=True)(x, mask=mask),
        "after_masking": layers.GlobalAveragePooling1D()(layers.Masking()(x * np.array([[[1], [0], [1]]], "float32"))),
        "softmax": layers.Softmax()(numbers(2, 3), mask=mask),
    }


@case
def lambdas(tf: Module) -> Nest:
    layers = tf.keras.layers
    return [
        layers.Lambda(lambda x: x * 2)(VECTORS),
        layers.Lambda(lambda x, power: x**power, arguments={"power": 2})(VECTORS),
        list(layers.Lambda(lambda x: x[:, :1]).compute_output_shape((None, 3))),
        layers.Lambda(lambda x, training=None: x if training else -x)(VECTORS, training=True),
    ]


@case
def functions_that_merge(tf: Module) -> Nest:
    layers = tf.keras.layers
    x, y = (tf.constant(z) for z in PAIR)
    return [
        layers.add([x, y]),
        layers.subtract([x, y]),
        layers.multiply([x, y]),
        layers.average([x, y]),
        layers.maximum([x, y]),
        layers.minimum([x, y]),
        layers.concatenate([x, y]),
        layers.concatenate([x, y], axis=1),
        layers.dot([x, y], axes=2),
    ]


@case
def symbolic_inputs(tf: Module) -> Nest:
    layers = tf.keras.layers
    x = layers.Input((6, None, 3))
    fixed = layers.Input(shape=(5,), batch_size=2, dtype="int32", name="ids")
    y = layers.GlobalAveragePooling2D()(layers.Conv2D(4, 3, padding="same", strides=2)(x))
    return [
        *(list(x.shape), list(fixed.shape), fixed.dtype == "int32", fixed.name, list(y.shape)),
        list(layers.Embedding(3, 4)(fixed).shape),
        list(layers.Concatenate(axis=1)([layers.Flatten()(y), y]).shape),
    ]


@case
def embedding_gradients_add_up(tf: Module) -> Nest:
    layer = tf.keras.layers.Embedding(5, 2)
    layer.build()
    fill(layer)
    ids = integers(3, 2, high=5)
    with tf.GradientTape() as tape:
        loss = weighted(tf, layer(ids))
    slices = tape.gradient(loss, layer.embeddings)
    return tf.convert_to_tensor(slices), slices.indices
