"""Moving averages of variables, kept beside them and put in their place when asked."""

from __future__ import annotations

from supple._core.variable import own_all
from supple._ops import foreach
from supple.keras.optimizers._slots import Plan


def move(plan: Plan, momentum: float, overwrite_every: int | None, step: int) -> None:
    """Move the averages toward the variables; every `overwrite_every` steps the variables take them over."""
    # The first step makes the average equal to the variable.
    values = [variable.buffer for variable in plan.variables]
    foreach.average(own_all(plan.average), values, momentum if step > 1 else 0.0)
    if overwrite_every is not None and step % overwrite_every == 0:
        overwrite(plan)


def overwrite(plan: Plan) -> None:
    """Put the averages into the variables."""
    foreach.copy(own_all(plan.variables), [average.buffer for average in plan.average])
