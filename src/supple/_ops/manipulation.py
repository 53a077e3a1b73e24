"""Shape and order of elements: reshape, transpose, join, split, repeat, pad."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch

from supple._core.lift import Array, multi_op, op
from supple._ops._arguments import Axis, Shape, integer, integers, plain, positive_axes, sizes
from supple.errors import InvalidArgumentError


@op
def reshape(x: Array, shape: Shape) -> Array:
    """The elements in another shape; one size may be -1."""
    return torch.reshape(x, shape if plain(shape) else sizes(shape, "reshape: shape"))


@op
def flatten(x: Array) -> Array:
    """Every element in one axis."""
    return torch.reshape(x, (-1,))


@op
def flatten_rows(x: Array) -> Array:
    """Every axis but the first in one: (B, ..) -> (B, n)."""
    return torch.reshape(x, (x.shape[0], math.prod(x.shape[1:])))


@op
def transpose(x: Array, perm: Any = None) -> Array:
    """The axes in the order of `perm`, reversed if None."""
    if perm is None:
        return x.permute(tuple(range(x.ndim - 1, -1, -1)))
    return x.permute(perm if plain(perm) else integers(perm, "transpose: perm"))


@op
def matrix_transpose(x: Array) -> Array:
    """The last two axes exchanged."""
    return x.mT


@op
def swapaxes(x: Array, axis1: int, axis2: int) -> Array:
    """Two axes exchanged."""
    return torch.swapaxes(x, axis1, axis2)


@op
def moveaxis(x: Array, source: Any, destination: Any) -> Array:
    """Axes moved to other positions; the others keep their order."""
    return torch.movedim(x, integers(source, "moveaxis: source"), integers(destination, "moveaxis: destination"))


@op
def expand_dims(x: Array, axis: Axis) -> Array:
    """New axes of size 1 at the positions `axis` of the result."""
    if axis.__class__ is int:
        return torch.unsqueeze(x, axis)
    new = integers(axis, "expand_dims: axis")
    for each in sorted(positive_axes(new, x.ndim + len(new))):
        x = torch.unsqueeze(x, each)
    return x


@op
def squeeze(x: Array, axis: Axis = None) -> Array:
    """Without axes of size 1; `axis` names them, and each must have size 1."""
    if axis is None:
        return torch.squeeze(x)
    chosen = positive_axes(axis, x.ndim)
    wide = [each for each in chosen if x.shape[each] != 1]
    if wide:
        raise InvalidArgumentError(
            f"squeeze: axis: expected axes of size 1, got axis {wide[0]} of size {x.shape[wide[0]]} in {list(x.shape)}"
        )
    return torch.squeeze(x, tuple(chosen)) if chosen else x.view_as(x)


@op(join=("xs",))
def concatenate(xs: Sequence[Array], axis: Any = 0) -> Array:
    """Tensors joined along an axis that exists."""
    if axis.__class__ is not int:
        axis = integer(axis, "concat: axis")
    rank = xs[0].ndim if xs else 0
    for x in xs:
        if x.ndim != rank:  # torch ignores empty vectors among matrices, which hides mistakes
            raise RuntimeError(f"expected tensors of one rank, got ranks {[each.ndim for each in xs]}")
    return torch.cat(xs, axis)  # type: ignore[arg-type]  # takes any sequence


@op(join=("xs",))
def stack(xs: Sequence[Array], axis: Any = 0) -> Array:
    """Tensors joined along a new axis."""
    if axis.__class__ is not int:
        axis = integer(axis, "stack: axis")
    return torch.stack(xs, axis)  # type: ignore[arg-type]  # takes any sequence


@multi_op
def unstack(x: Array, num: int | None = None, axis: int = 0) -> list[Array]:
    """The slices along an axis, which disappears."""
    if num is not None and num != x.shape[axis]:
        raise ValueError(f"num: expected {x.shape[axis]}, the size of axis {axis}, got {num}")
    return list(torch.unbind(x, axis))


@multi_op
def split(x: Array, parts: Any, axis: Any = 0, num: int | None = None) -> list[Array]:
    """Slices along an axis: so many equal ones, or of the given sizes, one of which may be -1."""
    dim = axis if axis.__class__ is int else integer(axis, "split: axis")
    size = x.shape[dim]
    if parts.__class__ is int or (not isinstance(parts, Sequence) and not getattr(parts, "shape", ())):
        number = integer(parts, "split: num_or_size_splits")
        if number <= 0 or size % number:
            raise InvalidArgumentError(f"split: cannot divide axis {dim} of {list(x.shape)} into {number} equal parts")
        return list(torch.split(x, size // number or 1, dim)) if size else [x.view_as(x) for _ in range(number)]
    lengths = list(integers(parts, "split: num_or_size_splits"))
    if num is not None and num != len(lengths):
        raise ValueError(f"num: expected {len(lengths)}, the number of sizes, got {num}")
    if lengths.count(-1) == 1:
        lengths[lengths.index(-1)] = size - sum(lengths) - 1
    if sum(lengths) != size or min(lengths, default=0) < 0:
        raise InvalidArgumentError(f"split: sizes must add up to {size}, the size of axis {dim}, got {list(parts)}")
    return list(torch.split(x, lengths, dim))


@multi_op
def split_at(x: Array, indices: Any, axis: int = 0) -> list[Array]:
    """So many equal slices along an axis, or the slices between the given indices."""
    dim = positive_axes(axis, x.ndim)[0]
    if isinstance(indices, int):
        if indices <= 0 or x.shape[dim] % indices:
            raise ValueError(f"cannot divide axis {dim} of {list(x.shape)} into {indices} equal parts")
        return list(torch.tensor_split(x, indices, dim))
    return list(torch.tensor_split(x, integers(indices, "split: indices"), dim))


@op
def tile(x: Array, repeats: Any) -> Array:
    """The whole tensor repeated along each axis; fewer repeats than axes count from the last."""
    return torch.tile(x, integers(repeats, "tile: repeats"))


@op
def tile_every_axis(x: Array, multiples: Any) -> Array:
    """The whole tensor repeated along each axis, one number an axis."""
    counts = integers(multiples, "tile: multiples")
    if len(counts) != x.ndim:
        raise InvalidArgumentError(f"tile: multiples: expected {x.ndim} numbers, one an axis, got {list(counts)}")
    return torch.tile(x, counts) if counts else x.view_as(x)


@op
def repeat(x: Array, repeats: Any, axis: Any = None) -> Array:
    """Each element, or each slice along an axis, repeated; the tensor is flattened if axis is None."""
    counts = integers(repeats, "repeat: repeats")
    if axis is None:
        x, axis = torch.reshape(x, (-1,)), 0
    axis = integer(axis, "repeat: axis")
    if len(counts) == 1:
        return torch.repeat_interleave(x, counts[0], axis)
    return torch.repeat_interleave(x, torch.tensor(counts, device=x.device), axis)


@op
def flip(x: Array, axis: Axis = None) -> Array:
    """The elements in reverse order along axes."""
    return torch.flip(x, tuple(positive_axes(axis, x.ndim)))


@op
def roll(x: Array, shift: Any, axis: Axis = None) -> Array:
    """The elements shifted along axes, cyclically; the flattened tensor's if axis is None."""
    shifts = integers(shift, "roll: shift")
    return torch.roll(x, shifts) if axis is None else torch.roll(x, shifts, integers(axis, "roll: axis"))


