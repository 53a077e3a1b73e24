"""Counts of right and wrong decisions, and the shares made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supple._ops import confusion
from supple.errors import ArgumentError
from supple.keras.metrics._base import Metric
from supple.keras.metrics._means import mask_of


def checked_thresholds(owner: object, thresholds: Any, default: float = 0.5) -> list[float]:
    """The thresholds as a list of numbers from 0 to 1."""
    if thresholds is None:
        return [default]
    found = list(thresholds) if isinstance(thresholds, Sequence) else [thresholds]
    for each in found:
        if isinstance(each, bool) or not isinstance(each, int | float) or not 0 <= each <= 1:
            raise ArgumentError(f"{type(owner).__name__}: thresholds: expected numbers from 0 to 1, got {thresholds!r}")
    return [float(each) for each in found]


class _Count(Metric):
    """The number of decisions of one kind, at each threshold."""

    _kind: str

    def __init__(self, thresholds: Any = None, name: str | None = None, dtype: Any = None) -> None:
        super().__init__(name=name or self._kind, dtype=dtype)
        self.thresholds = thresholds
        self._limits = checked_thresholds(self, thresholds)
        self.accumulator = self.add_variable((len(self._limits),), "zeros", name="accumulator")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch."""
        confusion.count({self._kind: self.accumulator}, y_true, y_pred, self._limits, sample_weight, mask_of(y_pred))

    def result(self) -> Any:
        """The count so far."""
        return confusion.first_or_all(self.accumulator)


class TruePositives(_Count):
    """The number of positive decisions that are right."""

    _kind = "true_positives"


class TrueNegatives(_Count):
    """The number of negative decisions that are right."""

    _kind = "true_negatives"


class FalsePositives(_Count):
    """The number of positive decisions that are wrong."""

    _kind = "false_positives"


class FalseNegatives(_Count):
    """The number of negative decisions that are wrong."""

    _kind = "false_negatives"


class _Share(Metric):
    """True positives over true positives and another count."""

    _other: str

    def __init__(
        self,
        thresholds: Any = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.thresholds = thresholds
        self.top_k = top_k
        self.class_id = class_id
        # With the k highest scores alone, every score that is left counts as a positive.
        self._limits = checked_thresholds(self, thresholds, 0.5 if top_k is None else -0.5)
        self.true_positives = self.add_variable((len(self._limits),), "zeros", name="true_positives")
        self._second = self.add_variable((len(self._limits),), "zeros", name=self._other)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch."""
        confusion.count(
            {"true_positives": self.true_positives, self._other: self._second},
            *(y_true, y_pred, self._limits, sample_weight, mask_of(y_pred), self.top_k, self.class_id),
        )

    def result(self) -> Any:
        """The share so far, 0 before there is any."""
        return confusion.share(self.true_positives, self._second)


class Precision(_Share):
    """The share of positive decisions that are right."""

    _other = "false_positives"

    @property
    def false_positives(self) -> Any:
        """The count of wrong positive decisions."""
        return self._second


class Recall(_Share):
    """The share of positives that are decided so."""

    _other = "false_negatives"

    @property
    def false_negatives(self) -> Any:
        """The count of positives that were missed."""
        return self._second
