"""The variables of an optimizer in the order of a file: step, learning rate, slots by the model's variables."""

from __future__ import annotations

from typing import Any

from supple._core.variable import Variable
from supple.keras.optimizers import Optimizer


def owners_of(optimizer: Optimizer, preferred: list[Variable]) -> list[Variable]:
    """The variables that the optimizer has slots for: those of `preferred` first, in that order."""
    owners = {id(variable): variable for variable in optimizer._table.owners}
    first = [variable for variable in preferred if id(variable) in owners]
    known = {id(variable) for variable in first}
    return first + [variable for variable in owners.values() if id(variable) not in known]


def in_order(optimizer: Optimizer, owners: list[Variable]) -> list[Variable]:
    """The variables of the optimizer, with the slots of `owners` in that order."""
    table = optimizer._table
    every = {id(variable) for variable in table.variables}
    slots = [table.row(variable)[name] for group in table.groups for variable in owners for name in group]
    ordered: list[Variable] = []
    for variable in optimizer.variables:
        if id(variable) not in every:
            ordered.append(variable)
        elif slots:
            ordered, slots = [*ordered, *slots], []
    return ordered


def describe(owners: list[Variable], keys: dict[int, str]) -> dict[str, Any]:
    """What a fresh optimizer needs beside the values: the paths of the variables whose slots they are."""
    return {"owners": [keys.get(id(variable)) for variable in owners]}


def prepare(
    optimizer: Optimizer, about: dict[str, Any], variables: dict[str, Variable], default: list[Variable]
) -> list[Variable]:
    """Make the slots that a file holds values for; returns their owners in the order of the file."""
    keys = about.get("owners")
    if isinstance(keys, list) and all(isinstance(key, str) and key in variables for key in keys):
        default = [variables[key] for key in keys]
    if default:
        optimizer.build(default)
    return default
