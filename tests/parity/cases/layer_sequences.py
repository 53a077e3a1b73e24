"""Layers with several inputs or with states: attention, recurrent networks; and further convolutions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, fill, numbers, weighted
from .layer_families import IMAGES, SEQUENCES, VECTORS, VOLUMES, family_case
from .layer_state import plain

QUERY, VALUE, KEY = numbers(2, 3, 4), numbers(2, 5, 6, seed=1), numbers(2, 5, 7, seed=2)
QUERY_MASK = np.array([[True, True, False], [True, False, False]])
VALUE_MASK = np.array([[True, True, False, True, False], [False, False, False, False, True]])
EMPTY_VALUE_MASK = np.array([[True, True, False, True, False], [False] * 5])
ENDS = np.array([[True, True, True, False, False, False], [True] * 6])
HOLES = np.array([[True, False, True, True, False, False], [False, True, True, False, True, True]])
NOTHING = np.array([[False] * 6, [True] * 6])

PLAIN: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "conv1d_transpose": (lambda layers: layers.Conv1DTranspose(3, 2), SEQUENCES),
    "conv1d_transpose_strided": (lambda layers: layers.Conv1DTranspose(3, 3, strides=2, padding="same"), SEQUENCES),
    "conv2d_transpose": (lambda layers: layers.Conv2DTranspose(3, 2), IMAGES),
    "conv2d_transpose_same": (lambda layers: layers.Conv2DTranspose(2, 4, strides=2, padding="same"), IMAGES),
    "conv2d_transpose_relu": (
        lambda layers: layers.Conv2DTranspose(2, (3, 2), strides=(2, 1), activation="relu", use_bias=False),
        IMAGES,
    ),
    "conv2d_transpose_padded": (
        lambda layers: layers.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=1),
        IMAGES,
    ),
    "conv2d_transpose_wide_strides": (lambda layers: layers.Conv2DTranspose(2, 2, strides=3), IMAGES),
    "conv3d_transpose": (lambda layers: layers.Conv3DTranspose(2, 2, strides=2), VOLUMES),
    "depthwise_conv1d": (lambda layers: layers.DepthwiseConv1D(3, padding="same"), SEQUENCES),
    "depthwise_conv2d": (lambda layers: layers.DepthwiseConv2D(3), IMAGES),
    "depthwise_conv2d_deep": (
        lambda layers: layers.DepthwiseConv2D((2, 3), strides=2, padding="same", depth_multiplier=2, activation="tanh"),
        IMAGES,
    ),
    "separable_conv1d": (lambda layers: layers.SeparableConv1D(3, 2), SEQUENCES),
    "separable_conv1d_same": (lambda layers: layers.SeparableConv1D(2, 3, strides=2, padding="same"), SEQUENCES),
    "separable_conv2d": (lambda layers: layers.SeparableConv2D(5, 3), IMAGES),
    "separable_conv2d_deep": (
        lambda layers: layers.SeparableConv2D(3, 3, padding="same", depth_multiplier=2, activation="relu"),
        IMAGES,
    ),
    "einsum_dense": (lambda layers: layers.EinsumDense("ab,bc->ac", 5, bias_axes="c"), VECTORS),
    "einsum_dense_heads": (lambda layers: layers.EinsumDense("abc,cde->abde", (6, 2, 3), bias_axes="de"), SEQUENCES),
    "einsum_dense_before": (lambda layers: layers.EinsumDense("...x,xy->...y", 3, "relu", "y"), SEQUENCES),
    "einsum_dense_after": (lambda layers: layers.EinsumDense("ab...,bc->ac...", 3, bias_axes="c"), SEQUENCES),
    "rescaling": (lambda layers: layers.Rescaling(0.5, 2.0), VECTORS),
    "simple_rnn": (lambda layers: layers.SimpleRNN(3), SEQUENCES),
    "simple_rnn_relu": (lambda layers: layers.SimpleRNN(3, "relu", return_sequences=True), SEQUENCES),
    "simple_rnn_sigmoid": (lambda layers: layers.SimpleRNN(2, "sigmoid", use_bias=False, go_backwards=True), SEQUENCES),
    "lstm": (lambda layers: layers.LSTM(3), SEQUENCES),
    "lstm_sequences": (lambda layers: layers.LSTM(3, return_sequences=True, go_backwards=True), SEQUENCES),
    "lstm_without_bias": (lambda layers: layers.LSTM(2, use_bias=False, unit_forget_bias=False), SEQUENCES),
    "lstm_of_other_activations": (
        lambda layers: layers.LSTM(2, "relu", "hard_sigmoid", return_sequences=True),
        SEQUENCES,
    ),
    "gru": (lambda layers: layers.GRU(3), SEQUENCES),
    "gru_sequences": (lambda layers: layers.GRU(3, return_sequences=True, go_backwards=True), SEQUENCES),
    "gru_reset_before": (lambda layers: layers.GRU(3, reset_after=False, return_sequences=True), SEQUENCES),
    "gru_without_bias": (lambda layers: layers.GRU(2, use_bias=False), SEQUENCES),
    "rnn_of_cells": (lambda layers: layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)]), SEQUENCES),
    "rnn_of_a_cell": (lambda layers: layers.RNN(layers.SimpleRNNCell(2), return_sequences=True), SEQUENCES),
    "bidirectional": (lambda layers: layers.Bidirectional(layers.LSTM(3)), SEQUENCES),
    "bidirectional_sum": (
        lambda layers: layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum"),
        SEQUENCES,
    ),
    "bidirectional_average": (lambda layers: layers.Bidirectional(layers.SimpleRNN(2), merge_mode="ave"), SEQUENCES),
}

for layer_name, (constructor, given) in PLAIN.items():
    family_case(layer_name, constructor, given)


def attention_case(name: str, make: Callable[[Any], Any], arrays: list[Any], **options: Any) -> None:
    """Output, gradients of the inputs and weights, the weights, the config of a layer that takes query, value, key."""

    def program(tf: Module) -> Nest:
        tf.keras.utils.clear_session()
        layer = make(tf.keras.layers)
        config = plain(layer.get_config())  # Keras fills in some axes when it builds
        as_list = "heads" not in name
        sources = [tf.constant(array) for array in arrays]

        def call() -> Any:
            return layer(sources, **options) if as_list else layer(*sources, **options)

        call()
        fill(layer)
        with tf.GradientTape() as tape:
            tape.watch(sources)
            outputs = call()
            loss = weighted(tf, outputs[0] if isinstance(outputs, (list, tuple)) else outputs)
        return {
            "output": outputs,
            "gradients": tape.gradient(loss, [*sources, *layer.trainable_variables]),
            "weights": [[weight.name, weight.path, weight.shape] for weight in layer.weights],
            "config": config,
        }

    add(name, program)


MASKS = [QUERY_MASK, VALUE_MASK]
SAME = [numbers(2, 3, 4), numbers(2, 5, 4, seed=1)]
attention_case("attention", lambda layers: layers.Attention(), SAME)
attention_case("attention_scaled", lambda layers: layers.Attention(use_scale=True), [*SAME, numbers(2, 5, 4, seed=2)])
attention_case("attention_concat", lambda layers: layers.Attention(score_mode="concat", use_scale=True), SAME)
attention_case("attention_masked", lambda layers: layers.Attention(), SAME, mask=MASKS)
attention_case(
    "attention_causal", lambda layers: layers.Attention(), SAME, use_causal_mask=True, return_attention_scores=True
)
attention_case("additive_attention", lambda layers: layers.AdditiveAttention(), SAME)
attention_case("additive_attention_masked", lambda layers: layers.AdditiveAttention(use_scale=False), SAME, mask=MASKS)

attention_case("heads", lambda layers: layers.MultiHeadAttention(2, 3), [QUERY, VALUE])
attention_case("heads_with_key", lambda layers: layers.MultiHeadAttention(2, 3, value_dim=5), [QUERY, VALUE, KEY])
attention_case(
    "heads_plain", lambda layers: layers.MultiHeadAttention(3, 2, use_bias=False, output_shape=5), [QUERY, QUERY]
)
attention_case("heads_causal", lambda layers: layers.MultiHeadAttention(2, 3), [QUERY, QUERY], use_causal_mask=True)
attention_case(
    "heads_with_scores", lambda layers: layers.MultiHeadAttention(2, 3), [QUERY, VALUE], return_attention_scores=True
)
attention_case(
    "heads_with_masks",
    lambda layers: layers.MultiHeadAttention(2, 3),
    [QUERY, VALUE],
    value_mask=VALUE_MASK,
)
attention_case(
    "heads_with_masks_and_scores",
    lambda layers: layers.MultiHeadAttention(2, 3),
    [QUERY, VALUE],
    value_mask=EMPTY_VALUE_MASK,
    return_attention_scores=True,
)
attention_case(
    "heads_with_an_attention_mask",
    lambda layers: layers.MultiHeadAttention(2, 3),
    [QUERY, VALUE],
    attention_mask=numbers(2, 3, 5, seed=5) > 0,
)
attention_case(
    "heads_over_axes", lambda layers: layers.MultiHeadAttention(2, 3, attention_axes=(2,)), [numbers(2, 3, 4, 5)] * 2
)
attention_case(
    "heads_over_images",
    lambda layers: layers.MultiHeadAttention(2, 3, output_shape=(2, 2)),
    [numbers(2, 3, 4, 5)] * 2,
    return_attention_scores=True,
)
attention_case("grouped_heads", lambda layers: layers.GroupQueryAttention(3, 4, 2), [QUERY, VALUE])
attention_case(
    "grouped_heads_with_scores",
    lambda layers: layers.GroupQueryAttention(2, 2, 1, use_bias=False),
    [QUERY, QUERY],
    use_causal_mask=True,
    return_attention_scores=True,
)


def recurrent_case(name: str, make: Callable[[Any], Any], **options: Any) -> None:
    """Outputs, states and gradients of a recurrent layer with a mask or a first state."""

    def program(tf: Module) -> Nest:
        tf.keras.utils.clear_session()
        layer = make(tf.keras.layers)
        layer.build(SEQUENCES.shape)
        fill(layer)
        x = tf.constant(SEQUENCES)
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, **options)
            loss = weighted(tf, outputs[0] if isinstance(outputs, (list, tuple)) else outputs)
        return outputs, tape.gradient(loss, [x, *layer.trainable_variables])

    add(name, program)


for mask_name, mask in (("ends", ENDS), ("holes", HOLES), ("nothing", NOTHING)):
    for layer_class in ("SimpleRNN", "LSTM", "GRU"):
        recurrent_case(
            f"{layer_class}_with_{mask_name}",
            lambda layers, layer_class=layer_class: getattr(layers, layer_class)(3, return_sequences=True),
            mask=mask,
        )
        recurrent_case(
            f"{layer_class}_states_with_{mask_name}",
            lambda layers, layer_class=layer_class: getattr(layers, layer_class)(2, return_state=True),
            mask=mask,
        )
    recurrent_case(
        f"zeros_with_{mask_name}",
        lambda layers: layers.RNN(layers.LSTMCell(3), return_sequences=True, zero_output_for_mask=True),
        mask=mask,
    )
    recurrent_case(
        f"bidirectional_with_{mask_name}",
        lambda layers: layers.Bidirectional(layers.LSTM(2, return_sequences=True)),
        mask=mask,
    )
recurrent_case(
    "a_first_state",
    lambda layers: layers.LSTM(3, return_state=True, return_sequences=True),
    initial_state=[numbers(2, 3, seed=3), numbers(2, 3, seed=4)],
)
recurrent_case(
    "first_states_of_both_directions",
    lambda layers: layers.Bidirectional(layers.GRU(3, return_state=True)),
    initial_state=[numbers(2, 3, seed=3), numbers(2, 3, seed=4)],
)


@case
def states_that_are_kept(tf: Module) -> Nest:
    layer = tf.keras.layers.GRU(3, stateful=True, return_sequences=True)
    layer.build(SEQUENCES.shape)
    fill(layer)
    first, second = layer(SEQUENCES), layer(SEQUENCES)
    layer.reset_states()
    return first, second, layer(SEQUENCES)


@case
def one_step_of_each_cell(tf: Module) -> Nest:
    tf.keras.utils.clear_session()
    layers = tf.keras.layers
    result = {}
    for name in ("SimpleRNNCell", "LSTMCell", "GRUCell"):
        cell = getattr(layers, name)(3)
        cell.build((2, 4))
        fill(cell)
        states = cell.get_initial_state(batch_size=2)
        outputs, states = cell(tf.constant(numbers(2, 4)), states)
        outputs, states = cell(tf.constant(numbers(2, 4, seed=1)), states)
        result[name] = [outputs, list(states), cell.state_size, plain(cell.get_config())]
    return result


@case
def a_cell_of_ones_own(tf: Module) -> Nest:
    class Cell(tf.keras.layers.Layer):
        def __init__(self, units: int) -> None:
            super().__init__()
            self.units = units
            self.state_size = units

        def build(self, input_shape: Any) -> None:
            self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="ones", name="kernel")

        def call(self, inputs: Any, states: Any) -> Any:
            output = tf.matmul(inputs, self.kernel) + 0.5 * states[0]
            return output, [output]

    layer = tf.keras.layers.RNN(Cell(3), return_sequences=True, return_state=True)
    outputs, state = layer(SEQUENCES)
    return outputs, state, len(layer.trainable_variables), layer(SEQUENCES, mask=ENDS)
