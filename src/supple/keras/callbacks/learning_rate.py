"""Learning rates that callbacks set."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable
from typing import Any

from supple._core.tensor import Eager
from supple.errors import ArgumentError
from supple.keras.callbacks.callback import Callback, Logs
from supple.keras.callbacks.monitor import Monitor
from supple.keras.callbacks.telling import say


class LearningRateScheduler(Callback):
    """Sets the learning rate at the start of each epoch to `schedule(epoch, rate)` or `schedule(epoch)`."""

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        super().__init__()
        if not callable(schedule):
            raise ArgumentError(f"LearningRateScheduler: schedule: expected a function of the epoch, got {schedule!r}")
        self.schedule = schedule
        self.verbose = verbose
        self._takes_rate = _takes_two(schedule)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Set the learning rate."""
        optimizer = self.model.optimizer
        rate = self.schedule(epoch, float(optimizer.learning_rate)) if self._takes_rate else self.schedule(epoch)
        if isinstance(rate, bool) or not isinstance(rate, (numbers.Real, Eager)):
            raise ArgumentError(f"LearningRateScheduler: schedule: expected it to return a float, got {rate!r}")
        optimizer.learning_rate = float(rate)
        if self.verbose:
            say(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {float(rate)}.")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Add the learning rate to the logs."""
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)


class ReduceLROnPlateau(Monitor):
    """Multiplies the learning rate by `factor` when the monitored value has not become better for `patience` epochs."""

    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
        **kwargs: Any,
    ) -> None:
        min_delta = kwargs.pop("epsilon", min_delta)
        if kwargs:
            raise ArgumentError(f"ReduceLROnPlateau: unknown arguments {sorted(kwargs)}")
        super().__init__(monitor, mode, min_delta)
        if not factor < 1:
            raise ArgumentError(f"ReduceLROnPlateau: factor: expected a number below 1, got {factor!r}")
        self.factor = factor
        self.patience = patience
        self.verbose = verbose
        self.cooldown = cooldown
        self.min_lr = min_lr
        self._reset()

    def _reset(self) -> None:
        self.best = None
        self.wait = 0
        self.cooldown_counter = 0

    def on_train_begin(self, logs: Logs = None) -> None:
        """Forget the last run."""
        self._reset()

    def in_cooldown(self) -> bool:
        """True for `cooldown` epochs after the rate was reduced."""
        return self.cooldown_counter > 0

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Compare, and reduce the rate if patience is at its end."""
        optimizer = self.model.optimizer
        rate = float(optimizer.learning_rate)
        if logs is not None:
            logs["learning_rate"] = rate
        value = self.current(logs, "ReduceLROnPlateau")
        if value is None:
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self.better(value, self.best):
            self.best = value
            self.wait = 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and rate > self.min_lr:
                reduced = max(rate * self.factor, self.min_lr)
                optimizer.learning_rate = reduced
                if self.verbose:
                    say(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {reduced}.")
                self.cooldown_counter = self.cooldown
                self.wait = 0


def _takes_two(schedule: Callable[..., Any]) -> bool:
    try:
        inspect.signature(schedule).bind(0, 0.0)
    except (TypeError, ValueError):
        return False
    return True
