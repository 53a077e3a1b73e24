"""Convolutions of one to three spatial axes; channels last unless said otherwise.

A permuted channels-last tensor is torch's `channels_last`: nothing is copied on the way in or out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import torch

from supple._core.lift import Array, op
from supple._ops._arguments import integers
from supple.errors import ArgumentError, InvalidArgumentError

_PLAIN: Final[dict[int, Callable[..., Array]]] = {1: torch.conv1d, 2: torch.conv2d, 3: torch.conv3d}
_TRANSPOSED: Final[dict[int, Callable[..., Array]]] = {
    1: torch.conv_transpose1d,
    2: torch.conv_transpose2d,
    3: torch.conv_transpose3d,
}
TO_FRONT: Final = {n: (0, n + 1, *range(1, n + 1)) for n in (1, 2, 3)}
TO_BACK: Final = {n: (0, *range(2, n + 2), 1) for n in (1, 2, 3)}
_KERNEL: Final = {n: (n + 1, n, *range(n)) for n in (1, 2, 3)}
_KERNEL_TRANSPOSED: Final = {n: (n + 1, n, *range(n)) for n in (1, 2, 3)}
_LAST: Final = frozenset({"NWC", "NHWC", "NDHWC", "channels_last"})
_FIRST: Final = frozenset({"NCW", "NCHW", "NCDHW", "channels_first"})
NO_PADDING: Final = ("valid", "VALID")
_SAME: Final = ("same", "SAME")
_IMPLICIT: Final = frozenset({"same", "valid", "causal"})


@op(join=("inputs", "kernel", "bias"))
def convolve(
    inputs: Array,
    kernel: Array,
    strides: Any = 1,
    padding: Any = "valid",
    dilations: Any = 1,
    channels_last: bool = True,
    bias: Array | None = None,
) -> Array:
    """(B, *space, C), (*window, C / groups, F), (F,) -> (B, *new space, F); the groups follow from the channels.

    `padding` is "valid", "same", "causal", a pair of numbers for each axis, or an int: so much on all sides.
    """
    rank = inputs.ndim - 2
    if rank != kernel.ndim - 2 or rank not in _PLAIN:
        raise InvalidArgumentError(
            "convolve: expected inputs (batch, *space, channels) and a kernel (*window, channels, filters) "
            f"of the same number of spatial axes, got {list(inputs.shape)} and {list(kernel.shape)}"
        )
    x = inputs.permute(TO_FRONT[rank]) if channels_last else inputs
    groups = _groups(x.shape[1], kernel)
    steps = strides if strides.__class__ is int else per_axis(strides or 1, rank, "strides")
    holes: Any = 1
    if dilations is not None:
        holes = dilations if dilations.__class__ is int else per_axis(dilations, rank, "dilations")
    if padding.__class__ is int:
        margin: Any = padding
    elif padding in NO_PADDING:
        margin = 0
    elif steps == 1 and padding in _SAME and all(width & 1 for width in kernel.shape[:rank]):
        margin = "same"  # torch's rule is TensorFlow's if nothing is skipped; for even windows it warns
    else:
        margin, x = padded(x, kernel.shape[:rank], steps, holes, padding)
    y = _PLAIN[rank](x, kernel.permute(_KERNEL[rank]), bias, steps, margin, holes, groups)
    return y.permute(TO_BACK[rank]) if channels_last else y


def _groups(channels: int, kernel: Array) -> int:
    depth = kernel.shape[-2]
    groups = channels // depth if depth else 0
    if groups * depth != channels or not groups or kernel.shape[-1] % groups:
        raise InvalidArgumentError(
            f"convolve: the inputs have {channels} channels, the kernel {list(kernel.shape)} takes {depth}; "
            "the first must be a multiple of the second and divide the filters into equal groups"
        )
    return groups


def per_axis(value: Any, rank: int, what: str) -> tuple[int, ...]:
    """One number for each spatial axis; TensorFlow's forms with batch and channels are cut to them."""
    if value.__class__ is tuple and len(value) == rank:
        return value
    numbers = integers(value, what)
    if len(numbers) == rank + 2:
        inner = numbers[1:-1] if numbers[-1] == 1 else numbers[2:]
        if numbers[0] != 1 or len(inner) != rank:
            raise InvalidArgumentError(f"{what}: expected 1 for batch and channels, got {list(numbers)}")
        return inner
    if len(numbers) == 1:
        return numbers * rank
    if len(numbers) != rank:
        raise ArgumentError(f"{what}: expected one number or {rank}, one for each spatial axis, got {list(numbers)}")
    return numbers


