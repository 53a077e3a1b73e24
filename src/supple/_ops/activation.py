"""Activation functions."""

from __future__ import annotations

from typing import Any, Final

import torch

from supple._core.lift import Array, op
from supple._ops._arguments import axes

_F: Final = torch.nn.functional
_leaky: Final = torch._C._nn.leaky_relu  # the function behind F.leaky_relu, without its dispatch in Python


@op(takes="numbers")
def relu(x: Array) -> Array:
    """max(x, 0)."""
    return torch.relu(x)


@op(takes="numbers")
def crelu(x: Array, axis: int = -1) -> Array:
    """relu(x) and relu(-x), joined along an axis."""
    return torch.relu(torch.cat([x, -x], axis))


@op(takes="numbers")
def relu6(x: Array) -> Array:
    """min(max(x, 0), 6)."""
    return _F.relu6(x)


@op(takes="floats")
def leaky_relu(x: Array, negative_slope: float = 0.2) -> Array:
    """x, times `negative_slope` where x <= 0."""
    return _leaky(x, negative_slope)


@op(takes="floats")
def general_relu(
    x: Array, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0
) -> Array:
    """x from `threshold` up to `max_value`, negative_slope · (x - threshold) below."""
    low = negative_slope * (x - threshold) if negative_slope else 0.0
    values = torch.relu(x) if not (threshold or negative_slope) else torch.where(x > threshold, x, low)
    return values if max_value is None else torch.clamp(values, max=max_value)


@op(takes="floats")
def elu(x: Array, alpha: float = 1.0) -> Array:
    """x where x > 0, else alpha (e**x - 1)."""
    return _F.elu(x, alpha)


@op(takes="floats")
def selu(x: Array) -> Array:
    """The self-normalising exponential linear unit."""
    return torch.selu(x)


@op(takes="floats")
def celu(x: Array, alpha: float = 1.0) -> Array:
    """x where x > 0, else alpha (e**(x / alpha) - 1)."""
    return _F.celu(x, alpha)


@op(takes="floats")
def gelu(x: Array, approximate: bool = True) -> Array:
    """x Φ(x), Φ by tanh if `approximate`."""
    return _F.gelu(x, approximate="tanh" if approximate else "none")


@op(takes="floats")
def silu(x: Array) -> Array:
    """x sigmoid(x)."""
    return _F.silu(x)


@op(takes="floats")
def silu_with_slope(x: Array, beta: float = 1.0) -> Array:
    """x sigmoid(beta x)."""
    return _F.silu(x) if beta.__class__ is float and beta == 1.0 else x * torch.sigmoid(beta * x)


@op(takes="floats")
def softplus(x: Array) -> Array:
    """log(1 + e**x)."""
    # Above 40 the sum is x in float64 too; torch's default of 20 is meant for float32.
    return _F.softplus(x, 1.0, 40.0)


@op(takes="floats")
def softsign(x: Array) -> Array:
    """x / (1 + |x|)."""
    return x / (1 + torch.abs(x))


@op(takes="floats")
def sigmoid(x: Array) -> Array:
    """1 / (1 + e**-x)."""
    return torch.sigmoid(x)


@op(takes="floats")
def log_sigmoid(x: Array) -> Array:
    """log sigmoid(x)."""
    return _F.logsigmoid(x)


@op(takes="floats")
def hard_sigmoid(x: Array) -> Array:
    """min(max(x / 6 + 1/2, 0), 1)."""
    return _F.hardsigmoid(x)


@op(takes="floats")
def hard_silu(x: Array) -> Array:
    """x hard_sigmoid(x)."""
    return _F.hardswish(x)


@op(takes="floats")
def hard_tanh(x: Array) -> Array:
    """min(max(x, -1), 1)."""
    return _F.hardtanh(x)


@op(takes="floats")
def hard_shrink(x: Array, threshold: float = 0.5) -> Array:
    """x where |x| > threshold, else 0."""
    return _F.hardshrink(x, threshold)


@op(takes="floats")
def soft_shrink(x: Array, threshold: float = 0.5) -> Array:
    """x moved by `threshold` toward 0."""
    return _F.softshrink(x, threshold)


@op(takes="floats")
def tanh_shrink(x: Array) -> Array:
    """x - tanh x."""
    return _F.tanhshrink(x)


@op(takes="floats")
def mish(x: Array) -> Array:
    """x tanh(softplus(x))."""
    return _F.mish(x)


@op(takes="floats")
def squareplus(x: Array, b: float = 4) -> Array:
    """(x + sqrt(x² + b)) / 2."""
    return (x + torch.sqrt(torch.square(x) + b)) / 2


@op(takes="floats")
def sparse_plus(x: Array) -> Array:
    """0 below -1, x above 1, (x + 1)² / 4 between."""
    return torch.where(x <= -1, 0, torch.where(x < 1, torch.square(x + 1) / 4, x))


@op(takes="floats")
def sparse_sigmoid(x: Array) -> Array:
    """0 below -1, 1 above 1, (x + 1) / 2 between."""
    return torch.clamp((x + 1) / 2, 0, 1)


@op(takes="floats")
def threshold(x: Array, limit: float, default: float) -> Array:
    """x where x > limit, else `default`."""
    return _F.threshold(x, limit, default)


@op(takes="floats")
def glu(x: Array, axis: int = -1) -> Array:
    """The first half times the sigmoid of the second half."""
    return _F.glu(x, axis)


@op(takes="floats")
def softmax(x: Array, axis: Any = -1) -> Array:
    """e**x / Σ e**x along one axis, or over several together."""
    if axis is None or axis.__class__ is int:
        return torch.softmax(x, -1 if axis is None else axis)
    return _over_axes(torch.softmax, x, axis)


@op(takes="floats")
def log_softmax(x: Array, axis: Any = -1) -> Array:
    """log softmax(x)."""
    if axis is None or axis.__class__ is int:
        return torch.log_softmax(x, -1 if axis is None else axis)
    return _over_axes(torch.log_softmax, x, axis)


def _over_axes(function: Any, x: Array, axis: Any) -> Array:
    dims = axes(axis)
    if dims is None:
        return function(x, -1)
    if isinstance(dims, int):
        return function(x, dims)
    last = tuple(range(-len(dims), 0))
    moved = torch.movedim(x, dims, last)
    flat = function(moved.flatten(-len(dims)), -1)
    return torch.movedim(flat.reshape(moved.shape), last, dims)


@op(takes="floats")
def sparsemax(x: Array, axis: int = -1) -> Array:
    """The nearest point of the probability simplex (Martins and Astudillo, 2016)."""
    moved = torch.movedim(x, axis, -1)
    ordered = torch.sort(moved, -1, descending=True).values
    counts = torch.arange(1, moved.shape[-1] + 1, dtype=x.dtype, device=x.device)
    totals = torch.cumsum(ordered, -1)
    support = (1 + counts * ordered > totals).sum(-1, keepdim=True)
    shift = (totals.gather(-1, support - 1) - 1) / support
    return torch.movedim(torch.relu(moved - shift), -1, axis)
