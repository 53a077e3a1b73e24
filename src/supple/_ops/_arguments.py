"""Arguments that are numbers to torch and may be tensors to TensorFlow: shapes, axes, sizes, dtypes."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import torch

from supple._core import dtype as dtypes, settings
from supple._core.dtype import DType
from supple._core.recording import STATE, MetaSpan
from supple._core.tensor import Eager
from supple.errors import InvalidArgumentError, NotSupportedError

TensorLike: TypeAlias = Any
"""A tensor, a variable, or what converts to a tensor: an array, a number, nested lists of them."""
Axis: TypeAlias = Any
"""None, an int, several ints, or a tensor of ints."""
Shape: TypeAlias = Any
"""A list, tuple, TensorShape or tensor of sizes; a single size stands for a vector's shape."""
DTypeLike: TypeAlias = Any
"""A DType, its name, a NumPy or torch dtype, a Python type, or None."""


def integer(value: Any, what: str) -> int:
    """`value`, a number or a tensor of one integer, as an int."""
    try:
        return operator.index(value)
    except TypeError:
        raise InvalidArgumentError(f"{what}: expected an integer, got {value!r}") from None


def integers(values: Any, what: str) -> tuple[int, ...]:
    """A list, tuple, array or tensor of integers, or a single one, as a tuple of ints."""
    kind = values.__class__
    if kind is int:
        return (values,)
    if kind is tuple or kind is list:
        return tuple([each if each.__class__ is int else integer(each, what) for each in values])
    if isinstance(values, Eager):
        values = values._t
    if isinstance(values, torch.Tensor | np.ndarray):
        values = values.tolist()
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return tuple(each if each.__class__ is int else integer(each, what) for each in values)
    return (integer(values, what),)


def plain(values: Any) -> bool:
    """True for a tuple or list of ints, which torch takes as it is; a tensor among them would lead torch astray."""
    if values.__class__ is not tuple and values.__class__ is not list:
        return False
    for each in values:  # noqa: SIM110 - a generator would cost more than the op
        if each.__class__ is not int:
            return False
    return True


def sizes(shape: Shape, what: str = "shape") -> tuple[int, ...]:
    """A shape as a tuple of ints; sizes may be tensors."""
    return integers(shape, what)


def axes(axis: Axis, what: str = "axis") -> int | tuple[int, ...] | None:
    """`axis` in a form that torch's reductions take; `()` means no axis, None means every one."""
    if axis is None or axis.__class__ is int:
        return axis
    if plain(axis):
        return tuple(axis)
    found = integers(axis, what)
    single = not isinstance(axis, Sequence) and not getattr(axis, "shape", ())
    return found[0] if single else found


def positive_axes(axis: Axis, rank: int, what: str = "axis") -> list[int]:
    """The axes counted from the front, each in range; every axis if None."""
    found = range(rank) if axis is None else integers(axis, what)
    for each in found:
        if not -rank <= each < rank:
            raise InvalidArgumentError(f"{what}: expected an axis of [{-rank}, {rank}), got {each}")
    return [each % rank for each in found]


def float_dtype(dtype: DTypeLike) -> torch.dtype:
    """The torch dtype of `dtype`, of the default float dtype if None."""
    if dtype.__class__ is DType and dtype.torch is not None:
        return dtype.torch
    return dtypes.to_torch(settings.floatx() if dtype is None else dtype)


def number(value: Any) -> Any:
    """A tensor or array of one element as a Python number; numbers as they are."""
    return value.item() if hasattr(value, "item") else value


def raw(value: Any) -> Any:
    """The torch tensor inside of a tensor; anything else as it is."""
    return value._t if isinstance(value, Eager) else value


def unsupported(op: str, **given: Any) -> None:
    """Raise NotSupportedError if an argument was given that belongs to TensorFlow's graphs or devices."""
    for name, value in given.items():
        if value is not None:
            raise NotSupportedError(f"{op}: {name}: not supported, got {value!r}; leave it out")


def device() -> str | None:
    """Where new tensors are made: without data while shapes are inferred, else on torch's default device."""
    return "meta" if STATE.span.__class__ is MetaSpan else None