def spread(value: Any, rank: int) -> tuple[int, ...]:
    """An int or one int for each axis, as a tuple."""
    return (value,) * rank if value.__class__ is int else tuple(value)


def padded(
    x: Array, window: Sequence[int], strides: Any, dilations: Any, padding: Any, fill: float = 0.0
) -> tuple[tuple[int, ...], Array]:
    """What torch is to add on both sides of each axis, and the inputs with whatever is not symmetric added."""
    rank = x.ndim - 2
    pairs = margins(x.shape[2:], window, spread(strides, rank), spread(dilations, rank), padding)
    if all(before == after for before, after in pairs) and not fill:
        return tuple(before for before, _ in pairs), x
    flat = [n for pair in reversed(pairs) for n in pair]
    return (0,) * rank, torch.nn.functional.pad(x, flat, value=fill)


def margins(
    space: Sequence[int], window: Sequence[int], strides: Sequence[int], dilations: Sequence[int], padding: Any
) -> list[tuple[int, int]]:
    """How much is added before and after each spatial axis."""
    rank = len(space)
    if not isinstance(padding, str):
        return _explicit(padding, rank)
    kind = padding.lower()
    if kind not in _IMPLICIT:
        raise InvalidArgumentError(f"padding: expected 'SAME', 'VALID' or pairs of numbers, got {padding!r}")
    pairs = []
    for size, width, step, hole in zip(space, window, strides, dilations, strict=True):
        reach = (width - 1) * hole + 1
        if kind == "valid":
            total = 0
        elif kind == "causal":
            total = reach - 1
        else:
            total = max((-(-size // step) - 1) * step + reach - size, 0)
        pairs.append((total, 0) if kind == "causal" else (total // 2, total - total // 2))
    return pairs


def _explicit(padding: Any, rank: int) -> list[tuple[int, int]]:
    pairs = [(int(pair[0]), int(pair[1])) for pair in padding]
    if len(pairs) == rank + 2:
        return pairs[1:-1] if pairs[-1] == (0, 0) else pairs[2:]
    if len(pairs) != rank:
        raise InvalidArgumentError(f"padding: expected {rank} pairs, one for each spatial axis, got {padding!r}")
    return pairs


@op(join=("inputs", "kernel", "bias"))
def depthwise_convolution(
    inputs: Array,
    kernel: Array,
    strides: Any = 1,
    padding: Any = "valid",
    dilations: Any = 1,
    channels_last: bool = True,
    bias: Array | None = None,
) -> Array:
    """Each channel by its own windows: (B, *space, C), (*window, C, M), (C·M,) -> (B, *new space, C·M)."""
    rank = inputs.ndim - 2
    if rank not in _PLAIN or kernel.ndim != rank + 2:
        raise InvalidArgumentError(
            f"depthwise_convolution: got inputs {list(inputs.shape)} and a kernel {list(kernel.shape)}"
        )
    x = inputs.permute(TO_FRONT[rank]) if channels_last else inputs
    channels, multiplier = kernel.shape[rank:]
    if channels != x.shape[1]:
        raise InvalidArgumentError(
            f"depthwise_convolution: the inputs have {x.shape[1]} channels, the kernel {list(kernel.shape)} {channels}"
        )
    steps, holes = per_axis(strides, rank, "strides"), per_axis(dilations or 1, rank, "dilations")
    if padding.__class__ is int:
        margin: Any = padding
    else:
        margin, x = padded(x, kernel.shape[:rank], steps, holes, padding)
    weight = kernel.permute(rank, rank + 1, *range(rank)).reshape(channels * multiplier, 1, *kernel.shape[:rank])
    y = _PLAIN[rank](x, weight, bias, steps, margin, holes, channels)
    return y.permute(TO_BACK[rank]) if channels_last else y


@op(join=("inputs", "kernel"))
def transposed_convolution(
    inputs: Array,
    kernel: Array,
    strides: Any = 1,
    padding: Any = "valid",
    dilations: Any = 1,
    channels_last: bool = True,
    output_space: Any = None,
    output_padding: Any = None,
) -> Array:
    """The gradient of a convolution: (B, *space, C), (*window, F, C) -> (B, *larger space, F)."""
    rank = inputs.ndim - 2
    if rank not in _TRANSPOSED or kernel.ndim != rank + 2:
        raise InvalidArgumentError(
            f"transposed_convolution: got inputs {list(inputs.shape)} and a kernel {list(kernel.shape)}"
        )
    x = inputs.permute(TO_FRONT[rank]) if channels_last else inputs
    steps, holes = per_axis(strides, rank, "strides"), per_axis(dilations, rank, "dilations")
    window = kernel.shape[:rank]
    if output_space is None:
        extra = None if output_padding is None else per_axis(output_padding, rank, "output_padding")
        target = [
            transposed_size(x.shape[2 + n], window[n], steps[n], holes[n], padding, None if extra is None else extra[n])
            for n in range(rank)
        ]
    else:
        target = list(integers(output_space, "output_shape"))
    pairs = margins(target, window, steps, holes, padding)
    full = _TRANSPOSED[rank](x, kernel.permute(_KERNEL_TRANSPOSED[rank]), None, steps, 0, 0, 1, holes)
    for n, (before, _) in enumerate(pairs):
        full = _cut(full, n + 2, before, target[n])
    return full.permute(TO_BACK[rank]) if channels_last else full


def _cut(x: Array, dim: int, start: int, length: int) -> Array:
    """`length` elements from `start` on, zeros where the axis ends too soon."""
    lacking = start + length - x.shape[dim]
    if lacking > 0:
        x = torch.nn.functional.pad(x, [0, 0] * (x.ndim - 1 - dim) + [0, lacking])
    return torch.narrow(x, dim, start, length)


def transposed_size(size: int, window: int, stride: int, dilation: int, padding: Any, extra: int | None) -> int:
    """The size that Keras gives to an axis of a transposed convolution."""
    reach = (window - 1) * dilation + 1
    if isinstance(padding, str) and padding.lower() == "same":
        return size * stride if extra is None else (size - 1) * stride + reach - 2 * (reach // 2) + extra
    return (size - 1) * stride + reach + (max(stride - reach, 0) if extra is None else extra)


@op(join=("x", "bias"))
def bias_add(x: Array, bias: Array, channels_last: bool = True) -> Array:
    """x plus one number for each channel."""
    if bias.ndim != 1:
        raise ArgumentError(f"bias_add: bias: expected one axis, got shape {list(bias.shape)}")
    return x + (bias if channels_last else bias.reshape(-1, *[1] * (x.ndim - 2)))


def is_channels_last(data_format: Any) -> bool:
    """Whether TensorFlow's or Keras' name of a layout has the channels last."""
    if data_format is None or data_format in _LAST:
        return True
    if data_format in _FIRST:
        return False
    raise InvalidArgumentError(f"data_format: expected one of {sorted(_LAST | _FIRST)}, got {data_format!r}")


def transposed_to(
    inputs: Any, kernel: Any, output_shape: Any, strides: Any, padding: Any, data_format: Any, dilations: Any
) -> Any:
    """A transposed convolution to a given output shape, with or without batch and channels."""
    last = is_channels_last(data_format)
    shape = integers(output_shape, "output_shape")
    rank = len(getattr(kernel, "shape", ())) - 2
    space = shape if len(shape) == rank else shape[1:-1] if last else shape[2:]
    return transposed_convolution(inputs, kernel, strides, padding, 1 if dilations is None else dilations, last, space)


def separable(
    inputs: Any,
    depthwise: Any,
    pointwise: Any,
    strides: Any = 1,
    padding: Any = "valid",
    dilations: Any = 1,
    last: bool = True,
) -> Any:
    """A depthwise convolution, then a pointwise one."""
    between = depthwise_convolution(inputs, depthwise, strides, padding, 1 if dilations is None else dilations, last)
    return convolve(between, pointwise, 1, "valid", 1, last)
