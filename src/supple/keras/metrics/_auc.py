"""The area under a curve of decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supple._core.variable import Variable
from supple._ops import activation, confusion
from supple.errors import ArgumentError
from supple.keras.metrics._base import Metric
from supple.keras.metrics._confusion import checked_thresholds
from supple.keras.metrics._means import mask_of

_EDGE = 1e-7


class AUC(Metric):
    """The area under the ROC curve, or under that of precision over recall, summed between thresholds."""

    def __init__(
        self,
        num_thresholds: Any = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Sequence[float] | None = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.curve = _known("curve", curve, ("ROC", "PR", "PRGAIN"))
        self.summation_method = _known("summation_method", summation_method, ("interpolation", "majoring", "minoring"))
        self.multi_label = multi_label
        self.num_labels = num_labels
        self.label_weights = label_weights
        self.from_logits = from_logits
        self.thresholds = thresholds
        if thresholds is None:
            if isinstance(num_thresholds, bool) or not isinstance(num_thresholds, int) or num_thresholds < 2:
                raise ArgumentError(f"AUC: num_thresholds: expected an int of 2 or more, got {num_thresholds!r}")
            inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
        else:
            inner = sorted(checked_thresholds(self, thresholds))
        # The outer ones take in every score from 0 to 1.
        self._limits = [-_EDGE, *inner, 1.0 + _EDGE]
        self.num_thresholds = len(self._limits)
        self._totals: dict[str, Variable] = {}
        if num_labels is not None or not multi_label:
            self._make(num_labels)

    def _make(self, labels: int | None) -> None:
        shape = (self.num_thresholds, labels) if self.multi_label else (self.num_thresholds,)
        order = ("true_positives", "false_positives", "true_negatives", "false_negatives")
        self._totals = {kind: self.add_variable(shape, "zeros", name=kind) for kind in order}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Count a batch."""
        if not self._totals:
            self._make(int(y_pred.shape[-1]))
        if self.from_logits:
            y_pred = activation.sigmoid(y_pred)
        confusion.count(
            *(self._totals, y_true, y_pred, self._limits, sample_weight, mask_of(y_pred)), by_label=self.multi_label
        )

    def result(self) -> Any:
        """The area so far."""
        return confusion.averaged(confusion.area(self._totals, self.curve, self.summation_method), self.label_weights)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal metric, ready for JSON."""
        config = super().get_config()
        if self.thresholds is None:
            del config["thresholds"]  # as Keras writes it
        return config


def _known(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    found = {"roc": "ROC", "pr": "PR", "prgain": "PRGAIN"}.get(str(value).lower(), str(value).lower())
    if found not in allowed:
        raise ArgumentError(f"AUC: {name}: expected one of {', '.join(map(repr, allowed))}, got {value!r}")
    return found
