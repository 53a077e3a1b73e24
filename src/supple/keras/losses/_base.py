"""The base of losses: a function per sample, and how its values become one number."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Final

from supple._core import conversion, settings, tree
from supple._core.dtype import as_dtype
from supple._core.tensor import MASKS, Operand, Tensor, wrap
from supple._ops import class_loss, regression_loss
from supple._ops.comparison import logical_and
from supple._ops.elementwise import cast
from supple._ops.loss_reduction import REDUCTIONS, mean_over_batch, reduce_loss
from supple.errors import ArgumentError
from supple.keras._layer import registry
from supple.keras._layer.config import Configurable, accepts, builtin_arguments, captured_arguments, is_builtin
from supple.keras._layer.naming import to_snake_case
from supple.keras._layer.serialization import serialize_keras_object

TABLE: Final = registry.table("loss", "keras.losses")


class Reduction:
    """Names of reductions, as `tf.keras.losses.Reduction` of tf.keras 2."""

    AUTO: Final = "auto"
    NONE: Final = "none"
    SUM: Final = "sum"
    SUM_OVER_BATCH_SIZE: Final = "sum_over_batch_size"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Every name."""
        return cls.AUTO, cls.NONE, cls.SUM, cls.SUM_OVER_BATCH_SIZE


def checked_reduction(owner: object, reduction: Any) -> str | None:
    """The reduction by its name in Keras 3."""
    if reduction == Reduction.AUTO:
        return Reduction.SUM_OVER_BATCH_SIZE
    if reduction not in REDUCTIONS:
        raise ArgumentError(
            f"{type(owner).__name__}: reduction: expected one of {', '.join(map(repr, REDUCTIONS))}, got {reduction!r}"
        )
    return reduction  # type: ignore[no-any-return]


class Loss(Configurable):
    """Base of losses: override `call(y_true, y_pred)`, which gives one number per sample."""

    def __init__(
        self, name: str | None = None, reduction: str | None = "sum_over_batch_size", dtype: Any = None
    ) -> None:
        self.name = name or to_snake_case(type(self).__name__)
        self.reduction = checked_reduction(self, reduction)
        self._dtype = as_dtype(getattr(dtype, "compute_dtype", dtype) or settings.floatx())

    @property
    def dtype(self) -> str:
        """The name of the dtype in which the loss is computed."""
        return self._dtype.name

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """One number per sample: (B, .., D), (B, .., D) -> (B, ..)."""
        raise NotImplementedError(f"{type(self).__name__} must implement call(y_true, y_pred)")

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The loss of a batch: a number, or one per sample if the reduction is 'none'."""
        mask = _mask_of(y_pred) if MASKS.used else None
        losses = self.call(self._converted(y_true), self._converted(y_pred))
        if MASKS.used:
            mask = _both(mask, _mask_of(losses))
        return self._reduced(losses, sample_weight, mask)

    def _reduced(self, losses: Any, sample_weight: Any, mask: Any) -> Any:
        losses = losses if isinstance(losses, Operand) else wrap(conversion.to_torch(losses))
        if sample_weight is None and mask is None and self.reduction in ("sum_over_batch_size", "mean"):
            return losses if len(losses.shape) == 0 else mean_over_batch(losses)
        return reduce_loss(losses, sample_weight, mask, self.reduction)

    def _converted(self, value: Any) -> Any:
        if isinstance(value, Tensor):
            return cast(value, self._dtype) if value.dtype is not self._dtype else value
        if isinstance(value, dict | list | tuple) and any(isinstance(v, Operand) for v in tree.flatten(value)):
            return tree.map_structure(self._converted, value)
        if isinstance(value, dict):
            return {name: self._converted(item) for name, item in value.items()}
        return cast(value, self._dtype)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal loss, ready for JSON."""
        cls: Any = type(self)
        if is_builtin(cls):
            values = {"name": self.name, "reduction": self.reduction} | builtin_arguments(self)
        else:
            base = {"name": self.name, "reduction": self.reduction}
            values = {n: v for n, v in base.items() if accepts(cls, n)} | captured_arguments(self)
        values.pop("dtype", None)
        if self.dtype != settings.floatx():
            values["dtype"] = self.dtype
        return {name: serialize_keras_object(value) for name, value in values.items()}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name} reduction={self.reduction}>"


def _mask_of(value: Any) -> Any:
    return value._keras_mask if isinstance(value, Tensor) else None


def _both(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return b if a is None else a
    return logical_and(a, b)


OVER_BATCH: Final[dict[Callable[..., Any], Callable[..., Any]]] = {
    regression_loss.mean_squared_error: regression_loss.squared_error_over_batch,
    regression_loss.mean_absolute_error: regression_loss.absolute_error_over_batch,
    class_loss.binary_crossentropy: class_loss.binary_crossentropy_over_batch,
    class_loss.categorical_crossentropy: class_loss.categorical_crossentropy_over_batch,
    class_loss.sparse_categorical_crossentropy: class_loss.sparse_categorical_crossentropy_over_batch,
}
"""Functions whose mean over a batch is one call of torch, without the values per sample."""


def _over_batch(fn: Callable[..., Any], options: dict[str, Any]) -> Callable[..., Any] | None:
    """The function for the mean over a batch, if there is one that takes these options."""
    found = OVER_BATCH.get(fn)
    if found is None:
        return None
    known = inspect.signature(found).parameters
    given = {name: value for name, value in options.items() if value is not None}
    if any(name not in known and name != "axis" for name in given):
        return None
    # A mean over everything is the same whichever axis is averaged first.
    given = {name: value for name, value in given.items() if name in known and value != known[name].default}
    return functools.partial(found, **given) if given else found


class LossFunctionWrapper(Loss):
    """A loss of a function `fn(y_true, y_pred, **options)` that gives one number per sample."""

    def __init__(
        self,
        fn: Callable[..., Any],
        reduction: str | None = "sum_over_batch_size",
        name: str | None = None,
        dtype: Any = None,
        **options: Any,
    ) -> None:
        super().__init__(name or getattr(fn, "__name__", None), reduction, dtype)
        self.fn = fn
        self._options = options
        self._over_batch = _over_batch(fn, options) if self.reduction in ("sum_over_batch_size", "mean") else None
        self._torch_dtype = self._dtype.torch

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """One number per sample: (B, .., D), (B, .., D) -> (B, ..)."""
        return self.fn(y_true, y_pred, **self._options)

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The loss of a batch: a number, or one per sample if the reduction is 'none'."""
        if sample_weight is None and self._over_batch is not None and not MASKS.used and isinstance(y_pred, Tensor):
            if y_pred._t.dtype is self._torch_dtype and y_pred._t.numel():
                return self._over_batch(y_true, y_pred)
        mask = _mask_of(y_pred) if MASKS.used else None
        # Labels are converted by the function, which may want integers.
        losses = self.call(y_true, self._converted(y_pred))
        if MASKS.used:
            mask = _both(mask, _mask_of(losses))
        return self._reduced(losses, sample_weight, mask)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal loss, ready for JSON."""
        config = super().get_config()
        if type(self) is LossFunctionWrapper:
            config["fn"] = serialize_keras_object(self.fn)
            config |= {name: serialize_keras_object(value) for name, value in self._options.items()}
        return config
