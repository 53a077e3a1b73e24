"""Metrics over several updates, with weights, and after a reset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, integers, misuse, numbers

Update = tuple[Any, ...]
WEIGHTS = np.array([0.5, 0.0, 2.0, 1.0], "float32")
SCORES = [numbers(4, 3, seed=seed) for seed in (1, 2, 3)]
LABELS = [integers(4, seed=seed, high=3) for seed in (4, 5, 6)]
ONE_HOTS = [np.eye(3, dtype="float32")[labels] for labels in LABELS]
BITS = [integers(4, 3, seed=seed, high=2) for seed in (7, 8, 9)]
CHANCES = [numbers(4, 3, seed=seed, low=0, high=1) for seed in (1, 2, 3)]
PAIRS = list(zip([numbers(4, 3, seed=seed) for seed in (4, 5, 6)], SCORES, strict=True))

# name: (constructor, the arguments of three updates)
METRICS: dict[str, tuple[Callable[[Any], Any], list[Update]]] = {
    "mean": (lambda metrics: metrics.Mean(), [(2.0,), ([1.0, 5.0],), (numbers(2, 2),)]),
    "sum": (lambda metrics: metrics.Sum(), [(2.0,), ([1.0, 5.0],), (numbers(2, 2),)]),
    "accuracy": (lambda metrics: metrics.Accuracy(), list(zip(LABELS, LABELS[::-1], strict=True))),
    "binary_accuracy": (lambda metrics: metrics.BinaryAccuracy(), list(zip(BITS, CHANCES, strict=True))),
    "binary_accuracy_at_a_threshold": (
        lambda metrics: metrics.BinaryAccuracy(threshold=0.25),
        list(zip(BITS, CHANCES, strict=True)),
    ),
    "categorical_accuracy": (lambda metrics: metrics.CategoricalAccuracy(), list(zip(ONE_HOTS, SCORES, strict=True))),
    "sparse_categorical_accuracy": (
        lambda metrics: metrics.SparseCategoricalAccuracy(),
        list(zip(LABELS, SCORES, strict=True)),
    ),
    "top_k": (lambda metrics: metrics.TopKCategoricalAccuracy(k=2), list(zip(ONE_HOTS, SCORES, strict=True))),
    "sparse_top_k": (
        lambda metrics: metrics.SparseTopKCategoricalAccuracy(k=2),
        list(zip(LABELS, SCORES, strict=True)),
    ),
    "mean_squared_error": (lambda metrics: metrics.MeanSquaredError(), PAIRS),
    "mean_absolute_error": (lambda metrics: metrics.MeanAbsoluteError(), PAIRS),
    "root_mean_squared_error": (lambda metrics: metrics.RootMeanSquaredError(), PAIRS),
    "mean_metric_wrapper": (
        lambda metrics: metrics.MeanMetricWrapper(lambda true, pred: (true - pred) ** 3, name="cubed"),
        PAIRS,
    ),
}


def metric_case(name: str, make: Callable[[Any], Any], updates: list[Update]) -> None:
    """The result after each update, after a weighted one, and after a reset; the variables."""

    def program(tf: Module) -> Nest:
        metric = make(tf.keras.metrics)
        results = [metric.result()]
        for update in updates:
            metric.update_state(*update)
            results.append(metric.result())
        state = [variable.numpy() for variable in metric.variables]
        weights = WEIGHTS[: len(np.atleast_1d(updates[-1][0]))]
        metric.update_state(*updates[-1], sample_weight=weights)
        results.append(metric.result())
        called = metric(*updates[0])
        metric.reset_state()
        return {
            "results": results,
            "state": state,
            "called": called,
            "reset": [metric.result(), *[variable.numpy() for variable in metric.variables]],
            "names": [metric.name, metric.dtype, *[variable.name for variable in metric.variables]],
        }

    add(name, program)


for metric_name, (constructor, arguments) in METRICS.items():
    metric_case(metric_name, constructor, arguments)


@case
def mean_with_weights(tf: Module) -> Nest:
    metric = tf.keras.metrics.Mean(name="loss")
    metric.update_state([1.0, 3.0, 5.0], sample_weight=[1.0, 0.0, 1.0])
    first = metric.result()
    metric.update_state([[1.0, 2.0], [3.0, 4.0]], sample_weight=[0.2, 0.3])
    second = metric.result()
    metric.update_state([[1.0, 2.0], [3.0, 4.0]], sample_weight=[[1.0], [0.5]])
    metric.update_state(4)
    return first, second, metric.result(), float(metric.result()), metric.result().numpy()


@case
def mean_before_any_update_is_zero(tf: Module) -> Nest:
    return tf.keras.metrics.Mean().result(), tf.keras.metrics.Accuracy().result(), tf.keras.metrics.Sum().result()


@case
def mean_of_an_empty_batch(tf: Module) -> Nest:
    metric = tf.keras.metrics.Mean()
    metric.update_state(np.zeros((0,), "float32"))
    return metric.result()


@case
def accuracies_of_other_shapes(tf: Module) -> Nest:
    metrics = tf.keras.metrics
    column = metrics.SparseCategoricalAccuracy()
    column.update_state(LABELS[0][:, None], SCORES[0])
    sequence = metrics.SparseCategoricalAccuracy()
    sequence.update_state(integers(2, 4, high=3), numbers(2, 4, 3))
    flat = metrics.BinaryAccuracy()
    flat.update_state([1, 0, 1], [0.9, 0.4, 0.2])
    weighted = metrics.SparseCategoricalAccuracy()
    weighted.update_state(integers(2, 4, high=3), numbers(2, 4, 3), sample_weight=numbers(2, 4, low=0, high=1))
    return [metric.result() for metric in (column, sequence, flat, weighted)]


@case
def metric_functions(tf: Module) -> Nest:
    metrics = tf.keras.metrics
    return {
        "binary": metrics.binary_accuracy(BITS[2], CHANCES[2]),
        "categorical": metrics.categorical_accuracy(ONE_HOTS[2], SCORES[2]),
        "sparse": metrics.sparse_categorical_accuracy(LABELS[2], SCORES[2]),
        "top_k": metrics.top_k_categorical_accuracy(ONE_HOTS[2], SCORES[2], k=2),
        "sparse_top_k": metrics.sparse_top_k_categorical_accuracy(LABELS[2], SCORES[2], k=1),
        "squared": metrics.mean_squared_error(*PAIRS[0]),
        "ties": metrics.sparse_categorical_accuracy([0, 1], [[1.0, 1.0], [1.0, 1.0]]),
        "top_k_ties": metrics.sparse_top_k_categorical_accuracy([0, 1, 2], [[1.0, 1.0, 1.0]] * 3, k=1),
    }


@case
def metrics_by_name(tf: Module) -> Nest:
    got = [tf.keras.metrics.get(name) for name in ("mse", "mean_absolute_error", "binary_accuracy", "MeanSquaredError")]
    return [getattr(metric, "__name__", None) or metric.name for metric in got]


@case
def a_subclassed_metric(tf: Module) -> Nest:
    class Count(tf.keras.metrics.Metric):
        def __init__(self, name: str = "count", **kwargs: Any) -> None:
            super().__init__(name=name, **kwargs)
            self.total = self.add_weight(name="total", initializer="zeros")
            self.calls = self.add_variable((), "zeros", name="calls")

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            self.total.assign_add(tf.reduce_sum(tf.cast(y_true > y_pred, tf.float32)))
            self.calls.assign(self.calls + 1)

        def result(self) -> Any:
            return self.total / self.calls

    metric = Count()
    for true, pred in PAIRS:
        metric.update_state(true, pred)
    before = metric.result()
    metric.reset_state()
    return before, metric.total, metric.calls, [[variable.name, variable.path] for variable in metric.variables]


@misuse
def an_unknown_metric(tf: Module) -> Nest:
    tf.keras.metrics.get("acuracy_of_sorts")


@misuse
def mean_squared_error_of_incompatible_shapes(tf: Module) -> Nest:
    tf.keras.metrics.MeanSquaredError().update_state(numbers(4, 3), numbers(4, 2))
