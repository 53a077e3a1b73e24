"""Reductions of what is not NaN."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.lift import Array, op
from supple._ops._arguments import Axis, axes


@op
def filled(x: Array, value: Any) -> Array:
    """x with `value` in the place of NaN."""
    return torch.where(torch.isnan(x), value, x) if x.is_floating_point() else x.view_as(x)


@op(takes="floats")
def mean(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The mean of what is not NaN."""
    return torch.nanmean(x, axes(axis), keepdims)


@op(takes="floats")
def var(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The variance of what is not NaN."""
    dims = axes(axis)
    return torch.nanmean(torch.square(x - torch.nanmean(x, dims, keepdim=True)), dims, keepdims)


@op(takes="floats")
def max_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The maximum of what is not NaN; NaN if there is nothing else."""
    return _extreme(torch.amax, x, axis, keepdims, float("-inf"))


@op(takes="floats")
def min_(x: Array, axis: Axis = None, keepdims: bool = False) -> Array:
    """The minimum of what is not NaN; NaN if there is nothing else."""
    return _extreme(torch.amin, x, axis, keepdims, float("inf"))


def _extreme(function: Any, x: Array, axis: Axis, keepdims: bool, neutral: float) -> Array:
    dims = axes(axis)
    every = () if dims is None else dims
    missing = torch.isnan(x)
    values = function(torch.where(missing, neutral, x), every, keepdims)
    # With no dims torch.all reduces everything only if none are named.
    nothing = torch.all(missing, dims, keepdims) if dims is not None else missing.all()
    return torch.where(nothing, torch.nan, values)
