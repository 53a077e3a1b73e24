"""Losses against values recorded from Keras, float64 formulas and their own gradients."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple._core.tensor import MASKS
from supple.keras.losses._lookup import as_loss

from ..recorded import assert_close, load, masked, tensor

keras = tf.keras
RECORDED = load("losses/recorded")


@pytest.fixture(autouse=True)
def _masks_of_one_test_only(monkeypatch):
    monkeypatch.setattr(MASKS, "used", False)


@pytest.mark.parametrize("case", RECORDED, ids=[f"{i}-{case['name']}" for i, case in enumerate(RECORDED)])
def test_the_value_is_that_of_keras(case):
    loss = getattr(keras.losses, case["name"])
    y_true, y_pred = tensor(case["y_true"]), masked(case["y_pred"], case["mask"])
    if isinstance(loss, type):
        found = loss(**case["options"])(y_true, y_pred, tensor(case["weights"]))
    else:
        found = loss(y_true, y_pred, **case["options"])
    assert_close(found, case["result"])


PAIRS = {
    "mean_squared_error": lambda t, p: ((p - t) ** 2).mean(-1),
    "mean_absolute_error": lambda t, p: np.abs(p - t).mean(-1),
    "log_cosh": lambda t, p: np.log(np.cosh(p - t)).mean(-1),
    "huber": lambda t, p: np.where(np.abs(p - t) <= 1, (p - t) ** 2 / 2, np.abs(p - t) - 0.5).mean(-1),
    "cosine_similarity": lambda t, p: (
        -(t * p).sum(-1) / np.linalg.norm(t, axis=-1) / np.maximum(np.linalg.norm(p, axis=-1), 1e-7)
    ),
}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("shape", [(4, 3), (2, 3, 4), (5, 1)])
def test_the_value_and_the_gradient_are_those_of_the_formula(name, shape, rng):
    y_true, y_pred = rng.normal(size=shape), rng.normal(size=shape)
    formula, point = PAIRS[name], tf.constant(y_pred)
    with tf.GradientTape() as tape:
        tape.watch(point)
        loss = getattr(keras.losses, name)(tf.constant(y_true), point)
    assert_close(loss, formula(y_true, y_pred), rtol=1e-10)
    numeric = np.zeros(shape)
    for place in np.ndindex(*shape):
        shift = np.zeros(shape)
        shift[place] = 1e-6
        numeric[place] = (formula(y_true, y_pred + shift) - formula(y_true, y_pred - shift)).sum() / 2e-6
    assert_close(tape.gradient(loss, point), numeric, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize(
    "name", ["MeanSquaredError", "MeanAbsoluteError", "BinaryCrossentropy", "CategoricalCrossentropy"]
)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_the_mean_over_a_batch_is_the_mean_of_the_samples(name, dtype, rng):
    labels = np.eye(3)[rng.integers(0, 3, size=6)]
    scores = tf.cast(tf.nn.softmax(rng.normal(size=(6, 3))), dtype)
    whole = getattr(keras.losses, name)()(labels, scores)
    each = getattr(keras.losses, name)(reduction="none")(labels, scores)
    assert whole.dtype == "float32"
    assert_close(whole, each.numpy().mean())


@pytest.mark.parametrize("from_logits", [True, False])
def test_sparse_and_one_hot_labels_give_the_same(from_logits, rng):
    numbers = rng.integers(0, 4, size=(5,))
    scores = rng.normal(size=(5, 4)).astype("float32")
    scores = scores if from_logits else tf.nn.softmax(scores)
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)(numbers, scores)
    one_hot = keras.losses.CategoricalCrossentropy(from_logits=from_logits)(np.eye(4, dtype="float32")[numbers], scores)
    assert_close(sparse, one_hot)


@pytest.mark.parametrize(
    ("activation", "loss", "labels", "expected"),
    [
        ("sigmoid", "binary_crossentropy", [[0.0, 0.0]], 50.0),
        ("softmax", "categorical_crossentropy", [[0.0, 1.0]], 200.0),
        ("softmax", "sparse_categorical_crossentropy", [1], 200.0),
    ],
)
def test_a_saturated_keras_activation_keeps_its_logits(activation, loss, labels, expected):
    logits = tf.constant([[100.0, -100.0]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        probabilities = keras.activations.get(activation)(logits)
        value = getattr(keras.losses, loss)(labels, probabilities)
    assert_close(value, [expected])
    assert np.abs(tape.gradient(value, logits)).max() >= 0.5
    forgotten = getattr(keras.losses, loss)(labels, tf.constant(probabilities.numpy()))
    assert float(forgotten[0]) < 17


def test_from_logits_on_probabilities_warns_and_uses_the_logits():
    logits = tf.constant([[1.0, 2.0, 3.0]])
    with pytest.warns(UserWarning, match="from_logits=True, but y_pred was computed by a sigmoid or softmax"):
        found = keras.losses.categorical_crossentropy(
            [[0.0, 1.0, 0.0]], keras.activations.softmax(logits), from_logits=True
        )
    assert_close(found, [1.4076059])


def test_a_loss_of_a_user_gets_tensors_of_its_dtype_and_is_averaged():
    class Absolute(keras.losses.Loss):
        def __init__(self, factor=1.0, **kwargs):
            super().__init__(**kwargs)
            self.factor = factor

        def call(self, y_true, y_pred):
            assert y_true.dtype == y_pred.dtype == "float32"
            return self.factor * tf.reduce_mean(tf.abs(y_true - y_pred), axis=-1)

    loss = Absolute(2.0, name="mine")
    assert_close(loss(np.array([[1, 2], [3, 4]]), np.zeros((2, 2))), 5.0)
    assert_close(Absolute(reduction="sum")([[1.0]], [[3.0]], sample_weight=[0.5]), 1.0)
    assert Absolute.from_config(loss.get_config()).get_config() == loss.get_config()


def test_tf_keras_2_names_of_reductions_and_functions():
    names = keras.losses.Reduction
    assert keras.losses.MeanSquaredError(reduction=names.AUTO).reduction == "sum_over_batch_size"
    assert keras.losses.MeanSquaredError(reduction=names.NONE)([[1.0]], [[3.0]]).shape == (1,)
    assert keras.losses.MSE is keras.losses.mse is keras.losses.mean_squared_error
    assert keras.losses.get("mse") is keras.losses.mse
    assert isinstance(keras.losses.get("MeanSquaredError"), keras.losses.MeanSquaredError)


def test_weights_of_whole_sequences_count_for_every_step(rng):
    y_true, y_pred, weights = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 2)), np.array([0.0, 1.0, 2.0])
    expected = (((y_true - y_pred) ** 2).mean(-1) * weights[:, None]).mean()
    assert_close(keras.losses.MeanSquaredError(dtype="float64")(y_true, y_pred, weights), expected)


def test_the_labels_may_be_numpy_integers_of_any_kind():
    scores = tf.constant([[0.1, 0.9], [0.8, 0.2]])
    expected = -np.log([0.9, 0.8])
    for dtype in ("int8", "uint8", "int32", "int64", "float32"):
        assert_close(keras.losses.sparse_categorical_crossentropy(np.array([1, 0], dtype), scores), expected)
        assert_close(keras.losses.sparse_categorical_crossentropy(np.array([[1], [0]], dtype), scores), expected)


def test_no_samples_give_a_loss_of_zero():
    empty = np.zeros((0, 3), "float32")
    assert keras.losses.mean_squared_error(empty, empty).shape == (0,)
    assert_close(keras.losses.MeanSquaredError()(empty, empty), 0.0)


@pytest.mark.parametrize("name", ["MeanSquaredError", "Huber", "CosineSimilarity", "SparseCategoricalCrossentropy"])
def test_a_config_rebuilds_the_loss(name):
    options = {
        "Huber": {"delta": 0.3},
        "CosineSimilarity": {"axis": 0},
        "SparseCategoricalCrossentropy": {"ignore_class": 2},
    }
    loss = getattr(keras.losses, name)(reduction="sum", **options.get(name, {}))
    form = keras.losses.serialize(loss)
    assert form["module"] == "keras.losses"
    assert form["registered_name"] is None
    again = keras.losses.deserialize(form)
    assert type(again) is type(loss)
    assert again.get_config() == loss.get_config()


def test_functions_are_written_by_their_names():
    assert keras.losses.serialize(keras.losses.mean_squared_error) == "mean_squared_error"
    assert keras.losses.deserialize("mean_squared_error") is keras.losses.mean_squared_error


def test_compile_gets_an_object_for_every_kind_of_loss():
    assert isinstance(as_loss("mse"), keras.losses.MeanSquaredError)
    assert as_loss(lambda t, p: t - p)([[2.0]], [[1.0]]).shape == ()
    assert as_loss(None) is None


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda m: m.mean_squared_error(np.ones((2, 3)), np.ones((2, 4))),
            tf.errors.InvalidArgumentError,
            r"y_true \(2, 3\).*y_pred \(2, 4\)",
        ),
        (
            lambda m: m.huber(np.ones((2, 3)), np.ones((3, 3))),
            tf.errors.InvalidArgumentError,
            r"huber.*y_true \(2, 3\).*y_pred \(3, 3\)",
        ),
        (lambda m: m.categorical_crossentropy([[0, 1]], [[0.2, 0.3, 0.5]]), ValueError, r"y_true \(1, 2\).*\(1, 3\)"),
        (lambda m: m.categorical_crossentropy([1], [[0.2, 0.8]]), ValueError, "sparse_categorical_crossentropy"),
        (lambda m: m.sparse_categorical_crossentropy([[1, 2]], [[0.2, 0.8]]), ValueError, r"shape \(1,\).*\(1, 2\)"),
        (
            lambda m: m.sparse_categorical_crossentropy([0, 5, -1, 5], np.ones((4, 3), "float32")),
            tf.errors.InvalidArgumentError,
            r"class numbers of \[0, 3\), got \[-1, 5\]",
        ),
        (
            lambda m: m.sparse_categorical_crossentropy([0.0, float("nan")], np.ones((2, 3), "float32")),
            tf.errors.InvalidArgumentError,
            r"class numbers, got \[nan\]",
        ),
        (lambda m: m.MeanSquaredError(reduction="men"), ValueError, "reduction.*'mean_with_sample_weight'.*got 'men'"),
        (lambda m: m.BinaryCrossentropy(label_smoothing=2), ValueError, "label_smoothing.*0 to 1, got 2"),
        (lambda m: m.CategoricalGeneralizedCrossEntropy(q=1.5), ValueError, "q: expected.*got 1.5"),
        (lambda m: m.get("mean_squared_eror"), ValueError, "did you mean.*'mean_squared_error'"),
        (lambda m: m.get(3), ValueError, "expected a name.*got 3"),
        (lambda m: m.MeanSquareError, AttributeError, "did you mean keras.losses.MeanSquaredError"),
        (
            lambda m: m.MeanSquaredError()(np.ones((4, 2)), np.ones((4, 2)), np.ones(3)),
            ValueError,
            r"\(4,\), got \(3,\)",
        ),
        (lambda m: m.Loss()([1.0], [1.0]), NotImplementedError, r"Loss must implement call"),
    ],
)
def test_wrong_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call(keras.losses)
