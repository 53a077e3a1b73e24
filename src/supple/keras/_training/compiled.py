"""What `compile` was given, bound to outputs: losses and metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core import tree
from supple._core.tensor import Operand
from supple._ops import arithmetic
from supple.errors import ArgumentError
from supple.keras import metrics as all_metrics
from supple.keras._layer import losses as added
from supple.keras._layer.registry import nearest
from supple.keras.losses._lookup import as_loss
from supple.keras.metrics._lookup import resolve


class CompiledLoss:
    """The losses of all outputs and their weighted sum."""

    def __init__(self, loss: Any, loss_weights: Any = None) -> None:
        self.given = loss
        self.weights = loss_weights
        self.trackers: list[Any] = []
        self._pairs: list[tuple[Callable[..., Any], float | None, Any]] | None = None
        self._single: Any = None
        if not isinstance(loss, (list, tuple, dict)):
            self._single = as_loss(loss)
            if loss_weights is not None and isinstance(loss_weights, int | float):
                self._pairs = [(self._single, float(loss_weights), None)]
                self._single = None

    @property
    def metrics(self) -> list[Any]:
        """One running mean for each output, if there are several."""
        return self.trackers

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None, regularization_losses: Any = None) -> Any:
        """The weighted sum of the losses of all outputs, plus `regularization_losses`."""
        if self._single is not None and isinstance(y_pred, Operand):
            total = self._single(y_true, y_pred, sample_weight)
        else:
            total = self._of_many(y_true, y_pred, sample_weight)
        return added.total([total, *regularization_losses]) if regularization_losses else total

    def _of_many(self, y_true: Any, y_pred: Any, sample_weight: Any) -> Any:
        outputs, names = flat_outputs(y_pred)
        truths = matched(y_true, y_pred, names, "y")
        weights = matched_weights(sample_weight, y_pred, names)
        if self._pairs is None:
            self._bind(y_pred, outputs, names)
        assert self._pairs is not None
        total: Any = None
        for (loss, scale, tracker), truth, output, weight in zip(self._pairs, truths, outputs, weights, strict=True):
            if loss is None:
                continue
            value = loss(truth, output, weight)
            if tracker is not None:
                tracker.update_state(value, sample_weight=int(output.shape[0]) if output.shape else 1)
            value = value if scale is None else arithmetic.multiply(value, scale)
            total = value if total is None else arithmetic.add(total, value)
        if total is None:
            raise ArgumentError(f"compile: loss: no output has a loss, got loss={self.given!r}")
        return total

    def _bind(self, y_pred: Any, outputs: list[Any], names: list[str | None]) -> None:
        losses = [as_loss(each) for each in spread(self.given, names, "loss")]
        scales = spread(self.weights, names, "loss_weights")
        several = sum(loss is not None for loss in losses) > 1
        self._pairs = []
        taken: dict[str, int] = {}
        for loss, scale, name in zip(losses, scales, names, strict=True):
            tracker = None
            if several and loss is not None:
                label = f"{name or loss.name}_loss"
                taken[label] = taken.get(label, 0) + 1
                tracker = all_metrics.Mean(name=label if taken[label] == 1 else f"{label}_{taken[label] - 1}")
                self.trackers.append(tracker)
            self._pairs.append((loss, None if scale is None else float(scale), tracker))


class CompiledMetrics:
    """The metrics of all outputs, resolved when the first batch shows their shapes; one of `model.metrics`, as in Keras."""

    name = "compile_metrics"

    def __init__(self, metrics: Any, weighted_metrics: Any = None) -> None:
        self.given = (metrics, weighted_metrics)
        self._bound: list[tuple[int, Any, bool]] | None = None
        self.names: list[str | None] = []

    @property
    def metrics(self) -> list[Any]:
        """The metric objects, in the order of `compile`."""
        if self._bound is None:
            return []
        return [metric for _, metric, _ in self._bound]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Add a batch to every metric; only weighted metrics get the weights."""
        if self.given == (None, None):
            return
        outputs, names = flat_outputs(y_pred)
        truths = matched(y_true, y_pred, names, "y")
        if self._bound is None:
            self._bind(y_pred, truths, outputs, names)
        weights = matched_weights(sample_weight, y_pred, names)
        for place, metric, weighted in self._bound or ():
            if weighted:
                metric.update_state(truths[place], outputs[place], sample_weight=weights[place])
            else:
                metric.update_state(truths[place], outputs[place])

    def result(self) -> dict[str, Any]:
        """The result of each metric by name."""
        return {metric.name: metric.result() for metric in self.metrics}

    @property
    def variables(self) -> list[Any]:
        """The variables of every metric."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def reset_state(self) -> None:
        """Start again."""
        for metric in self.metrics:
            metric.reset_state()

    def _bind(self, y_pred: Any, truths: list[Any], outputs: list[Any], names: list[str | None]) -> None:
        bound: list[tuple[int, Any, bool]] = []
        used: set[str] = set()
        for given, weighted in zip(self.given, (False, True), strict=True):
            if given is None:
                continue
            spreadable = given if isinstance(given, (list, tuple, dict)) else [given]
            if len(outputs) == 1 and not isinstance(spreadable, dict):
                each_output: list[Any] = [_flat_list(spreadable)]
            else:
                each_output = spread(spreadable, names, "metrics")
            for place, wanted in enumerate(each_output):
                for item in _flat_list(wanted):
                    if item is None:
                        continue
                    metric = resolve(item, truths[place], outputs[place])
                    self._name(metric, item, names[place], weighted, used)
                    bound.append((place, metric, weighted))
        self._bound = bound

    @staticmethod
    def _name(metric: Any, item: Any, output: str | None, weighted: bool, used: set[str]) -> None:
        name = item if isinstance(item, str) else metric.name
        if output is not None:
            name = f"{output}_{name}"
        if weighted and name in used:
            name = f"weighted_{name}"
        used.add(name)
        if metric.name != name:
            metric.name = name


def _flat_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def flat_outputs(y_pred: Any) -> tuple[list[Any], list[str | None]]:
    """The outputs in order, and their names if `y_pred` is a dict."""
    if isinstance(y_pred, dict):
        return list(y_pred.values()), [str(key) for key in y_pred]
    if isinstance(y_pred, (list, tuple)):
        return tree.flatten(y_pred), [None] * len(tree.flatten(y_pred))
    return [y_pred], [None]


def matched(y_true: Any, y_pred: Any, names: list[str | None], what: str) -> list[Any]:
    """The part of `y_true` that belongs to each output."""
    if isinstance(y_true, dict):
        missing = [n for n in names if n not in y_true]
        if missing:
            raise ArgumentError(f"{what}: expected a value for each output {names}, got {sorted(y_true)}")
        return [y_true[n] for n in names]
    if isinstance(y_pred, (list, tuple, dict)):
        flat = tree.flatten(y_true) if isinstance(y_true, (list, tuple)) else [y_true]
        if len(flat) != len(names):
            raise ArgumentError(f"{what}: expected {len(names)} parts, one for each output, got {len(flat)}")
        return flat
    if isinstance(y_true, (list, tuple)):
        if len(y_true) != 1:
            raise ArgumentError(f"{what}: the model has one output, got {len(y_true)} parts")
        return [y_true[0]]
    return [y_true]


def matched_weights(weights: Any, y_pred: Any, names: list[str | None]) -> list[Any]:
    """The sample weights of each output; one array counts for all."""
    if weights is None or not isinstance(weights, (list, tuple, dict)):
        return [weights] * len(names)
    return matched(weights, y_pred, names, "sample_weight")


def spread(given: Any, names: list[str | None], what: str) -> list[Any]:
    """What `compile` was given for each output: one for all, a list by place, or a dict by name."""
    if given is None:
        return [None] * len(names)
    if isinstance(given, dict):
        unknown = [key for key in given if key not in names]
        if unknown:
            raise ArgumentError(
                f"compile: {what}: no output is called {unknown[0]!r}; outputs are {names}"
                + nearest(unknown[0], [n for n in names if n])
            )
        return [given.get(name) for name in names]
    if isinstance(given, (list, tuple)):
        if len(given) != len(names):
            raise ArgumentError(
                f"compile: {what}: expected {len(names)} entries, one for each output, got {len(given)}"
            )
        return list(given)
    return [given] * len(names)
