"""Noise that layers add in training; the streams are those of `_ops.sampling`."""

from __future__ import annotations

import math
from typing import Any, Final

import torch

from supple._core.lift import Array, op
from supple._ops._arguments import Shape
from supple._ops.sampling import generator_of, mask_shape

# Of the self-normalizing unit (Klambauer et al., 2017): what it gives for minus infinity is -alpha * scale.
_SELU_FLOOR: Final = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946


@op(takes="floats")
def add_gaussian(x: Array, stddev: float, seed: Any = None) -> Array:
    """x plus normal numbers of this standard deviation."""
    return x + torch.empty_like(x, requires_grad=False).normal_(0.0, stddev, generator=generator_of(seed))


@op(takes="floats")
def multiply_gaussian(x: Array, rate: float, seed: Any = None) -> Array:
    """x times normal numbers around 1, with the variance of a dropout of this rate."""
    stddev = math.sqrt(rate / (1.0 - rate))
    return x * torch.empty_like(x, requires_grad=False).normal_(1.0, stddev, generator=generator_of(seed))


@op(takes="floats")
def alpha_dropout(x: Array, rate: float, shape: Shape = None, seed: Any = None) -> Array:
    """x with a share `rate` set to the floor of selu, then scaled and shifted: mean and variance stay."""
    like = x if shape is None else x.new_empty(mask_shape(shape, x))
    keep = torch.empty_like(like, requires_grad=False).bernoulli_(1.0 - rate, generator=generator_of(seed))
    factor = 1.0 / math.sqrt((1.0 - rate) * (1.0 + rate * _SELU_FLOOR**2))
    return torch.where(keep > 0, x, _SELU_FLOOR) * factor - factor * _SELU_FLOOR * rate
