"""From Python values, NumPy arrays and foreign tensors to torch tensors, by TensorFlow's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import torch
from torch.utils.dlpack import from_dlpack

from supple._core import dtype as dtypes, settings
from supple._core.tensor import Eager, Operand, Tensor, wrap
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError, NotSupportedError

CONVERTERS: Final[dict[type, Callable[..., Any]]] = {}
"""Functions that make tensors of a program's own classes: `tf.register_tensor_conversion_function`."""


def to_torch(value: Any, dtype: Any = None, what: str = "convert_to_tensor") -> torch.Tensor:
    """`value` as a torch tensor; `dtype` demands one, and a tensor of another raises."""
    wanted = None if dtype is None else dtypes.to_torch(dtype)
    found = _tensor_of(value)
    if found is not None:
        if wanted is not None and found.dtype is not wanted:
            raise ArgumentError(
                f"{what}: expected a tensor of dtype {dtypes.BY_TORCH[wanted].name}, "
                f"got one of {dtypes.BY_TORCH[found.dtype].name}; convert it by tf.cast"
            )
        return found
    return _pack(value, wanted, what)


def to_torch_like(value: Any, dtype: torch.dtype, what: str) -> torch.Tensor:
    """`value` as a torch tensor of `dtype`: arrays and numbers are converted, tensors of another dtype raise."""
    found = _tensor_of(value)
    if found is None:
        return _pack(value, dtype, what)
    if found.dtype is not dtype:
        raise InvalidArgumentError(
            f"{what}: expected dtype {dtypes.BY_TORCH[dtype].name}, got a tensor of "
            f"{dtypes.BY_TORCH[found.dtype].name}; convert it by tf.cast"
        )
    return found


def _tensor_of(value: Any) -> torch.Tensor | None:
    if isinstance(value, Eager):
        return value._t  # type: ignore[no-any-return]
    if isinstance(value, torch.Tensor):
        return value
    return None


def _pack(value: Any, wanted: torch.dtype | None, what: str) -> torch.Tensor:
    if value.__class__ is float and (wanted is None or wanted.is_floating_point):
        return torch.scalar_tensor(value, dtype=wanted or torch.float32)
    if value.__class__ is int and (wanted is None or wanted.is_floating_point) and -(2**31) <= value < 2**31:
        return torch.scalar_tensor(value, dtype=wanted or torch.int32)
    if isinstance(value, (list, tuple)) and _holds_tensors(value):
        return _stack(value, wanted, what)
    if hasattr(value, "__dlpack__") and not isinstance(value, np.ndarray | np.generic):
        return from_dlpack(value).clone() if wanted is None else from_dlpack(value).to(wanted, copy=True)
    return _from_array(value, wanted, what)


def _from_array(value: Any, wanted: torch.dtype | None, what: str) -> torch.Tensor:
    for kind, function in CONVERTERS.items():
        if isinstance(value, kind):
            return to_torch(function(value, dtype=None, name=None, as_ref=False), wanted, what)
    if value is None:
        raise ArgumentError(f"{what}: expected a value that converts to a tensor, got None")
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ArgumentError(f"{what}: the nested lists have different lengths: {_short(value)}") from error
    if array.dtype.kind in "US" and not isinstance(_first(value), str | bytes):
        raise ArgumentError(f"{what}: cannot mix numbers and strings, got {_short(value)}")
    if array.dtype.kind in "US":
        raise NotSupportedError(f"{what}: tensors of strings are not done yet, got {_short(value)}")
    if array.dtype.kind == "O":
        raise ArgumentError(
            f"{what}: expected numbers, got {_short(value)} of type {type(value).__name__}, "
            "which does not convert to a tensor of numbers"
        )
    if wanted is None:
        wanted = _natural(value, array)
    elif array.dtype.kind in "fc" and not (wanted.is_floating_point or wanted.is_complex) and array.size:
        if not isinstance(value, np.ndarray):
            raise DtypeError(f"{what}: cannot convert {_short(value)} to a tensor of {dtypes.BY_TORCH[wanted].name}")
    elif array.dtype.kind == "b" and wanted is not torch.bool and not isinstance(value, np.ndarray):
        raise DtypeError(f"{what}: cannot convert {_short(value)} to a tensor of {dtypes.BY_TORCH[wanted].name}")
    if array.dtype == dtypes.bfloat16._numpy:
        return torch.from_numpy(array.view(np.int16).copy()).view(torch.bfloat16).to(wanted)
    try:
        # A copy: the tensor must not change when the caller's array does.
        return torch.from_numpy(np.array(array, order="C")).to(wanted)
    except TypeError as error:
        raise DtypeError(f"{what}: no tensor dtype for an array of {array.dtype}") from error


