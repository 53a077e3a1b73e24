"""Products of matrices, contractions and norms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import torch

from supple._core.dtype import to_torch
from supple._core.lift import Array, op
from supple._ops import roots
from supple._ops._arguments import Axis, axes, integers
from supple.errors import ArgumentError, InvalidArgumentError, NotSupportedError

_linear: Final = torch.nn.functional.linear


@op(join=("inputs", "kernel", "bias"))
def affine(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    """inputs · kernel + bias: (.., D), (D, E), (E,) -> (.., E)."""
    if inputs.ndim == 2:
        return torch.mm(inputs, kernel) if bias is None else torch.addmm(bias, inputs, kernel)
    return torch.matmul(inputs, kernel) if bias is None else _linear(inputs, kernel.t(), bias)


@op(join=("x", "y"))
def matmul(x: Array, y: Array) -> Array:
    """The product of matrices, batches broadcast; vectors count as a row on the left, a column on the right."""
    return torch.matmul(x, y)


@op(join=("a", "b"), takes="numbers")
def matmul_of_matrices(
    a: Array,
    b: Array,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    dtype: Any = None,
) -> Array:
    """The product of matrices, batches broadcast: (.., n, k), (.., k, m) -> (.., n, m)."""
    if a.ndim < 2 or b.ndim < 2:
        raise InvalidArgumentError(
            f"matmul: expected two matrices or batches of them, got shapes {list(a.shape)} and {list(b.shape)}"
        )
    if transpose_a or adjoint_a:
        a = a.mH if adjoint_a else a.mT
    if transpose_b or adjoint_b:
        b = b.mH if adjoint_b else b.mT
    return torch.matmul(a, b) if dtype is None else torch.matmul(a.to(to_torch(dtype)), b.to(to_torch(dtype)))


@op(join=("a", "b"))
def matvec(a: Array, b: Array, transpose_a: bool = False, adjoint_a: bool = False) -> Array:
    """The product of matrices and vectors: (.., n, k), (.., k) -> (.., n)."""
    if transpose_a or adjoint_a:
        a = a.mH if adjoint_a else a.mT
    return torch.matmul(a, b.unsqueeze(-1)).squeeze(-1)


@op(join=("x", "y"))
def batch_dot(x: Array, y: Array, x_axis: int, y_axis: int) -> Array:
    """Sums of products over one axis of each, example by example: (B, ..), (B, ..) -> (B, rest of x, rest of y)."""
    left, right = torch.movedim(x, x_axis, -1), torch.movedim(y, y_axis, 1)
    rest = left.shape[1:-1] + right.shape[2:]
    product = torch.matmul(
        left.reshape(left.shape[0], math.prod(left.shape[1:-1]), left.shape[-1]),
        right.reshape(right.shape[0], right.shape[1], math.prod(right.shape[2:])),
    )
    return product.reshape(x.shape[0], *(rest or (1,)))


@op(join=("x", "y"))
def dot(x: Array, y: Array) -> Array:
    """NumPy's dot: the last axis of x against the last but one of y, without broadcasting."""
    if x.ndim == 0 or y.ndim == 0:
        return torch.mul(x, y)
    return torch.tensordot(x, y, ([x.ndim - 1], [max(y.ndim - 2, 0)]))


@op(join=("x", "y"))
def inner(x: Array, y: Array) -> Array:
    """The last axes multiplied and added."""
    return torch.inner(x, y)


@op(join=("x", "y"))
def outer(x: Array, y: Array) -> Array:
    """Every product of an element of x and one of y: (n,), (m,) -> (n, m)."""
    return torch.outer(x.reshape(-1), y.reshape(-1))


@op(join=("x", "y"))
def vdot(x: Array, y: Array) -> Array:
    """The dot product of the flattened tensors, the first conjugated."""
    return torch.vdot(x.reshape(-1), y.reshape(-1))


@op(join=("x", "y"))
def cross(x: Array, y: Array, axis: int = -1) -> Array:
    """The cross product of vectors of three components."""
    return torch.linalg.cross(x, y, dim=axis)


@op(join=("x", "y"))
def kron(x: Array, y: Array) -> Array:
    """The Kronecker product."""
    return torch.kron(x, y)


@op(join=("operands",))
def einsum(equation: str, operands: Sequence[Array]) -> Array:
    """The sum of products that the equation writes down."""
    result: Array = torch.einsum(equation, *operands)
    # Without a sum torch may hand back the operand.
    return result.view_as(result) if any(result is x for x in operands) else result


@op(join=("a", "b"))
def tensordot(a: Array, b: Array, dims: Any = 2) -> Array:
    """Contraction over the last and first `dims` axes, or over the named axes."""
    if hasattr(dims, "tolist"):
        dims = dims.tolist()
    if not isinstance(dims, int):
        dims = tuple(integers(each, "tensordot: axes") for each in dims)
    return torch.tensordot(a, b, dims)


