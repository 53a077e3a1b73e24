"""Pooling over windows of one to three spatial axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import torch

from supple._core.lift import Array, op
from supple._ops._arguments import integers
from supple._ops.convolution import NO_PADDING, is_channels_last, margins, per_axis
from supple.errors import ArgumentError, InvalidArgumentError, NotSupportedError

_F: Final = torch.nn.functional
_MAX: Final[dict[int, Callable[..., Array]]] = {1: torch.max_pool1d, 2: torch.max_pool2d, 3: torch.max_pool3d}
_AVERAGE: Final[dict[int, Callable[..., Array]]] = {1: _F.avg_pool1d, 2: _F.avg_pool2d, 3: _F.avg_pool3d}
_TO_FRONT: Final = {n: (0, n + 1, *range(1, n + 1)) for n in (1, 2, 3)}
_TO_BACK: Final = {n: (0, *range(2, n + 2), 1) for n in (1, 2, 3)}


@op
def max_pool(
    inputs: Array, window: Any, strides: Any = None, padding: Any = "valid", channels_last: bool = True
) -> Array:
    """The maximum of each window; the first of equal elements gets the gradient."""
    rank, x, size, steps = _prepared(inputs, window, strides, channels_last)
    pairs = () if padding in NO_PADDING else margins(x.shape[2:], size, steps, (1,) * rank, padding)
    if any(pair != (0, 0) for pair in pairs):
        lowest = float("-inf") if x.is_floating_point() else torch.iinfo(x.dtype).min
        x = _F.pad(x, [n for pair in reversed(pairs) for n in pair], value=lowest)
    y = _MAX[rank](x, size, steps)
    return y.permute(_TO_BACK[rank]) if channels_last else y


@op(takes="floats")
def average_pool(
    inputs: Array, window: Any, strides: Any = None, padding: Any = "valid", channels_last: bool = True
) -> Array:
    """The mean of each window; padding does not count."""
    rank, x, size, steps = _prepared(inputs, window, strides, channels_last)
    pairs = () if padding in NO_PADDING else margins(x.shape[2:], size, steps, (1,) * rank, padding)
    average = _AVERAGE[rank]
    if all(pair == (0, 0) for pair in pairs):
        y = average(x, size, steps)
    else:
        flat = [n for pair in reversed(pairs) for n in pair]
        inside = _F.pad(torch.ones_like(x[:1, :1]), flat)
        y = average(_F.pad(x, flat), size, steps) / average(inside, size, steps)
    return y.permute(_TO_BACK[rank]) if channels_last else y


def _prepared(
    inputs: Array, window: Any, strides: Any, channels_last: bool
) -> tuple[int, Array, tuple[int, ...], tuple[int, ...]]:
    rank = inputs.ndim - 2
    if rank not in _MAX:
        raise InvalidArgumentError(
            f"pooling: expected (batch, *space, channels) with one to three spatial axes, got {list(inputs.shape)}"
        )
    x = inputs.permute(_TO_FRONT[rank]) if channels_last else inputs
    size = per_axis(window, rank, "ksize")
    return rank, x, size, size if strides is None else per_axis(strides, rank, "strides")


@op(takes="floats")
def adaptive_average_pool(inputs: Array, output_size: Any, channels_last: bool = True) -> Array:
    """Means over windows that cut the space into `output_size` parts."""
    return _adaptive(
        {1: _F.adaptive_avg_pool1d, 2: _F.adaptive_avg_pool2d, 3: _F.adaptive_avg_pool3d},
        inputs,
        output_size,
        channels_last,
    )


@op(takes="floats")
def adaptive_max_pool(inputs: Array, output_size: Any, channels_last: bool = True) -> Array:
    """Maxima over windows that cut the space into `output_size` parts."""
    return _adaptive(
        {1: _F.adaptive_max_pool1d, 2: _F.adaptive_max_pool2d, 3: _F.adaptive_max_pool3d},
        inputs,
        output_size,
        channels_last,
    )


def _adaptive(
    functions: dict[int, Callable[..., Array]], inputs: Array, output_size: Any, channels_last: bool
) -> Array:
    rank, x, size, _ = _prepared(inputs, output_size, None, channels_last)
    y = functions[rank](x, size)
    return y.permute(_TO_BACK[rank]) if channels_last else y


def pool(
    inputs: Any,
    window: Any,
    kind: str,
    strides: Any = None,
    padding: Any = "VALID",
    data_format: Any = None,
    dilations: Any = None,
) -> Any:
    """The maximum ('MAX') or the mean ('AVG') of each window."""
    if kind not in {"MAX", "AVG"}:
        raise ArgumentError(f"pool: pooling_type: expected 'MAX' or 'AVG', got {kind!r}")
    if dilations is not None and set(integers(dilations, "pool: dilations")) != {1}:
        raise NotSupportedError(f"pool: dilations: windows with holes are not supported, got {dilations!r}")
    function = max_pool if kind == "MAX" else average_pool
    return function(inputs, window, 1 if strides is None else strides, padding, is_channels_last(data_format))
