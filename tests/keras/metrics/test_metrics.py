"""Metrics against values recorded from Keras, and the state they keep."""

from __future__ import annotations

import gc

import numpy as np
import pytest

import supple as tf
from supple._core.tensor import MASKS
from supple.keras.metrics._lookup import resolve

from ..recorded import assert_close, load, masked, tensor

keras = tf.keras
RECORDED = load("metrics/recorded")
# Keras loses the axis of this one.
AXIS_KEPT = {"CosineSimilarity"}


@pytest.fixture(autouse=True)
def _masks_of_one_test_only(monkeypatch):
    monkeypatch.setattr(MASKS, "used", False)


@pytest.mark.parametrize("case", RECORDED, ids=[f"{i}-{case['name']}" for i, case in enumerate(RECORDED)])
def test_results_state_and_config_are_those_of_keras(case):
    metric = getattr(keras.metrics, case["name"])(**case["options"])
    for batch, expected in zip(case["batches"], case["results"], strict=True):
        *first, last = batch["arguments"]
        metric.update_state(*map(tensor, first), masked(last, batch["mask"]), sample_weight=tensor(batch["weights"]))
        assert_close(metric.result(), expected)
    if case["state"] is not None:
        assert [variable.path.split("/")[-1] for variable in metric.variables] == list(case["state"])
        for variable, expected in zip(metric.variables, case["state"].values(), strict=True):
            assert_close(variable, expected)
    config = {key: value for key, value in metric.get_config().items() if key != "name"}
    if case["name"] not in AXIS_KEPT:
        assert {**config, "label_weights": None} == {**case["config"], "label_weights": None}
    again = type(metric).from_config(metric.get_config())
    assert again.get_config() == metric.get_config()


@pytest.mark.parametrize("case", RECORDED[::5], ids=[case["name"] for case in RECORDED[::5]])
def test_a_reset_makes_every_variable_zero(case):
    metric = getattr(keras.metrics, case["name"])(**case["options"])
    batch = case["batches"][0]
    metric.update_state(*map(tensor, batch["arguments"]))
    metric.reset_state()
    assert all(not np.any(variable.numpy()) for variable in metric.variables)


def test_the_mean_takes_numbers_and_weighs_scalars():
    mean = keras.metrics.Mean()
    assert_close(mean.result(), 0.0)
    mean.update_state(5)
    mean.update_state(tf.constant(2.0), sample_weight=3)
    mean.update_state(tf.constant([1.0, 1.0]))
    assert_close(mean.result(), (5 + 6 + 2) / 6)
    assert_close(mean.count, 6.0)
    mean.count.assign(13.0)
    assert_close(mean.result(), 1.0)


def test_a_result_does_not_change_with_later_updates():
    mean = keras.metrics.Mean()
    mean.update_state(tf.constant(1.0))
    first, total, count = mean.result(), mean.total.value(), mean.count.value()
    mean.update_state(tf.constant(3.0))
    assert (float(first), float(total), float(count)) == (1.0, 1.0, 1.0)
    assert float(mean.result()) == 2.0


@pytest.mark.parametrize("make", [keras.metrics.Mean, keras.metrics.Sum])
def test_the_state_holds_no_graph(make):
    metric, weight = make(), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        loss = weight * 3.0
        metric.update_state(loss)
        metric.update_state(tf.stack([loss, loss]))
    assert not any(variable.buffer.requires_grad for variable in metric.variables)
    assert float(tape.gradient(loss, weight)) == 3.0
    gc.collect()


def test_mean_of_another_dtype_keeps_it():
    mean = keras.metrics.Mean(dtype="float64")
    mean.update_state(tf.constant(1.0))
    assert mean.total.dtype == "float64"
    assert mean.result().dtype == "float64"


def test_the_mean_of_tensors_is_taken_element_by_element():
    mean = keras.metrics.MeanTensor()
    mean.update_state([1.0, 2.0])
    mean.update_state([3.0, 6.0], sample_weight=[1.0, 3.0])
    assert_close(mean.result(), [2.0, 5.0])
    with pytest.raises(ValueError, match=r"shape \(2,\), got \(3,\)"):
        mean.update_state([1.0, 2.0, 3.0])


class Sign(keras.metrics.Metric):
    """The share of predictions of the right sign, as a user writes it."""

    def __init__(self, name="sign", **kwargs):
        super().__init__(name=name, **kwargs)
        self.hits = self.add_weight(name="hits", initializer="zeros")
        self.seen = self.add_variable((), "zeros", name="seen")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.hits.assign_add(tf.reduce_sum(tf.cast(tf.sign(y_true) == tf.sign(y_pred), tf.float32)))
        self.seen.assign_add(tf.cast(tf.size(y_true), tf.float32))

    def result(self):
        return self.hits / self.seen


def test_a_metric_of_a_user():
    metric = Sign()
    assert_close(metric(tf.constant([1.0, -1.0]), tf.constant([2.0, 2.0])), 0.5)
    assert [variable.path for variable in metric.variables] == ["sign/hits", "sign/seen"]
    assert Sign.from_config(metric.get_config()).name == "sign"
    metric.reset_states()
    assert float(metric.seen) == 0


def test_a_metric_in_a_metric_and_a_plain_variable_belong_to_the_state():
    class Pair(keras.metrics.Metric):
        def __init__(self):
            super().__init__()
            self.parts = [keras.metrics.Mean(), keras.metrics.Sum()]
            self.last = tf.Variable(7.0)

    pair = Pair()
    pair.parts[0].update_state(1.0)
    assert len(pair.variables) == 4
    pair.reset_state()
    assert [float(variable) for variable in pair.variables] == [0.0] * 4


