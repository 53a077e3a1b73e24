"""Functions of several ops, and of lists of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from supple._core.slices import IndexedSlices
from supple._core.tensor import Tensor
from supple._ops import checks, creation, elementwise, manipulation, reduction, strictly
from supple._ops._arguments import Axis
from supple._ops.arithmetic import add_n
from supple.errors import ArgumentError, DtypeError


def polyval(coefficients: Sequence[Any], x: Any) -> Tensor:
    """Σ c[i] x**(n - 1 - i), by Horner's rule."""
    if not isinstance(coefficients, list):
        raise ArgumentError(f"polyval: coeffs: expected a list of tensors, got {type(coefficients).__name__}")
    point = creation.convert(x)
    total = creation.zeros_like(point)
    for each in coefficients:
        total = strictly.add(strictly.multiply(total, point), each)
    return total


def accumulate_n(tensors: Sequence[Any], shape: Any = None, dtype: Any = None) -> Tensor:
    """The sum of tensors, checked to have a shape and a dtype."""
    total = add_n(tensors)
    if dtype is not None:
        checks.dtype(total, dtype)
    return total if shape is None else checks.has_shape(total, shape)


def global_norm(tensors: Sequence[Any]) -> Tensor:
    """The norm of all tensors together; None is skipped."""
    _check_list("global_norm", tensors)
    parts = [
        strictly.l2_loss(each.values if isinstance(each, IndexedSlices) else each)
        for each in tensors
        if each is not None
    ]
    return strictly.sqrt(strictly.multiply(add_n(parts), 2.0))


def _check_list(name: str, tensors: Any) -> None:
    if not isinstance(tensors, (list, tuple)):
        raise DtypeError(f"{name}: t_list: expected a list or tuple of tensors, got {type(tensors).__name__}")


def clip_by_global_norm(tensors: Sequence[Any], limit: Any, norm: Any = None) -> tuple[list[Any], Any]:
    """Tensors scaled together so that their common norm is at most `limit`, and that norm; None stays None."""
    _check_list("clip_by_global_norm", tensors)
    size = global_norm(tensors) if norm is None else creation.convert(norm)
    # An infinite norm makes every result NaN, as in TensorFlow: x - x is 0 for finite x only.
    scale = strictly.divide(strictly.multiply(creation.ones_like(size), limit), strictly.maximum(size, limit))
    scale = strictly.add(scale, strictly.subtract(size, size))
    return [None if each is None else _scaled(each, scale) for each in tensors], size


def _scaled(x: Any, scale: Tensor) -> Any:
    if isinstance(x, IndexedSlices):
        return IndexedSlices(strictly.multiply(x.values, scale), x.indices, x.dense_shape)
    return strictly.multiply(x, scale)


def normalize(x: Any, order: Any = "euclidean", axis: Axis = None) -> tuple[Tensor, Tensor]:
    """x divided by its norm, and the norm."""
    size = strictly.norm(x, order, axis, keepdims=True)
    return strictly.divide(x, size), size


def moments(x: Any, axes: Axis, shift: Any = None, keepdims: bool = False) -> Any:
    """The mean and the variance over `axes`; `shift` would only change the rounding."""
    if shift is not None:
        raise ArgumentError(f"moments: shift: the statistics are exact without it, got {shift!r}")
    return strictly.moments(x, axes, keepdims)


def weighted_moments(x: Any, axes: Axis, weights: Any, keepdims: bool = False) -> tuple[Tensor, Tensor]:
    """The weighted mean and variance over `axes`."""
    values = creation.convert(x)
    mass = manipulation.broadcast_to(elementwise.cast(weights, values.dtype), values.shape)
    total = reduction.sum_(mass, axes, keepdims=True)
    mean = reduction.sum_(mass * values, axes, keepdims=True) / total
    variance = reduction.sum_(mass * strictly.squared_difference(values, mean), axes, keepdims=True) / total
    if keepdims:
        return mean, variance
    return manipulation.squeeze(mean, axes), manipulation.squeeze(variance, axes)


def average_loss(losses: Any, weights: Any = None, batch_size: Any = None) -> Tensor:
    """Losses of examples, weighted and added, divided by the global batch size."""
    values = creation.convert(losses)
    size = values.shape[0] if batch_size is None else int(batch_size)
    if weights is not None:
        values = values * elementwise.cast(weights, values.dtype)
    return reduction.sum_(values) / float(size)


def scaled_regularization(loss: Any) -> Tensor:
    """The sum of a regularization loss divided by the number of replicas, which is one."""
    return reduction.sum_(loss)
