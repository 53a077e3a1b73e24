"""What users ask of an optimizer besides steps: rate, step, variables, weights, loss scaling, minimize."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from supple._autodiff.tape import GradientTape
from supple._core.host_scalar import HostScalar
from supple._core.tensor import Tensor, wrap
from supple._core.variable import Variable
from supple._ops import foreach
from supple._ops.arithmetic import multiply
from supple.errors import ArgumentError
from supple.keras._layer.variable import KerasVariable
from supple.keras.optimizers._slots import path_of

if TYPE_CHECKING:
    from supple.keras.optimizers._learning_rate import LearningRate
    from supple.keras.optimizers._slots import Plan, SlotTable


class VariableList(list[Any]):
    """The variables of an optimizer; callable, because `optimizer.variables` was a method in tf.keras 2."""

    def __call__(self) -> VariableList:
        """The list itself."""
        return self


class OptimizerInterface:
    """The part of `Optimizer` that is not on the way of a step."""

    name: str
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    _rate: LearningRate
    _iterations: HostScalar
    _table: SlotTable
    _extras: list[Variable]
    _plans: dict[tuple[int, ...], Plan]

    if TYPE_CHECKING:

        def apply_gradients(self, grads_and_vars: Any, name: str | None = None) -> Variable: ...

    @property
    def iterations(self) -> Any:
        """How many updates were done: an int64 variable, or a tensor if gradients are accumulated."""
        # Keras counts the accumulated gradients, too; files hold that number.
        steps = self.gradient_accumulation_steps
        return self._iterations if steps is None else wrap(self._iterations.buffer // steps)

    @iterations.setter
    def iterations(self, variable: Any) -> None:
        self._iterations.assign(variable)

    @property
    def learning_rate(self) -> Any:
        """The learning rate: a variable, or with a schedule or function its current value."""
        rate = self._rate
        if rate.variable is not None:
            return rate.variable
        return wrap(foreach.scalar(rate.at(self._iterations)))

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self._rate.assign(value)

    @property
    def lr(self) -> Any:
        """The learning rate, by its name in tf.keras 2."""
        return self.learning_rate

    @lr.setter
    def lr(self, value: Any) -> None:
        self._rate.assign(value)

    @property
    def variables(self) -> VariableList:
        """Step, learning rate (unless it is a schedule) and slots, in Keras' order."""
        rate = [self._rate.variable] if self._rate.variable is not None else []
        return VariableList([self._iterations, *rate, *self._table.variables, *self._extras])

    @property
    def weights(self) -> VariableList:
        """The variables."""
        return self.variables

    def get_weights(self) -> list[Any]:
        """The values of the variables as NumPy arrays."""
        return [variable.numpy() for variable in self.variables]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Set the values of the variables."""
        variables = self.variables
        if len(weights) != len(variables):
            raise ArgumentError(
                f"{self.name}.set_weights: expected {len(variables)} arrays, got {len(weights)}; "
                "call build(model.trainable_variables) first if the optimizer has not made a step"
            )
        for variable, value in zip(variables, weights, strict=True):
            variable.assign(value)

    def save_own_variables(self, store: Any) -> None:
        """Write the values into `store`, by their numbers in `variables`."""
        for number, variable in enumerate(self.variables):
            store[str(number)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Take the values from what `save_own_variables` wrote."""
        variables = self.variables
        if len(store) != len(variables):
            raise ArgumentError(
                f"{self.name}: the file holds {len(store)} variables of an optimizer, this one has {len(variables)}"
            )
        for number, variable in enumerate(variables):
            variable.assign(np.asarray(store[str(number)]))

    # -- variables of a subclass in Keras' style

    def add_variable(
        self,
        shape: Sequence[int],
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: str = "none",
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Make a variable that belongs to the optimizer."""
        made = KerasVariable(
            initializer, shape=shape, dtype=dtype, trainable=False, aggregation=aggregation, layout=layout, name=name
        )
        made.path = f"{self.name}/{made.name}"
        self._extras.append(made)
        return made

    def add_variable_from_reference(
        self, reference_variable: Any, name: str | None = None, initializer: Any = "zeros"
    ) -> Variable:
        """Make a variable of the shape and dtype of another, that belongs to the optimizer."""
        own = f"{path_of(reference_variable).replace('/', '_').replace(':', '_')}_{name or 'tmp'}"
        return self.add_variable(tuple(reference_variable.shape), initializer, dtype=reference_variable.dtype, name=own)

    def add_optimizer_variables(
        self, trainable_variables: Sequence[Any], name: str, initializer: Any = "zeros"
    ) -> list[Variable]:
        """One variable for each of `trainable_variables`."""
        return [self.add_variable_from_reference(v, name, initializer) for v in trainable_variables]

    def _get_variable_index(self, variable: Any) -> int:
        for place, owner in enumerate(self._table.owners):
            if owner is variable:
                return place
        raise ArgumentError(f"{self.name}: variable {path_of(variable)!r} was not in the list given to build")

    def assign(self, variable: Any, value: Any) -> None:
        """Replace the values of `variable`."""
        variable.assign(value)

    def assign_add(self, variable: Any, value: Any) -> None:
        """Add to the values of `variable`."""
        variable.assign_add(value)

    def assign_sub(self, variable: Any, value: Any) -> None:
        """Subtract from the values of `variable`."""
        variable.assign_sub(value)

    # -- losses

    def scale_loss(self, loss: Any) -> Any:
        """The loss times `loss_scale_factor`; its gradients are divided by it again in the step."""
        return loss if self.loss_scale_factor is None else multiply(loss, self.loss_scale_factor)

    def compute_gradients(self, loss: Any, var_list: Any, tape: GradientTape | None = None) -> list[Any]:
        """The pairs of gradients and variables of a loss: a function, or a tensor and the tape that recorded it."""
        if callable(loss) and not isinstance(loss, Tensor):
            with GradientTape() as own_tape:
                loss = loss()
            tape = own_tape
        elif tape is None:
            raise ArgumentError(f"{self.name}: tape: a loss that is a tensor needs the tape that recorded it, got None")
        variables = var_list() if callable(var_list) and not isinstance(var_list, list) else var_list
        return list(zip(tape.gradient(loss, variables), variables, strict=True))

    def minimize(self, loss: Any, var_list: Any, tape: GradientTape | None = None, name: str | None = None) -> Variable:
        """Compute the gradients of a loss and apply them."""
        return self.apply_gradients(self.compute_gradients(loss, var_list, tape))
