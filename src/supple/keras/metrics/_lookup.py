"""Metrics by name, and their configs."""

from __future__ import annotations

from typing import Any, Final

from supple._ops import accuracy, class_loss, regression_loss
from supple.errors import ArgumentError
from supple.keras._layer import lookup, registry
from supple.keras.metrics import _accuracy, _auc, _confusion, _errors, _means
from supple.keras.metrics._base import TABLE, Metric

FUNCTIONS: Final = registry.table("metric function", "keras.metrics")

for _class, *_names in (
    *((Metric, "metric"), (_means.Mean, "mean"), (_means.Sum, "sum"), (_means.MeanTensor, "mean_tensor")),
    (_means.MeanMetricWrapper, "mean_metric_wrapper"),
    (_means.RootMeanSquaredError, "root_mean_squared_error", "rmse", "RMSE"),
    (_accuracy.Accuracy, "accuracy"),
    (_accuracy.BinaryAccuracy, "binary_accuracy"),
    (_accuracy.CategoricalAccuracy, "categorical_accuracy"),
    (_accuracy.SparseCategoricalAccuracy, "sparse_categorical_accuracy"),
    (_accuracy.TopKCategoricalAccuracy, "top_k_categorical_accuracy"),
    (_accuracy.SparseTopKCategoricalAccuracy, "sparse_top_k_categorical_accuracy"),
    (_errors.MeanSquaredError, "mean_squared_error", "mse", "MSE"),
    (_errors.MeanAbsoluteError, "mean_absolute_error", "mae", "MAE"),
    (_errors.MeanAbsolutePercentageError, "mean_absolute_percentage_error", "mape", "MAPE"),
    (_errors.MeanSquaredLogarithmicError, "mean_squared_logarithmic_error", "msle", "MSLE"),
    (_errors.LogCoshError, "log_cosh_error", "logcosh", "log_cosh"),
    (_errors.Poisson, "poisson"),
    (_errors.CosineSimilarity, "cosine_similarity"),
    (_errors.Hinge, "hinge"),
    (_errors.SquaredHinge, "squared_hinge"),
    (_errors.CategoricalHinge, "categorical_hinge"),
    (_errors.KLDivergence, "kl_divergence", "kld", "KLD", "kullback_leibler_divergence"),
    (_errors.BinaryCrossentropy, "binary_crossentropy", "bce", "BCE"),
    (_errors.CategoricalCrossentropy, "categorical_crossentropy"),
    (_errors.SparseCategoricalCrossentropy, "sparse_categorical_crossentropy"),
    (_confusion.TruePositives, "true_positives"),
    (_confusion.TrueNegatives, "true_negatives"),
    (_confusion.FalsePositives, "false_positives"),
    (_confusion.FalseNegatives, "false_negatives"),
    (_confusion.Precision, "precision"),
    (_confusion.Recall, "recall"),
    (_auc.AUC, "auc"),
):
    TABLE.add(_class, *_names)

for _function in (
    *(accuracy.accuracy, accuracy.binary_accuracy, accuracy.categorical_accuracy, accuracy.sparse_categorical_accuracy),
    *(accuracy.top_k_categorical_accuracy, accuracy.sparse_top_k_categorical_accuracy),
    *(class_loss.binary_focal_crossentropy, class_loss.categorical_focal_crossentropy, regression_loss.huber),
):
    FUNCTIONS.add(_function)


def get(identifier: Any) -> Any:
    """The metric that a name, a config, a class, a function or a metric stands for; None is None."""
    if isinstance(identifier, str) and TABLE.find(identifier) is None and FUNCTIONS.find(identifier) is not None:
        return FUNCTIONS.find(identifier)
    return lookup.find(TABLE, identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The metric that `serialize` wrote: a config, or a name."""
    if isinstance(config, dict):
        return lookup.from_config(TABLE, config, custom_objects)
    found = (custom_objects or {}).get(config)
    return get(config) if found is None else found


def resolve(identifier: Any, y_true: Any, y_pred: Any) -> Metric:
    """The metric object for one entry of `compile(metrics=..)`; "accuracy" depends on the shapes."""
    if isinstance(identifier, str):
        if identifier in ("accuracy", "acc"):
            return _accuracy.accuracy_for(y_true.shape, y_pred.shape, identifier)
        if identifier in ("crossentropy", "ce"):
            return _errors.crossentropy_for(y_true.shape, y_pred.shape, identifier)
    found = get(identifier)
    if isinstance(found, Metric):
        return found
    if not callable(found):
        raise ArgumentError(f"metrics: expected a name, a function or a metric, got {identifier!r}")
    name = identifier if isinstance(identifier, str) else getattr(found, "name", None)
    return _means.MeanMetricWrapper(found, name=name or getattr(found, "__name__", type(found).__name__))
