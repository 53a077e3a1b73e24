"""Running sums and means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core.tensor import MASKS, Operand, Tensor
from supple._ops import accumulate
from supple._ops.comparison import logical_and
from supple._ops.elementwise import sqrt
from supple.errors import ShapeError
from supple.keras._layer.serialization import serialize_keras_object
from supple.keras.metrics._base import Metric


def mask_of(value: Any) -> Any:
    """The mask that a tensor carries, or None."""
    return value._keras_mask if MASKS.used and isinstance(value, Tensor) else None


class Sum(Metric):
    """The sum of all values."""

    def __init__(self, name: str = "sum", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Add the values, each times its weight."""
        accumulate.add_sum(self.total, values, sample_weight, mask_of(values))

    def result(self) -> Any:
        """The sum so far."""
        return self.total.value()


class _RunningMean(Metric):
    """A total and a count."""

    def __init__(self, name: str | None, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self._add_count("count")

    def result(self) -> Any:
        """The mean so far, 0 before the first value."""
        return accumulate.ratio(self.total, self.count)


class Mean(_RunningMean):
    """The mean of all values."""

    def __init__(self, name: str | None = "mean", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take the values into account, each with its weight."""
        mask = mask_of(values) if MASKS.used else None
        if sample_weight is None and mask is None and isinstance(values, Tensor):
            accumulate.add_mean(self.total, self.count, values)
        elif sample_weight.__class__ in {int, float} and isinstance(values, Tensor) and values._t.ndim == 0:
            accumulate.add_share(self.total, self.count, values, sample_weight)
        else:
            accumulate.add_weighted(self.total, self.count, values, sample_weight, mask)


class MeanMetricWrapper(_RunningMean):
    """The mean of `fn(y_true, y_pred, **kwargs)`, one number per sample."""

    def __init__(self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any) -> None:
        super().__init__(name=name or getattr(fn, "__name__", "mean_metric_wrapper"), dtype=dtype)
        self._fn = fn
        self._fn_kwargs = {key: value for key, value in kwargs.items() if value is not None}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account, each sample with its weight."""
        values = self._fn(y_true, y_pred, **self._fn_kwargs)
        mask = None
        if MASKS.used:
            mask, own = mask_of(y_pred), mask_of(values)
            mask = own if mask is None else mask if own is None else logical_and(mask, own)
        if sample_weight is None and mask is None and isinstance(values, Tensor):
            accumulate.add_mean(self.total, self.count, values)
        else:
            accumulate.add_weighted(self.total, self.count, values, sample_weight, mask)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal metric, ready for JSON."""
        config = super().get_config()
        if type(self) is MeanMetricWrapper:
            config["fn"] = serialize_keras_object(self._fn)
            config |= {name: serialize_keras_object(value) for name, value in self._fn_kwargs.items()}
        return config


class RootMeanSquaredError(_RunningMean):
    """The root of the mean of (y_pred - y_true)^2."""

    def __init__(self, name: str = "root_mean_squared_error", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account, each sample with its weight."""
        values = accumulate.squared_errors(y_true, y_pred)
        accumulate.add_weighted(self.total, self.count, values, sample_weight, mask_of(y_pred))

    def result(self) -> Any:
        """The error so far."""
        return sqrt(super().result())


class MeanTensor(Metric):
    """The mean of tensors of one shape, element by element, as in tf.keras 2."""

    def __init__(self, name: str = "mean_tensor", dtype: Any = None, shape: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.shape = shape
        self.total: Any = None
        self.count: Any = None
        if shape is not None:
            self._make(tuple(shape))

    def _make(self, shape: tuple[int, ...]) -> None:
        self.total = self.add_variable(shape, "zeros", name="total")
        self.count = self.add_variable(shape, "zeros", name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Add a tensor, times its weight."""
        values = values if isinstance(values, Operand) else accumulate.tensor(values)
        if self.total is None:
            self._make(tuple(values.shape))
        if tuple(values.shape) != tuple(self.total.shape):
            raise ShapeError(f"MeanTensor: values: expected shape {tuple(self.total.shape)}, got {tuple(values.shape)}")
        accumulate.add_elements(self.total, self.count, values, sample_weight)

    def result(self) -> Any:
        """The mean so far, element by element."""
        if self.total is None:
            raise ShapeError("MeanTensor: the shape is not known before the first update, got no shape argument either")
        return accumulate.element_ratio(self.total, self.count)