def _natural(value: Any, array: Any) -> torch.dtype:
    """TensorFlow's dtype for `value`; in lists the first element decides among floats, and ints are int32 if they fit."""
    if not isinstance(value, (list, tuple)) and _is_array(value):
        return dtypes.to_torch(array.dtype)
    if array.dtype.kind == "f":
        first = _first(value)
        kind = np.asarray(first).dtype
        return dtypes.to_torch(kind) if _is_array(first) and kind.kind == "f" else torch.float32
    if array.dtype.kind in "iu":
        fits = array.size == 0 or (array.max() < 2**31 and array.min() >= -(2**31))
        return torch.int32 if fits else torch.int64
    return dtypes.to_torch(array.dtype)


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.generic) or (hasattr(value, "__array__") and not isinstance(value, Eager))


def _first(value: Any) -> Any:
    """The first element of nested lists."""
    while isinstance(value, (list, tuple)) and value:
        value = value[0]
    return value


def _holds_tensors(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_holds_tensors(v) for v in value)
    return isinstance(value, Eager | torch.Tensor)


def _first_dtype(value: Any) -> torch.dtype | None:
    if isinstance(value, (list, tuple)):
        return next((d for d in map(_first_dtype, value) if d is not None), None)
    found = _tensor_of(value)
    return None if found is None else found.dtype


def _stack(value: Any, wanted: torch.dtype | None, what: str) -> torch.Tensor:
    if wanted is None:
        wanted = _first_dtype(value)
    items = [
        _stack(v, wanted, what)
        if isinstance(v, (list, tuple))
        else to_torch_like(v, wanted, what)
        if wanted is not None
        else to_torch(v, None, what)
        for v in value
    ]
    shapes = {tuple(item.shape) for item in items}
    if len(shapes) > 1:
        raise InvalidArgumentError(f"{what}: shapes of all elements must match, got {sorted(shapes)}")
    return torch.stack(items)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def layer_input(value: Any, compute: torch.dtype) -> Any:
    """What a layer makes of one argument: arrays become tensors, floats take the layer's dtype, the rest is itself."""
    if isinstance(value, Tensor):
        found = value._t
        if found.dtype is compute or not found.is_floating_point() or not compute.is_floating_point:
            return value
        cast = wrap(found.to(compute))
        if value._keras_mask is not None:
            cast._keras_mask = value._keras_mask
        return cast
    if isinstance(value, np.ndarray | np.generic | torch.Tensor) or (
        hasattr(value, "__array__") and not isinstance(value, Operand)
    ):
        found = to_torch(value).detach() if not isinstance(value, torch.Tensor) else value
        return wrap(found.to(compute) if found.is_floating_point() and compute.is_floating_point else found)
    return value


def numbers(value: Any) -> bool:
    """True for a list or tuple that holds nothing but Python numbers, however nested."""
    if isinstance(value, (list, tuple)):
        return len(value) > 0 and all(numbers(v) for v in value)
    return isinstance(value, int | float | np.generic)


def array_input(array: Any) -> Tensor:
    """A tensor that shares memory with `array`, in the default float dtype if it is of floats; for one call only."""
    values = torch.from_numpy(array)
    if values.is_floating_point():
        floatx = dtypes.to_torch(settings.floatx())
        if values.dtype is not floatx:
            values = values.to(floatx)
    return wrap(values)
