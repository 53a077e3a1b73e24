"""The learning rate of an optimizer: a number that may be assigned, a schedule, or a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from supple._core.host_scalar import HostScalar
from supple._core.tensor import Eager
from supple.errors import ArgumentError, DtypeError
from supple.keras._layer import lookup
from supple.keras.optimizers._schedules import TABLE, InverseTimeDecay, LearningRateSchedule


class LearningRate:
    """Gives the rate of each step as a Python number."""

    __slots__ = ("_owner", "source", "variable")

    def __init__(self, owner: str, value: Any) -> None:
        self._owner = owner
        self.variable: HostScalar | None = None
        self.source: LearningRateSchedule | Callable[[], Any] | None = None
        if isinstance(value, dict):
            value = lookup.from_config(TABLE, value)
        if isinstance(value, LearningRateSchedule) or (callable(value) and not isinstance(value, Eager)):
            self.source = value
        else:
            self.variable = HostScalar(as_number(value), "float32", "learning_rate", f"{owner}/learning_rate")

    def at(self, iterations: HostScalar) -> float:
        """The rate of the step that follows `iterations` steps."""
        if self.variable is not None:
            return float(self.variable.number)
        if isinstance(self.source, LearningRateSchedule):
            return self.source.at(iterations)
        return as_number(self.source()) if self.source is not None else 0.0

    def assign(self, value: Any) -> None:
        """Take a new number, or a schedule or function in its place."""
        if isinstance(value, LearningRateSchedule) or (callable(value) and not isinstance(value, Eager)):
            self.source, self.variable = value, None
        elif self.variable is None:
            raise DtypeError(
                f"{self._owner}: learning_rate: cannot assign {value!r}, the optimizer was made with {self.source!r}; "
                "make it with a number, or assign another schedule"
            )
        else:
            self.variable.assign(as_number(value))

    @property
    def setting(self) -> Any:
        """What a config holds: the number, the schedule or the function."""
        return self.source if self.variable is None else float(self.variable.number)


def as_number(value: Any) -> float:
    """`value` as a finite Python float; ArgumentError if it is none."""
    if isinstance(value, int | float | np.generic | np.ndarray | Eager) and not isinstance(value, bool):
        return float(value)
    raise ArgumentError(
        f"learning_rate: expected a number, a LearningRateSchedule or a function that returns a number, got {value!r}"
    )


def with_old_names(kwargs: dict[str, Any], owner: str, learning_rate: Any) -> Any:
    """The learning rate after the arguments of tf.keras 2: `lr`, and `decay` per step."""
    kwargs = dict(kwargs)
    learning_rate = kwargs.pop("lr", learning_rate)
    decay = kwargs.pop("decay", None)
    if kwargs:
        raise ArgumentError(f"{owner}: unknown arguments {sorted(kwargs)}")
    if decay:
        return InverseTimeDecay(learning_rate, decay_steps=1, decay_rate=decay)
    return learning_rate
