"""Random tensors; the streams are those of `_core.random_state`."""

from __future__ import annotations

from typing import Any

import torch

from supple._core import dtype as dtypes
from supple._core.lift import Array, op
from supple._core.random_state import drawn_from, stream
from supple._ops._arguments import DTypeLike, Shape, device, float_dtype, integer, number, sizes
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError


def generator_of(seed: Any) -> torch.Generator:
    """The stream that an op draws from: the default one, that of a seed, or a given one."""
    if seed is None:
        return stream()
    own = seed if isinstance(seed, torch.Generator) else getattr(seed, "generator", None)  # of a SeedGenerator
    return stream(seed) if own is None else drawn_from(own)


@op
def normal(shape: Shape, mean: Any = 0.0, stddev: Any = 1.0, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """Numbers of a normal distribution."""
    values = torch.randn(sizes(shape), generator=generator_of(seed), dtype=_real(dtype, "normal"), device=device())
    return _scaled(values, stddev, mean)


def _real(dtype: DTypeLike, name: str) -> torch.dtype:
    wanted = float_dtype(dtype)
    if not wanted.is_floating_point:
        raise DtypeError(f"{name}: dtype: expected a float dtype, got {dtypes.BY_TORCH[wanted].name}")
    return wanted


def _scaled(values: Array, factor: Any, shift: Any) -> Array:
    """values · factor + shift, for numbers and tensors."""
    if factor.__class__ is float and shift.__class__ is float and factor == 1.0 and shift == 0.0:
        return values
    for each, function in ((factor, torch.mul), (shift, torch.add)):
        if each.__class__ is not float or each != (1.0 if function is torch.mul else 0.0):
            values = function(values, _plain(each))
    return values


def _plain(value: Any) -> Any:
    inner = getattr(value, "_t", value)
    return inner if isinstance(inner, torch.Tensor | int | float) else torch.as_tensor(inner, dtype=torch.float32)


@op
def uniform(shape: Shape, low: Any = 0, high: Any = None, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """Numbers of [low, high): floats, or integers if the dtype is one."""
    wanted = float_dtype(dtype)
    target, generator = sizes(shape), generator_of(seed)
    if not wanted.is_floating_point:
        if high is None:
            raise ArgumentError(f"uniform: maxval: must be given for {dtypes.BY_TORCH[wanted].name}, got None")
        bottom, top = integer(number(low), "uniform: minval"), integer(number(high), "uniform: maxval")
        if bottom >= top:
            raise InvalidArgumentError(f"uniform: expected minval < maxval, got {bottom} and {top}")
        return torch.randint(bottom, top, target, generator=generator, dtype=wanted, device=device())
    values = torch.rand(target, generator=generator, dtype=wanted, device=device())
    if low.__class__ in {int, float} and (high is None or high.__class__ in {int, float}):
        width = (1.0 if high is None else high) - low
        return values if low == 0 and width == 1 else values.mul_(width).add_(low)
    bottom, top = _plain(low), _plain(1.0 if high is None else high)
    return values * (top - bottom) + bottom


@op
def truncated_normal(
    shape: Shape, mean: Any = 0.0, stddev: Any = 1.0, dtype: DTypeLike = None, seed: Any = None
) -> Array:
    """Numbers of a normal distribution, none further than two standard deviations from the mean."""
    values = torch.empty(sizes(shape), dtype=_real(dtype, "truncated_normal"), device=device())
    torch.nn.init.trunc_normal_(values, 0.0, 1.0, -2.0, 2.0, generator=generator_of(seed))
    return _scaled(values, stddev, mean)


@op
def categorical(logits: Array, count: Any, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """`count` class numbers for each row of logits: (B, C) -> (B, count)."""
    if logits.ndim != 2:
        raise InvalidArgumentError(f"categorical: logits: expected (batch, classes), got shape {list(logits.shape)}")
    odds = torch.softmax(logits if logits.is_floating_point() else logits.float(), -1)
    drawn = torch.multinomial(odds, integer(count, "categorical: num_samples"), True, generator=generator_of(seed))
    return drawn.to(dtypes.to_torch("int64" if dtype is None else dtype))


@op
def shuffle(x: Array, axis: int = 0, seed: Any = None) -> Array:
    """The slices along an axis in random order."""
    order = torch.randperm(x.shape[axis], generator=generator_of(seed))
    return torch.index_select(x, axis, order.to(x.device))


@op(takes="floats")
def dropout(x: Array, rate: float, noise_shape: Shape = None, seed: Any = None) -> Array:
    """x with a share `rate` of its elements set to 0 and the others divided by 1 - rate."""
    keep = 1.0 - rate
    if keep >= 1.0:
        return x.view_as(x)
    if keep <= 0.0:
        return x * 0
    like = x if noise_shape is None else x.new_empty(mask_shape(noise_shape, x))
    return x * scaled_mask(like, keep, generator_of(seed))


_MANY = 4096


def scaled_mask(like: Array, keep: float, generator: torch.Generator) -> Array:
    """1 / keep with probability `keep`, else 0, in the shape and memory order of `like`."""
    mask = torch.empty_like(like, requires_grad=False)
    if mask.numel() < _MANY or mask.device.type != "cpu":
        return mask.bernoulli_(keep, generator=generator).mul_(1.0 / keep)
    # Four 16-bit numbers from each draw of 64 bits: several times faster than a float for each element. The share is
    # a multiple of 2^-16, and the scale is that of this share, so that the mean stays exact.
    share = min(max(round(keep * 65536), 1), 65535)
    count = mask.numel()
    words = torch.empty((count + 3) // 4, dtype=torch.int64).random_(-(2**63), None, generator=generator)
    lanes = words.view(torch.int16)[:count].as_strided(mask.shape, mask.stride())
    return mask.copy_(lanes < share - 32768).mul_(65536 / share)


def mask_shape(shape: Shape, x: Array) -> tuple[int, ...]:
    """`shape` with the sizes of `x` in the place of None."""
    return tuple(x.shape[n] if each is None else integer(each, "noise_shape") for n, each in enumerate(shape))


@op
def bernoulli(shape: Shape, probability: float = 0.5, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """1 with the given probability, else 0."""
    return torch.empty(sizes(shape), dtype=float_dtype(dtype), device=device()).bernoulli_(
        probability, generator=generator_of(seed)
    )


@op
def gamma(shape: Shape, alpha: Any, beta: Any = None, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """Numbers of gamma distributions: shape, then the shape that alpha and beta broadcast to."""
    wanted = float_dtype(dtype)
    shapes = torch.as_tensor(_plain(alpha), dtype=wanted)
    rates = torch.as_tensor(_plain(1.0 if beta is None else beta), dtype=wanted)
    shapes, rates = torch.broadcast_tensors(shapes, rates)
    full = shapes.expand(*sizes(shape), *shapes.shape).contiguous()
    return torch._standard_gamma(full, generator=generator_of(seed)) / rates  # the only gamma with a generator


@op
def poisson(shape: Shape, rate: Any, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """Numbers of Poisson distributions: shape, then the shape of the rates."""
    wanted = float_dtype(dtype)
    rates = torch.as_tensor(_plain(rate), dtype=wanted)
    return torch.poisson(rates.expand(*sizes(shape), *rates.shape).contiguous(), generator=generator_of(seed))


@op
def binomial(shape: Shape, counts: Any, probabilities: Any, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """Numbers of successes in `counts` trials."""
    wanted = float_dtype(dtype)
    trials = torch.as_tensor(_plain(counts), dtype=wanted).expand(sizes(shape)).contiguous()
    odds = torch.as_tensor(_plain(probabilities), dtype=wanted).expand(sizes(shape)).contiguous()
    return torch.binomial(trials, odds, generator=generator_of(seed))


def checked_dropout(x: Any, rate: Any, noise_shape: Shape = None, seed: Any = None) -> Any:
    """`dropout` with a rate of [0, 1)."""
    share = float(number(rate))
    if not 0 <= share < 1:
        raise ArgumentError(f"dropout: rate: expected a number of [0, 1), got {share}")
    return dropout(x, share, noise_shape, seed)


@op
def beta(shape: Shape, alpha: Any, beta_: Any, dtype: DTypeLike = None, seed: Any = None) -> Array:
    """Numbers of beta distributions."""
    wanted, generator = _real(dtype, "beta"), generator_of(seed)
    first, second = (torch.as_tensor(_plain(p), dtype=wanted).expand(sizes(shape)).contiguous() for p in (alpha, beta_))
    left, right = (torch._standard_gamma(each, generator=generator) for each in (first, second))
    return left / (left + right)
