"""Recurrent layers: fused kernels equal the cell step by step, masks, states, settings."""

import numpy as np
import pytest

import supple as tf

layers = tf.keras.layers
CLASSES = ["SimpleRNN", "LSTM", "GRU"]


def by_hand(layer, x, states):
    """The cell run over the steps by a Python loop."""
    outputs = []
    for t in range(x.shape[1]):
        y, states = layer.cell(x[:, t], states)
        outputs.append(y.numpy())
    return np.stack(outputs, 1), [s.numpy() for s in states]


@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize("name", CLASSES)
def test_the_fused_kernel_is_the_cell_step_by_step(name, use_bias, rng):
    x = rng.normal(size=(3, 7, 4)).astype("float32")
    layer = getattr(layers, name)(5, return_sequences=True, return_state=True, use_bias=use_bias)
    layer(x)
    for weight in layer.weights:
        weight.assign(rng.normal(size=tuple(weight.shape)).astype("float32") * 0.5)
    outputs, *states = layer(x)
    expected, last = by_hand(layer, tf.constant(x), layer.get_initial_state(3))
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-6)
    for state, wanted in zip(states, last, strict=True):
        np.testing.assert_allclose(state, wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("mask", ["ends", "holes", "empty row"])
@pytest.mark.parametrize("name", CLASSES)
def test_masked_steps_change_nothing(name, mask, rng):
    x = rng.normal(size=(2, 6, 3)).astype("float32")
    kept = {
        "ends": [[1, 1, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1]],
        "holes": [[1, 0, 1, 0, 0, 0], [0, 1, 1, 0, 1, 1]],
        "empty row": [[0, 0, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0]],
    }[mask]
    kept = np.array(kept, bool)
    layer = getattr(layers, name)(4, return_sequences=True)
    outputs = layer(x, mask=kept).numpy()
    for row in range(2):
        alone = layer(x[row : row + 1, kept[row]]).numpy()[0] if kept[row].any() else np.zeros((0, 4))
        seen = -1
        for t in range(6):
            seen += int(kept[row, t])
            expected = alone[seen] if seen >= 0 else np.zeros(4)
            np.testing.assert_allclose(outputs[row, t], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", CLASSES)
def test_a_mask_travels_with_sequences_only(name):
    x = layers.Masking()(np.array([[[1.0], [0.0], [2.0]]], "float32"))
    np.testing.assert_array_equal(getattr(layers, name)(2, return_sequences=True)(x)._keras_mask, [[True, False, True]])
    assert getattr(layers, name)(2)(x)._keras_mask is None


def test_backwards_reads_from_the_end_and_bidirectional_joins_both(rng):
    x = rng.normal(size=(2, 5, 3)).astype("float32")
    forward = layers.LSTM(4, return_sequences=True)
    backward = layers.LSTM(4, return_sequences=True, go_backwards=True)
    both = layers.Bidirectional(layers.LSTM(4, return_sequences=True))
    forward(x), backward(x), both(x)
    weights = [rng.normal(size=w.shape).astype("float32") for w in both.weights]
    both.set_weights(weights)
    forward.set_weights(weights[:3])
    backward.set_weights(weights[3:])
    np.testing.assert_allclose(forward(x[:, ::-1]).numpy()[:, ::-1].shape, (2, 5, 4))
    expected = np.concatenate([forward(x), backward(x).numpy()[:, ::-1]], -1)
    np.testing.assert_allclose(both(x), expected, rtol=1e-6)


def test_a_stateful_layer_goes_on_where_it_stopped(rng):
    x = rng.normal(size=(2, 6, 3)).astype("float32")
    whole = layers.LSTM(4, return_sequences=True)
    parts = layers.LSTM(4, return_sequences=True, stateful=True)
    whole(x), parts(x[:, :3])
    parts.set_weights(whole.get_weights())
    parts.reset_states()
    joined = np.concatenate([parts(x[:, :2]), parts(x[:, 2:])], 1)
    np.testing.assert_allclose(joined, whole(x), rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match=r"stateful: the states are those of 2 sequences, got 3"):
        parts(np.zeros((3, 2, 3), "float32"))


def test_kept_states_carry_no_gradient_into_the_next_call(rng):
    x = tf.constant(rng.normal(size=(1, 2, 3)).astype("float32"))
    layer = layers.GRU(2, stateful=True)
    with tf.GradientTape() as tape:
        tape.watch(x)
        layer(x)
        y = layer(tf.zeros((1, 2, 3)))
    assert tape.gradient(y, x) is None


def test_dropout_of_the_inputs_is_the_same_for_all_steps(rng):
    layer = layers.SimpleRNN(6, activation="relu", return_sequences=True, dropout=0.5, seed=1, use_bias=False)
    x = np.ones((1, 4, 8), "float32")
    layer(x)
    layer.set_weights([np.eye(8, 6, dtype="float32"), np.zeros((6, 6), "float32")])
    steps = layer(x, training=True).numpy()[0]
    np.testing.assert_array_equal(steps, np.repeat(steps[:1], 4, 0))
    assert set(np.unique(steps)) <= {0.0, 2.0}
    assert not np.array_equal(layer(x, training=True), layer(x, training=True))
    slow = layers.LSTM(3, recurrent_dropout=0.5, dropout=0.5, seed=1)
    assert not np.array_equal(slow(x, training=True), slow(x, training=False))


def test_a_decoder_starts_from_the_states_of_an_encoder(rng):
    x = rng.normal(size=(2, 5, 3)).astype("float32")
    _, h, c = layers.LSTM(4, return_state=True)(x)
    decoder = layers.LSTM(4, return_sequences=True)
    y = decoder(x, initial_state=[h, c])
    assert not np.allclose(y, decoder(x))
    np.testing.assert_allclose(y, by_hand(decoder, tf.constant(x), [h, c])[0], rtol=1e-5, atol=1e-6)


def test_lengths_that_are_not_known_stay_unknown():
    inputs = layers.Input((None, 3))
    assert layers.LSTM(4, return_sequences=True)(inputs).shape == (None, None, 4)
    states = layers.GRU(4, return_state=True)(inputs)
    assert [tuple(s.shape) for s in states] == [(None, 4), (None, 4)]
    assert layers.Bidirectional(layers.SimpleRNN(4, return_sequences=True))(inputs).shape == (None, None, 8)


def test_the_settings_of_the_cell_can_be_read_on_the_layer():
    layer = layers.LSTM(4, activation="relu", recurrent_dropout=0.2)
    assert layer.units == 4
    assert layer.recurrent_dropout == 0.2
    assert layer.activation is tf.keras.activations.relu
    with pytest.raises(AttributeError, match="'LSTM' object has no attribute 'unitz'"):
        layer.unitz  # noqa: B018


def test_forget_gates_start_open():
    layer = layers.LSTM(2)
    layer.build((None, 3, 1))
    np.testing.assert_array_equal(layer.cell.bias, [0, 0, 1, 1, 0, 0, 0, 0])


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: layers.LSTM(0), ValueError, r"LSTMCell: units: expected a positive int, got 0"),
        (lambda: layers.RNN(lambda x: x), ValueError, r"RNN: cell: expected a layer with .*state_size"),
        (lambda: layers.LSTM(2)(np.zeros((2, 3))), ValueError, r"expected at least 3 axes, got 2"),
        (
            lambda: layers.LSTM(2)(np.zeros((2, 0, 3))),
            ValueError,
            r"expected one time step or more, got shape \(2, 0, 3\)",
        ),
        (lambda: layers.LSTM(2, use_cudnn="yes"), ValueError, r"use_cudnn: expected one of .* got 'yes'"),
        (lambda: layers.Bidirectional(layers.Dense(2)), ValueError, r"expected a recurrent layer with 'go_backwards'"),
        (
            lambda: layers.Bidirectional(layers.LSTM(2), merge_mode="max"),
            ValueError,
            r"merge_mode: expected one of concat",
        ),
        (lambda: layers.LSTM(2, time_major=True), NotImplementedError, r"LSTM: time_major=True"),
        (
            lambda: layers.LSTM(2, "relu", use_cudnn=True),
            NotImplementedError,
            r"use_cudnn=True: the fused kernel does not do activation=",
        ),
    ],
)
def test_wrong_settings_and_inputs_are_refused(make, error, text):
    with pytest.raises(error, match=text):
        make()
