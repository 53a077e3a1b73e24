"""Conversion, control flow and scatter: what `keras.ops` has beside NumPy's functions."""

from __future__ import annotations

from typing import Any

from supple._autodiff import custom_gradient as gradients
from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import (
    control,
    creation,
    elementwise,
    indexing,
    keras_rules,
    linear_algebra,
    manipulation,
    python_calls,
    reduction,
    scatter as scatter_ops,
    segments,
    signals,
    sorting,
)
from supple._ops._arguments import Axis, DTypeLike, Shape, TensorLike


def cast(x: TensorLike, dtype: DTypeLike) -> Any:
    """x in another dtype."""
    return elementwise.cast(x, dtype)


def saturate_cast(x: TensorLike, dtype: DTypeLike) -> Tensor:
    """x in another dtype, limited to the range of that dtype."""
    return elementwise.saturate_cast(x, dtype)


def convert_to_tensor(x: TensorLike, dtype: DTypeLike = None, sparse: Any = None, ragged: Any = None) -> Any:
    """`x` as a tensor, in `dtype` if given."""
    keras_rules.dense("convert_to_tensor", sparse=sparse, ragged=ragged)
    return creation.convert_and_cast(x, dtype)


def convert_to_numpy(x: TensorLike) -> Any:
    """The values as a NumPy array."""
    return keras_rules.to_numpy_array(x)


def is_tensor(x: TensorLike) -> bool:
    """True for tensors, variables and symbolic tensors."""
    return python_calls.is_tensor(x)


def shape(x: TensorLike) -> tuple[Any, ...]:
    """The sizes of the axes; None where unknown."""
    return creation.shape_tuple(x)


def dtype(x: TensorLike) -> str:
    """The name of the dtype."""
    return keras_rules.dtype_name(x)


def stop_gradient(variable: TensorLike) -> Tensor:
    """The same values as a constant."""
    return creation.stop_gradient(variable)


def custom_gradient(f: TensorLike) -> Any:
    """A function with a gradient of its own: f returns its result and the gradient's function."""
    return gradients.custom_gradient(f)


def cond(pred: TensorLike, true_fn: TensorLike, false_fn: TensorLike) -> Any:
    """What the chosen function returns."""
    return control.cond(pred, true_fn, false_fn)


def switch(index: TensorLike, branches: TensorLike, *operands: TensorLike) -> Any:
    """What the function with the given number makes of the operands."""
    return keras_rules.switch(index, branches, operands)


def while_loop(cond: TensorLike, body: TensorLike, loop_vars: TensorLike, maximum_iterations: Any = None) -> Any:
    """The variables after `body` ran on them as long as the condition holds."""
    return control.while_loop(cond, body, loop_vars, maximum_iterations)


def fori_loop(lower: TensorLike, upper: TensorLike, body_fun: TensorLike, init_val: TensorLike) -> Any:
    """The state after body_fun(i, state) for each i of [lower, upper)."""
    return control.fori_loop(lower, upper, body_fun, init_val)


def map(f: TensorLike, xs: TensorLike) -> Any:
    """`f` of each slice along the first axis, stacked."""
    return control.map_fn(f, xs)


def vectorized_map(function: TensorLike, elements: TensorLike) -> Any:
    """`function` of each slice along the first axis, stacked."""
    return control.map_fn(function, elements)


def scan(
    f: TensorLike, init: TensorLike, xs: Any = None, length: Any = None, reverse: bool = False, unroll: int = 1
) -> tuple[Any, Any]:
    """The last state of (state, output) = f(state, x), and every output, stacked."""
    return control.scan_with_outputs(f, init, xs, length, reverse)


def slice(inputs: TensorLike, start_indices: TensorLike, shape: Shape) -> Tensor:
    """The box that begins at `begin` and has the sizes `size`; -1 reaches to the end."""
    return indexing.slice_(inputs, start_indices, shape)


