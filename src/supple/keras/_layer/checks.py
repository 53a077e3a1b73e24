"""Checks of constructor arguments and of shapes, with one form of message."""

from __future__ import annotations

from typing import Any

from supple._core import settings
from supple.errors import ArgumentError


def positive_int(owner: Any, name: str, value: Any) -> int:
    """`value` as an int above 0; ArgumentError otherwise."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) <= 0:
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected a positive int, got {value!r}")
    return int(value)


def fraction(owner: Any, name: str, value: Any) -> float:
    """`value` as a number from 0 to 1; ArgumentError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected a number from 0 to 1, got {value!r}")
    return float(value)


def known_size(owner: Any, what: str, size: Any) -> int:
    """`size` as an int; ArgumentError if it is None."""
    if size is None:
        raise ArgumentError(f"layer {owner.name!r}: {what}: the size must be known to make weights, got None")
    return int(size)


def int_tuple(owner: Any, name: str, value: Any, count: int, smallest: int = 1) -> tuple[int, ...]:
    """`value`, an int or a sequence of `count` ints, as a tuple of `count` ints."""
    values = (value,) * count if hasattr(value, "__index__") and not isinstance(value, bool) else value
    try:
        found = tuple(int(v) for v in values if hasattr(v, "__index__"))
    except TypeError:
        found = ()
    if len(found) != count or (hasattr(values, "__len__") and len(values) != count) or min(found) < smallest:
        raise ArgumentError(
            f"{type(owner).__name__}: {name}: expected an int or {count} ints, each {smallest} or more, got {value!r}"
        )
    return found


def one_of(owner: Any, name: str, value: Any, allowed: tuple[str, ...]) -> str:
    """`value` in lower case, one of `allowed`; ArgumentError otherwise."""
    found = value.lower() if isinstance(value, str) else value
    if found not in allowed:
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected one of {', '.join(allowed)}, got {value!r}")
    return str(found)


def data_format(owner: Any, value: Any) -> str:
    """'channels_last' or 'channels_first'; the setting of the program if None."""
    value = settings.image_data_format() if value is None else value
    return one_of(owner, "data_format", value, ("channels_last", "channels_first"))


def number(owner: Any, name: str, value: Any, smallest: float | None = None) -> Any:
    """`value` as a number, not below `smallest`; ArgumentError otherwise."""
    if isinstance(value, bool) or not hasattr(value, "__float__") or (smallest is not None and value < smallest):
        least = "" if smallest is None else f", {smallest} or more"
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected a number{least}, got {value!r}")
    return value


def int_pairs(owner: Any, name: str, value: Any, count: int) -> tuple[tuple[int, int], ...]:
    """An int, `count` ints or `count` pairs of ints, none negative, as `count` pairs."""
    values = (value,) * count if hasattr(value, "__index__") and not isinstance(value, bool) else value
    try:
        pairs = tuple((int(v), int(v)) if hasattr(v, "__index__") else (int(v[0]), int(v[1])) for v in values)
        wrong = [v for v in values if not hasattr(v, "__index__") and len(v) != 2]
    except (TypeError, ValueError, IndexError):
        pairs, wrong = (), []
    if len(pairs) != count or wrong or any(n < 0 for pair in pairs for n in pair):
        raise ArgumentError(
            f"{type(owner).__name__}: {name}: expected an int, {count} ints or {count} pairs of ints, "
            f"none negative, got {value!r}"
        )
    return pairs


def fraction_below_one(owner: Any, name: str, value: Any) -> float:
    """`value` as a number from 0 up to, but not 1; ArgumentError otherwise."""
    if value == 1:
        raise ArgumentError(f"{type(owner).__name__}: {name}: expected a number from 0 up to, but not 1, got {value!r}")
    return fraction(owner, name, value)


def cell(owner: Any, value: Any) -> Any:
    """`value` if it can be called and has a `state_size`; ArgumentError otherwise."""
    if not callable(value) or not hasattr(value, "state_size"):
        raise ArgumentError(
            f"{type(owner).__name__}: cell: expected a layer with `call(inputs, states)` and `state_size`, got {value!r}"
        )
    return value
