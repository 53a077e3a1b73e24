"""Convolutions against a slow NumPy sum, and what they refuse."""

import itertools

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


def slow_convolution(x, kernel, strides, dilations, before, after):
    """A sum over every window, in float64; x is (B, *space, C), kernel (*window, C / groups, F)."""
    x = np.pad(x.astype("float64"), [(0, 0), *zip(before, after, strict=True), (0, 0)])
    window, depth, filters = kernel.shape[:-2], kernel.shape[-2], kernel.shape[-1]
    groups = x.shape[-1] // depth
    reach = [(w - 1) * d + 1 for w, d in zip(window, dilations, strict=True)]
    space = [(n - r) // s + 1 for n, r, s in zip(x.shape[1:-1], reach, strides, strict=True)]
    y = np.zeros((x.shape[0], *space, filters))
    for place in itertools.product(*map(range, space)):
        for offset in itertools.product(*map(range, window)):
            at = tuple(p * s + o * d for p, s, o, d in zip(place, strides, offset, dilations, strict=True))
            for g in range(groups):
                part = x[(slice(None), *at, slice(g * depth, (g + 1) * depth))]
                columns = slice(g * filters // groups, (g + 1) * filters // groups)
                y[(slice(None), *place, columns)] += part @ kernel[offset][:, columns].astype("float64")
    return y


def margins(sizes, window, strides, dilations, padding):
    """What Keras adds on each side of each axis."""
    pairs = []
    for n, w, s, d in zip(sizes, window, strides, dilations, strict=True):
        reach = (w - 1) * d + 1
        total = max((-(-n // s) - 1) * s + reach - n, 0) if padding == "same" else reach - 1
        pairs.append(
            (0, 0) if padding == "valid" else (total, 0) if padding == "causal" else (total // 2, total - total // 2)
        )
    return list(zip(*pairs, strict=True))


@pytest.mark.parametrize(
    ("name", "shape", "window", "options"),
    [
        ("Conv1D", (2, 7, 3), (3,), {}),
        ("Conv1D", (2, 7, 3), (2,), {"padding": "same", "strides": 3}),
        ("Conv1D", (2, 7, 3), (3,), {"padding": "causal", "dilation_rate": 2}),
        ("Conv2D", (2, 6, 5, 4), (3, 3), {"padding": "same"}),
        ("Conv2D", (2, 6, 5, 4), (2, 3), {"strides": (2, 1), "groups": 2}),
        ("Conv2D", (2, 6, 5, 4), (2, 2), {"padding": "same", "dilation_rate": (1, 3)}),
        ("Conv2D", (2, 7, 5, 4), (4, 3), {"padding": "same", "strides": 2}),
        ("Conv3D", (1, 4, 5, 4, 2), (2, 3, 1), {"padding": "same", "strides": (1, 2, 2)}),
    ],
)
def test_a_convolution_is_the_sum_over_its_windows(name, shape, window, options, rng):
    x = rng.normal(size=shape).astype("float32")
    layer = getattr(layers, name)(4, window, **options)
    y = layer(x)
    layer.bias.assign(rng.normal(size=(4,)).astype("float32"))
    y = layer(x)
    strides, dilations = layer.strides, layer.dilation_rate
    before, after = margins(shape[1:-1], window, strides, dilations, layer.padding)
    expected = slow_convolution(x, layer.kernel.numpy(), strides, dilations, before, after) + layer.bias.numpy()
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["Conv2D", "Conv2DTranspose", "DepthwiseConv2D", "SeparableConv2D"])
def test_channels_first_is_channels_last_with_axes_moved(name, rng):
    x = rng.normal(size=(2, 6, 5, 4)).astype("float32")
    arguments = (3, 2) if name != "DepthwiseConv2D" else (2,)
    last = getattr(layers, name)(*arguments, padding="same", strides=2)
    first = getattr(layers, name)(*arguments, padding="same", strides=2, data_format="channels_first")
    expected = last(x)
    moved = np.moveaxis(x, -1, 1)
    first(moved)
    first.set_weights(last.get_weights())
    np.testing.assert_allclose(np.moveaxis(np.asarray(first(moved)), 1, -1), expected, rtol=1e-5, atol=1e-6)


def test_a_transposed_convolution_is_the_gradient_of_a_convolution(rng):
    x = tf.constant(rng.normal(size=(2, 9, 9, 3)).astype("float32"))
    forward = layers.Conv2D(4, 3, strides=2, use_bias=False)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = forward(x)
    seed = tf.constant(rng.normal(size=tuple(y.shape)).astype("float32"))
    back = layers.Conv2DTranspose(3, 3, strides=2, use_bias=False)
    back.build(y.shape)
    back.set_weights(forward.get_weights())
    np.testing.assert_allclose(back(seed), tape.gradient(y, x, output_gradients=seed), rtol=1e-4, atol=1e-5)


def test_a_separable_convolution_is_two_convolutions(rng):
    x = rng.normal(size=(2, 6, 5, 4)).astype("float32")
    layer = layers.SeparableConv2D(3, 2, depth_multiplier=2)
    y = layer(x)
    each = layers.DepthwiseConv2D(2, depth_multiplier=2, use_bias=False)
    each.build(x.shape)
    each.set_weights([layer.depthwise_kernel])
    mixed = np.asarray(each(x)) @ layer.pointwise_kernel.numpy()[0, 0]
    np.testing.assert_allclose(y, mixed + layer.bias.numpy(), rtol=1e-5, atol=1e-6)


def test_a_causal_convolution_does_not_look_ahead(rng):
    x = rng.normal(size=(1, 8, 2)).astype("float32")
    layer = layers.Conv1D(3, 3, padding="causal")
    before = np.asarray(layer(x))
    x[:, 5:] += 1
    after = np.asarray(layer(x))
    np.testing.assert_array_equal(after[:, :5], before[:, :5])
    assert not np.allclose(after[:, 5], before[:, 5])


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: layers.Conv2D(0, 3), r"Conv2D: filters: expected a positive int, got 0"),
        (
            lambda: layers.Conv2D(4, (3, 3, 3)),
            r"kernel_size: expected an int or 2 ints, each 1 or more, got \(3, 3, 3\)",
        ),
        (lambda: layers.Conv2D(4, 3, strides=0), r"strides: expected an int or 2 ints, each 1 or more, got 0"),
        (lambda: layers.Conv2D(4, 3, padding="full"), r"padding: expected one of valid, same, got 'full'"),
        (lambda: layers.Conv2D(4, 3, padding="causal"), r"padding: expected one of valid, same, got 'causal'"),
        (lambda: layers.Conv2D(4, 3, data_format="last"), r"data_format: expected one of channels_last"),
        (lambda: layers.Conv2D(3, 3, groups=2), r"groups: expected a divisor of filters=3, got 2"),
        (
            lambda: layers.Conv2D(3, 3, strides=2, dilation_rate=2),
            r"only one may be above 1, got \(2, 2\) and \(2, 2\)",
        ),
        (
            lambda: layers.Conv2DTranspose(3, 3, strides=2, output_padding=2),
            r"less than the strides \(2, 2\), got \(2, 2\)",
        ),
    ],
)
def test_wrong_settings_are_refused(make, text):
    with pytest.raises(ValueError, match=text):
        make()


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((6, 6, 3), r"input 0 of layer 'conv' is incompatible: expected 4 axes, got 3 \(shape \(6, 6, 3\)\)"),
        ((1, 2, 2, 3), r"layer 'conv': kernel_size \(3, 3\).*larger than the input of shape \(1, 2, 2, 3\)"),
        ((1, 5, 5, 4), r"layer 'conv': groups: expected a divisor of the 4 channels of the input, got 3"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_before_anything_is_built(shape, text):
    layer = layers.Conv2D(3, 3, groups=3, name="conv")
    with pytest.raises(ValueError, match=text):
        layer(np.zeros(shape, "float32"))
    assert not layer.weights


def test_other_channels_than_built_for_name_layer_and_shapes():
    layer = layers.Conv2D(3, 3, name="conv")
    layer(np.zeros((1, 5, 5, 2), "float32"))
    with pytest.raises(ValueError, match=r"layer 'conv'.*axis -1 to have size 2, got 4") as caught:
        layer(np.zeros((1, 5, 5, 4), "float32"))
    assert "built for inputs of shape (1, 5, 5, 2)" in str(caught.value)


def test_channels_must_be_known():
    with pytest.raises(ValueError, match=r"layer 'conv': axis -1, the channels: the size must be known.*got None"):
        layers.Conv2D(3, 3, name="conv").build((None, 5, 5, None))