@op
def broadcast_to(x: Array, shape: Shape) -> Array:
    """The elements repeated to fill a shape, without a copy."""
    target = sizes(shape, "broadcast_to: shape")
    return torch.broadcast_to(x, target)


@op
def reverse_sequence(x: Array, lengths: Array, seq_axis: int | None = None, batch_axis: int | None = None) -> Array:
    """The first `length` elements of each sequence in reverse order, the others where they were."""
    batch, time = batch_axis or 0, seq_axis or 0
    if batch == time:
        raise ValueError(f"expected two axes that differ, got seq_axis={time} and batch_axis={batch}")
    moved = torch.movedim(x, (batch, time), (0, 1))
    steps = torch.arange(moved.shape[1], device=x.device)
    ends = lengths.long().unsqueeze(1)
    order = torch.where(steps < ends, ends - 1 - steps, steps)
    rows = torch.arange(moved.shape[0], device=x.device).unsqueeze(1)
    return torch.movedim(moved[rows, order], (0, 1), (batch, time))


_MODES = {"reflect": "reflect", "symmetric": "symmetric", "constant": "constant", "edge": "edge", "wrap": "wrap"}


@op
def pad(x: Array, paddings: Any, mode: str = "constant", value: Any = 0) -> Array:
    """Elements added before and after along each axis: by a value, by reflection, or by repetition of the edge."""
    pairs = _pairs(paddings, x.ndim)
    kind = _MODES.get(mode.lower())
    if kind is None:
        raise ValueError(f"mode: expected one of {sorted(_MODES)}, got {mode!r}")
    if kind == "constant":
        flat = [n for pair in reversed(pairs) for n in pair]
        return torch.nn.functional.pad(x, flat, "constant", value.item() if hasattr(value, "item") else value)
    for dim, (before, after) in enumerate(pairs):
        if before or after:
            x = torch.index_select(x, dim, _padded_positions(x.shape[dim], before, after, kind).to(x.device))
    return x.view_as(x)


def _rows(paddings: Any) -> Any:
    return paddings.tolist() if hasattr(paddings, "tolist") else paddings


