"""The variables of an optimizer that belong to a model's variables: momenta, averages, accumulators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from supple._core.variable import Variable
from supple._ops import foreach

Groups = tuple[tuple[str, ...], ...]


class Plan:
    """What one step needs to know of one list of variables, looked up once."""

    __slots__ = ("average", "constrained", "decayed", "dtypes", "names", "shapes", "slots", "total", "variables")

    def __init__(self, variables: list[Variable], slots: dict[str, list[Variable]], own: Sequence[str]) -> None:
        buffers = [variable.buffer for variable in variables]
        self.variables = variables
        self.shapes = foreach.shapes_of(buffers)
        self.dtypes = foreach.dtypes_of(buffers)
        self.names = [path_of(variable) for variable in variables]
        self.slots = [slots[name] for name in own]
        self.average = slots.get("average", [])
        self.total = slots.get("gradient_accumulator", [])
        self.constrained = [variable for variable in variables if variable.constraint is not None]
        self.decayed: list[int] = []


class SlotTable:
    """The slots of every variable seen so far.

    `groups` gives the order in which Keras lists them: all slots of one group for one variable after the other, then
    those of the next group.
    """

    def __init__(self, groups: Groups, make: Callable[[Variable, str], Variable]) -> None:
        self.groups = groups
        self._make = make
        self._rows: dict[int, tuple[Variable, dict[str, Variable]]] = {}

    def row(self, variable: Variable) -> dict[str, Variable]:
        """The slots of `variable`, made when it is seen for the first time."""
        found = self._rows.get(id(variable))
        if found is None:
            slots = {name: self._make(variable, name) for group in self.groups for name in group}
            found = self._rows[id(variable)] = (variable, slots)
        return found[1]

    def lists(self, variables: Iterable[Variable]) -> dict[str, list[Variable]]:
        """The slots of `variables` by name."""
        rows = [self.row(variable) for variable in variables]
        return {name: [row[name] for row in rows] for group in self.groups for name in group}

    @property
    def owners(self) -> list[Variable]:
        """The variables that have slots, in the order in which they were seen."""
        return [variable for variable, _ in self._rows.values()]

    @property
    def variables(self) -> list[Variable]:
        """Every slot, in Keras' order."""
        return [slots[name] for group in self.groups for _, slots in self._rows.values() for name in group]


def path_of(variable: Any) -> str:
    """The path of a layer's variable, the name of any other."""
    path = getattr(variable, "path", None)
    # A name such as `w:0` is `w_0` in the names of its slots.
    return str(path or variable.name.replace(":", "_"))
