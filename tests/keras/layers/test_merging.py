"""Merging: functions and layers agree, shapes that do not fit, masks."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("add", np.add),
        ("subtract", np.subtract),
        ("multiply", np.multiply),
        ("maximum", np.maximum),
        ("minimum", np.minimum),
        ("average", lambda x, y: (x + y) / 2),
    ],
)
def test_elementwise_merges_are_those_of_numpy(name, function, rng):
    x, y = (rng.normal(size=(2, 3, 4)).astype("float32") for _ in range(2))
    np.testing.assert_allclose(getattr(layers, name)([x, y]), function(x, y), rtol=1e-6)
    np.testing.assert_allclose(getattr(layers, name.capitalize())()([x, y[:, :1]]), function(x, y[:, :1]), rtol=1e-6)
    lower = y[:, 0]  # (2, 4) counts as (2, 1, 4)
    np.testing.assert_allclose(getattr(layers, name.capitalize())()([x, lower]), function(x, lower[:, None]), rtol=1e-6)


@pytest.mark.parametrize(
    ("shapes", "axes", "equation"),
    [
        (((2, 4), (2, 4)), 1, "bi,bi->b"),
        (((2, 3, 4), (2, 5, 4)), 2, "bti,bui->btu"),
        (((2, 3, 4), (2, 4, 5)), (2, 1), "bti,biu->btu"),
        (((2, 3, 4), (2, 3)), (1, 1), "btc,bt->bc"),
        (((2, 3, 4, 5), (2, 5, 6)), (-1, 1), "bijc,bck->bijk"),
    ],
)
def test_dot_is_einsum(shapes, axes, equation, rng):
    x, y = (rng.normal(size=shape) for shape in shapes)
    expected = np.einsum(equation, x, y)
    result = layers.Dot(axes, dtype="float64")([x, y])
    np.testing.assert_allclose(result, expected[:, None] if expected.ndim == 1 else expected, rtol=1e-10)


def test_a_normalized_dot_is_the_cosine(rng):
    x, y = rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 4))
    cosine = np.asarray(layers.Dot(-1, normalize=True, dtype="float64")([x, x]))
    np.testing.assert_allclose(np.diagonal(cosine, axis1=1, axis2=2), np.ones((2, 5)))
    assert np.abs(layers.Dot(-1, normalize=True)([x, y])).max() <= 1


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: layers.Add(name="a")(np.ones((2, 3))), r"layer 'a' \(Add\): expected a list of tensors"),
        (lambda: layers.Subtract()([np.ones((2, 3))] * 3), r"\(Subtract\): expected 2 tensors, got 3"),
        (lambda: layers.Add(name="a")([np.ones((2, 3)), np.ones((2, 4))]), r"'a': .*broadcast.*\(2, 3\), \(2, 4\)"),
        (
            lambda: layers.Concatenate(name="c")([np.ones((2, 3)), np.ones((3, 3))]),
            r"'c': .*axis but -1, got \(2, 3\), \(3, 3\)",
        ),
        (lambda: layers.Concatenate()([np.ones((2, 3)), np.ones((2, 3, 1))]), r"must have one rank"),
        (lambda: layers.Concatenate(axis=2)([np.ones((2, 3))] * 2), r"axis but 2"),
        (lambda: layers.Dot(0), r"Dot: axes: 0 is the batch and stays apart, got 0"),
        (lambda: layers.Dot((1, 2, 3)), r"axes: expected an int or two ints, got \(1, 2, 3\)"),
        (lambda: layers.Dot(1, name="d")([np.ones((2, 3)), np.ones((2, 4))]), r"'d': axes \(1, 1\).*sizes 3 and 4"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(make, text):
    with pytest.raises(ValueError, match=text):
        make()


def test_masks_travel_through_merges():
    masked = layers.Masking()(np.array([[[1.0], [0.0]]], "float32"))
    other = layers.Masking()(np.array([[[0.0], [1.0]]], "float32"))
    np.testing.assert_array_equal(layers.Add()([masked, other])._keras_mask, [[True, True]])
    assert layers.Add()([masked, tf.ones((1, 2, 1))])._keras_mask is None
    joined = layers.Concatenate(axis=1)([masked, tf.ones((1, 3, 1))])
    np.testing.assert_array_equal(joined._keras_mask, [[True, False, True, True, True]])
