"""The running mean of losses: errors of numbers and cross entropies of classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supple._ops import class_loss, regression_loss
from supple._ops.elementwise import negative
from supple.keras.metrics._accuracy import task_of
from supple.keras.metrics._means import MeanMetricWrapper


class MeanSquaredError(MeanMetricWrapper):
    """The mean of (y_pred - y_true)^2."""

    def __init__(self, name: str = "mean_squared_error", dtype: Any = None) -> None:
        super().__init__(regression_loss.mean_squared_error, name, dtype)


class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of |y_pred - y_true|."""

    def __init__(self, name: str = "mean_absolute_error", dtype: Any = None) -> None:
        super().__init__(regression_loss.mean_absolute_error, name, dtype)


class MeanAbsolutePercentageError(MeanMetricWrapper):
    """100 times the mean of |y_pred - y_true| / |y_true|."""

    def __init__(self, name: str = "mean_absolute_percentage_error", dtype: Any = None) -> None:
        super().__init__(regression_loss.mean_absolute_percentage_error, name, dtype)


class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """The mean of (log(y_pred + 1) - log(y_true + 1))^2."""

    def __init__(self, name: str = "mean_squared_logarithmic_error", dtype: Any = None) -> None:
        super().__init__(regression_loss.mean_squared_logarithmic_error, name, dtype)


class LogCoshError(MeanMetricWrapper):
    """The mean of log cosh(y_pred - y_true)."""

    def __init__(self, name: str = "logcosh", dtype: Any = None) -> None:
        super().__init__(regression_loss.log_cosh, name, dtype)


class Poisson(MeanMetricWrapper):
    """The mean of y_pred - y_true * log(y_pred)."""

    def __init__(self, name: str = "poisson", dtype: Any = None) -> None:
        super().__init__(regression_loss.poisson, name, dtype)


class CosineSimilarity(MeanMetricWrapper):
    """The mean cosine of the angle between the two: 1 where they point the same way."""

    def __init__(self, name: str = "cosine_similarity", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(cosine_similarity, name, dtype, axis=axis)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal metric, ready for JSON."""
        return {**super().get_config(), "axis": self._fn_kwargs["axis"]}


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """The cosine of the angle between the two along `axis`."""
    return negative(regression_loss.cosine_similarity(y_true, y_pred, axis))


class Hinge(MeanMetricWrapper):
    """The mean of max(1 - y_true * y_pred, 0)."""

    def __init__(self, name: str = "hinge", dtype: Any = None) -> None:
        super().__init__(regression_loss.hinge, name, dtype)


class SquaredHinge(MeanMetricWrapper):
    """The mean of max(1 - y_true * y_pred, 0)^2."""

    def __init__(self, name: str = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(regression_loss.squared_hinge, name, dtype)


class CategoricalHinge(MeanMetricWrapper):
    """The mean of max(1 + the highest wrong score - the right score, 0)."""

    def __init__(self, name: str = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(regression_loss.categorical_hinge, name, dtype)


class KLDivergence(MeanMetricWrapper):
    """The mean of the sum of z log(z / p)."""

    def __init__(self, name: str = "kl_divergence", dtype: Any = None) -> None:
        super().__init__(class_loss.kl_divergence, name, dtype)


class BinaryCrossentropy(MeanMetricWrapper):
    """The mean of -z log p - (1 - z) log(1 - p)."""

    def __init__(
        self,
        name: str = "binary_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(class_loss.binary_crossentropy, name, dtype, **options)


class CategoricalCrossentropy(MeanMetricWrapper):
    """The mean of -sum of z log p, labels one-hot."""

    def __init__(
        self,
        name: str = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        self.from_logits = from_logits
        self.label_smoothing = label_smoothing
        self.axis = axis
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(class_loss.categorical_crossentropy, name, dtype, **options)


class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The mean of -log p of the labelled class."""

    def __init__(
        self,
        name: str = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ) -> None:
        self.from_logits = from_logits
        self.ignore_class = ignore_class
        self.axis = axis
        options = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(class_loss.sparse_categorical_crossentropy, name, dtype, **options)


def crossentropy_for(
    y_true_shape: Sequence[Any], y_pred_shape: Sequence[Any], name: str = "crossentropy"
) -> MeanMetricWrapper:
    """What "crossentropy" means for labels and predictions of these shapes."""
    task = task_of(y_true_shape, y_pred_shape)
    if task == "binary":
        return BinaryCrossentropy(name)
    return SparseCategoricalCrossentropy(name) if task == "sparse" else CategoricalCrossentropy(name)
