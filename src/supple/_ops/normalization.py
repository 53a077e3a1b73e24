"""Layer, batch and root-mean-square normalization."""

from __future__ import annotations

from typing import Any, Final

import torch

from supple._core.lift import Array, multi_op, op
from supple._ops import roots
from supple._ops._arguments import positive_axes
from supple._ops.averages import follow

_NARROW: Final = frozenset({torch.float16, torch.bfloat16})  # statistics of these are taken in float32, as in Keras


@op
def layer_norm(
    x: Array, scale: Array | None = None, offset: Array | None = None, axis: Any = -1, epsilon: float = 1e-3
) -> Array:
    """(x - mean) / sqrt(variance + epsilon) · scale + offset, with statistics over `axis`."""
    if axis == -1:
        return torch.layer_norm(x, x.shape[-1:], scale, offset, epsilon)
    dims = sorted(positive_axes(axis, x.ndim))
    last = list(range(x.ndim - len(dims), x.ndim))
    moved = x if dims == last else torch.movedim(x, dims, last)
    y = torch.layer_norm(moved, moved.shape[last[0] :], scale, offset, epsilon)
    return y if dims == last else torch.movedim(y, last, dims)


@op
def batch_norm_of_batch(
    x: Array,
    scale: Array | None,
    offset: Array | None,
    moving_mean: Any,
    moving_variance: Any,
    rate: float,
    axis: int = -1,
    epsilon: float = 1e-3,
) -> Array:
    """x normalized by its own statistics over every axis but `axis`; the moving ones follow by the share `rate`.

    `moving_mean` and `moving_variance` are variables, or None. The variance is the biased one.
    """
    if x.dtype in _NARROW:
        y = _of_batch(x.float(), _wide(scale), _wide(offset), moving_mean, moving_variance, rate, axis, epsilon)
        return y.to(x.dtype)
    return _of_batch(x, scale, offset, moving_mean, moving_variance, rate, axis, epsilon)


def _of_batch(
    x: Array,
    scale: Array | None,
    offset: Array | None,
    moving_mean: Any,
    moving_variance: Any,
    rate: float,
    axis: int,
    epsilon: float,
) -> Array:
    front = _channels_to_front(x, axis)
    count = front.numel() // max(front.shape[1], 1)
    if moving_mean is None or count < 2 or moving_mean.buffer.dtype is not x.dtype:
        y, mean, inverse = torch.native_batch_norm(front, scale, offset, None, None, True, 0.0, epsilon)
        if moving_mean is not None:
            follow(moving_mean, mean, rate)
            # The kernel gives 1 / sqrt(variance + epsilon).
            follow(moving_variance, torch.square(inverse.detach()).reciprocal_().sub_(epsilon).clamp_(min=0), rate)
        return _channels_back(y, x, axis)
    means, variances = moving_mean.own(), moving_variance.own()
    before = variances.clone()
    # `.data` counts its changes apart: the kernel keeps the moving statistics, but its gradient does not use them.
    y = torch.native_batch_norm(front, scale, offset, means.data, variances.data, True, rate, epsilon)[0]
    # The kernel moved the variances by the unbiased one, count / (count - 1) of what it should be.
    variances.mul_(1 - 1 / count).add_(before, alpha=(1 - rate) / count)
    return _channels_back(y, x, axis)


@op
def batch_norm_of_constants(
    x: Array,
    mean: Array,
    variance: Array,
    scale: Array | None,
    offset: Array | None,
    axis: int = -1,
    epsilon: float = 1e-3,
) -> Array:
    """x normalized by given statistics, which get no gradient."""
    front = _channels_to_front(x, axis)
    if x.dtype in _NARROW:
        wide = torch.batch_norm(
            front.float(), _wide(scale), _wide(offset), mean.float(), variance.float(), False, 0.0, epsilon, False
        )
        y = wide.to(x.dtype)
    else:
        y = torch.batch_norm(front, scale, offset, mean, variance, False, 0.0, epsilon, False)
    return _channels_back(y, x, axis)


def _wide(x: Array | None) -> Array | None:
    return None if x is None else x.float()


def _channels_to_front(x: Array, axis: int) -> Array:
    """x with the channels in the second place, and no more axes than torch's kernel is made for."""
    if x.ndim == 2 and axis in {-1, 1}:
        return x
    return torch.movedim(x, axis, 1)