def test_the_names_of_tf_keras_2_come_first():
    class Old(keras.metrics.Metric):
        def __init__(self):
            super().__init__("old")
            self.total = self.add_weight("total", shape=(2,))

    metric = Old()
    assert (metric.name, metric.total.path, metric.total.shape) == ("old", "old/total", (2,))


def test_stateless_use_leaves_the_state_alone():
    mean = keras.metrics.Mean()
    mean.update_state(4.0)
    state = mean.stateless_update_state(mean.stateless_reset_state(), tf.constant([1.0, 2.0]))
    assert_close(mean.stateless_result(state), 1.5)
    assert_close(mean.result(), 4.0)


@pytest.mark.parametrize(
    ("name", "labels", "scores", "expected"),
    [
        ("accuracy", (8, 1), (8, 1), "BinaryAccuracy"),
        ("acc", (8,), (8, 1), "BinaryAccuracy"),
        ("accuracy", (8,), (8,), "BinaryAccuracy"),
        ("accuracy", (8, 4), (8, 4), "CategoricalAccuracy"),
        ("accuracy", (8,), (8, 4), "SparseCategoricalAccuracy"),
        ("accuracy", (8, 1), (8, 4), "SparseCategoricalAccuracy"),
        ("accuracy", (8, 5), (8, 5, 4), "SparseCategoricalAccuracy"),
        ("crossentropy", (8, 4), (8, 4), "CategoricalCrossentropy"),
        ("ce", (8, 1), (8, 1), "BinaryCrossentropy"),
        ("mse", (8, 1), (8, 1), "MeanSquaredError"),
    ],
)
def test_a_name_means_a_metric_by_the_shapes(name, labels, scores, expected):
    metric = resolve(name, tf.zeros(labels), tf.zeros(scores))
    assert type(metric).__name__ == expected
    if name != "mse":
        assert metric.name == name


def test_functions_and_losses_become_running_means():
    def gap(y_true, y_pred):
        return tf.abs(y_true - y_pred)

    metric = resolve(gap, tf.zeros(2), tf.zeros(2))
    metric.update_state(tf.constant([1.0, 2.0]), tf.constant([2.0, 4.0]))
    assert (metric.name, float(metric.result())) == ("gap", 1.5)
    assert resolve(keras.losses.Huber(), tf.zeros(2), tf.zeros(2)).name == "huber_loss"


def test_ignored_classes_do_not_count():
    scores = np.log([[0.5, 0.5], [0.1, 0.9]]).astype("float32")
    metric = keras.metrics.SparseCategoricalCrossentropy(from_logits=True, ignore_class=-1)
    metric.update_state([-1, 1], scores)
    assert_close(metric.result(), -np.log(0.9))


def test_auc_is_that_of_the_ranks_when_the_thresholds_are_fine(rng):
    labels, scores = rng.integers(0, 2, 300), rng.random(300)
    positive, negative = scores[labels == 1], scores[labels == 0]
    expected = (positive[:, None] > negative[None]).mean()
    metric = keras.metrics.AUC(num_thresholds=5000)
    metric.update_state(labels, scores.astype("float32"))
    assert float(metric.result()) == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda m: m.SparseCategoricalAccuracy()([1, 2, 3], [[0.1, 0.9]]), ValueError, r"shape \(1,\).*y_true \(3,\)"),
        (lambda m: m.CategoricalAccuracy()([[1, 0]], [[0.1, 0.2, 0.7]]), ValueError, r"\(1, 2\) and y_pred \(1, 3\)"),
        (
            lambda m: m.Precision()([1, 0], [2.0, 0.5]),
            tf.errors.InvalidArgumentError,
            "from 0 to 1, got values from 0.5 to 2",
        ),
        (lambda m: m.Recall(thresholds=[0.5, 1.5]), ValueError, r"numbers from 0 to 1, got \[0.5, 1.5\]"),
        (lambda m: m.AUC(curve="ROK"), ValueError, "curve: expected one of 'ROC', 'PR', 'PRGAIN', got 'ROK'"),
        (lambda m: m.AUC(num_thresholds=1), ValueError, "num_thresholds: expected an int of 2 or more, got 1"),
        (lambda m: m.TopKCategoricalAccuracy(k=0), ValueError, "k: expected a positive int, got 0"),
        (lambda m: m.BinaryAccuracy(threshold=2), ValueError, "threshold: expected a number from 0 to 1, got 2"),
        (lambda m: m.get("acuracy"), ValueError, "did you mean 'accuracy'"),
        (lambda m: m.Mean(shape=3), TypeError, "shape"),
        (lambda m: m.Metric(color="red"), TypeError, r"unexpected keyword arguments \['color'\]"),
        (lambda m: m.Metric()(1), NotImplementedError, "Metric must implement update_state"),
        (lambda m: m.MeanTensor().result(), ValueError, "not known before the first update"),
        (lambda m: m.Mean()([1.0, 2.0], sample_weight=[1.0, 2.0, 3.0]), ValueError, r"shape \(2,\), got \(3,\)"),
        (lambda m: m.Accurracy, AttributeError, "did you mean keras.metrics.Accuracy"),
    ],
)
def test_wrong_input_is_named(call, error, text):
    with pytest.raises(error, match=text):
        call(keras.metrics)