def _pairs(paddings: Any, rank: int) -> list[tuple[int, int]]:
    rows = _rows(paddings)
    pairs = [tuple(integers(row, "pad: paddings")) for row in rows]
    if len(pairs) != rank or any(len(pair) != 2 for pair in pairs):
        raise InvalidArgumentError(f"pad: paddings: expected {rank} pairs, one an axis, got {rows}")
    if any(n < 0 for pair in pairs for n in pair):
        raise InvalidArgumentError(f"pad: paddings: expected numbers that are not negative, got {rows}")
    return pairs  # type: ignore[return-value]  # the lengths were checked


def _padded_positions(size: int, before: int, after: int, kind: str) -> Array:
    """Where each element of a padded axis comes from."""
    limit = {"reflect": size - 1, "symmetric": size}.get(kind)
    if limit is not None and max(before, after) > limit:
        raise InvalidArgumentError(
            f"pad: mode {kind!r} adds at most {limit} to an axis of size {size}, got {before}, {after}"
        )
    positions = torch.arange(-before, size + after)
    if kind == "edge":
        return positions.clamp(0, size - 1)
    if kind == "wrap":
        return positions % size
    period = max(2 * (size - 1), 1) if kind == "reflect" else 2 * size
    positions = positions % period
    mirrored = period - positions if kind == "reflect" else period - 1 - positions
    return torch.where(positions < size, positions, mirrored)


@op
def space_to_depth(x: Array, block: int, channels_last: bool = True) -> Array:
    """Blocks of pixels moved into the channels: (B, H, W, C) -> (B, H/b, W/b, b·b·C)."""
    if not channels_last:
        return _space_to_depth(x.permute(0, 2, 3, 1), block).permute(0, 3, 1, 2)
    return _space_to_depth(x, block)


def _space_to_depth(x: Array, block: int) -> Array:
    B, H, W, C = x.shape
    blocks = x.reshape(B, H // block, block, W // block, block, C).permute(0, 1, 3, 2, 4, 5)
    return blocks.reshape(B, H // block, W // block, block * block * C)


@op
def depth_to_space(x: Array, block: int, channels_last: bool = True) -> Array:
    """Channels moved into blocks of pixels: (B, H, W, b·b·C) -> (B, bH, bW, C)."""
    if not channels_last:
        return _depth_to_space(x.permute(0, 2, 3, 1), block).permute(0, 3, 1, 2)
    return _depth_to_space(x, block)


def _depth_to_space(x: Array, block: int) -> Array:
    B, H, W, C = x.shape
    blocks = x.reshape(B, H, W, block, block, C // block**2).permute(0, 1, 3, 2, 4, 5)
    return blocks.reshape(B, H * block, W * block, C // block**2)


@op
def space_to_batch(x: Array, block: Any, paddings: Any) -> Array:
    """Blocks of the padded space moved into the batch: (B, *space, ..) -> (B · Π block, *space / block, ..)."""
    sides = integers(block, "space_to_batch: block_shape")
    count = len(sides)
    if count == 1 and len(_rows(paddings)) > 1:
        sides, count = sides * len(_rows(paddings)), len(_rows(paddings))
    margins = [(0, 0), *_pairs(paddings, count), *[(0, 0)] * (x.ndim - count - 1)]
    x = torch.nn.functional.pad(x, [n for pair in reversed(margins) for n in pair])
    split = [x.shape[0]]
    for size, side in zip(x.shape[1:], sides, strict=False):
        split += [size // side, side]
    rest = list(x.shape[count + 1 :])
    order = [2 * n + 2 for n in range(count)] + [0] + [2 * n + 1 for n in range(count)]
    order += [2 * count + 1 + n for n in range(len(rest))]
    blocks = x.reshape(split + rest).permute(order)
    return blocks.reshape(-1, *(size // side for size, side in zip(x.shape[1:], sides, strict=False)), *rest)


@op
def batch_to_space(x: Array, block: Any, crops: Any) -> Array:
    """The inverse of `space_to_batch`; `crops` is what the padding added."""
    sides = integers(block, "batch_to_space: block_shape")
    count = len(sides)
    if count == 1 and len(_rows(crops)) > 1:
        sides, count = sides * len(_rows(crops)), len(_rows(crops))
    batch, space, rest = x.shape[0] // math.prod(sides), x.shape[1 : count + 1], list(x.shape[count + 1 :])
    order = [count]
    for n in range(count):
        order += [count + 1 + n, n]
    order += [2 * count + 1 + n for n in range(len(rest))]
    blocks = x.reshape([*sides, batch, *space, *rest]).permute(order)
    whole = blocks.reshape(batch, *(size * side for size, side in zip(space, sides, strict=True)), *rest)
    for dim, (before, after) in enumerate(_pairs(crops, count), start=1):
        whole = torch.narrow(whole, dim, before, whole.shape[dim] - before - after)
    return whole