def slice_update(inputs: TensorLike, start_indices: TensorLike, updates: TensorLike) -> Tensor:
    """x with a box of updates that begins at `start`."""
    return scatter_ops.slice_update(inputs, start_indices, updates)


def scatter(indices: TensorLike, values: TensorLike, shape: Shape) -> Tensor:
    """Zeros of `shape` with the updates added at the indices."""
    return scatter_ops.scatter_nd(indices, values, shape)


def scatter_update(inputs: TensorLike, indices: TensorLike, updates: TensorLike, reduction: Any = None) -> Tensor:
    """The inputs with updates in place of, or merged into, what stands at the indices."""
    return keras_rules.scatter_update(inputs, indices, updates, reduction)


def unstack(x: TensorLike, num: Any = None, axis: Axis = 0) -> list[Tensor]:
    """The slices along an axis, which disappears."""
    return manipulation.unstack(x, num, axis)


def top_k(x: TensorLike, k: Any, sorted: bool = True) -> tuple[Tensor, Tensor]:
    """The k largest elements of each row, always sorted, and their indices."""
    return keras_rules.top_k(x, k)


def in_top_k(targets: TensorLike, predictions: TensorLike, k: Any) -> Tensor:
    """Whether each target is among the k most likely classes: (B,), (B, C) -> (B,); ties count as in."""
    return sorting.in_top_k(targets, predictions, k)


def segment_sum(data: TensorLike, segment_ids: TensorLike, num_segments: Any = None, sorted: bool = False) -> Tensor:
    """The sum of each segment."""
    return segments.keras_segment("sum", data, segment_ids, num_segments)


def segment_max(data: TensorLike, segment_ids: TensorLike, num_segments: Any = None, sorted: bool = False) -> Tensor:
    """The maximum of each segment."""
    return segments.keras_segment("max", data, segment_ids, num_segments)


def segment_min(data: TensorLike, segment_ids: TensorLike, num_segments: Any = None, sorted: bool = False) -> Tensor:
    """The minimum of each segment."""
    return segments.keras_segment("min", data, segment_ids, num_segments)


def segment_prod(data: TensorLike, segment_ids: TensorLike, num_segments: Any = None, sorted: bool = False) -> Tensor:
    """The product of each segment."""
    return segments.keras_segment("prod", data, segment_ids, num_segments)


def logsumexp(x: TensorLike, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """log Σ exp x."""
    return reduction.logsumexp(x, axis, keepdims)


def rsqrt(x: TensorLike) -> Tensor:
    """1 / sqrt x."""
    return elementwise.rsqrt(x)


def erf(x: TensorLike) -> Tensor:
    """The error function."""
    return elementwise.erf(x)


def erfc(x: TensorLike) -> Tensor:
    """1 - erf x."""
    return elementwise.erfc(x)


def erfinv(x: TensorLike) -> Tensor:
    """The inverse of erf."""
    return elementwise.erfinv(x)


def logdet(x: TensorLike) -> Tensor:
    """The logarithm of the determinant of positive definite matrices."""
    return linear_algebra.log_determinant(x)


def view_as_complex(x: TensorLike) -> Tensor:
    """Complex numbers from pairs in the last axis."""
    return signals.view_as_complex(x)


def view_as_real(x: TensorLike) -> Tensor:
    """Pairs in a new last axis from complex numbers."""
    return signals.view_as_real(x)


# fmt: off
__all__ = [
    "cast", "cond", "convert_to_numpy", "convert_to_tensor", "custom_gradient", "dtype", "erf", "erfc", "erfinv",
    "fori_loop", "in_top_k", "is_tensor", "logdet", "logsumexp", "map", "rsqrt", "saturate_cast", "scan", "scatter",
    "scatter_update", "segment_max", "segment_min", "segment_prod", "segment_sum", "shape", "slice", "slice_update",
    "stop_gradient", "switch", "top_k", "unstack", "vectorized_map", "view_as_complex", "view_as_real", "while_loop",
]
# fmt: on
__getattr__ = unknown_name("keras.ops.core", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
