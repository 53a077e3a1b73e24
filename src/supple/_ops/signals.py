"""Signals and statistics by NumPy's rules: windows, correlation, histograms, sliding blocks."""

from __future__ import annotations

import math
from typing import Any, Final

import torch

from supple._core import dtype as dtypes
from supple._core.lift import Array, multi_op, op
from supple._ops._arguments import DTypeLike, integer, number
from supple.errors import ArgumentError

_BOTH: Final = ("x", "y")


@op(join=("y", "x"), takes="floats")
def trapezoid(y: Array, x: Array | None = None, dx: float = 1.0, axis: int = -1) -> Array:
    """The integral along an axis by trapezoids."""
    return torch.trapezoid(y, dx=dx, dim=axis) if x is None else torch.trapezoid(y, x, dim=axis)


@op
def view_as_complex(x: Array) -> Array:
    """Complex numbers from pairs in the last axis."""
    return torch.view_as_complex(x.contiguous())


@op
def view_as_real(x: Array) -> Array:
    """Pairs in a new last axis from complex numbers."""
    return torch.view_as_real(x)


@multi_op(takes="floats")
def histogram(x: Array, bins: int = 10, range: Any = None) -> tuple[Array, Array]:
    """How many values fall into each of `bins` equal parts of the range, and the edges of the parts."""
    flat = x.detach().reshape(-1)
    low, high = (float(flat.min()), float(flat.max())) if range is None else (float(range[0]), float(range[1]))
    if low == high:
        low, high = low - 0.5, high + 0.5
    edges = torch.linspace(low, high, bins + 1, dtype=x.dtype)
    inside = flat[(flat >= low) & (flat <= high)]
    places = torch.clamp(torch.searchsorted(edges, inside, right=True) - 1, 0, bins - 1)
    return torch.bincount(places, minlength=bins).to(x.dtype), edges


@op(takes="floats")
def corrcoef(x: Array) -> Array:
    """The correlation of the rows."""
    return torch.corrcoef(x)


@op(join=_BOTH)
def correlate(x: Array, y: Array, mode: str = "valid") -> Array:
    """The cross-correlation of two vectors."""
    margin = {"valid": 0, "same": y.numel() // 2, "full": y.numel() - 1}.get(mode)
    if margin is None:
        raise ArgumentError(f"correlate: mode: expected 'valid', 'same' or 'full', got {mode!r}")
    values = torch.conv1d(x.reshape(1, 1, -1), y.reshape(1, 1, -1), padding=margin).reshape(-1)
    return values[: max(x.numel(), y.numel())] if mode == "same" else values


@op
def multi_hot(x: Array, classes: int, axis: int = -1, dtype: DTypeLike = None) -> Array:
    """1 for every class number that occurs: (.., n) -> (.., classes)."""
    hits = (x.unsqueeze(-1) == torch.arange(integer(classes, "multi_hot: num_classes"))).any(-2 if x.ndim else -1)
    return torch.movedim(hits.to(dtypes.to_torch(dtype or "float32")), -1, axis)


def window(name: str, length: Any, beta: float = 0.0) -> Array:
    """A window of signal processing."""
    count = integer(number(length), f"{name}: x")
    return {
        "bartlett": lambda: torch.bartlett_window(count, periodic=False),
        "blackman": lambda: torch.blackman_window(count, periodic=False),
        "hamming": lambda: torch.hamming_window(count, periodic=False),
        "hanning": lambda: torch.hann_window(count, periodic=False),
        "kaiser": lambda: torch.kaiser_window(count, periodic=False, beta=beta),
    }[name]()


@op
def signal_window(name: str, length: Any, beta: Any = 0.0) -> Array:
    """A window of signal processing: (length,)."""
    return window(name, length, float(number(beta)))


@op(takes="floats")
def unfold(x: Array, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Array:
    """Sliding windows as columns: (B, C, H, W) -> (B, C·window, positions)."""
    return torch.nn.functional.unfold(x, kernel_size, dilation, padding, stride)


@op(takes="floats")
def fold(x: Array, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Array:
    """Columns added into the positions of their windows: (B, C·window, positions) -> (B, C, H, W)."""
    return torch.nn.functional.fold(x, output_size, kernel_size, dilation, padding, stride)


@op(join=_BOTH, takes="floats")
def psnr(x: Array, y: Array, largest: float) -> Array:
    """The peak signal-to-noise ratio in decibels."""
    return 20 * math.log10(largest) - 10 * torch.log10(torch.mean(torch.square(x - y)))


@op(join=("size", "angle"), takes="floats")
def polar(size: Array, angle: Array) -> Array:
    """Complex numbers by modulus and argument."""
    return torch.polar(size, angle)
