"""Assertions: `tf.debugging`. Each raises at once, and returns nothing."""

from __future__ import annotations

from typing import Any

from supple._core.dtype import DType
from supple._core.names import unknown_name
from supple._ops import checks
from supple._ops._arguments import DTypeLike, TensorLike
from supple._tf.control import Assert


def assert_equal(
    x: TensorLike, y: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise unless x == y for every element."""
    checks.relation(x, "==", y, message, summarize)


def assert_none_equal(
    x: TensorLike, y: TensorLike, summarize: int | None = None, message: str | None = None, name: str | None = None
) -> None:
    """Raise unless x != y for every element."""
    checks.relation(x, "!=", y, message, summarize)


def assert_less(
    x: TensorLike, y: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise unless x < y for every element."""
    checks.relation(x, "<", y, message, summarize)


def assert_less_equal(
    x: TensorLike, y: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise unless x <= y for every element."""
    checks.relation(x, "<=", y, message, summarize)


def assert_greater(
    x: TensorLike, y: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise unless x > y for every element."""
    checks.relation(x, ">", y, message, summarize)


def assert_greater_equal(
    x: TensorLike, y: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise unless x >= y for every element."""
    checks.relation(x, ">=", y, message, summarize)


def assert_negative(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise unless every element is below 0."""
    checks.relation(x, "<", 0, message, summarize)


def assert_positive(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise unless every element is above 0."""
    checks.relation(x, ">", 0, message, summarize)


def assert_non_negative(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise if an element is below 0."""
    checks.relation(x, ">=", 0, message, summarize)


def assert_non_positive(
    x: TensorLike, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raise if an element is above 0."""
    checks.relation(x, "<=", 0, message, summarize)


def assert_near(
    x: TensorLike,
    y: TensorLike,
    rtol: Any = None,
    atol: Any = None,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> None:
    """Raise unless x and y are equal up to rounding."""
    checks.near(x, y, rtol, atol, message)


def assert_all_finite(x: TensorLike, message: str | None, name: str | None = None) -> Any:
    """x itself; raises if an element is NaN or infinite."""
    return checks.finite(x, message)


def check_numerics(tensor: TensorLike, message: str | None, name: str | None = None) -> Any:
    """The tensor itself; raises if an element is NaN or infinite."""
    return checks.finite(tensor, message)


def assert_rank(x: TensorLike, rank: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise unless x has the rank."""
    checks.rank(x, rank, message)


def assert_rank_in(x: TensorLike, ranks: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise unless the rank of x is one of `ranks`."""
    checks.rank(x, ranks, message)


def assert_rank_at_least(x: TensorLike, rank: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise unless x has the rank or a higher one."""
    checks.rank(x, rank, message, at_least=True)


def assert_scalar(tensor: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise unless the tensor is a scalar."""
    checks.rank(tensor, 0, message)


def assert_shapes(
    shapes: TensorLike,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> None:
    """Raise unless the shapes agree with each other."""
    checks.shapes(shapes, message)


def assert_type(tensor: TensorLike, tf_type: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise unless the tensor has the dtype."""
    checks.dtype(tensor, tf_type, message)


def assert_integer(x: TensorLike, message: str | None = None, name: str | None = None) -> None:
    """Raise unless x holds integers."""
    checks.integer_dtype(x, message)


def assert_same_float_dtype(tensors: Any = None, dtype: DTypeLike = None) -> DType:
    """The float dtype that all tensors have; raises if they differ."""
    return checks.same_float_dtype(tensors, dtype)


def assert_proper_iterable(values: TensorLike) -> None:
    """Raise unless `values` is an iterable that is no tensor, array or string."""
    checks.proper_iterable(values)


def is_numeric_tensor(tensor: TensorLike) -> bool:
    """True for a tensor of numbers."""
    return checks.is_numeric(tensor)


# fmt: off
__all__ = [
    "Assert", "assert_all_finite", "assert_equal", "assert_greater", "assert_greater_equal", "assert_integer",
    "assert_less", "assert_less_equal", "assert_near", "assert_negative", "assert_non_negative",
    "assert_non_positive", "assert_none_equal", "assert_positive", "assert_proper_iterable", "assert_rank",
    "assert_rank_at_least", "assert_rank_in", "assert_same_float_dtype", "assert_scalar", "assert_shapes",
    "assert_type", "check_numerics", "is_numeric_tensor",
]
# fmt: on
__getattr__ = unknown_name("tf.debugging", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
