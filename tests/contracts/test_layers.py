"""What every layer keeps to: configs, shapes, batches of any size, dtypes, gradients, weights in and out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers
Make = Callable[[], Any]

VECTOR, SEQUENCE, IMAGE, VOLUME = (4,), (6, 4), (6, 5, 4), (3, 4, 5, 4)
IDS = "ids"
PAIR = [(3, 4), (3, 4)]

# name -> (how it is made, shapes of one example, one shape or a list of them). A name ends in what sets it apart.
LAYERS: dict[str, tuple[Make, Any]] = {
    "Dense": (lambda: layers.Dense(3, activation="tanh"), VECTOR),
    "Dense plain": (lambda: layers.Dense(3, use_bias=False, kernel_regularizer="l2"), SEQUENCE),
    "EinsumDense": (lambda: layers.EinsumDense("abc,cd->abd", (None, 3), "tanh", "d"), SEQUENCE),
    "EinsumDense before": (lambda: layers.EinsumDense("...x,xy->...y", 3), IMAGE),
    "Embedding": (lambda: layers.Embedding(7, 3), IDS),
    "Embedding masked": (lambda: layers.Embedding(7, 3, mask_zero=True), IDS),
    "Activation": (lambda: layers.Activation("tanh"), VECTOR),
    "Activation config": (lambda: layers.Activation("softmax"), SEQUENCE),
    "ReLU": (lambda: layers.ReLU(), VECTOR),
    "ReLU settings": (lambda: layers.ReLU(1.0, 0.1, 0.2), VECTOR),
    "LeakyReLU": (lambda: layers.LeakyReLU(0.2), VECTOR),
    "ELU": (lambda: layers.ELU(0.5), VECTOR),
    "PReLU": (lambda: layers.PReLU("ones"), IMAGE),
    "PReLU shared": (lambda: layers.PReLU(shared_axes=[1, 2]), IMAGE),
    "Softmax": (lambda: layers.Softmax(), VECTOR),
    "Softmax axes": (lambda: layers.Softmax([1, 2]), SEQUENCE),
    "ThresholdedReLU": (lambda: layers.ThresholdedReLU(0.3), VECTOR),
    "Conv1D": (lambda: layers.Conv1D(3, 2, padding="causal", dilation_rate=2), SEQUENCE),
    "Conv1D first": (lambda: layers.Conv1D(3, 2, data_format="channels_first"), SEQUENCE),
    "Conv2D": (lambda: layers.Conv2D(3, (3, 2), padding="same", activation="tanh"), IMAGE),
    "Conv2D groups": (lambda: layers.Conv2D(4, 2, strides=2, groups=2, use_bias=False), IMAGE),
    "Conv2D first": (lambda: layers.Conv2D(3, 2, padding="same", data_format="channels_first"), IMAGE),
    "Conv3D": (lambda: layers.Conv3D(2, 2), VOLUME),
    "Conv3D same": (lambda: layers.Conv3D(2, 3, padding="same", strides=2), VOLUME),
    "Conv1DTranspose": (lambda: layers.Conv1DTranspose(3, 2, strides=2), SEQUENCE),
    "Conv2DTranspose": (lambda: layers.Conv2DTranspose(3, 3, strides=2, padding="same"), IMAGE),
    "Conv2DTranspose first": (lambda: layers.Conv2DTranspose(3, 2, data_format="channels_first"), IMAGE),
    "Conv3DTranspose": (lambda: layers.Conv3DTranspose(2, 2), VOLUME),
    "DepthwiseConv1D": (lambda: layers.DepthwiseConv1D(3, depth_multiplier=2), SEQUENCE),
    "DepthwiseConv2D": (lambda: layers.DepthwiseConv2D(3, padding="same"), IMAGE),
    "DepthwiseConv2D first": (lambda: layers.DepthwiseConv2D(3, data_format="channels_first"), IMAGE),
    "SeparableConv1D": (lambda: layers.SeparableConv1D(3, 2), SEQUENCE),
    "SeparableConv2D": (lambda: layers.SeparableConv2D(3, 2, depth_multiplier=2), IMAGE),
    "MaxPooling1D": (lambda: layers.MaxPooling1D(), SEQUENCE),
    "MaxPooling2D": (lambda: layers.MaxPooling2D((3, 2), 2, "same"), IMAGE),
    "MaxPooling2D first": (lambda: layers.MaxPooling2D(data_format="channels_first"), IMAGE),
    "MaxPooling3D": (lambda: layers.MaxPooling3D(), VOLUME),
    "AveragePooling1D": (lambda: layers.AveragePooling1D(3, 2, "same"), SEQUENCE),
    "AveragePooling2D": (lambda: layers.AveragePooling2D(), IMAGE),
    "AveragePooling2D first": (lambda: layers.AveragePooling2D(data_format="channels_first"), IMAGE),
    "AveragePooling3D": (lambda: layers.AveragePooling3D(2, padding="same"), VOLUME),
    "GlobalAveragePooling1D": (lambda: layers.GlobalAveragePooling1D(), SEQUENCE),
    "GlobalAveragePooling2D": (lambda: layers.GlobalAveragePooling2D(keepdims=True), IMAGE),
    "GlobalAveragePooling3D": (lambda: layers.GlobalAveragePooling3D("channels_first"), VOLUME),
    "GlobalMaxPooling1D": (lambda: layers.GlobalMaxPooling1D(keepdims=True), SEQUENCE),
    "GlobalMaxPooling2D": (lambda: layers.GlobalMaxPooling2D("channels_first"), IMAGE),
    "GlobalMaxPooling3D": (lambda: layers.GlobalMaxPooling3D(), VOLUME),
    "AdaptiveAveragePooling1D": (lambda: layers.AdaptiveAveragePooling1D(2), SEQUENCE),
    "AdaptiveAveragePooling2D": (lambda: layers.AdaptiveAveragePooling2D((2, 3)), IMAGE),
    "AdaptiveAveragePooling3D": (lambda: layers.AdaptiveAveragePooling3D(2), VOLUME),
    "AdaptiveMaxPooling1D": (lambda: layers.AdaptiveMaxPooling1D(2), SEQUENCE),
    "AdaptiveMaxPooling2D": (lambda: layers.AdaptiveMaxPooling2D(2), IMAGE),
    "AdaptiveMaxPooling3D": (lambda: layers.AdaptiveMaxPooling3D((1, 2, 2)), VOLUME),
    "BatchNormalization": (lambda: layers.BatchNormalization(), VECTOR),
    "BatchNormalization axis": (lambda: layers.BatchNormalization(axis=1, scale=False), IMAGE),
    "BatchNormalization plain": (lambda: layers.BatchNormalization(center=False, momentum=0.5), SEQUENCE),
    "LayerNormalization": (lambda: layers.LayerNormalization(), VECTOR),
    "LayerNormalization axes": (lambda: layers.LayerNormalization(axis=[1, 2], scale=False), IMAGE),
    "LayerNormalization middle": (lambda: layers.LayerNormalization(axis=1, center=False), SEQUENCE),
    "RMSNormalization": (lambda: layers.RMSNormalization(), VECTOR),
    "RMSNormalization axes": (lambda: layers.RMSNormalization([1, 2]), SEQUENCE),
    "GroupNormalization": (lambda: layers.GroupNormalization(2), IMAGE),
    "GroupNormalization first": (lambda: layers.GroupNormalization(3, axis=1, center=False), IMAGE),
    "UnitNormalization": (lambda: layers.UnitNormalization(), VECTOR),
    "UnitNormalization axes": (lambda: layers.UnitNormalization([1, 2]), SEQUENCE),
    "Dropout": (lambda: layers.Dropout(0.3, seed=1), VECTOR),
    "Dropout shared": (lambda: layers.Dropout(0.3, noise_shape=(None, 1, None)), SEQUENCE),
    "SpatialDropout1D": (lambda: layers.SpatialDropout1D(0.3), SEQUENCE),
    "SpatialDropout2D": (lambda: layers.SpatialDropout2D(0.3, "channels_first"), IMAGE),
    "SpatialDropout3D": (lambda: layers.SpatialDropout3D(0.3), VOLUME),
    "GaussianNoise": (lambda: layers.GaussianNoise(0.3), VECTOR),
    "GaussianDropout": (lambda: layers.GaussianDropout(0.3), VECTOR),
    "AlphaDropout": (lambda: layers.AlphaDropout(0.3), VECTOR),
    "ActivityRegularization": (lambda: layers.ActivityRegularization(0.1, 0.2), VECTOR),
    "Flatten": (lambda: layers.Flatten(), IMAGE),
    "Flatten first": (lambda: layers.Flatten("channels_first"), IMAGE),
    "Reshape": (lambda: layers.Reshape((2, -1)), SEQUENCE),
    "Permute": (lambda: layers.Permute((2, 1)), SEQUENCE),
    "RepeatVector": (lambda: layers.RepeatVector(3), VECTOR),
    "ZeroPadding1D": (lambda: layers.ZeroPadding1D((1, 2)), SEQUENCE),
    "ZeroPadding2D": (lambda: layers.ZeroPadding2D(((1, 0), (2, 1))), IMAGE),
    "ZeroPadding2D first": (lambda: layers.ZeroPadding2D(1, "channels_first"), IMAGE),
    "ZeroPadding3D": (lambda: layers.ZeroPadding3D((1, 0, 2)), VOLUME),
    "Cropping1D": (lambda: layers.Cropping1D((1, 2)), SEQUENCE),
    "Cropping2D": (lambda: layers.Cropping2D(((1, 0), (2, 1))), IMAGE),
    "Cropping2D first": (lambda: layers.Cropping2D(1, "channels_first"), IMAGE),
    "Cropping3D": (lambda: layers.Cropping3D((1, 0, 2)), VOLUME),
    "UpSampling1D": (lambda: layers.UpSampling1D(3), SEQUENCE),
    "UpSampling2D": (lambda: layers.UpSampling2D((2, 3)), IMAGE),
    "UpSampling2D bilinear": (lambda: layers.UpSampling2D(2, interpolation="bilinear"), IMAGE),
    "UpSampling3D": (lambda: layers.UpSampling3D((1, 2, 2), "channels_first"), VOLUME),
    "Add": (lambda: layers.Add(), [*PAIR, (3, 4)]),
    "Add ranks": (lambda: layers.Add(), [(4,), (3, 4)]),
    "Subtract": (lambda: layers.Subtract(), PAIR),
    "Multiply": (lambda: layers.Multiply(), PAIR),
    "Average": (lambda: layers.Average(), PAIR),
    "Maximum": (lambda: layers.Maximum(), PAIR),
    "Minimum": (lambda: layers.Minimum(), PAIR),
    "Concatenate": (lambda: layers.Concatenate(axis=1), [(3, 4), (2, 4)]),
    "Dot": (lambda: layers.Dot((2, 1), normalize=True), [(3, 4), (4, 5)]),
    "Dot vectors": (lambda: layers.Dot(1), [(4,), (4,)]),
    "Identity": (lambda: layers.Identity(), VECTOR),
    "Masking": (lambda: layers.Masking(0.5), SEQUENCE),
    "Lambda": (lambda: layers.Lambda(doubled), VECTOR),
    "Lambda arguments": (lambda: layers.Lambda(raised, arguments={"power": 3}), VECTOR),
    "Rescaling": (lambda: layers.Rescaling(0.5, 1.0), VECTOR),
    "TimeDistributed": (lambda: layers.TimeDistributed(layers.Dense(3)), SEQUENCE),
    "TimeDistributed images": (lambda: layers.TimeDistributed(layers.Conv2D(2, 2)), VOLUME),
    "Wrapper": (lambda: layers.Wrapper(layers.Dense(3)), VECTOR),
    "PerShape": (lambda: layers.PerShape(layers.Dense(3)), VECTOR),
    "PerShape images": (lambda: layers.PerShape(layers.Conv2D(2, 2)), IMAGE),
    "Attention": (lambda: layers.Attention(use_scale=True), [(3, 4), (5, 4)]),
    "Attention concat": (lambda: layers.Attention(score_mode="concat"), [(3, 4), (5, 2), (5, 4)]),
    "AdditiveAttention": (lambda: layers.AdditiveAttention(), [(3, 4), (5, 4)]),
    "MultiHeadAttention": (lambda: Apart(layers.MultiHeadAttention(2, 3)), [(3, 4), (5, 6)]),
    "MultiHeadAttention shapes": (
        lambda: Apart(layers.MultiHeadAttention(2, 3, 2, output_shape=5, use_bias=False)),
        [(3, 4), (5, 6), (5, 2)],
    ),
    "MultiHeadAttention axes": (lambda: Apart(layers.MultiHeadAttention(2, 3, attention_axes=2)), [(3, 4, 5)] * 2),
    "GroupQueryAttention": (lambda: Apart(layers.GroupQueryAttention(3, 4, 2)), [(3, 4), (5, 6)]),
    "SimpleRNN": (lambda: layers.SimpleRNN(3), SEQUENCE),
    "SimpleRNN sequences": (lambda: layers.SimpleRNN(3, "sigmoid", return_sequences=True), SEQUENCE),
    "LSTM": (lambda: layers.LSTM(3, return_sequences=True), SEQUENCE),
    "LSTM backwards": (lambda: layers.LSTM(3, go_backwards=True, use_bias=False), SEQUENCE),
    "LSTM steps": (lambda: layers.LSTM(3, "sigmoid", use_cudnn=False), SEQUENCE),
    "GRU": (lambda: layers.GRU(3), SEQUENCE),
    "GRU before": (lambda: layers.GRU(3, reset_after=False, return_sequences=True), SEQUENCE),
    "RNN": (lambda: layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_sequences=True), SEQUENCE),
    "Bidirectional": (lambda: layers.Bidirectional(layers.LSTM(3)), SEQUENCE),
    "Bidirectional sum": (
        lambda: layers.Bidirectional(layers.GRU(3, return_sequences=True), merge_mode="sum"),
        SEQUENCE,
    ),
}

ELSEWHERE = {
    **dict.fromkeys(("Layer", "InputSpec", "Input", "InputLayer"), "no layer that computes"),
    **dict.fromkeys(
        ("LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells"), "two inputs: under RNN, and in tests of their own"
    ),
}
NOISY = ("Dropout", "Spatial", "Gaussian", "Alpha")
KINKED = ("ReLU", "Threshold", "MaxPool", "GlobalMax", "AdaptiveMax", "Maximum", "Minimum", "Masking")


@tf.keras.saving.register_keras_serializable("contracts")
def doubled(x):
    return x * 2


@tf.keras.saving.register_keras_serializable("contracts")
def raised(x, power):
    return x**power


@tf.keras.saving.register_keras_serializable("contracts")
class Apart(layers.Wrapper):
    """Hands a list over as arguments, so that one contract fits every layer."""

    def build(self, input_shape):
        self.layer.build(*input_shape)

    def call(self, inputs):
        return self.layer(*inputs)


def with_batch(shapes, size):
    """The shapes of a batch, for one shape of an example or a list of them."""
    if shapes == IDS:
        return (size, 5)
    return [(size, *shape) for shape in shapes] if isinstance(shapes, list) else (size, *shapes)


def data(shapes, size=2, dtype="float32", seed=0):
    """A batch of numbers, or a list of them."""
    rng = np.random.default_rng(seed)
    if shapes == IDS:
        return tf.constant(rng.integers(0, 7, (size, 5)), "int32")
    if isinstance(shapes, list):
        return [tf.constant(rng.normal(size=(size, *shape)), dtype) for shape in shapes]
    return tf.constant(rng.normal(size=(size, *shapes)), dtype)


def randomize(layer, seed=0):
    """Weights that are not symmetric; variances and scales positive."""
    rng = np.random.default_rng(seed)
    for weight in layer.weights:
        values = rng.normal(size=tuple(weight.shape)) * 0.5
        weight.assign(
            (np.abs(values) + 0.5 if "variance" in weight.path else values).astype(weight.dtype.as_numpy_dtype)
        )
    return layer


table = pytest.mark.parametrize(("make", "shapes"), LAYERS.values(), ids=list(LAYERS))


def test_every_exported_layer_is_in_the_table():
    exported = {
        name
        for name in layers.__all__
        if isinstance(getattr(layers, name), type) and getattr(layers, name) is not layers.Layer
    }
    named = {getattr(layers, name.split()[0]) for name in LAYERS} | {getattr(layers, name) for name in ELSEWHERE}
    assert not {name for name in exported if getattr(layers, name) not in named}


@table
def test_the_config_makes_an_equal_layer(make, shapes):
    layer = make()
    config = layer.get_config()
    stored = json.loads(json.dumps(layers.serialize(layer)))
    again = layers.deserialize(stored)
    assert type(again) is type(layer)
    assert json.dumps(again.get_config(), sort_keys=True) == json.dumps(config, sort_keys=True)
    assert type(layer).from_config(config).get_config() == config


@table
def test_a_copy_by_config_and_weights_computes_the_same(make, shapes):
    layer, x = make(), data(shapes)
    layer(x)
    randomize(layer)
    again = layers.deserialize(json.loads(json.dumps(layers.serialize(layer))))
    again(x)
    again.set_weights(layer.get_weights())
    np.testing.assert_array_equal(again(x), layer(x))


@table
def test_symbolic_eager_and_foretold_shapes_agree(make, shapes):
    open_shape = with_batch(shapes, None)
    layer = make()
    if isinstance(open_shape, list):
        symbols = [layers.Input(batch_shape=shape) for shape in open_shape]
    else:
        symbols = layers.Input(batch_shape=open_shape, dtype="int32" if shapes == IDS else "float32")
    symbolic = layer(symbols)
    eager = layer(data(shapes))
    foretold = layer.compute_output_shape(open_shape)
    assert tuple(symbolic.shape)[1:] == tuple(eager.shape)[1:] == tuple(foretold)[1:]
    assert symbolic.shape[0] is None
    assert foretold[0] is None
    assert eager.shape[0] == 2
    assert symbolic.dtype == eager.dtype
    assert tuple(layer.compute_output_shape(with_batch(shapes, 2))) == tuple(eager.shape)


@table
def test_foretelling_a_shape_does_not_build(make, shapes):
    layer, open_shape = make(), with_batch(shapes, None)
    if isinstance(layer, Apart):
        layer.layer.compute_output_shape(*open_shape)
    else:
        layer.compute_output_shape(open_shape)
    assert not layer.weights
    assert not layer.built


@table
def test_empty_batches_and_batches_of_one(make, shapes):
    layer = make()
    whole = layer(data(shapes, 2))
    assert tuple(layer(data(shapes, 0)).shape) == (0, *whole.shape[1:])
    first = data(shapes, 2)
    first = [x[:1] for x in first] if isinstance(first, list) else first[:1]
    np.testing.assert_allclose(layer(first), whole[:1], rtol=1e-5, atol=1e-5)


@table
def test_float64_stays_float64(make, shapes):
    before = tf.keras.backend.floatx()
    tf.keras.backend.set_floatx("float64")
    try:
        layer = make()
        outputs = layer(data(shapes, dtype="float64"))
    finally:
        tf.keras.backend.set_floatx(before)
    assert outputs.dtype == "float64"
    assert all(weight.dtype == "float64" for weight in layer.weights)


@table
def test_gradients_are_those_of_finite_differences(make, shapes, request):
    name = request.node.callspec.id
    before = tf.keras.backend.floatx()
    tf.keras.backend.set_floatx("float64")
    try:
        layer, x = make(), data(shapes, dtype="float64", seed=3)
        layer(x)
    finally:
        tf.keras.backend.set_floatx(before)
    randomize(layer)
    sources = [] if shapes == IDS else list(x) if isinstance(x, list) else [x]
    ramp = None

    def total(*values):
        nonlocal ramp
        arguments = x if shapes == IDS else list(values) if isinstance(x, list) else values[0]
        outputs = layer(arguments)
        if ramp is None:
            ramp = np.linspace(0.5, 1.5, int(np.prod(outputs.shape))).reshape(tuple(outputs.shape))
        return tf.reduce_sum(outputs * ramp)

    with tf.GradientTape() as tape:
        tape.watch(sources)
        loss = total(*sources)
    gradients = tape.gradient(loss, [*sources, *layer.trainable_variables])
    assert all(gradient is not None for gradient in gradients)
    tolerance = 1e-6 if not name.startswith(KINKED) else 1e-4
    for place, source in enumerate(sources):
        check_direction(
            lambda v, p=place: total(*sources[:p], v, *sources[p + 1 :]), source, gradients[place], tolerance
        )
    for variable, gradient in zip(layer.trainable_variables, gradients[len(sources) :], strict=True):
        value = tf.constant(variable.numpy())

        def with_value(v, variable=variable):
            variable.assign(v)
            return total(*sources)

        check_direction(with_value, value, tf.convert_to_tensor(gradient), tolerance)
        variable.assign(value)


def check_direction(function, at, gradient, tolerance, step=1e-6):
    """The slope of `function` in two random directions is the gradient's."""
    rng = np.random.default_rng(1)
    for _ in range(2):
        direction = rng.normal(size=tuple(at.shape))
        slope = (float(function(at + step * direction)) - float(function(at - step * direction))) / (2 * step)
        np.testing.assert_allclose(np.sum(np.asarray(gradient) * direction), slope, rtol=tolerance, atol=tolerance)


