"""Penalties on weights or outputs: `regularizer(x)` gives a scalar that is added to the loss."""

from __future__ import annotations

import math
from typing import Any, Final

from supple._ops import weights
from supple._ops.arithmetic import add
from supple.errors import ArgumentError
from supple.keras._layer import lookup, registry
from supple.keras._layer.config import Configurable

TABLE: Final = registry.table("regularizer", "keras.regularizers")


def _checked(owner: object, name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected a finite number, got {value!r}")
    return value


class Regularizer(Configurable):
    """Base of regularizers: override `__call__`, and `get_config` if the constructor takes arguments."""

    def __call__(self, x: Any) -> Any:
        """The penalty for `x`, a scalar."""
        raise NotImplementedError(f"{type(self).__name__} must implement __call__(x)")


class L1L2(Regularizer):
    """l1 * sum |x| + l2 * sum x^2."""

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        self.l1 = _checked(self, "l1", 0.0 if l1 is None else l1)
        self.l2 = _checked(self, "l2", 0.0 if l2 is None else l2)

    def __call__(self, x: Any) -> Any:
        """The penalty for `x`, a scalar."""
        if not self.l1:
            return weights.penalty_l2(x, self.l2)
        absolute = weights.penalty_l1(x, self.l1)
        return add(absolute, weights.penalty_l2(x, self.l2)) if self.l2 else absolute


class L1(Regularizer):
    """l1 * sum |x|; tf.keras 2 also calls the factor `l`."""

    def __init__(self, l1: float | None = 0.01, **old_name: float) -> None:
        l1 = _old_factor(self, l1, old_name)
        self.l1 = _checked(self, "l1", 0.01 if l1 is None else l1)

    def __call__(self, x: Any) -> Any:
        """The penalty for `x`, a scalar."""
        return weights.penalty_l1(x, self.l1)


class L2(Regularizer):
    """l2 * sum x^2; tf.keras 2 also calls the factor `l`."""

    def __init__(self, l2: float | None = 0.01, **old_name: float) -> None:
        l2 = _old_factor(self, l2, old_name)
        self.l2 = _checked(self, "l2", 0.01 if l2 is None else l2)

    def __call__(self, x: Any) -> Any:
        """The penalty for `x`, a scalar."""
        return weights.penalty_l2(x, self.l2)


def _old_factor(owner: object, value: float | None, old_name: dict[str, float]) -> float | None:
    value = old_name.pop("l", value)
    if old_name:
        raise TypeError(f"{type(owner).__name__}() got unexpected keyword arguments {sorted(old_name)}")
    return value


class OrthogonalRegularizer(Regularizer):
    """factor * the mean of |cosine| over all pairs of rows, or of columns, of a matrix."""

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        self.factor = _checked(self, "factor", factor)
        if mode not in ("rows", "columns"):
            raise ArgumentError(f"OrthogonalRegularizer: mode: expected 'rows' or 'columns', got {mode!r}")
        self.mode = mode

    def __call__(self, x: Any) -> Any:
        """The penalty for `x`, a scalar."""
        if len(x.shape) != 2:
            raise ArgumentError(f"OrthogonalRegularizer: x: expected two axes, got shape {tuple(x.shape)}")
        return weights.penalty_orthogonal(x, self.factor, self.mode == "rows")


def get(identifier: Any) -> Any:
    """The regularizer that a name, a config, a class or a callable stands for."""
    return lookup.find(TABLE, identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The regularizer that `serialize` wrote."""
    return lookup.from_config(TABLE, config, custom_objects)


for _class, *_names in (
    (Regularizer, "regularizer"),
    (L1, "l1"),
    (L2, "l2"),
    (L1L2, "l1_l2", "l1l2"),
    (OrthogonalRegularizer, "orthogonal_regularizer"),
):
    TABLE.add(_class, *_names)
