"""Bounds on weights: `constraint(w)` gives the allowed weight nearest by; optimizers apply it after each update."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from supple._core import settings
from supple._ops import weights
from supple.keras._layer import lookup, registry
from supple.keras._layer.config import Configurable

Axis = int | Sequence[int]
TABLE: Final = registry.table("constraint", "keras.constraints")


class Constraint(Configurable):
    """Base of constraints: override `__call__`, and `get_config` if the constructor takes arguments."""

    def __call__(self, w: Any) -> Any:
        """The allowed weight for `w`."""
        raise NotImplementedError(f"{type(self).__name__} must implement __call__(w)")


class NonNeg(Constraint):
    """No negative weights."""

    def __call__(self, w: Any) -> Any:
        """The allowed weight for `w`."""
        return weights.project_non_negative(w)


class MaxNorm(Constraint):
    """A norm over `axis` of at most `max_value`."""

    def __init__(self, max_value: float = 2, axis: Axis = 0) -> None:
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """The allowed weight for `w`."""
        return weights.project_norm(w, 0.0, self.max_value, 1.0, self.axis, settings.epsilon())


class UnitNorm(Constraint):
    """A norm over `axis` of 1."""

    def __init__(self, axis: Axis = 0) -> None:
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """The allowed weight for `w`."""
        return weights.project_unit(w, self.axis, settings.epsilon())


class MinMaxNorm(Constraint):
    """A norm over `axis` that moves by `rate` toward the range from `min_value` to `max_value`."""

    def __init__(self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: Axis = 0) -> None:
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        """The allowed weight for `w`."""
        return weights.project_norm(w, self.min_value, self.max_value, self.rate, self.axis, settings.epsilon())


def get(identifier: Any) -> Any:
    """The constraint that a name, a config, a class or a callable stands for."""
    return lookup.find(TABLE, identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The constraint that `serialize` wrote."""
    return lookup.from_config(TABLE, config, custom_objects)


for _class, *_names in (
    (Constraint, "constraint"),
    (NonNeg, "non_neg", "nonneg"),
    (MaxNorm, "max_norm", "maxnorm"),
    (UnitNorm, "unit_norm", "unitnorm"),
    (MinMaxNorm, "min_max_norm"),
):
    TABLE.add(_class, *_names)
