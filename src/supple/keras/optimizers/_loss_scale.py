"""Training in float16: the loss is scaled so that small gradients do not vanish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supple._core.host_scalar import HostScalar
from supple._core.recording import paused
from supple._core.slices import IndexedSlices
from supple._core.tensor import Tensor, wrap
from supple._ops import foreach
from supple._ops.arithmetic import multiply
from supple.errors import ArgumentError
from supple.keras.optimizers._base import TABLE, Optimizer
from supple.keras.optimizers._gradients import raw_of, without_none
from supple.keras.optimizers._interface import VariableList


class LossScaleOptimizer(Optimizer):
    """Divides the gradients of a scaled loss by the scale, which halves after an overflow and doubles after a while.

    A step whose gradients are not all finite is skipped.
    """

    def __init__(
        self,
        inner_optimizer: Any,
        initial_scale: float = 2.0**15,
        dynamic_growth_steps: int = 2000,
        name: str | None = None,
    ) -> None:
        if not isinstance(inner_optimizer, Optimizer):
            raise ArgumentError(f"LossScaleOptimizer: inner_optimizer: expected an optimizer, got {inner_optimizer!r}")
        super().__init__(0.0, name=name)
        self.inner_optimizer = inner_optimizer
        self.initial_scale = initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        self.step_counter = HostScalar(0, "int32", "step_counter", f"{self.name}/step_counter")
        self.dynamic_scale = HostScalar(initial_scale, "float32", "dynamic_scale", f"{self.name}/dynamic_scale")

    def build(self, variables: Sequence[Any]) -> None:
        """Make the slots of `variables` in the inner optimizer."""
        self.inner_optimizer.build(variables)
        self.built = True

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> None:
        """Update by gradients of the scaled loss, unless one of them is not finite."""
        variables = self.inner_optimizer._table.owners if trainable_variables is None else trainable_variables
        with paused():
            given, kept = without_none(grads, variables)
            if foreach.all_finite([_values(grad) for grad in given]):
                self.inner_optimizer.apply(self._unscaled(given), kept)
                self._count_up()
            else:
                self.step_counter.number = 0
                self.dynamic_scale.number /= 2.0

    def _count_up(self) -> None:
        self.step_counter.number += 1
        if self.step_counter.number >= self.dynamic_growth_steps:
            self.step_counter.number = 0
            self.dynamic_scale.number *= 2.0

    def _unscaled(self, grads: Sequence[Any]) -> list[Any]:
        factor = 1.0 / float(self.dynamic_scale.number)
        scaled = foreach.scaled([_values(grad) for grad in grads], factor)
        return [
            IndexedSlices(wrap(each), grad.indices, grad.shape) if isinstance(grad, IndexedSlices) else wrap(each)
            for grad, each in zip(grads, scaled, strict=True)
        ]

    def scale_loss(self, loss: Any) -> Any:
        """The loss times the scale."""
        return multiply(loss, float(self.dynamic_scale.number))

    def get_scaled_loss(self, loss: Any) -> Any:
        """`scale_loss`, by its name in tf.keras 2; a function gives a function."""
        if callable(loss) and not isinstance(loss, Tensor):
            return lambda: self.scale_loss(loss())
        return self.scale_loss(loss)

    def get_unscaled_gradients(self, grads: Sequence[Any]) -> list[Any]:
        """The gradients of the loss from those of the scaled loss, as in tf.keras 2."""
        found = iter(self._unscaled([grad for grad in grads if grad is not None]))
        return [None if grad is None else next(found) for grad in grads]

    # -- what belongs to the inner optimizer

    @property
    def iterations(self) -> Any:
        """How many updates the inner optimizer has done."""
        return self.inner_optimizer.iterations

    @iterations.setter
    def iterations(self, value: Any) -> None:
        self.inner_optimizer.iterations = value

    @property
    def learning_rate(self) -> Any:
        """The learning rate of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.inner_optimizer.learning_rate = value

    @property
    def variables(self) -> VariableList:
        """The own variables, then those of the inner optimizer."""
        own = [*super().variables, self.step_counter, self.dynamic_scale]
        return VariableList([*own, *self.inner_optimizer.variables])

    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Put the averages of the inner optimizer into `var_list` if there are any."""
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal optimizer, ready for JSON."""
        config = super().get_config()
        return {key: config[key] for key in ("name", "inner_optimizer", "initial_scale", "dynamic_growth_steps")}


def _values(grad: Any) -> Any:
    return raw_of(grad.values if isinstance(grad, IndexedSlices) else grad)


TABLE.add(LossScaleOptimizer, "lossscaleoptimizer", "loss_scale_optimizer")
