"""Functions of two tensors that broadcast, and sums of many."""

from __future__ import annotations

from typing import Any

from supple._core.tensor import Tensor
from supple._ops import comparison, compound, strictly
from supple._ops._arguments import Axis, Shape, TensorLike


def add(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x + y."""
    return strictly.add(x, y)


def subtract(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x - y."""
    return strictly.subtract(x, y)


def multiply(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * y."""
    return strictly.multiply(x, y)


def divide(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y; 32- and 64-bit integers give float64, smaller ones float32, as in TensorFlow."""
    return strictly.true_divide(x, y)


def truediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y; 32- and 64-bit integers give float64, smaller ones float32, as in TensorFlow."""
    return strictly.true_divide(x, y)


def realdiv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y; 32- and 64-bit integers give float64, smaller ones float32, as in TensorFlow."""
    return strictly.true_divide(x, y)


def floordiv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """floor(x / y); integers divided by 0 raise."""
    return strictly.floor_divide(x, y)


def floormod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x - floor(x / y) * y: the sign is that of y."""
    return strictly.mod(x, y)


def mod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x - floor(x / y) * y: the sign is that of y."""
    return strictly.mod(x, y)


def truncatediv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y rounded toward zero."""
    return strictly.truncate_divide(x, y)


def truncatemod(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The remainder with the sign of x."""
    return strictly.truncate_mod(x, y)


def pow(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x ** y."""
    return strictly.power(x, y)


def maximum(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The larger of x and y; where they are equal, the whole gradient goes to x."""
    return strictly.maximum(x, y)


def minimum(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The smaller of x and y; where they are equal, the whole gradient goes to x."""
    return strictly.minimum(x, y)


def squared_difference(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """(x - y)²; the factor of complex numbers is conjugated."""
    return strictly.squared_difference(x, y)


def divide_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, and 0 where y is 0."""
    return strictly.divide_no_nan(x, y)


def multiply_no_nan(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x * y, and 0 where y is 0, even if x is infinite or NaN."""
    return strictly.multiply_no_nan(x, y)


def xlogy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x log y, and 0 where x is 0."""
    return strictly.xlogy(x, y)


def xlog1py(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x log(1 + y), and 0 where x is 0."""
    return strictly.xlog1py(x, y)


def xdivy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, and 0 where x is 0."""
    return strictly.xdivy(x, y)


def atan2(y: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The angle of the point (y, x)."""
    return strictly.arctan2(y, x)


def nextafter(x1: TensorLike, x2: TensorLike, name: str | None = None) -> Tensor:
    """The next float after x in the direction of y."""
    return strictly.nextafter(x1, x2)


def scalar_mul(scalar: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """x times a scalar."""
    return strictly.multiply(x, scalar)


def add_n(inputs: TensorLike, name: str | None = None) -> Tensor:
    """The sum of tensors of one shape."""
    return strictly.add_n(inputs)


def accumulate_n(inputs: TensorLike, shape: Shape = None, tensor_dtype: Any = None, name: str | None = None) -> Tensor:
    """The sum of tensors, checked to have a shape and a dtype."""
    return compound.accumulate_n(inputs, shape, tensor_dtype)


def equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x == y, element by element."""
    return strictly.equal(x, y)


def not_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x != y, element by element."""
    return strictly.not_equal(x, y)


def less(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x < y, element by element."""
    return strictly.less(x, y)


def less_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x <= y, element by element."""
    return strictly.less_equal(x, y)


def greater(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x > y, element by element."""
    return strictly.greater(x, y)


def greater_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x >= y, element by element."""
    return strictly.greater_equal(x, y)


def logical_and(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """True where both are."""
    return strictly.logical_and(x, y)


def logical_or(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """True where at least one is."""
    return strictly.logical_or(x, y)


def logical_xor(x: TensorLike, y: TensorLike, name: str | None = "LogicalXor") -> Tensor:
    """True where exactly one is."""
    return strictly.logical_xor(x, y)


def where(condition: TensorLike, x: TensorLike = None, y: TensorLike = None, name: str | None = None) -> Tensor:
    """x where `condition` holds, else y; without both, the indices of what holds."""
    return comparison.where_strict(condition, x, y)


def clip_by_global_norm(
    t_list: TensorLike, clip_norm: TensorLike, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Tensor]:
    """Tensors scaled together so that their common norm is at most `clip_norm`, and that norm."""
    return compound.clip_by_global_norm(t_list, clip_norm, use_norm)


def l2_normalize(
    x: TensorLike, axis: Axis = None, epsilon: float = 1e-12, name: str | None = None, dim: Axis = None
) -> Tensor:
    """x / sqrt(max(Σ x², epsilon))."""
    return strictly.l2_normalize(x, axis if dim is None else dim, epsilon)


def global_norm(t_list: TensorLike, name: str | None = None) -> Tensor:
    """The norm of all tensors together; None is skipped."""
    return compound.global_norm(t_list)
