"""Losses of numbers, as classes."""

from __future__ import annotations

from typing import Any

from supple._ops import regression_loss as ops
from supple.keras.losses._base import LossFunctionWrapper

MEAN = "sum_over_batch_size"


class MeanSquaredError(LossFunctionWrapper):
    """The mean of (y_pred - y_true)^2."""

    def __init__(self, reduction: str | None = MEAN, name: str = "mean_squared_error", dtype: Any = None) -> None:
        super().__init__(ops.mean_squared_error, reduction, name, dtype)


class MeanAbsoluteError(LossFunctionWrapper):
    """The mean of |y_pred - y_true|."""

    def __init__(self, reduction: str | None = MEAN, name: str = "mean_absolute_error", dtype: Any = None) -> None:
        super().__init__(ops.mean_absolute_error, reduction, name, dtype)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """100 times the mean of |y_pred - y_true| / |y_true|."""

    def __init__(
        self, reduction: str | None = MEAN, name: str = "mean_absolute_percentage_error", dtype: Any = None
    ) -> None:
        super().__init__(ops.mean_absolute_percentage_error, reduction, name, dtype)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """The mean of (log(y_pred + 1) - log(y_true + 1))^2."""

    def __init__(
        self, reduction: str | None = MEAN, name: str = "mean_squared_logarithmic_error", dtype: Any = None
    ) -> None:
        super().__init__(ops.mean_squared_logarithmic_error, reduction, name, dtype)


class Huber(LossFunctionWrapper):
    """Quadratic up to `delta`, linear beyond."""

    def __init__(
        self, delta: float = 1.0, reduction: str | None = MEAN, name: str = "huber_loss", dtype: Any = None
    ) -> None:
        self.delta = delta
        super().__init__(ops.huber, reduction, name, dtype, delta=delta)


class LogCosh(LossFunctionWrapper):
    """The mean of log cosh(y_pred - y_true)."""

    def __init__(self, reduction: str | None = MEAN, name: str = "log_cosh", dtype: Any = None) -> None:
        super().__init__(ops.log_cosh, reduction, name, dtype)


class Poisson(LossFunctionWrapper):
    """The mean of y_pred - y_true * log(y_pred)."""

    def __init__(self, reduction: str | None = MEAN, name: str = "poisson", dtype: Any = None) -> None:
        super().__init__(ops.poisson, reduction, name, dtype)


class CosineSimilarity(LossFunctionWrapper):
    """The cosine of the angle between the two, negated."""

    def __init__(
        self, axis: int = -1, reduction: str | None = MEAN, name: str = "cosine_similarity", dtype: Any = None
    ) -> None:
        self.axis = axis
        super().__init__(ops.cosine_similarity, reduction, name, dtype, axis=axis)


class Hinge(LossFunctionWrapper):
    """The mean of max(1 - y_true * y_pred, 0)."""

    def __init__(self, reduction: str | None = MEAN, name: str = "hinge", dtype: Any = None) -> None:
        super().__init__(ops.hinge, reduction, name, dtype)


class SquaredHinge(LossFunctionWrapper):
    """The mean of max(1 - y_true * y_pred, 0)^2."""

    def __init__(self, reduction: str | None = MEAN, name: str = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(ops.squared_hinge, reduction, name, dtype)


class CategoricalHinge(LossFunctionWrapper):
    """max(1 + the highest wrong score - the right score, 0)."""

    def __init__(self, reduction: str | None = MEAN, name: str = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(ops.categorical_hinge, reduction, name, dtype)


class Dice(LossFunctionWrapper):
    """1 - twice the overlap over the sum of both."""

    def __init__(self, reduction: str | None = MEAN, name: str = "dice", axis: Any = None, dtype: Any = None) -> None:
        self.axis = axis
        super().__init__(ops.dice, reduction, name, dtype, axis=axis)


class Tversky(LossFunctionWrapper):
    """1 - overlap / (overlap + alpha * false negatives + beta * false positives)."""

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = MEAN,
        name: str = "tversky",
        axis: Any = None,
        dtype: Any = None,
    ) -> None:
        self.alpha = alpha
        self.beta = beta
        self.axis = axis
        super().__init__(ops.tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis)
