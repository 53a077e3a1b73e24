"""Broadcasting of shapes."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor, wrap
from supple._ops._arguments import sizes
from supple.errors import ArgumentError, InvalidArgumentError


def broadcast(a: Any, b: Any) -> TensorShape:
    """The shape to which two shapes broadcast; None where it is not known."""
    left, right = TensorShape(a), TensorShape(b)
    if left.rank is None or right.rank is None:
        return TensorShape(None)
    found: list[Any] = []
    width = max(len(left), len(right))
    for x, y in zip([1] * (width - len(left)) + list(left), [1] * (width - len(right)) + list(right), strict=True):
        if x == 1 or y == 1:
            found.append(y if x == 1 else x)
        elif x is None or y is None:
            found.append(y if x is None else x)
        elif x != y:
            raise ArgumentError(f"broadcast_static_shape: the shapes {left} and {right} do not broadcast")
        else:
            found.append(x)
    return TensorShape(found)


def broadcast_vectors(a: Any, b: Any) -> Tensor:
    """The shape to which two shapes broadcast, as a vector."""
    left, right = sizes(a), sizes(b)
    try:
        return wrap(torch.tensor(torch.broadcast_shapes(left, right), dtype=torch.int32))
    except RuntimeError as error:
        raise InvalidArgumentError(
            f"broadcast_dynamic_shape: the shapes {list(left)} and {list(right)} do not broadcast"
        ) from error
