"""Adam and its variants."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.host_scalar import HostScalar
from supple._ops import foreach
from supple.keras._layer import checks
from supple.keras.optimizers._base import TABLE, Optimizer, Options
from supple.keras.optimizers._slots import Groups


class _Adaptive(Optimizer):
    """What Adam's family shares: running means of the gradients and of their sizes.

    With `lazy` a sparse gradient changes the rows it has, and only those; without it the rows seen earlier keep moving.
    """

    slot_groups: Groups = (("momentum", "velocity"),)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        *,
        lazy: bool = False,
        **options: Unpack[Options],
    ) -> None:
        self.beta_1 = checks.fraction(self, "beta_1", beta_1)
        self.beta_2 = checks.fraction(self, "beta_2", beta_2)
        self.epsilon = epsilon
        self.lazy = lazy
        super().__init__(learning_rate, **options)


class Adam(_Adaptive):
    """Adam of Kingma and Ba (2014), with the epsilon of the end of its section 2 ("epsilon hat"), as in TensorFlow."""

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *,
        lazy: bool = False,
        **options: Unpack[Options],
    ) -> None:
        self.amsgrad = amsgrad
        if amsgrad:
            self.slot_groups = (("momentum", "velocity"), ("velocity_hat",))
        super().__init__(learning_rate, beta_1, beta_2, epsilon, lazy=lazy, **options)

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        highest = slots[2] if self.amsgrad else []
        foreach.adam(values, grads, slots[0], slots[1], highest, step, rate, self.beta_1, self.beta_2, self.epsilon)


class AdamW(Adam):
    """Adam with decay of the weights apart from the gradient, by Loshchilov and Hutter (2017)."""

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float | None = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *,
        lazy: bool = False,
        **options: Any,
    ) -> None:
        options["weight_decay"] = weight_decay
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, lazy=lazy, **options)


class Adamax(_Adaptive):
    """Adam with the largest size of the gradients in the place of the mean one, by Kingma and Ba (2014)."""

    slot_groups = (("momentum", "norm"),)

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        rate /= 1 - self.beta_1**step
        foreach.adamax(values, grads, slots[0], slots[1], rate, self.beta_1, self.beta_2, self.epsilon)


class Nadam(_Adaptive):
    """Adam with Nesterov's momentum, by Dozat (2016)."""

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        *,
        lazy: bool = False,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, lazy=lazy, **options)
        self._product = HostScalar(1.0, "float32", "variable", f"{self.name}/variable")
        self._product_step = 0
        self._extras.append(self._product)

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        now, ahead = self._share(step), self._share(step + 1)
        if step != self._product_step:  # a step may come in parts, dense and row by row
            self._product.number *= now
            self._product_step = step
        product = self._product.number
        foreach.nadam(
            *(values, grads, slots[0], slots[1]),
            betas=(self.beta_1, self.beta_2, self.epsilon),
            mean_rate=rate * ahead / (1 - product * ahead),
            grad_rate=rate * (1 - now) / (1 - product),
            unbias=1 - self.beta_2**step,
        )

    def _share(self, step: int) -> float:
        return self.beta_1 * (1 - 0.5 * 0.96**step)


class Lamb(_Adaptive):
    """Adam with each tensor's change scaled to the tensor's norm, by You et al. (2019)."""

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        foreach.lamb(values, grads, slots[0], slots[1], step, rate, (self.beta_1, self.beta_2, self.epsilon))


class Lion(Optimizer):
    """The sign of a mixture of momentum and gradient, by Chen et al. (2023)."""

    slot_groups = (("momentum",),)

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        *,
        lazy: bool = False,
        **options: Unpack[Options],
    ) -> None:
        self.beta_1 = checks.fraction(self, "beta_1", beta_1)
        self.beta_2 = checks.fraction(self, "beta_2", beta_2)
        self.lazy = lazy
        super().__init__(learning_rate, **options)

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`."""
        foreach.lion(values, grads, slots[0], rate, self.beta_1, self.beta_2)


TABLE.add(Adam, "adam")
TABLE.add(AdamW, "adamw", "adam_w")
TABLE.add(Adamax, "adamax")
TABLE.add(Nadam, "nadam")
TABLE.add(Lamb, "lamb")
TABLE.add(Lion, "lion")
