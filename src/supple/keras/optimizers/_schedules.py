"""Learning rates that change with the step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from supple._core.conversion import to_torch
from supple._core.tensor import Eager, Tensor, wrap
from supple.errors import ArgumentError
from supple.keras._layer import lookup, registry
from supple.keras._layer.config import Configurable

TABLE: Final = registry.table("schedule", "keras.optimizers.schedules")


class LearningRateSchedule(Configurable):
    """Base of schedules: override `__call__(step)`, and `get_config` if the constructor takes arguments."""

    def __call__(self, step: Any) -> Any:
        """The learning rate at `step`, a scalar."""
        raise NotImplementedError(f"{type(self).__name__} must implement __call__(step)")

    def at(self, step: Any) -> float:
        """The learning rate at `step`, an integer variable, as a Python number."""
        return float(self(step))


class Formula(LearningRateSchedule):
    """A schedule that is a function of Python numbers, which costs no tensor per step."""

    initial_learning_rate: Any

    def rate(self, step: float) -> float:
        """The learning rate at `step`."""
        raise NotImplementedError(f"{type(self).__name__} must implement rate(step)")

    def at(self, step: Any) -> float:
        """The learning rate at `step`, an integer variable, as a Python number."""
        return self.rate(step.number if hasattr(step, "number") else float(step))

    def __call__(self, step: Any) -> Tensor:
        """The learning rate at `step`, a scalar."""
        return wrap(to_torch(self.rate(float(step))))


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Eager) else value


def _positive(owner: object, name: str, value: Any) -> Any:
    value = _number(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected a positive number, got {value!r}")
    return value


class ExponentialDecay(Formula):
    """initial_learning_rate * decay_rate ** (step / decay_steps)."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:
        self.initial_learning_rate = _number(initial_learning_rate)
        self.decay_steps = _positive(self, "decay_steps", decay_steps)
        self.decay_rate = _number(decay_rate)
        self.staircase = staircase
        self.name = name

    def rate(self, step: float) -> float:
        """The learning rate at `step`."""
        power = step / self.decay_steps
        return float(self.initial_learning_rate * self.decay_rate ** (math.floor(power) if self.staircase else power))


class InverseTimeDecay(ExponentialDecay):
    """initial_learning_rate / (1 + decay_rate * step / decay_steps)."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase, name)

    def rate(self, step: float) -> float:
        """The learning rate at `step`."""
        part = step / self.decay_steps
        return float(
            self.initial_learning_rate / (1 + self.decay_rate * (math.floor(part) if self.staircase else part))
        )


class PiecewiseConstantDecay(Formula):
    """values[i] up to and with boundaries[i], the last value after the last boundary."""

    def __init__(self, boundaries: Sequence[float], values: Sequence[float], name: str = "PiecewiseConstant") -> None:
        if len(boundaries) + 1 != len(values):
            raise ArgumentError(
                f"PiecewiseConstantDecay: values: expected one more than the {len(boundaries)} boundaries, got {len(values)}"
            )
        self.boundaries = boundaries
        self.values = values
        self.name = name

    def rate(self, step: float) -> float:
        """The learning rate at `step`."""
        for boundary, value in zip(self.boundaries, self.values, strict=False):
            if step <= boundary:
                return float(value)
        return float(self.values[-1])


class PolynomialDecay(Formula):
    """From `initial_learning_rate` to `end_learning_rate` in `decay_steps`, along (1 - step / decay_steps) ** power."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        self.initial_learning_rate = _number(initial_learning_rate)
        self.decay_steps = _positive(self, "decay_steps", decay_steps)
        self.end_learning_rate = _number(end_learning_rate)
        self.power = power
        self.cycle = cycle
        self.name = name

    def rate(self, step: float) -> float:
        """The learning rate at `step`."""
        steps = self.decay_steps
        if self.cycle:
            steps *= max(1, math.ceil(step / steps))
        left = 1 - min(step, steps) / steps
        return float((self.initial_learning_rate - self.end_learning_rate) * left**self.power + self.end_learning_rate)


class CosineDecay(Formula):
    """Half a cosine down to `alpha` times the start, after a linear warm-up to `warmup_target` if one is given."""

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: float,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        self.initial_learning_rate = _number(initial_learning_rate)
        self.decay_steps = _positive(self, "decay_steps", decay_steps)
        self.alpha = alpha
        self.name = name
        self.warmup_target = _number(warmup_target)
        self.warmup_steps = warmup_steps

    def rate(self, step: float) -> float:
        """The learning rate at `step`."""
        start, done = self.initial_learning_rate, step
        if self.warmup_target is not None:
            if step < self.warmup_steps:
                return float(start + (self.warmup_target - start) * step / self.warmup_steps)
            start, done = self.warmup_target, step - self.warmup_steps
        return float(start * _cosine(min(done, self.decay_steps) / self.decay_steps, 1.0, self.alpha))


def _cosine(part: float, height: float, alpha: float) -> float:
    return (1 - alpha) * height * 0.5 * (1 + math.cos(math.pi * part)) + alpha


class CosineDecayRestarts(Formula):
    """Cosine decay that starts again, each time `t_mul` as long and `m_mul` as high (Loshchilov and Hutter, 2016)."""

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: float,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ) -> None:
        self.initial_learning_rate = _number(initial_learning_rate)
        self.first_decay_steps = _positive(self, "first_decay_steps", first_decay_steps)
        self.t_mul = t_mul
        self.m_mul = m_mul
        self.alpha = alpha
        self.name = name

    def rate(self, step: float) -> float:
        """The learning rate at `step`."""
        part = step / self.first_decay_steps
        if self.t_mul == 1.0:
            restarts = math.floor(part)
            part -= restarts
        else:
            growth = self.t_mul
            restarts = math.floor(math.log(1 - part * (1 - growth)) / math.log(growth) + 1e-9)
            part = (part - (1 - growth**restarts) / (1 - growth)) / growth**restarts
        return float(self.initial_learning_rate * _cosine(part, self.m_mul**restarts, self.alpha))


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The schedule that `serialize` wrote."""
    return lookup.from_config(TABLE, config, custom_objects)


for _class in (
    *(LearningRateSchedule, ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay),
    *(PolynomialDecay, CosineDecay, CosineDecayRestarts),
):
    TABLE.add(_class)
