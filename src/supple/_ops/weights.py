"""What is done to weights: draws that start them, penalties that keep them small, projections that bound them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from supple._core import conversion, random_state
from supple._core.dtype import to_torch
from supple._core.lift import Array, op
from supple._core.tensor import Tensor, wrap

Axis = int | Sequence[int]


def _generator(seed: int | None) -> torch.Generator:
    return random_state.stream() if seed is None else random_state.fresh(seed)


def _empty(shape: Sequence[int]) -> torch.Tensor:
    return torch.empty(tuple(shape), dtype=torch.float32)


def _finish(values: torch.Tensor, dtype: str) -> Tensor:
    return wrap(values.to(to_torch(dtype)))


def draw_normal(shape: Sequence[int], mean: float, stddev: float, seed: int | None, dtype: str) -> Tensor:
    """Normal values; the same ones at every call if there is a seed."""
    return _finish(_empty(shape).normal_(mean, stddev, generator=_generator(seed)), dtype)


def draw_truncated(shape: Sequence[int], mean: float, stddev: float, seed: int | None, dtype: str) -> Tensor:
    """Normal values less than two standard deviations from the mean."""
    # The inverse of the distribution function, applied to uniform values between its values at -2 and 2.
    edge = math.erf(math.sqrt(2.0))
    values = _empty(shape).uniform_(-edge, edge, generator=_generator(seed)).erfinv_()
    return _finish(values.mul_(stddev * math.sqrt(2.0)).add_(mean), dtype)


def draw_uniform(shape: Sequence[int], low: float, high: float, seed: int | None, dtype: str) -> Tensor:
    """Uniform values from `low` up to `high`."""
    return _finish(_empty(shape).uniform_(low, high, generator=_generator(seed)), dtype)


def draw_orthogonal(shape: Sequence[int], gain: float, seed: int | None, dtype: str) -> Tensor:
    """A matrix of orthogonal rows or columns, whichever are fewer; leading axes count as one."""
    rows, columns = math.prod(shape[:-1]), shape[-1]
    normal = _empty((max(rows, columns), min(rows, columns))).normal_(generator=_generator(seed))
    q, r = torch.linalg.qr(normal)
    q = q * r.diagonal().sign()  # else the distribution would not be uniform (Mezzadri, 2007)
    return _finish((q.T if rows < columns else q).reshape(tuple(shape)) * gain, dtype)


def filled(shape: Sequence[int], value: float, dtype: str) -> Tensor:
    """`value` everywhere."""
    return wrap(torch.full(tuple(shape), value, dtype=to_torch(dtype)))


def spread(value: Any, shape: Sequence[int], dtype: str) -> Tensor:
    """`value` broadcast to `shape`."""
    values = conversion.to_torch(value, None, "Constant: value").detach()
    return _finish(torch.broadcast_to(values, tuple(shape)).clone(), dtype)


def diagonal(shape: Sequence[int], value: float, dtype: str) -> Tensor:
    """`value` on the diagonal of a matrix, 0 elsewhere."""
    return wrap(torch.eye(*shape, dtype=to_torch(dtype)) * value)


# -- penalties


@op
def penalty_l1(x: Array, factor: float) -> Array:
    """factor * sum |x|, a scalar."""
    return x.abs().sum() * factor


@op
def penalty_l2(x: Array, factor: float) -> Array:
    """factor * sum x^2, a scalar."""
    flat = x.reshape(-1)
    return torch.dot(flat, flat) * factor


@op
def penalty_orthogonal(x: Array, factor: float, rows: bool) -> Array:
    """The mean of |cosine| over all pairs of rows, or of columns, times `factor`."""
    axis = 1 if rows else 0
    unit = x * x.square().sum(axis, keepdim=True).clamp_min(1e-12).rsqrt()
    products = unit @ unit.T if rows else unit.T @ unit
    size = products.shape[0]
    return (products - torch.diag(products.diagonal())).abs().sum() * (factor / max(size * (size - 1), 1))


# -- projections


def _norm(x: torch.Tensor, axis: Axis) -> torch.Tensor:
    return x.square().sum(axis if isinstance(axis, int) else tuple(axis), keepdim=True).sqrt()


@op
def project_non_negative(x: Array) -> Array:
    """0 in the place of negative values."""
    return x * (x >= 0)


@op
def project_norm(x: Array, low: float, high: float, rate: float, axis: Axis, epsilon: float) -> Array:
    """Scale `x` so that its norm over `axis` moves by `rate` toward the range from `low` to `high`."""
    norm = _norm(x, axis)
    wanted = norm.clamp(low, high)
    if rate != 1.0:
        wanted = rate * wanted + (1.0 - rate) * norm
    return x * (wanted / (epsilon + norm))


@op
def project_unit(x: Array, axis: Axis, epsilon: float) -> Array:
    """Scale `x` to norm 1 over `axis`."""
    return x / (epsilon + _norm(x, axis))
