"""Functions that differ between Keras and TensorFlow in their arguments: Keras' side."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

from supple._core import dtype as dtypes, random_state, settings
from supple._core.lift import Array, multi_op, op, weak_dtype
from supple._core.readout import to_numpy
from supple._core.tensor import Eager, Operand
from supple._ops import (
    control,
    convolution,
    creation,
    cross_entropy,
    manipulation,
    matrix,
    normalization,
    numpy_like,
    pooling,
    reduction,
    roots,
    scatter,
    sorting,
)
from supple._ops._arguments import Axis, DTypeLike, axes
from supple._ops.comparison import select as choose
from supple.errors import ArgumentError, NotSupportedError


def last(data_format: str | None) -> bool:
    """Whether the channels come last; None stands for the default layout."""
    return settings.standardize_data_format(data_format) == "channels_last"


def to_numpy_array(x: Any) -> Any:
    """The values of a tensor as a NumPy array."""
    return to_numpy(x._t) if isinstance(x, Eager) else creation.convert(x).numpy()


def dense(name: str, *, sparse: Any = None, ragged: Any = None) -> None:
    """Raise if a sparse or ragged tensor is asked for."""
    if sparse or ragged:
        raise NotSupportedError(f"{name}: sparse and ragged tensors are not done yet, got {sparse=}, {ragged=}")


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """x where `condition` holds, else y; without both, the index vectors of what holds."""
    if x is None and y is None:
        return numpy_like.nonzero(condition)
    if x is None or y is None:
        raise ArgumentError(f"where: x1 and x2: expected both or none, got {x!r} and {y!r}")
    return choose(condition, x, y)


def argmax(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The index of the first maximum, as int32."""
    return reduction.argmax(x, axis, keepdims, torch.int32)


