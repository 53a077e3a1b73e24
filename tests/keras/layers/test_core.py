"""Lambda, masking, inputs, wrappers, and the names of `keras.layers`."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers


@tf.keras.saving.register_keras_serializable("core")
def scaled(x, factor=1.0, training=None):
    return x * factor * (2.0 if training else 1.0)


def test_a_lambda_gets_its_arguments_and_training():
    layer = layers.Lambda(scaled, arguments={"factor": 3.0})
    x = np.ones((2, 3), "float32")
    np.testing.assert_array_equal(layer(x), 3 * x)
    np.testing.assert_array_equal(layer(x, training=True), 6 * x)
    again = layers.deserialize(layers.serialize(layer))
    np.testing.assert_array_equal(again(x), 3 * x)


def test_a_lambda_may_foretell_shape_and_mask():
    layer = layers.Lambda(lambda x: x[:, :2], output_shape=(2,), mask=lambda inputs, mask: mask)
    assert layer.compute_output_shape((None, 3)) == (None, 2)
    assert layers.Lambda(lambda x: x[:, :2], output_shape=lambda s: (s[0], 2)).compute_output_shape((5, 3)) == (5, 2)


def test_a_function_without_a_name_cannot_be_stored():
    with pytest.raises(ValueError, match=r"it has no name that a file could hold"):
        layers.serialize(layers.Lambda(lambda x: x))


def test_masking_masks_steps_of_one_value_and_zeroes_them():
    x = np.array([[[5.0, 5.0], [5.0, 1.0], [0.0, 0.0]]], "float32")
    y = layers.Masking(5.0)(x)
    np.testing.assert_array_equal(y, [[[0, 0], [5, 1], [0, 0]]])
    np.testing.assert_array_equal(y._keras_mask, [[False, True, True]])


def test_identity_hands_back_any_structure():
    x = {"a": tf.ones((2,)), "b": [tf.zeros((3,))]}
    assert layers.Identity()(x)["b"][0] is x["b"][0]


# -- inputs


def test_inputs_are_symbolic():
    x = layers.Input((4, None), batch_size=3, dtype="int32", name="ids")
    assert (tuple(x.shape), x.dtype, x.name) == ((3, 4, None), "int32", "ids")
    assert tuple(layers.Input(shape=(2,)).shape) == (None, 2)
    assert tuple(layers.Input(batch_shape=(5, 2)).shape) == (5, 2)
    assert tuple(layers.InputLayer(input_shape=(3,)).symbol.shape) == (None, 3)
    with pytest.raises(TypeError, match=r"needs values, and <KerasTensor shape=\(None, 2\)"):
        bool(layers.Input((2,)) > 0)


def test_an_input_layer_comes_back_from_its_config():
    layer = layers.InputLayer((3, None), 2, "int32", name="x")
    again = layers.deserialize(layers.serialize(layer))
    assert again.get_config() == layer.get_config()
    assert again.batch_shape == (2, 3, None)


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: layers.Input(), ValueError, r"shape: expected the sizes of one example, got None"),
        (lambda: layers.Input((2,), batch_shape=(1, 2)), ValueError, r"batch_shape: give either it or shape"),
        (
            lambda: layers.Input(("two",)),
            ValueError,
            r"shape: expected sizes that are ints or None, got \(None, 'two'\)",
        ),
        (lambda: layers.Input((-2,)), ValueError, r"expected sizes that are ints or None, got \(None, -2\)"),
        (lambda: layers.Input((2,), sparse=True), NotImplementedError, r"sparse=True: only dense"),
    ],
)
def test_inputs_that_make_no_sense_are_refused(make, error, text):
    with pytest.raises(error, match=text):
        make()


# -- wrappers


def test_time_distributed_is_the_layer_at_each_step(rng):
    x = rng.normal(size=(2, 3, 6, 5, 2)).astype("float32")
    layer = layers.TimeDistributed(layers.Conv2D(3, 2))
    y = layer(x)
    for t in range(3):
        np.testing.assert_allclose(y[:, t], layer.layer(x[:, t]), rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match=r"expected 3 axes or more \(batch, time, ..\), got shape \(2, 3\)"):
        layers.TimeDistributed(layers.Dense(2))(np.ones((2, 3)))


def test_a_wrapper_needs_a_layer():
    with pytest.raises(ValueError, match=r"TimeDistributed: layer: expected a Layer, got 'dense'"):
        layers.TimeDistributed("dense")


# -- names


def test_an_unknown_name_says_what_was_meant():
    with pytest.raises(AttributeError, match=r"keras.layers.Desne: no such name; did you mean keras.layers.Dense\?"):
        layers.Desne  # noqa: B018


def test_second_names_are_the_same_classes():
    assert layers.MaxPool2D is layers.MaxPooling2D
    assert layers.Convolution1D is layers.Conv1D
    assert layers.GlobalAvgPool3D is layers.GlobalAveragePooling3D
    assert layers.deserialize({"class_name": "MaxPool2D", "config": {}}).pool_size == (2, 2)


def test_what_is_no_config_of_a_layer_is_refused():
    with pytest.raises(ValueError, match=r"layers.deserialize: expected what `serialize` returns, got 'Dense'"):
        layers.deserialize("Dense")
    with pytest.raises(ValueError, match=r"class 'Dens' .*is not known"):
        layers.deserialize({"class_name": "Dens", "config": {}})
