"""Optimizers that divide the gradient by a measure of its size so far."""

from __future__ import annotations

from typing import Any, Unpack

from supple._ops import foreach
from supple.errors import ArgumentError
from supple.keras._layer import checks
from supple.keras.optimizers._base import TABLE, Optimizer, Options


class RMSprop(Optimizer):
    """The gradient over the root of its running mean square, by Tieleman and Hinton (2012)."""

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options: Unpack[Options],
    ) -> None:
        self.rho = checks.fraction(self, "rho", rho)
        self.momentum = checks.fraction(self, "momentum", momentum)
        self.epsilon = epsilon
        self.centered = centered
        self.slot_groups = (
            ("velocity",),
            *((("momentum",),) if momentum else ()),
            *((("average_gradient",),) if centered else ()),
        )
        super().__init__(learning_rate, **options)

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        speeds = slots[1] if self.momentum else []
        means = slots[-1] if self.centered else []
        foreach.rmsprop(values, grads, slots[0], means, speeds, rate, (self.rho, self.momentum, self.epsilon))


class Adagrad(Optimizer):
    """The gradient over the root of the sum of its squares, by Duchi et al. (2011)."""

    slot_groups = (("accumulator",),)
    row_wise = True

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **options: Unpack[Options],
    ) -> None:
        self.initial_accumulator_value = initial_accumulator_value
        self.epsilon = epsilon
        super().__init__(learning_rate, **options)

    def slot_start(self, name: str) -> float:
        """The value with which the accumulator starts."""
        return self.initial_accumulator_value

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        foreach.adagrad(values, grads, slots[0], rate, self.epsilon)


class Adadelta(Optimizer):
    """The gradient times the running size of the changes over its own, by Zeiler (2012)."""

    slot_groups = (("accumulated_grad", "accumulated_delta_var"),)

    def __init__(
        self, learning_rate: Any = 0.001, rho: float = 0.95, epsilon: float = 1e-7, **options: Unpack[Options]
    ) -> None:
        self.rho = checks.fraction(self, "rho", rho)
        self.epsilon = epsilon
        super().__init__(learning_rate, **options)

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        foreach.adadelta(values, grads, slots[0], slots[1], rate, self.rho, self.epsilon)


class Ftrl(Optimizer):
    """Follow the regularized leader, by McMahan et al. (2013); rows without a gradient stay as they are."""

    slot_groups = (("accumulator", "linear"),)
    row_wise = True

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **options: Unpack[Options],
    ) -> None:
        if learning_rate_power > 0:
            raise ArgumentError(f"Ftrl: learning_rate_power: expected 0 or less, got {learning_rate_power!r}")
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = _not_negative("initial_accumulator_value", initial_accumulator_value)
        self.l1_regularization_strength = _not_negative("l1_regularization_strength", l1_regularization_strength)
        self.l2_regularization_strength = _not_negative("l2_regularization_strength", l2_regularization_strength)
        self.l2_shrinkage_regularization_strength = _not_negative(
            "l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength
        )
        self.beta = beta
        super().__init__(learning_rate, **options)

    def slot_start(self, name: str) -> float:
        """The value with which the slot called `name` starts."""
        return self.initial_accumulator_value if name == "accumulator" else 0.0

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        foreach.ftrl(
            *(values, grads, slots[0], slots[1], rate, self.learning_rate_power, self.l1_regularization_strength),
            l2=self.l2_regularization_strength + self.beta / (2 * rate),
            shrinkage=self.l2_shrinkage_regularization_strength,
        )


def _not_negative(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ArgumentError(f"Ftrl: {name}: expected a number of 0 or more, got {value!r}")
    return float(value)


TABLE.add(RMSprop, "rmsprop", "rms_prop")
TABLE.add(Adagrad, "adagrad")
TABLE.add(Adadelta, "adadelta")
TABLE.add(Ftrl, "ftrl")
