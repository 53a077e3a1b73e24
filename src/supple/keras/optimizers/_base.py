"""The base of optimizers: slots, learning rate, clipping, decay, averages; a subclass updates whole lists."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from typing import Any, Final, TypedDict

from supple._core.host_scalar import HostScalar
from supple._core.recording import LIVE, paused
from supple._core.tensor import wrap
from supple._core.variable import Variable, own_all
from supple._ops import foreach
from supple.errors import ArgumentError
from supple.keras._layer import registry
from supple.keras._layer.config import Configurable, builtin_arguments, captured_arguments, is_builtin
from supple.keras._layer.naming import auto_name
from supple.keras._layer.serialization import serialize_keras_object
from supple.keras._layer.variable import KerasVariable
from supple.keras.optimizers import _averages
from supple.keras.optimizers._gradients import DENSE, Rows, clipped, pairs, raw_of, unpack, without_none
from supple.keras.optimizers._interface import OptimizerInterface
from supple.keras.optimizers._learning_rate import LearningRate, with_old_names
from supple.keras.optimizers._rows import update_rows
from supple.keras.optimizers._slots import Groups, Plan, SlotTable, path_of

TABLE: Final = registry.table("optimizer", "keras.optimizers")
_PLANS_KEPT: Final = 64
_OPTIONS: Final = (
    *("learning_rate", "weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum"),
    *("ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps", "name"),
)


class Options(TypedDict, total=False):
    """The keyword arguments that every optimizer takes besides its own."""

    weight_decay: float | None
    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    name: str | None
    lr: Any
    decay: float


class Optimizer(OptimizerInterface, Configurable):
    """Base of optimizers.

    A subclass names its slots in `slot_groups` and overrides `update`, which changes a list of values by a list of
    gradients. A subclass in Keras' style makes its variables in `build` and overrides `update_step`.
    """

    slot_groups: Groups = ()
    row_wise = False
    """True if rows without a gradient stay as they are, so that an update of the others is exact."""

    def __init__(
        self,
        learning_rate: Any = 0.01,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        self.name = name or auto_name(type(self).__name__)
        learning_rate = with_old_names(kwargs, type(self).__name__, learning_rate)
        self.weight_decay = weight_decay
        self.clipnorm = clipnorm
        self.clipvalue = clipvalue
        self.global_clipnorm = global_clipnorm
        self.use_ema = use_ema
        self.ema_momentum = ema_momentum
        self.ema_overwrite_frequency = ema_overwrite_frequency
        self.loss_scale_factor = loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self._check_options()
        self._rate = LearningRate(self.name, learning_rate)
        self._iterations = HostScalar(0, "int64", "iteration", f"{self.name}/iteration")
        self._extras: list[Variable] = []
        self._not_decayed: tuple[set[int], list[str]] = (set(), [])
        first = (("average",),) if use_ema else ()
        second = (("gradient_accumulator",),) if gradient_accumulation_steps else ()
        self._table = SlotTable((*first, *second, *self.slot_groups), self._make_slot)
        self._own_slots = [slot for group in self.slot_groups for slot in group]
        self._plans: dict[tuple[int, ...], Plan] = {}
        self._by_variable = type(self).update is Optimizer.update
        # In tf.keras 2.11 a step was update_step(gradient, variable).
        self._takes_rate = len(inspect.signature(self.update_step).parameters) > 2
        self.built = False

    def _check_options(self) -> None:
        kind = type(self).__name__
        limits = {name: getattr(self, name) for name in ("clipnorm", "clipvalue", "global_clipnorm")}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        if len(given) > 1:
            raise ArgumentError(f"{kind}: clipnorm, clipvalue and global_clipnorm: expected at most one, got {given}")
        for name, limit in given.items():
            if isinstance(limit, bool) or not isinstance(limit, int | float) or limit <= 0:
                raise ArgumentError(f"{kind}: {name}: expected a positive number, got {limit!r}")
        if not 0 <= self.ema_momentum <= 1:
            raise ArgumentError(f"{kind}: ema_momentum: expected a number from 0 to 1, got {self.ema_momentum!r}")
        for name, lowest in (("ema_overwrite_frequency", 1), ("gradient_accumulation_steps", 2)):
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < lowest):
                raise ArgumentError(f"{kind}: {name}: expected an int of {lowest} or more, got {value!r}")

    # -- what subclasses override

    def update(
        self, values: foreach.Arrays, grads: foreach.Arrays, slots: list[foreach.Arrays], step: int, rate: float
    ) -> None:
        """Change `values` in place by `grads`; `slots` are in the order of `slot_groups`, `step` counts from 1."""
        raise NotImplementedError(f"{type(self).__name__} must implement update, or update_step")

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change `variable` by its `gradient`."""
        raise NotImplementedError(
            f"{type(self).__name__} must implement update_step(gradient, variable, learning_rate)"
        )

    def slot_start(self, name: str) -> float:
        """The value with which the slot called `name` starts."""
        return 0.0

    # -- one step

    def build(self, variables: Sequence[Any]) -> None:
        """Make the slots of `variables`; a step does it by itself for variables that it has not seen."""
        for variable in variables:
            self._table.row(variable)
        self.built = True

    def apply_gradients(self, grads_and_vars: Any, name: str | None = None) -> Variable:
        """Update variables by gradients, given as pairs: `zip(gradients, variables)`; returns the step."""
        grads, variables = pairs(grads_and_vars)
        self.apply(grads, variables)
        return self._iterations

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> None:
        """Update `trainable_variables`, by default those of `build`, by their gradients."""
        variables = self._table.owners if trainable_variables is None else trainable_variables
        if LIVE:
            with paused():
                self._apply(grads, variables)
        else:
            self._apply(grads, variables)

    def _apply(self, grads: Sequence[Any], variables: Sequence[Any]) -> None:
        plan = self._plans.get(tuple(map(id, variables)))
        if plan is None or self._needs_more() or not DENSE.issuperset(map(type, grads)):
            self._apply_carefully(grads, variables)
            return
        if len(grads) != len(variables):
            raise ArgumentError(f"apply: grads: expected one for each of {len(variables)} variables, got {len(grads)}")
        arrays = foreach.checked(list(map(raw_of, grads)), plan.shapes, plan.dtypes, plan.names)
        iterations = self._iterations
        step = iterations.number + 1
        rate = self._rate.at(iterations)
        values = own_all(plan.variables)
        if plan.decayed:
            self._decay(plan, values, rate)
        self.update(values, arrays, [own_all(each) for each in plan.slots], step, rate)
        if plan.constrained:
            _constrain(plan.constrained)
        iterations.number = step

    def _needs_more(self) -> bool:
        return (
            self.clipnorm is not None
            or self.global_clipnorm is not None
            or self.clipvalue is not None
            or self.use_ema
            or self._by_variable
            or self.gradient_accumulation_steps is not None
            or self.loss_scale_factor is not None
        )

    def _apply_carefully(self, grads: Sequence[Any], variables: Sequence[Any]) -> None:
        if len(grads) != len(variables):
            raise ArgumentError(f"apply: grads: expected one for each of {len(variables)} variables, got {len(grads)}")
        grads, variables = without_none(grads, variables)
        if not self.built:
            self.build(variables)
        plan = self._plan(variables)
        arrays, places = unpack(grads, variables)
        dense = [array for array, place in zip(arrays, places, strict=True) if place is None]
        if len(dense) == len(arrays):
            arrays = foreach.checked(arrays, plan.shapes, plan.dtypes, plan.names)
        if self.loss_scale_factor is not None:
            arrays = foreach.scaled(arrays, 1.0 / self.loss_scale_factor)
        if self.gradient_accumulation_steps is not None:
            full = self._accumulated(plan, _all_dense(plan, arrays, places))
            if full is None:
                return
            arrays, places = full, [None] * len(full)
        arrays = clipped(arrays, self.clipnorm, self.clipvalue, self.global_clipnorm)
        step = self._iterations.number // (self.gradient_accumulation_steps or 1) + 1
        rate = self._rate.at(self._iterations)
        if plan.decayed:
            self._decay(plan, own_all(plan.variables), rate)
        if self._by_variable:
            self._update_each(plan, _all_dense(plan, arrays, places), rate)
        else:
            self._update_lists(plan, arrays, places, step, rate)
        if self.use_ema:
            _averages.move(plan, self.ema_momentum, self.ema_overwrite_frequency, step)
        if plan.constrained:
            _constrain(plan.constrained)
        self._iterations.number += 1

    def _accumulated(self, plan: Plan, arrays: foreach.Arrays) -> foreach.Arrays | None:
        """The mean of the gradients once there are enough of them, None before; each call counts as an iteration."""
        totals = own_all(plan.total)
        foreach.accumulate(totals, arrays)
        steps = self.gradient_accumulation_steps or 1
        if (self._iterations.number + 1) % steps:
            self._iterations.number += 1
            return None
        mean = foreach.scaled(totals, 1.0 / steps)
        foreach.fill(totals, 0.0)
        return mean

    def _update_lists(
        self, plan: Plan, arrays: foreach.Arrays, places: list[Rows | None], step: int, rate: float
    ) -> None:
        values = own_all(plan.variables)
        slots = [own_all(each) for each in plan.slots]
        if not (self.row_wise or getattr(self, "lazy", False)) or not any(places):
            self.update(values, _all_dense(plan, arrays, places), slots, step, rate)
            return
        update_rows(self.update, values, arrays, slots, places, step, rate)

    def _update_each(self, plan: Plan, arrays: foreach.Arrays, rate: float) -> None:
        for array, variable in zip(arrays, plan.variables, strict=True):
            rest = (rate,) if self._takes_rate else ()
            self.update_step(wrap(array), variable, *rest)

    def _decay(self, plan: Plan, values: foreach.Arrays, rate: float) -> None:
        if len(plan.decayed) < len(values):
            values = [values[i] for i in plan.decayed]
        foreach.scale(values, 1.0 - (self.weight_decay or 0.0) * rate)

    # -- bookkeeping

    def _plan(self, variables: list[Any]) -> Plan:
        key = tuple(map(id, variables))
        found = self._plans.get(key)
        if found is None:
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
            found = self._plans[key] = Plan(variables, self._table.lists(variables), self._own_slots)
            if self.weight_decay is not None:
                found.decayed = [i for i, variable in enumerate(variables) if self._use_weight_decay(variable)]
        return found

    def _make_slot(self, variable: Variable, name: str) -> Variable:
        own = f"{path_of(variable).replace('/', '_').replace(':', '_')}_{name}"
        start = 0.0 if name in ("average", "gradient_accumulator") else self.slot_start(name)
        return KerasVariable(foreach.like(variable.buffer, start), trainable=False, name=own, path=f"{self.name}/{own}")

    def _use_weight_decay(self, variable: Any) -> bool:
        ids, patterns = self._not_decayed
        return id(variable) not in ids and not any(re.search(p, path_of(variable)) for p in patterns)

    def exclude_from_weight_decay(
        self, var_list: Sequence[Any] | None = None, var_names: Sequence[str] | None = None
    ) -> None:
        """Do not decay these variables, nor those whose path matches one of `var_names`."""
        self._not_decayed = ({id(v) for v in var_list or ()}, list(var_names or ()))
        self._plans.clear()

    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Put the averages into `var_list` if there are averages; `fit` does it at its end."""
        if self.use_ema:
            _averages.overwrite(self._plan(list(var_list)))

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal optimizer, ready for JSON."""
        config = {name: getattr(self, name) for name in _OPTIONS if name != "learning_rate"}
        config |= builtin_arguments(self) if is_builtin(type(self)) else captured_arguments(self)
        config["learning_rate"] = self._rate.setting
        if not config.get("lazy"):
            config.pop("lazy", None)  # an argument that Keras does not know
        return {name: serialize_keras_object(value) for name, value in config.items()}


def _constrain(variables: list[Variable]) -> None:
    for variable in variables:
        if variable.constraint is not None:
            variable.assign(variable.constraint(variable.value()))


def _all_dense(plan: Plan, arrays: foreach.Arrays, places: list[Rows | None]) -> foreach.Arrays:
    return [
        array if place is None else foreach.dense(shape, place.indices, array)
        for array, place, shape in zip(arrays, places, plan.shapes, strict=True)
    ]
