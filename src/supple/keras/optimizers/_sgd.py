"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Any, Unpack

from supple._ops import foreach
from supple.keras._layer import checks
from supple.keras.optimizers._base import TABLE, Optimizer, Options


class SGD(Optimizer):
    """Gradient descent; with momentum v = momentum * v - rate * g and w += v, with nesterov looking one v ahead."""

    def __init__(
        self, learning_rate: Any = 0.01, momentum: float = 0.0, nesterov: bool = False, **options: Unpack[Options]
    ) -> None:
        self.momentum = checks.fraction(self, "momentum", momentum)
        self.nesterov = nesterov
        self.slot_groups = (("momentum",),) if momentum else ()
        self.row_wise = not momentum
        super().__init__(learning_rate, **options)

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        if not slots:
            foreach.sgd(values, grads, rate)
        elif self.nesterov:
            foreach.nesterov(values, grads, slots[0], rate, self.momentum)
        else:
            foreach.momentum(values, grads, slots[0], rate, self.momentum)


TABLE.add(SGD, "sgd")
