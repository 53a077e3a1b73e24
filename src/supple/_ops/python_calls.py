"""Calls of Python functions as ops, and what Python may ask of a tensor."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from supple._core import conversion, tree
from supple._core.readout import to_numpy
from supple._core.tensor import Eager, Operand, Tensor, wrap
from supple._ops import creation, elementwise
from supple.errors import DtypeError, NotSupportedError


def call(function: Callable[..., Any] | None, arguments: Any, dtypes: Any) -> Any:
    """`function` of the tensors, its results as tensors of the dtypes; gradients pass through it."""
    return _results(_checked(function)(*as_tensors(arguments)), dtypes)


def call_on_arrays(function: Callable[..., Any] | None, arguments: Any, dtypes: Any) -> Any:
    """`function` of the arrays, its results as tensors of the dtypes; no gradient passes through it."""
    return _results(_checked(function)(*(np.asarray(each.numpy()) for each in as_tensors(arguments))), dtypes)


def _checked(function: Any) -> Callable[..., Any]:
    if not callable(function):
        raise DtypeError(f"py_function: func: expected a callable, got {function!r}")
    return function


def _results(result: Any, dtypes: Any) -> Any:
    if isinstance(dtypes, (list, tuple)):
        values = result if isinstance(result, (list, tuple)) else [result] if dtypes else []
        if len(values) != len(dtypes):
            raise DtypeError(f"py_function: Tout: expected {len(dtypes)} results, got {len(values)}")
        return [elementwise.cast(creation.convert(v), d) for v, d in zip(values, dtypes, strict=True)]
    return None if result is None else elementwise.cast(creation.convert(result), dtypes)


def as_tensors(values: Any) -> list[Any]:
    """The values as a list of tensors; None stays None."""
    items = values if isinstance(values, (list, tuple)) else [values]
    return [None if each is None else creation.convert(each) for each in items]


def is_tensor(x: Any) -> bool:
    """True for tensors, variables and symbolic tensors."""
    return isinstance(x, Operand)


def is_symbolic(x: Any) -> bool:
    """True for tensors without values."""
    return isinstance(x, Operand) and not isinstance(x, Eager)


def static_value(x: Any, partial: bool = False) -> Any:
    """The values as an array; None if they are not known."""
    if partial:
        raise NotSupportedError(f"get_static_value: partial: values are known or not, got {partial!r}")
    if not isinstance(x, Eager):
        return None
    return None if x._t.is_meta else to_numpy(x._t)


def show(
    values: tuple[Any, ...], stream: Any = None, summarize: int | None = 3, sep: str = " ", end: str = "\n"
) -> None:
    """Print tensors and other values, by default to standard error; long axes are cut to `summarize` at both ends."""
    text = sep.join(_text(each, 3 if summarize is None else summarize) for each in values) + end
    if isinstance(stream, str):
        if not stream.startswith("file://"):
            raise DtypeError(f"print: output_stream: expected a stream or 'file://path', got {stream!r}")
        with open(stream.removeprefix("file://"), "a", encoding="utf-8") as file:  # noqa: PTH123 - a URL's path
            file.write(text)
        return
    (sys.stderr if stream is None else stream).write(text)


def _text(value: Any, summarize: int) -> str:
    if isinstance(value, Eager):
        array = np.asarray(value.numpy())
        if array.ndim == 0:
            return str(array.item() if array.dtype.kind != "f" else array)
        everything = summarize < 0
        with np.printoptions(edgeitems=max(summarize, 1), threshold=sys.maxsize if everything else 2 * summarize):
            return str(array)
    if isinstance(value, (list, tuple, dict)):
        return str(tree.map_structure(lambda leaf: _Shown(_text(leaf, summarize)), value))
    return str(value)


class _Shown(str):
    """A text without quotes inside of a printed structure."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def timestamp() -> Tensor:
    """Seconds since 1970, as a float64 tensor."""
    return wrap(torch.scalar_tensor(time.time(), dtype=torch.float64))


def register_conversion(base_type: Any, function: Callable[..., Any]) -> None:
    """Make tensors of a class, or of several, by function(value, dtype, name, as_ref)."""
    for kind in base_type if isinstance(base_type, tuple) else (base_type,):
        conversion.CONVERTERS[kind] = function