def _channels_back(y: Array, x: Array, axis: int) -> Array:
    return y if y is x or (x.ndim == 2 and axis in {-1, 1}) else torch.movedim(y, 1, axis)


@op
def batch_normalization(
    x: Array,
    mean: Array,
    variance: Array,
    offset: Array | None = None,
    scale: Array | None = None,
    epsilon: float = 1e-3,
) -> Array:
    """(x - mean) / sqrt(variance + epsilon) · scale + offset, every argument with a gradient."""
    rate = roots.rsqrt(variance + epsilon)
    if scale is not None:
        rate = rate * scale
    shift = -mean * rate if offset is None else offset - mean * rate
    return x * rate + shift


@op(takes="floats")
def batch_normalization_on_axis(
    x: Array,
    mean: Array,
    variance: Array,
    axis: int,
    offset: Array | None = None,
    scale: Array | None = None,
    epsilon: float = 1e-3,
) -> Array:
    """`batch_normalization` with vectors that belong to one axis of x."""
    shape = [1] * x.ndim
    shape[axis] = x.shape[axis]
    rate = roots.rsqrt(variance.reshape(shape) + epsilon)
    if scale is not None:
        rate = rate * scale.reshape(shape)
    shift = -mean.reshape(shape) * rate
    return x * rate + (shift if offset is None else shift + offset.reshape(shape))


@op(takes="floats")
def rms_norm(x: Array, scale: Array | None = None, axis: Any = -1, epsilon: float = 1e-7) -> Array:
    """x / sqrt(mean x² + epsilon) · scale."""
    dims = tuple(positive_axes(axis, x.ndim))
    y = x * roots.rsqrt(torch.mean(torch.square(x), dims, keepdim=True) + epsilon)
    if scale is None:
        return y
    return y * (scale if axis == -1 else scale.reshape([x.shape[d] if d in dims else 1 for d in range(x.ndim)]))


@op(takes="floats")
def group_norm(
    x: Array,
    groups: int,
    scale: Array | None = None,
    offset: Array | None = None,
    axis: int = -1,
    epsilon: float = 1e-3,
) -> Array:
    """x normalized by the statistics of each example and each group of channels, which lie on `axis`."""
    front = x if axis % x.ndim == 1 else torch.movedim(x, axis, 1)
    if scale is None and offset is not None:
        scale = torch.ones_like(offset)  # torch 2.13 has no gradient of the offset without one
    y = torch.group_norm(front, groups, scale, offset, epsilon)
    return y if front is x else torch.movedim(y, 1, axis)


@multi_op(takes="floats")
def moments_of_masked(x: Array, mask: Array, axis: int = -1) -> tuple[Array, Array]:
    """Mean and variance over every axis but `axis` of the elements where `mask` is true: (.., C), (..) -> (C,), (C,)."""
    dims = [d for d in range(x.ndim) if d != axis % x.ndim]
    weights = mask.to(x.dtype).reshape(mask.shape + (1,) * (x.ndim - mask.ndim)).expand(x.shape)
    total = weights.sum(dims, keepdim=True)
    mean = (x * weights).sum(dims, keepdim=True) / total
    variance = (torch.square(x - mean) * weights).sum(dims) / total.reshape(-1)
    return mean.reshape(-1), variance


@op(takes="floats")
def unit_norm(x: Array, axis: Any = -1, epsilon: float = 1e-12) -> Array:
    """x divided by its euclidean norm over `axis`."""
    dims = tuple(positive_axes(axis, x.ndim))
    return x * roots.rsqrt(torch.clamp(torch.sum(torch.square(x), dims, keepdim=True), min=epsilon))


@op(takes="floats")
def local_response(x: Array, radius: int = 5, bias: float = 1.0, alpha: float = 1.0, beta: float = 0.5) -> Array:
    """x / (bias + alpha Σ x²)**beta, the sum over `radius` channels on both sides: (B, H, W, C)."""
    window = 2 * radius + 1
    squares = torch.nn.functional.pad(torch.square(x), [radius, radius])
    total = torch.nn.functional.avg_pool1d(squares.reshape(1, -1, squares.shape[-1]), window, 1) * window
    return x / torch.pow(bias + alpha * total.reshape(x.shape), beta)