def argmin(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """The index of the first minimum, as int32."""
    return reduction.argmin(x, axis, keepdims, torch.int32)


def average(x: Any, axis: Axis = None, weights: Any = None) -> Any:
    """The mean, weighted if there are weights."""
    return reduction.mean(x, axis) if weights is None else numpy_like.weighted_average(x, weights, axis)


def arange(start: Any, stop: Any = None, step: Any = None, dtype: DTypeLike = None) -> Any:
    """start, start + step, .. below stop; a single number is the stop."""
    return creation.range_(start, stop, 1 if step is None else step, dtype)


def linspace(start: Any, stop: Any, num: int, endpoint: bool, retstep: bool, dtype: DTypeLike, axis: int) -> Any:
    """`num` evenly spaced values from start to stop; with `retstep` also their distance."""
    kind = dtypes.result_type(weak_dtype(start), weak_dtype(stop), float) if dtype is None else dtype
    low, high = (creation.convert_and_cast(each, kind) for each in (start, stop))
    values = creation.linspace(low, high, num, axis, endpoint, kind)
    return (values, (high - low) / float(max(num - 1 if endpoint else num, 1))) if retstep else values


def pad(x: Any, width: Any, mode: str = "constant", value: Any = None) -> Any:
    """Elements added before and after along each axis, by NumPy's forms of the width."""
    if mode != "constant" and value is not None:
        raise ArgumentError(f"pad: constant_values: belongs to mode 'constant', got mode {mode!r}")
    rank = len(creation.shape_tuple(x))
    return manipulation.pad(x, numpy_like.pad_width(width, rank), mode, 0 if value is None else value)


def top_k(x: Any, k: int) -> Any:
    """The k largest elements of each row and their indices."""
    return tuple(sorting.top_k(x, k))


def scatter_update(x: Any, indices: Any, updates: Any, how: str | None = None) -> Any:
    """x with the updates in place of, or merged into, what stands at the indices."""
    chosen: dict[str | None, Callable[..., Any]] = {
        None: scatter.scatter_update,
        "add": scatter.scatter_add,
        "max": scatter.scatter_max,
        "min": scatter.scatter_min,
        "mul": scatter.scatter_multiply,
    }
    if how not in chosen:
        raise ArgumentError(f"scatter_update: reduction: expected None, 'add', 'max', 'min' or 'mul', got {how!r}")
    return chosen[how](x, indices, updates)


def unique(x: Any, index: bool, inverse: bool, counts: bool, axis: Any, size: Any, fill: Any) -> Any:
    """The different values, sorted; optionally their first places, which of them each element is, and their counts."""
    if axis is not None or size is not None or fill is not None:
        raise NotSupportedError(f"unique: axis, size and fill_value are not done yet, got {axis}, {size}, {fill}")
    parts = _unique(x, index)
    chosen = [part for part, wanted in zip(parts, (True, index, inverse, counts), strict=True) if wanted]
    return chosen[0] if len(chosen) == 1 else tuple(chosen)


@multi_op
def _unique(x: Array, index: bool) -> tuple[Array, Array, Array, Array]:
    flat = x.reshape(-1)
    values, inverse, counts = torch.unique(flat, return_inverse=True, return_counts=True)
    first = torch.full((values.numel(),), flat.numel(), dtype=torch.int64)
    if index:
        first.scatter_reduce_(0, inverse, torch.arange(flat.numel()), "amin")
    return values, first.int(), inverse.reshape(x.shape).int(), counts.int()


def median(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The middle element, or the mean of the two in the middle."""
    return numpy_like.quantile(x, 0.5, axis, "linear", keepdims)


def switch(index: Any, branches: Any, operands: tuple[Any, ...]) -> Any:
    """What the function with the number `index` makes of the operands; out of range, the nearest."""
    return branches[min(max(int(index), 0), len(branches) - 1)](*operands)


# --- neural networks ------------------------------------------------------------------------------------------------


def conv(x: Any, kernel: Any, strides: Any, padding: str, data_format: str | None, dilation: Any) -> Any:
    """A convolution; the groups follow from the channels."""
    return convolution.convolve(x, kernel, strides, padding, dilation, last(data_format))


def depthwise_conv(x: Any, kernel: Any, strides: Any, padding: str, data_format: str | None, dilation: Any) -> Any:
    """Each channel by its own windows."""
    return convolution.depthwise_convolution(x, kernel, strides, padding, dilation, last(data_format))


def separable_conv(
    x: Any, depthwise: Any, pointwise: Any, strides: Any, padding: str, data_format: str | None, dilation: Any
) -> Any:
    """A depthwise convolution, then a pointwise one."""
    return convolution.separable(x, depthwise, pointwise, strides, padding, dilation, last(data_format))


def conv_transpose(
    x: Any, kernel: Any, strides: Any, padding: str, extra: Any, data_format: str | None, dilation: Any
) -> Any:
    """The gradient of a convolution, as a layer."""
    return convolution.transposed_convolution(x, kernel, strides, padding, dilation, last(data_format), None, extra)


def max_pool(x: Any, size: Any, strides: Any, padding: str, data_format: str | None) -> Any:
    """The maximum of each window."""
    return pooling.max_pool(x, size, strides, padding, last(data_format))


def average_pool(x: Any, size: Any, strides: Any, padding: str, data_format: str | None) -> Any:
    """The mean of each window."""
    return pooling.average_pool(x, size, strides, padding, last(data_format))


def layer_normalization(x: Any, gamma: Any, beta: Any, axis: Axis, epsilon: float | None) -> Any:
    """Layer normalization; epsilon is Keras' fuzz factor if None."""
    return normalization.layer_norm(x, gamma, beta, axis, settings.epsilon() if epsilon is None else epsilon)


def rms_normalization(x: Any, scale: Any, axis: Axis, epsilon: float | None) -> Any:
    """Root-mean-square normalization; epsilon is Keras' fuzz factor if None."""
    return normalization.rms_norm(x, scale, axis, settings.epsilon() if epsilon is None else epsilon)


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """-Σ target · log output, of logits or of probabilities, which are scaled to a sum of 1."""
    _same_rank("categorical_crossentropy", target, output)
    if from_logits:
        return cross_entropy.softmax_cross_entropy(target, output, axis)
    return _categorical(target, output, axis, settings.epsilon())


def _same_rank(name: str, target: Any, output: Any) -> None:
    left, right = creation.shape_tuple(target), creation.shape_tuple(output)
    if len(left) != len(right) or any(a != b for a, b in zip(left, right, strict=True) if None not in {a, b}):
        raise ArgumentError(f"{name}: target and output: expected one shape, got {list(left)} and {list(right)}")


@op(join=("target", "output"), takes="floats")
def _categorical(target: Array, output: Array, axis: int, fuzz: float) -> Array:
    odds = output / torch.sum(output, axis, keepdim=True)
    return -torch.sum(target * torch.log(torch.clamp(odds, fuzz, 1 - fuzz)), axis)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """-log of the probability of the class with the number `target`."""
    if from_logits:
        return _sparse_logits(target, output, axis)
    return _sparse(target, output, axis, settings.epsilon())


@op
def _sparse_logits(target: Array, output: Array, axis: int) -> Array:
    if target.ndim == output.ndim and target.shape[axis] == 1:
        target = target.squeeze(axis)
    logits = torch.movedim(output, axis, -1)
    return cross_entropy.sparse_losses(target.long(), logits)


@op
def _sparse(target: Array, output: Array, axis: int, fuzz: float) -> Array:
    if target.ndim == output.ndim and target.shape[axis] == 1:
        target = target.squeeze(axis)
    odds = torch.log(torch.clamp(output / torch.sum(output, axis, keepdim=True), fuzz, 1 - fuzz))
    # The clipped probabilities are logits to Keras: they are scaled once more.
    return cross_entropy.sparse_losses(target.long(), torch.movedim(odds, axis, -1))


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """-z log p - (1 - z) log(1 - p), of logits or of probabilities."""
    _same_rank("binary_crossentropy", target, output)
    if from_logits:
        return cross_entropy.sigmoid_cross_entropy(target, output)
    return _binary(target, output, settings.epsilon())


@op(join=("target", "output"), takes="floats")
def _binary(target: Array, output: Array, fuzz: float) -> Array:
    odds = torch.clamp(output, fuzz, 1 - fuzz)
    return -(target * torch.log(odds) + (1 - target) * torch.log(1 - odds))


def one_hot(x: Any, classes: int, axis: int, dtype: DTypeLike, sparse: bool) -> Any:
    """1 at the index and 0 elsewhere along a new axis."""
    dense("one_hot", sparse=sparse)
    return creation.one_hot(x, classes, axis, dtype)


@multi_op(takes="floats")
def moments(x: Array, axes_: Axis, keepdims: bool = False) -> tuple[Array, Array]:
    """The mean and the variance over axes."""
    dims = axes(axes_)
    variance, mean = torch.var_mean(x, dims, correction=0, keepdim=keepdims)
    return mean, variance


def dtype_name(x: Any) -> str:
    """The name of the dtype."""
    return str(x.dtype.name if isinstance(x, Operand) else creation.convert(x).dtype.name)  # type: ignore[attr-defined]


def stream_of(seed: Any) -> Any:
    """The stream of a Keras seed: an int gives the same numbers at every call, a SeedGenerator goes on."""
    if seed is None:
        return None
    found = getattr(seed, "generator", None)
    return random_state.fresh(int(seed)) if found is None else found


def count(x: Any) -> int:
    """The number of elements."""
    return math.prod(creation.shape_tuple(x))


def assign_all(pairs: Any) -> None:
    """Assign to each variable the value beside it."""
    for variable, value in pairs:
        variable.assign(value)


def choose_branch(condition: Any, then: Any, otherwise: Any) -> Any:
    """A scalar condition chooses one of two values or functions, any other one their elements."""
    if len(creation.shape_tuple(condition)) == 0:
        return control.cond(
            condition, then if callable(then) else lambda: then, otherwise if callable(otherwise) else lambda: otherwise
        )
    first, second = (each() if callable(each) else each for each in (then, otherwise))
    mask = condition
    for _ in range(len(creation.shape_tuple(first)) - len(creation.shape_tuple(condition))):
        mask = manipulation.expand_dims(mask, -1)
    return choose(mask, first, second)


@op(takes="floats")
def safe_sqrt(x: Array) -> Array:
    """The square root; negative numbers count as 0."""
    return roots.sqrt(torch.clamp(x, min=0))


def batch_dot(x: Any, y: Any, axes: Any = None) -> Any:
    """One axis of x against one of y, for each element of the batch, by Keras 2's defaults."""
    left, right = len(creation.shape_tuple(x)), len(creation.shape_tuple(y))
    if axes is None:
        axes = (left - 1, 1 if right == 2 else right - 2)
    first, second = (axes, axes) if isinstance(axes, int) else tuple(axes)
    return matrix.batch_dot(x, y, first, second)
