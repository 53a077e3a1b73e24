"""Elements of datasets: tuples, dicts and named tuples of tensors. A list is no structure here, but a tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from supple._core import conversion, recording
from supple._core.tensor import Eager, Tensor, new, wrap
from supple._core.variable import Variable


def to_element(value: Any, what: str) -> Any:
    """What a user handed in or returned, as an element: arrays, numbers and lists become tensors."""
    if type(value) is Tensor:
        return value
    if isinstance(value, tuple):
        items = [to_element(item, what) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, dict):
        return {key: to_element(item, what) for key, item in value.items()}
    if value is None or hasattr(value, "element_spec"):
        return value
    if isinstance(value, Variable):
        return wrap(value.buffer.detach().clone())
    if isinstance(value, Eager | torch.Tensor):
        return wrap(conversion.to_torch(value).detach())
    return wrap(conversion.to_torch(value, None, what).detach())


def returned(value: Any, what: str) -> Any:
    """What a user's function returned; a list stands for a tuple."""
    return to_element(tuple(value) if isinstance(value, list) else value, what)


def unpacked(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """`function` of one element, whose parts are its arguments if the element is a tuple; no tape records it."""

    def call(element: Any) -> Any:
        if recording.LIVE:
            with recording.paused():
                return function(*element) if isinstance(element, tuple) else function(element)
        return function(*element) if isinstance(element, tuple) else function(element)

    return call


def unrecorded(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, which no tape records."""

    def call(*args: Any) -> Any:
        if recording.LIVE:
            with recording.paused():
                return function(*args)
        return function(*args)

    return call


def wrap_plain(values: torch.Tensor) -> Tensor:
    """A tensor around `values` that are known not to be recorded."""
    out = new(Tensor)
    out._t = values
    return out


def up_to(structure: Any, value: Any) -> list[Any]:
    """The parts of `value` that stand where `structure` has leaves, in the order of its leaves."""
    if isinstance(structure, tuple):
        return [part for inner, item in zip(structure, value, strict=True) for part in up_to(inner, item)]
    if isinstance(structure, dict):
        return [part for key in sorted(structure) for part in up_to(structure[key], value[key])]
    return [value]


def unbound(element: Any) -> list[Any]:
    """The rows of the tensors of an element, as elements."""
    if type(element) is Tensor:
        return [wrap_plain(row) for row in element._t.unbind(0)]
    if isinstance(element, dict):
        columns = [unbound(item) for item in element.values()]
        return [dict(zip(element, row, strict=True)) for row in zip(*columns, strict=True)]
    columns = [unbound(item) for item in element]
    kind = type(element)
    make: Callable[[Any], Any] = kind._make if hasattr(kind, "_make") else kind
    return [make(row) for row in zip(*columns, strict=True)]
