"""Losses of classes, as classes."""

from __future__ import annotations

from typing import Any

from supple._ops import class_loss as ops
from supple.errors import ArgumentError
from supple.keras._layer import checks
from supple.keras.losses._base import LossFunctionWrapper

MEAN = "sum_over_batch_size"


class BinaryCrossentropy(LossFunctionWrapper):
    """-z log p - (1 - z) log(1 - p)."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = MEAN,
        name: str = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        self.from_logits = from_logits
        self.label_smoothing = checks.fraction(self, "label_smoothing", label_smoothing)
        self.axis = axis
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(ops.binary_crossentropy, reduction, name, dtype, **options)


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """The binary cross entropy times (1 - probability of the label)^gamma."""

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = MEAN,
        name: str = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        self.apply_class_balancing = apply_class_balancing
        self.alpha = alpha
        self.gamma = gamma
        self.from_logits = from_logits
        self.label_smoothing = checks.fraction(self, "label_smoothing", label_smoothing)
        self.axis = axis
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        options |= {"apply_class_balancing": apply_class_balancing, "alpha": alpha, "gamma": gamma}
        super().__init__(ops.binary_focal_crossentropy, reduction, name, dtype, **options)


class CategoricalCrossentropy(LossFunctionWrapper):
    """-sum of z log p, labels one-hot or as probabilities."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = MEAN,
        name: str = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        self.from_logits = from_logits
        self.label_smoothing = checks.fraction(self, "label_smoothing", label_smoothing)
        self.axis = axis
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(ops.categorical_crossentropy, reduction, name, dtype, **options)


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """The categorical cross entropy with each class times alpha * (1 - p)^gamma."""

    def __init__(
        self,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = MEAN,
        name: str = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        self.alpha = alpha
        self.gamma = gamma
        self.from_logits = from_logits
        self.label_smoothing = checks.fraction(self, "label_smoothing", label_smoothing)
        self.axis = axis
        options = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        options |= {"alpha": alpha, "gamma": gamma}
        super().__init__(ops.categorical_focal_crossentropy, reduction, name, dtype, **options)


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """-log p of the labelled class; samples of `ignore_class` do not count."""

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = MEAN,
        axis: int = -1,
        name: str = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        self.from_logits = from_logits
        self.ignore_class = ignore_class
        self.axis = axis
        options = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(ops.sparse_categorical_crossentropy, reduction, name, dtype, **options)


class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """(1 - p^q) / q for p the probability of the labelled class; labels may be noisy."""

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = MEAN,
        name: str = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        if not 0 < q < 1:
            raise ArgumentError(f"CategoricalGeneralizedCrossEntropy: q: expected a number between 0 and 1, got {q!r}")
        self.q = q
        super().__init__(ops.categorical_generalized_cross_entropy, reduction, name, dtype, q=q)


class KLDivergence(LossFunctionWrapper):
    """sum of z log(z / p)."""

    def __init__(self, reduction: str | None = MEAN, name: str = "kl_divergence", dtype: Any = None) -> None:
        super().__init__(ops.kl_divergence, reduction, name, dtype)
