"""Assertions about values and shapes: each raises what TensorFlow raises, with the values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch

from supple._core import conversion
from supple._core.dtype import BY_TORCH, DType, as_dtype, float32
from supple._core.shape import TensorShape
from supple._core.tensor import Operand, wrap
from supple._ops._arguments import integers
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError

_RELATIONS: Final[dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]]] = {
    "==": torch.eq,
    "!=": torch.ne,
    "<": torch.lt,
    "<=": torch.le,
    ">": torch.gt,
    ">=": torch.ge,
}


def _values(x: Any) -> torch.Tensor:
    return conversion.to_torch(x).detach()


def _said(message: Any, summary: str) -> str:
    return f"{message}: {summary}" if message else summary


def relation(x: Any, symbol: str, y: Any, message: Any = None, summarize: int | None = None) -> None:
    """Raise InvalidArgumentError unless `x symbol y` holds for every element."""
    left, right = _values(x), _values(y)
    try:
        holds = _RELATIONS[symbol](left, right)
    except RuntimeError as error:
        raise InvalidArgumentError(
            _said(message, f"x {symbol} y: the shapes {list(left.shape)} and {list(right.shape)} do not broadcast")
        ) from error
    if symbol == "!=" and not holds.numel():
        return
    if not bool(holds.all()):
        shown = 3 if summarize is None else summarize
        wrong = torch.nonzero(~holds)[0].tolist()
        raise InvalidArgumentError(
            _said(
                message,
                f"expected x {symbol} y for every element, first broken at {wrong}; "
                f"x = {left.reshape(-1)[:shown].tolist()}.., y = {right.reshape(-1)[:shown].tolist()}..",
            )
        )


def near(x: Any, y: Any, rtol: Any = None, atol: Any = None, message: Any = None) -> None:
    """Raise InvalidArgumentError unless |x - y| <= atol + rtol |y| for every element."""
    left, right = _values(x), _values(y)
    finest = 10 * torch.finfo(left.dtype if left.is_floating_point() else torch.float32).eps
    relative, absolute = (finest if given is None else float(given) for given in (rtol, atol))
    distance = (left - right).abs()
    if not bool((distance <= absolute + relative * right.abs()).all()):
        raise InvalidArgumentError(
            _said(message, f"expected x and y to be near, the largest distance is {distance.max()}")
        )


def finite(x: Any, message: Any) -> Any:
    """x itself; raises InvalidArgumentError if an element is NaN or infinite."""
    values = _values(x)
    nans, infinities = int(values.isnan().sum()), int(values.isinf().sum())
    if nans or infinities:
        raise InvalidArgumentError(_said(message, f"the tensor has {nans} NaN and {infinities} infinite elements"))
    return x


def true(condition: Any, data: Any = (), summarize: int | None = None) -> None:
    """Raise InvalidArgumentError unless every element of the condition holds; shows `summarize` elements of each datum."""
    if not bool(_values(condition).all()):
        count = 3 if summarize is None else summarize
        shown = [_values(each).reshape(-1)[:count].tolist() if isinstance(each, Operand) else each for each in data]
        raise InvalidArgumentError(f"assertion failed: {', '.join(map(str, shown))}")


def _shape(x: Any) -> tuple[Any, ...]:
    return tuple(x.shape if hasattr(x, "shape") else _values(x).shape)


def rank(x: Any, ranks: Any, message: Any = None, at_least: bool = False) -> None:
    """Raise ValueError unless the rank of x is one of `ranks`, or not below it."""
    found, allowed = len(_shape(x)), integers(ranks, "rank")
    if found < allowed[0] if at_least else found not in allowed:
        expected = f"rank {allowed[0]} or more" if at_least else f"rank {' or '.join(map(str, allowed))}"
        raise ArgumentError(_said(message, f"expected {expected}, got shape {list(_shape(x))}"))


def shapes(pairs: Any, message: Any = None) -> None:
    """Raise ValueError unless the shapes agree: sizes are ints, names that stand for one size each, or None."""
    known: dict[Any, int] = {}
    for x, symbols in pairs.items() if isinstance(pairs, dict) else pairs:
        found = _shape(x.deref() if hasattr(x, "deref") else x)
        names = tuple(symbols) if isinstance(symbols, str | list | tuple) else (symbols,)
        if names[:1] == (Ellipsis,):
            names, found = names[1:], found[len(found) - len(names) + 1 :]
        if len(names) != len(found):
            raise ArgumentError(_said(message, f"expected {len(names)} axes {names}, got shape {list(found)}"))
        for name, size in zip(names, found, strict=True):
            expected = name if isinstance(name, int) else None if name in {None, "."} else known.setdefault(name, size)
            if expected is not None and expected != size:
                raise ArgumentError(
                    _said(message, f"size {name!r} is {expected} elsewhere, and {size} in {list(found)}")
                )


def dtype(x: Any, expected: Any, message: Any = None) -> None:
    """Raise TypeError unless x has the dtype."""
    found = x.dtype if isinstance(x, Operand) else BY_TORCH[_values(x).dtype]  # type: ignore[attr-defined]
    if found != expected:
        raise DtypeError(_said(message, f"expected dtype {expected}, got {found.name}"))


def integer_dtype(x: Any, message: Any = None) -> None:
    """Raise TypeError unless x holds integers."""
    if _values(x).dtype.is_floating_point or _values(x).dtype in {torch.bool, torch.complex64, torch.complex128}:
        raise DtypeError(_said(message, f"expected integers, got {_values(x).dtype}"))


def is_non_decreasing(x: Any) -> bool:
    """True if no element is below the one before it."""
    flat = _values(x).reshape(-1)
    return bool((flat[1:] >= flat[:-1]).all())


def is_strictly_increasing(x: Any) -> bool:
    """True if every element is above the one before it."""
    flat = _values(x).reshape(-1)
    return bool((flat[1:] > flat[:-1]).all())


def has_shape(x: Any, shape: Any) -> Any:
    """x itself; raises InvalidArgumentError if it does not have the shape."""
    if not TensorShape(_shape(x)).is_compatible_with(shape):
        raise InvalidArgumentError(f"ensure_shape: expected {TensorShape(shape)}, got {list(_shape(x))}")
    return x if isinstance(x, Operand) else wrap(_values(x))


def same_float_dtype(tensors: Any = None, expected: Any = None) -> DType:
    """The float dtype that all tensors have; raises ValueError if they differ."""
    found = {BY_TORCH[_values(x).dtype] for x in tensors or ()} | (
        {as_dtype(expected)} if expected is not None else set()
    )
    if len(found) > 1 or not all(each.is_floating for each in found):
        raise ArgumentError(f"expected one float dtype, got {sorted(each.name for each in found)}")
    return found.pop() if found else float32


def proper_iterable(values: Any) -> None:
    """Raise TypeError unless `values` is an iterable that is no tensor, array, dict or string."""
    if isinstance(values, Operand | np.ndarray | str | bytes | dict) or not hasattr(values, "__iter__"):
        raise DtypeError(f"expected a list or another iterable, got {type(values).__name__}")


def is_numeric(x: Any) -> bool:
    """True for a tensor of numbers."""
    return isinstance(x, Operand) and as_dtype(x.dtype).is_numeric  # type: ignore[attr-defined]
