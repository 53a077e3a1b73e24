"""Losses as functions and as classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, gradients, integers, misuse, numbers

TRUE, PRED = numbers(4, 3), numbers(4, 3, seed=1)
LOGITS = numbers(4, 3, low=-4, high=4)
ROWS = np.exp(LOGITS) / np.exp(LOGITS).sum(-1, keepdims=True)
CHANCES = numbers(4, 3, low=0.05, high=0.95, seed=2)
ONE_HOT = np.eye(3, dtype="float32")[[0, 2, 1, 2]]
LABELS = np.array([0, 2, 1, 2], "int32")
BITS = integers(4, 3, high=2).astype("float32")
WEIGHTS = np.array([0.5, 0.0, 2.0, 1.0], "float32")

# function name, class name, truth, prediction, options
TABLE: dict[str, tuple[str, str, np.ndarray, np.ndarray, dict[str, Any]]] = {
    "mse": ("mean_squared_error", "MeanSquaredError", TRUE, PRED, {}),
    "mae": ("mean_absolute_error", "MeanAbsoluteError", TRUE, PRED, {}),
    "categorical": ("categorical_crossentropy", "CategoricalCrossentropy", ONE_HOT, ROWS, {}),
    "categorical_logits": (
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        ONE_HOT,
        LOGITS,
        {"from_logits": True},
    ),
    "categorical_smooth": (
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        ONE_HOT,
        LOGITS,
        {"from_logits": True, "label_smoothing": 0.2},
    ),
    "categorical_axis": (
        "categorical_crossentropy",
        "CategoricalCrossentropy",
        ONE_HOT.T,
        LOGITS.T,
        {"from_logits": True, "axis": 0},
    ),
    "categorical_unnormalised": ("categorical_crossentropy", "CategoricalCrossentropy", ONE_HOT, 2 * CHANCES, {}),
    "sparse": ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", LABELS, ROWS, {}),
    "sparse_logits": (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        LABELS,
        LOGITS,
        {"from_logits": True},
    ),
    "sparse_column": (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        LABELS[:, None],
        LOGITS,
        {"from_logits": True},
    ),
    "sparse_float_labels": (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        LABELS.astype("float32"),
        LOGITS,
        {"from_logits": True},
    ),
    "sparse_sequence": (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        integers(4, 2, high=3),
        numbers(4, 2, 3),
        {"from_logits": True},
    ),
    "sparse_ignoring": (
        "sparse_categorical_crossentropy",
        "SparseCategoricalCrossentropy",
        LABELS,
        LOGITS,
        {"from_logits": True, "ignore_class": 2},
    ),
    "binary": ("binary_crossentropy", "BinaryCrossentropy", BITS, CHANCES, {}),
    "binary_logits": ("binary_crossentropy", "BinaryCrossentropy", BITS, LOGITS, {"from_logits": True}),
    "binary_smooth": ("binary_crossentropy", "BinaryCrossentropy", BITS, CHANCES, {"label_smoothing": 0.1}),
    "binary_int_labels": (
        "binary_crossentropy",
        "BinaryCrossentropy",
        BITS.astype("int32"),
        LOGITS,
        {"from_logits": True},
    ),
}


def loss_case(
    name: str, function_name: str, class_name: str, true: np.ndarray, pred: np.ndarray, options: dict[str, Any]
) -> None:
    """The value per sample, every reduction, sample weights, the gradient."""

    def program(tf: Module) -> Nest:
        losses = tf.keras.losses
        function, make = getattr(losses, function_name), getattr(losses, class_name)
        loss = make(**options)
        rows = np.shape(function(true, pred, **options))
        weights = WEIGHTS[: rows[0]].reshape(-1, *[1] * (len(rows) - 1))
        result = {
            "function": function(true, pred, **options),
            "value": loss(true, pred),
            "weighted": loss(true, pred, sample_weight=weights),
            "name": loss.name,
            "reduction": loss.reduction,
            "gradient": gradients(tf, lambda p: function(true, p, **options), pred),
            "gradient_of_the_mean": gradients(tf, lambda p: loss(true, p), pred),
        }
        for reduction in ("sum", "none", "mean", "mean_with_sample_weight", None):
            if reduction == "mean_with_sample_weight" and name == "sparse_sequence":
                continue  # Keras divides by the sum of (B,) weights although there are B times T losses
            reduced = make(**options, reduction=reduction)
            result[str(reduction)] = [reduced(true, pred), reduced(true, pred, sample_weight=weights)]
        return result

    add(name, program)


for loss_name, row in TABLE.items():
    loss_case(loss_name, *row)


@case
def rank_one_inputs_average_over_the_batch(tf: Module) -> Nest:
    losses = tf.keras.losses
    true, pred = numbers(4, low=0, high=1).round(), numbers(4, seed=1, low=0.1, high=0.9)
    return {
        "mse": losses.MeanSquaredError()(true, pred),
        "mse_weighted": losses.MeanSquaredError()(true, pred, sample_weight=WEIGHTS),
        "mse_none": losses.MeanSquaredError(reduction="none")(true, pred),
        "mse_function": losses.mean_squared_error(true, pred),
        "binary": losses.BinaryCrossentropy()(true, pred),
        "binary_none": losses.BinaryCrossentropy(reduction=None)(true, pred),
        "mae_against_a_column": losses.MeanAbsoluteError()(true, pred[:, None]),
        "mae_of_a_column_against_a_row": losses.MeanAbsoluteError(reduction="none")(true[:, None], pred),
    }


@case
def images_and_sequences(tf: Module) -> Nest:
    true, pred = numbers(2, 3, 4, 2), numbers(2, 3, 4, 2, seed=1)
    losses = tf.keras.losses
    return {
        "function": losses.mean_squared_error(true, pred),
        "value": losses.MeanSquaredError()(true, pred),
        "weights_per_sample": losses.MeanSquaredError()(true, pred, sample_weight=numbers(2, 1, 1, low=0, high=1)),
        "weights_per_pixel": losses.MeanSquaredError()(true, pred, sample_weight=numbers(2, 3, 4, low=0, high=1)),
        "sum": losses.MeanAbsoluteError(reduction="sum")(true, pred),
    }


@case
def short_names_are_the_same_functions(tf: Module) -> Nest:
    losses = tf.keras.losses
    got = [losses.get(name) for name in ("mse", "mae", "binary_crossentropy", "sparse_categorical_crossentropy")]
    values = [losses.mse(TRUE, PRED), losses.mae(TRUE, PRED), losses.get("mean_squared_error")(TRUE, PRED)]
    return values, [function.__name__ for function in got], losses.get(None), losses.get("MeanSquaredError").name


@case
def dtypes_of_losses(tf: Module) -> Nest:
    losses = tf.keras.losses
    half = tf.constant(PRED, tf.float16)
    return {
        "function_of_halves": losses.mean_squared_error(tf.cast(TRUE, tf.float16), half),
        "class_of_halves": losses.MeanSquaredError()(TRUE, half),
        "function_of_doubles": losses.mean_squared_error(TRUE.astype("float64"), PRED.astype("float64")),
        "class_of_doubles": losses.MeanSquaredError()(TRUE.astype("float64"), PRED.astype("float64")),
        "double_class": losses.MeanSquaredError(dtype="float64")(TRUE, PRED),
        "ints": losses.mean_absolute_error(integers(2, 3), integers(2, 3, seed=1)),
        "lists": losses.MeanSquaredError()([[1.0, 2.0]], [[2.0, 4.0]]),
    }


@case
def probabilities_at_zero_and_one_are_clipped(tf: Module) -> Nest:
    losses = tf.keras.losses
    hard = np.array([[0.0, 1.0], [1.0, 0.0]], "float32")
    return {
        "binary": losses.binary_crossentropy(1 - hard, hard),
        "categorical": losses.categorical_crossentropy(1 - hard, hard),
        "sparse": losses.sparse_categorical_crossentropy(np.array([0, 1]), hard),
        "gradient": gradients(tf, lambda p: losses.binary_crossentropy(1 - hard, p), hard),
    }


@case
def sigmoid_and_softmax_outputs_of_layers(tf: Module) -> Nest:
    x = tf.constant([[-30.0, 0.0, 30.0]])
    sigmoid = tf.keras.layers.Activation("sigmoid")(x)
    softmax = tf.keras.layers.Activation("softmax")(x)
    losses = tf.keras.losses
    return {
        "binary": losses.BinaryCrossentropy()(np.array([[1.0, 1.0, 0.0]]), sigmoid),
        "categorical": losses.CategoricalCrossentropy()(np.array([[1.0, 0.0, 0.0]]), softmax),
        "sparse": losses.SparseCategoricalCrossentropy()(np.array([0]), softmax),
    }


@misuse
def mse_of_incompatible_shapes(tf: Module) -> Nest:
    tf.keras.losses.MeanSquaredError()(numbers(4, 3), numbers(4, 2))


@misuse
def categorical_of_incompatible_shapes(tf: Module) -> Nest:
    tf.keras.losses.CategoricalCrossentropy()(numbers(4, 3), numbers(4, 2))


@misuse
def sparse_with_a_label_out_of_range(tf: Module) -> Nest:
    tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)(np.array([0, 3]), numbers(2, 3))


@misuse
def an_unknown_reduction(tf: Module) -> Nest:
    tf.keras.losses.MeanSquaredError(reduction="median")


@misuse
def an_unknown_loss(tf: Module) -> Nest:
    tf.keras.losses.get("mean_squarred_error")


@misuse
def a_misspelt_option(tf: Module) -> Nest:
    tf.keras.losses.BinaryCrossentropy(from_logit=True)