@op(takes="floats")
def norm(x: Array, order: Any = "euclidean", axis: Axis = None, keepdims: bool = False) -> Array:
    """The norm of vectors (one axis) or of matrices (two axes); of the flattened tensor if axis is None."""
    dims = axes(axis)
    matrix = isinstance(dims, tuple) and len(dims) == 2
    if order in {"euclidean", "fro"} or (order == 2 and not matrix):
        if order == "fro" and not matrix and axis is not None:
            raise ArgumentError(f"norm: ord 'fro' needs two axes, got axis={axis!r}")
        squares = torch.square(x) if not x.is_complex() else torch.abs(x).square()
        return roots.sqrt(torch.sum(squares, dims, keepdims))
    if matrix:
        return torch.linalg.matrix_norm(x, _order(order), dims, keepdims)
    if isinstance(order, str):
        raise ArgumentError(f"norm: ord: expected a number, 'euclidean' or 'fro', got {order!r}")
    if order == math.inf:
        return torch.amax(torch.abs(x), () if dims is None else dims, keepdims)
    if order == 1:
        return torch.sum(torch.abs(x), dims, keepdims)
    return torch.pow(torch.sum(torch.pow(torch.abs(x), order), dims, keepdims), 1 / order)


def _order(order: Any) -> Any:
    return "nuc" if order == "nuc" else float(order)


@op(takes="floats")
def l2_normalize(x: Array, axis: Axis = None, epsilon: float = 1e-12) -> Array:
    """x / sqrt(max(Σ x², epsilon))."""
    total = torch.sum(torch.square(x), axes(axis), keepdim=True)
    return x * roots.rsqrt(torch.clamp(total, min=epsilon))


@op(takes="floats")
def normalize(x: Array, axis: Axis = -1, order: Any = 2, epsilon: float = 1e-7) -> Array:
    """x / max(‖x‖, epsilon)."""
    if order == 2:
        total = torch.sum(torch.square(x), axes(axis), keepdim=True)
        return x * roots.rsqrt(torch.clamp(total, min=epsilon**2))
    size = torch.linalg.vector_norm(x, order, axes(axis), keepdim=True)
    return x / torch.clamp(size, min=epsilon)


@op
def band_part(x: Array, lower: Any, upper: Any) -> Array:
    """A matrix without what lies further than `lower` below or `upper` above the diagonal; negative keeps all."""
    down, up = integers(lower, "band_part: num_lower")[0], integers(upper, "band_part: num_upper")[0]
    if up >= 0:
        x = torch.tril(x, up)
    return torch.triu(x, -down) if down >= 0 else x.view_as(x)


@op
def tril(x: Array, k: int = 0) -> Array:
    """The matrix without what lies above its k-th diagonal."""
    return torch.tril(x, k)


@op
def triu(x: Array, k: int = 0) -> Array:
    """The matrix without what lies below its k-th diagonal."""
    return torch.triu(x, k)


@op
def trace(x: Array, offset: int = 0, axis1: int = -2, axis2: int = -1) -> Array:
    """The sum of a diagonal of matrices."""
    diagonal = torch.diagonal(x, offset, axis1, axis2)
    return torch.sum(diagonal, -1, dtype=diagonal.dtype)


@op
def diagonal(x: Array, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Array:
    """A diagonal of matrices."""
    return torch.diagonal(x, offset, axis1, axis2)


@op
def diag_embed(
    x: Array,
    k: Any = 0,
    rows: int = -1,
    columns: int = -1,
    padding: float = 0,
    align: str = "RIGHT_LEFT",
) -> Array:
    """Matrices with x on their k-th diagonal and `padding` elsewhere: (.., n) -> (.., n + |k|, n + |k|)."""
    offset = _one_diagonal("diag", k, align)
    least = (x.shape[-1] + max(-offset, 0), x.shape[-1] + max(offset, 0))
    side = max(least)
    shape = (
        rows if rows != -1 else side if columns == -1 else least[0],
        columns if columns != -1 else side if rows == -1 else least[1],
    )
    matrix = torch.full((*x.shape[:-1], *shape), padding, dtype=x.dtype, device=x.device)
    return torch.diagonal_scatter(matrix, x, offset, -2, -1)


def _one_diagonal(name: str, k: Any, align: str) -> int:
    offsets = integers(k, f"{name}: k")
    if len(set(offsets)) != 1:
        raise NotSupportedError(
            f"{name}: k: bands of several diagonals are not supported, got {list(offsets)} ({align})"
        )
    return offsets[0]


@op
def diag_part(x: Array, k: Any = 0, padding: float = 0, align: str = "RIGHT_LEFT") -> Array:
    """The k-th diagonal of matrices: (.., n, m) -> (.., length)."""
    return torch.diagonal(x, _one_diagonal("diag_part", k, f"{align}, {padding}"), -2, -1)


@op
def diag(x: Array, k: int = 0) -> Array:
    """The k-th diagonal of a matrix, or the matrix with that diagonal of a vector."""
    return torch.diag(x, k)


@op
def set_diag(x: Array, values: Array, k: Any = 0) -> Array:
    """x with other values on the k-th diagonal."""
    return torch.diagonal_scatter(x, values, _one_diagonal("set_diag", k, "one diagonal"), -2, -1)


@op(takes="floats")
def l2_loss(x: Array) -> Array:
    """Σ x² / 2."""
    return torch.sum(torch.square(x)) / 2


@op(takes="floats")
def clip_by_norm(x: Array, limit: float, axis: Axis = None) -> Array:
    """x scaled so that its norm is at most `limit`."""
    total = torch.sum(torch.square(x), axes(axis), keepdim=True)
    positive = total > 0
    size = torch.where(positive, roots.sqrt(torch.where(positive, total, 1)), total)
    return x * limit / torch.clamp(size, min=limit)
