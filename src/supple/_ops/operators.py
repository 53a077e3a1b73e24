"""The operators of tensors, variables and symbolic tensors: `x + y`, `x[..]`, `x == y`, .. by TensorFlow's rules.

`attach()` puts them on `Operand`. Each is the lifted op itself, so `x + y` costs one call and no look-up.
"""

from __future__ import annotations

from typing import Any

import torch

from supple._core.tensor import Eager, Operand, Tensor, wrap
from supple._ops import bits, strictly
from supple._ops.indexing import getitem
from supple.errors import InvalidArgumentError


def _equal(x: Any, y: Any) -> Any:
    """x == y by element; False for None, and for shapes that do not broadcast."""
    try:
        return strictly.equal(x, y)
    except InvalidArgumentError:
        if _broadcast(x, y):
            raise
        return wrap(torch.scalar_tensor(False, dtype=torch.bool))
    except ValueError:
        if y is None:
            return False
        raise


def _not_equal(x: Any, y: Any) -> Any:
    """x != y by element; True for None, and for shapes that do not broadcast."""
    try:
        return strictly.not_equal(x, y)
    except InvalidArgumentError:
        if _broadcast(x, y):
            raise
        return wrap(torch.scalar_tensor(True, dtype=torch.bool))
    except ValueError:
        if y is None:
            return True
        raise


def _broadcast(x: Any, y: Any) -> bool:
    """True if the shapes are compatible, so that something else is wrong."""
    other = y._t.shape if isinstance(y, Eager) else getattr(y, "shape", None)
    if other is None:
        other = wrap(torch.as_tensor(y))._t.shape if isinstance(y, list | tuple) else ()
    try:
        torch.broadcast_shapes(tuple(x.shape), tuple(other))
    except RuntimeError:
        return False
    return True


def _reverse_matmul(x: Any, y: Any) -> Tensor:
    """y @ x."""
    return strictly.matmul_of_matrices(y, x)


_OPERATORS = {
    "__add__": strictly.add,
    "__radd__": strictly.add,
    "__sub__": strictly.subtract,
    "__rsub__": strictly.reverse_subtract,
    "__mul__": strictly.multiply,
    "__rmul__": strictly.multiply,
    "__truediv__": strictly.true_divide,
    "__rtruediv__": strictly.reverse_divide,
    "__floordiv__": strictly.floor_divide,
    "__rfloordiv__": strictly.reverse_floor_divide,
    "__mod__": strictly.mod,
    "__rmod__": strictly.reverse_mod,
    "__pow__": strictly.power,
    "__rpow__": strictly.reverse_power,
    "__matmul__": strictly.matmul_of_matrices,
    "__rmatmul__": _reverse_matmul,
    "__neg__": strictly.negative,
    "__abs__": strictly.abs_,
    "__invert__": bits.bitwise_not,
    "__and__": strictly.bitwise_and,
    "__rand__": strictly.bitwise_and,
    "__or__": strictly.bitwise_or,
    "__ror__": strictly.bitwise_or,
    "__xor__": strictly.bitwise_xor,
    "__rxor__": strictly.bitwise_xor,
    "__lt__": strictly.less,
    "__le__": strictly.less_equal,
    "__gt__": strictly.greater,
    "__ge__": strictly.greater_equal,
    "__eq__": _equal,
    "__ne__": _not_equal,
    "__getitem__": getitem,
}


def attach() -> None:
    """Put the operators on `Operand`."""
    for name, operator in _OPERATORS.items():
        setattr(Operand, name, operator)


attach()
