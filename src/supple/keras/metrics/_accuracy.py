"""How many predictions are right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supple._ops import accuracy as ops
from supple.keras._layer import checks
from supple.keras.metrics._means import MeanMetricWrapper


class Accuracy(MeanMetricWrapper):
    """The share of predictions that equal the labels."""

    def __init__(self, name: str = "accuracy", dtype: Any = None) -> None:
        super().__init__(ops.matches, name, dtype)


class BinaryAccuracy(MeanMetricWrapper):
    """The share of predictions on the label's side of `threshold`."""

    def __init__(self, name: str = "binary_accuracy", dtype: Any = None, threshold: float = 0.5) -> None:
        self.threshold = checks.fraction(self, "threshold", threshold)
        super().__init__(ops.binary_matches, name, dtype, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose highest score is that of the one-hot label."""

    def __init__(self, name: str = "categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(ops.categorical_matches, name, dtype)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose highest score is that of the label."""

    def __init__(self, name: str = "sparse_categorical_accuracy", dtype: Any = None) -> None:
        super().__init__(ops.sparse_matches, name, dtype)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose one-hot label has one of the `k` highest scores."""

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy", dtype: Any = None) -> None:
        self.k = checks.positive_int(self, "k", k)
        super().__init__(ops.top_k_categorical_accuracy, name, dtype, k=k)


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The share of samples whose label has one of the `k` highest scores."""

    def __init__(
        self,
        k: int = 5,
        name: str = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ) -> None:
        self.k = checks.positive_int(self, "k", k)
        self.from_sorted_ids = from_sorted_ids
        super().__init__(ops.in_top, name, dtype, k=k, from_sorted_ids=from_sorted_ids)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal metric, ready for JSON."""
        config = super().get_config()
        if not self.from_sorted_ids:
            del config["from_sorted_ids"]  # as Keras writes it
        return config


def accuracy_for(y_true_shape: Sequence[Any], y_pred_shape: Sequence[Any], name: str = "accuracy") -> MeanMetricWrapper:
    """What "accuracy" means for labels and predictions of these shapes."""
    task = task_of(y_true_shape, y_pred_shape)
    if task == "binary":
        return BinaryAccuracy(name)
    return SparseCategoricalAccuracy(name) if task == "sparse" else CategoricalAccuracy(name)


def task_of(y_true_shape: Sequence[Any], y_pred_shape: Sequence[Any]) -> str:
    """'binary', 'sparse' or 'categorical', by the shapes of labels and predictions."""
    if len(y_pred_shape) < 2 or y_pred_shape[-1] == 1:
        return "binary"
    if len(y_true_shape) < len(y_pred_shape) or y_true_shape[-1] == 1:
        return "sparse"
    return "categorical"