@table
def test_own_variables_come_back(make, shapes):
    layer, again = make(), make()
    x = data(shapes)
    layer(x), again(x)
    randomize(layer)
    for source, target in zip(flat(layer), flat(again), strict=True):
        store = {}
        source.save_own_variables(store)
        target.load_own_variables(store)
    np.testing.assert_array_equal(again(x), layer(x))


def flat(layer):
    """The layer and those inside it, each once, in order."""
    found = [layer]
    for child in layer._children():
        found += flat(child)
    return found


@table
def test_weights_are_tracked_and_named(make, shapes):
    layer = make()
    layer(data(shapes))
    paths = [weight.path for weight in layer.weights]
    assert len(set(paths)) == len(paths)
    assert all(path.startswith(f"{layer.name}/") for path in paths)
    assert len(layer.trainable_weights) + len(layer.non_trainable_weights) == len(layer.weights)
    layer.trainable = False
    assert not layer.trainable_weights


@table
def test_the_shape_is_that_of_training(make, shapes, request):
    name = request.node.callspec.id
    layer, x = make(), data(shapes)
    outputs = layer(x)
    trained = layer(x, training=True)
    assert trained.shape == outputs.shape
    if name.startswith(NOISY):
        assert not np.array_equal(trained, outputs)
    elif not name.startswith("BatchNormalization"):
        np.testing.assert_array_equal(trained, outputs)


@table
def test_an_unknown_keyword_is_refused(make, shapes):
    config = make().get_config()
    with pytest.raises((ValueError, TypeError), match="colour"):
        type(make())(**{**config, "colour": "red"})
