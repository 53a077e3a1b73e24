"""Shapes and orders of axes, zeros and edges, against NumPy."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


def test_flatten_reshape_permute_and_repeat(rng):
    x = rng.normal(size=(2, 3, 4, 5)).astype("float32")
    np.testing.assert_array_equal(layers.Flatten()(x), x.reshape(2, 60))
    np.testing.assert_array_equal(layers.Flatten("channels_first")(x), np.moveaxis(x, 1, -1).reshape(2, 60))
    np.testing.assert_array_equal(layers.Flatten()(x[:, 0, 0, 0]), x[:, 0, 0, :1])
    np.testing.assert_array_equal(layers.Reshape((6, -1))(x), x.reshape(2, 6, 10))
    np.testing.assert_array_equal(layers.Reshape((60,))(x), x.reshape(2, 60))
    np.testing.assert_array_equal(layers.Permute((3, 1, 2))(x), x.transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(layers.RepeatVector(3)(x[:, 0, 0]), np.repeat(x[:, 0, :1], 3, 1))


def test_padding_then_cropping_gives_the_input_back(rng):
    image = rng.normal(size=(2, 4, 5, 3)).astype("float32")
    sides = ((1, 2), (0, 3))
    padded = layers.ZeroPadding2D(sides)(image)
    np.testing.assert_array_equal(padded, np.pad(image, ((0, 0), *sides, (0, 0))))
    np.testing.assert_array_equal(layers.Cropping2D(sides)(padded), image)
    first = np.moveaxis(image, -1, 1)
    np.testing.assert_array_equal(
        layers.ZeroPadding2D(sides, "channels_first")(first), np.pad(first, ((0, 0), (0, 0), *sides))
    )


@pytest.mark.parametrize("dtype", ["float32", "int32"])
def test_up_sampling_repeats(dtype, rng):
    x = rng.integers(0, 9, (2, 3, 4, 5)).astype(dtype)
    expected = x.repeat(2, 1).repeat(3, 2)
    np.testing.assert_array_equal(layers.UpSampling2D((2, 3))(x), expected)
    first = np.moveaxis(x, -1, 1)
    np.testing.assert_array_equal(layers.UpSampling2D((2, 3), "channels_first")(first), np.moveaxis(expected, -1, 1))
    np.testing.assert_array_equal(layers.UpSampling1D(2)(x[:, 0]), x[:, 0].repeat(2, 1))


@pytest.mark.parametrize("shape", [(None, 3), (2, None, 3), (None, None)])
def test_sizes_that_are_not_known_stay_unknown(shape):
    flat = layers.Flatten()
    total = None if None in shape[1:] else int(np.prod(shape[1:]))
    assert tuple(flat.compute_output_shape(shape)) == (shape[0], total)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda: layers.Reshape((2, -1, -1)),
            r"target_shape: expected sizes, at most one of them -1, got \(2, -1, -1\)",
        ),
        (
            lambda: layers.Reshape((4, 2), name="r")(np.ones((2, 6))),
            r"'r': cannot reshape each example of shape \(6,\) to \(4, 2\)",
        ),
        (lambda: layers.Reshape((4, -1), name="r")(np.ones((2, 6))), r"'r': cannot reshape.*\(6,\) to \(4, -1\)"),
        (lambda: layers.Permute((0, 1)), r"Permute: dims: expected each of 1 to 2 once.*got \(0, 1\)"),
        (lambda: layers.Permute((2, 1), name="p")(np.ones((2, 3))), r"'p' is incompatible: expected 3 axes, got 2"),
        (lambda: layers.RepeatVector(0), r"RepeatVector: n: expected a positive int, got 0"),
        (
            lambda: layers.ZeroPadding2D(-1),
            r"padding: expected an int, 2 ints or 2 pairs of ints, none negative, got -1",
        ),
        (lambda: layers.ZeroPadding2D(((1, 2, 3), 1)), r"padding: expected.*got \(\(1, 2, 3\), 1\)"),
        (
            lambda: layers.Cropping1D((2, 2), name="c")(np.ones((1, 4, 2))),
            r"'c': cropping \(2, 2\) leaves nothing.*\(1, 4, 2\)",
        ),
        (
            lambda: layers.UpSampling2D(2, interpolation="cubic"),
            r"interpolation: expected one of nearest, bilinear.*'cubic'",
        ),
    ],
)
def test_wrong_settings_and_inputs_are_refused(make, text):
    with pytest.raises(ValueError, match=text):
        make()
