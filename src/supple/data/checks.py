"""Checks of numbers that users give to pipelines and training."""

from __future__ import annotations

import operator
from typing import Any

from supple.errors import ArgumentError, DtypeError, InvalidArgumentError


def integer(name: str, value: Any) -> int:
    """`value` as an int; DtypeError if it is none."""
    try:
        if not isinstance(value, bool):
            return operator.index(value)
    except TypeError:
        pass
    raise DtypeError(f"{name}: expected an integer, got {value!r}")


def positive(name: str, value: Any) -> int:
    """`value` as an int of at least 1."""
    number = integer(name, value)
    if number < 1:
        raise ArgumentError(f"{name}: expected an integer of at least 1, got {value!r}")
    return number


def at_least(name: str, value: Any, least: int) -> int:
    """`value` as an int of at least `least`; InvalidArgumentError below, as in TensorFlow's pipelines."""
    number = integer(name, value)
    if number < least:
        raise InvalidArgumentError(f"{name}: expected an integer of at least {least}, got {value!r}")
    return number


def parallel_calls(value: Any) -> int | None:
    """`num_parallel_calls`: None, AUTOTUNE (-1) or an int of at least 1."""
    if value is None:
        return None
    number = integer("num_parallel_calls", value)
    if number != -1 and number < 1:
        raise InvalidArgumentError(f"num_parallel_calls: expected AUTOTUNE or at least 1, got {value!r}")
    return number


def no_file(name: str, value: Any) -> None:
    """Reject a path for what is kept in memory only."""
    if value:
        raise ArgumentError(
            f"{name}: keeping elements in a file is not done yet, got {value!r}; leave it out for memory"
        )
