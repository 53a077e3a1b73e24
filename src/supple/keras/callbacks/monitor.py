"""Watching one value of the logs: which way is better, and was there progress."""

from __future__ import annotations

import math
import warnings
from typing import Any, Final

from supple.errors import ArgumentError
from supple.keras.callbacks.callback import Callback, Logs

_SMALLER: Final = (
    "loss",
    "error",
    "mse",
    "mae",
    "mape",
    "msle",
    "crossentropy",
    "hinge",
    "logcosh",
    "divergence",
    "perplexity",
)
_LARGER: Final = (
    "acc",
    "auc",
    "precision",
    "recall",
    "f1",
    "fbeta",
    "r2",
    "iou",
    "similarity",
    "specificity",
    "sensitivity",
)
_LARGER_PARTS: Final = ("true_positives", "true_negatives", "score", "pearson", "concordance")


class Monitor(Callback):
    """Base of callbacks that compare a monitored value with the best one so far."""

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0, best: float | None = None) -> None:
        super().__init__()
        kind = type(self).__name__
        if mode not in ("auto", "min", "max"):
            raise ArgumentError(f"{kind}: mode: expected 'auto', 'min' or 'max', got {mode!r}")
        self.monitor = monitor
        self.mode = mode
        self.min_delta = abs(min_delta)
        self.best: Any = best

    def current(self, logs: Logs, purpose: str) -> Any:
        """The monitored value, or None with a warning if the logs do not have it."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            known = ", ".join(sorted(logs or {})) or "none"
            warnings.warn(
                f"{purpose} needs {self.monitor!r}, which is not in the logs; there are: {known}", stacklevel=3
            )
        return value

    def better(self, value: Any, reference: Any) -> bool:
        """True if `value` is better than `reference` by more than `min_delta`; any number is better than None."""
        if math.isnan(value):
            return False
        if reference is None:
            return True
        if self.direction() == "min":
            return bool(value < reference - self.min_delta)
        return bool(value > reference + self.min_delta)

    def direction(self) -> str:
        """'min' if smaller is better, 'max' if larger is: the mode, what the metric says, or what its name says."""
        if self.mode == "auto":
            self.mode = self._said_by_metric() or said_by_name(self.monitor) or "auto"
        if self.mode == "auto":
            raise ArgumentError(
                f"{type(self).__name__}: monitor: nothing tells whether {self.monitor!r} should grow or shrink; "
                "pass mode='max' or mode='min'"
            )
        return self.mode

    def _said_by_metric(self) -> str | None:
        name = self.monitor.removeprefix("val_")
        for metric in _all_metrics(getattr(self.model, "metrics", None) or ()):
            direction = getattr(metric, "_direction", None)
            if getattr(metric, "name", None) == name and direction in ("up", "down"):
                return "max" if direction == "up" else "min"
        return None


def said_by_name(monitor: str) -> str | None:
    """Which way is better for a value of this name: 'min', 'max', or None if the name does not tell."""
    name = monitor.removeprefix("val_")
    if name == "loss" or name.endswith("_loss"):
        return "min"
    words = name.replace("-", "_").split("_")
    if any(part in name for part in _LARGER_PARTS) or any(word.startswith(_LARGER) for word in words):
        return "max"
    if any(word.startswith(_SMALLER) for word in words):
        return "min"
    return None


def _all_metrics(metrics: Any) -> list[Any]:
    found: list[Any] = []
    for metric in metrics:
        found.append(metric)
        found.extend(_all_metrics(getattr(metric, "metrics", None) or ()))
    return found
