"""Decompositions, inverses and systems of equations."""

from __future__ import annotations

from typing import Any

import torch

from supple._core.dtype import to_torch
from supple._core.lift import Array, multi_op, op
from supple.errors import ArgumentError, InvalidArgumentError


@op(takes="floats")
def cholesky(x: Array) -> Array:
    """The lower triangle L with L Lᵀ = x; NaN if x is not positive definite."""
    factor, info = torch.linalg.cholesky_ex(x)
    if info.is_meta or not bool(info.any()):
        return factor
    return torch.where((info != 0)[..., None, None], torch.nan, factor)


@op(join=("factor", "right"))
def cholesky_solve(factor: Array, right: Array) -> Array:
    """The x with L Lᵀ x = right."""
    return torch.cholesky_solve(right, factor)


@op(takes="floats")
def inverse(x: Array, adjoint: bool = False) -> Array:
    """The inverse of square matrices."""
    return torch.linalg.inv(x.mH if adjoint else x)


@op(takes="floats")
def pseudo_inverse(x: Array, rcond: Any = None) -> Array:
    """The Moore-Penrose inverse."""
    limit = 10 * max(x.shape[-2:]) * torch.finfo(x.dtype).eps if rcond is None else float(rcond)
    return torch.linalg.pinv(x, rtol=limit)


@op(takes="floats")
def determinant(x: Array) -> Array:
    """The determinant of square matrices."""
    return torch.linalg.det(x)


@multi_op(takes="floats")
def sign_and_log_determinant(x: Array) -> tuple[Array, Array]:
    """The sign of the determinant and the logarithm of its absolute value."""
    sign, size = torch.linalg.slogdet(x)
    return sign, size


@op(takes="floats")
def log_determinant(x: Array) -> Array:
    """The logarithm of the determinant of positive definite matrices."""
    return 2 * torch.sum(torch.log(torch.diagonal(torch.linalg.cholesky(x), 0, -2, -1)), -1)


@op(join=("matrix", "right"), takes="floats")
def solve(matrix: Array, right: Array, adjoint: bool = False) -> Array:
    """The x with matrix x = right."""
    return torch.linalg.solve(matrix.mH if adjoint else matrix, right)


@op(join=("matrix", "right"), takes="floats")
def triangular_solve(matrix: Array, right: Array, lower: bool = True, adjoint: bool = False) -> Array:
    """The x with triangle(matrix) x = right."""
    square = matrix.mH if adjoint else matrix
    return torch.linalg.solve_triangular(square, right, upper=lower == adjoint)


@op(join=("matrix", "right"), takes="floats")
def least_squares(matrix: Array, right: Array, l2_regularizer: float = 0.0, fast: bool = True) -> Array:
    """The x for which ‖matrix x - right‖² + l2_regularizer ‖x‖² is least; `fast` solves the normal equations."""
    if not l2_regularizer and not (fast and matrix.shape[-2] >= matrix.shape[-1]):
        return torch.linalg.lstsq(matrix, right).solution
    square = matrix.mH @ matrix + l2_regularizer * torch.eye(matrix.shape[-1], dtype=matrix.dtype)
    return torch.linalg.solve(square, matrix.mH @ right)


@multi_op(takes="floats")
def qr(x: Array, full_matrices: bool = False) -> tuple[Array, Array]:
    """Orthogonal q and triangular r with q r = x."""
    q, r = torch.linalg.qr(x, "complete" if full_matrices else "reduced")
    return q, r


@multi_op(takes="floats")
def svd(x: Array, full_matrices: bool = False) -> tuple[Array, Array, Array]:
    """Singular values s and orthogonal u, v with u diag(s) vᴴ = x; returned as (s, u, v)."""
    u, s, vh = torch.linalg.svd(x, full_matrices)
    return s, u, vh.mH


@op(takes="floats")
def singular_values(x: Array) -> Array:
    """The singular values, largest first."""
    return torch.linalg.svdvals(x)


@multi_op(takes="floats")
def eigh(x: Array) -> tuple[Array, Array]:
    """The eigenvalues, smallest first, and eigenvectors of self-adjoint matrices."""
    values, vectors = torch.linalg.eigh(x)
    return values, vectors


@op(takes="floats")
def eigvalsh(x: Array) -> Array:
    """The eigenvalues of self-adjoint matrices, smallest first."""
    return torch.linalg.eigvalsh(x)


@multi_op(takes="floats")
def eig(x: Array) -> tuple[Array, Array]:
    """The eigenvalues and eigenvectors of square matrices, complex."""
    values, vectors = torch.linalg.eig(x)
    return values, vectors


@op(takes="floats")
def eigvals(x: Array) -> Array:
    """The eigenvalues of square matrices, complex."""
    return torch.linalg.eigvals(x)


@op(takes="floats")
def matrix_exponential(x: Array) -> Array:
    """Σ xⁿ / n!."""
    return torch.linalg.matrix_exp(x)


@op(takes="floats")
def matrix_rank(x: Array, tolerance: Any = None) -> Array:
    """The number of singular values above the tolerance."""
    values = torch.linalg.svdvals(x)
    limit = values.amax(-1, keepdim=True) * max(x.shape[-2:]) * torch.finfo(values.dtype).eps
    return torch.sum(values > (limit if tolerance is None else tolerance), -1, dtype=torch.int32)


@op(takes="floats")
def adjoint(x: Array) -> Array:
    """The conjugate transpose."""
    return x.mH.resolve_conj() if x.is_complex() else x.mT


@multi_op(takes="floats")
def lu_factor(x: Array, dtype: Any = "int32") -> tuple[Array, Array]:
    """L and U in one matrix, and the permutation of the rows."""
    factors, pivots = torch.linalg.lu_factor(x)
    rows = torch.arange(x.shape[-2]).expand(*x.shape[:-2], x.shape[-2]).clone()
    for n in range(pivots.shape[-1]):
        other = pivots[..., n : n + 1].long() - 1
        here = rows[..., n : n + 1].clone()
        rows[..., n : n + 1] = rows.gather(-1, other)
        rows.scatter_(-1, other, here)
    return factors, rows.to(to_torch(dtype))


@op
def tensor_diag(x: Array) -> Array:
    """A tensor of twice the rank with x on its diagonal."""
    return torch.diag(x.reshape(-1)).reshape(*x.shape, *x.shape)


@op
def tensor_diag_part(x: Array) -> Array:
    """The diagonal of a tensor whose shape is twice the same."""
    half = x.ndim // 2
    if x.ndim % 2 or x.shape[:half] != x.shape[half:]:
        raise InvalidArgumentError(f"tensor_diag_part: expected a shape that is twice the same, got {list(x.shape)}")
    return torch.diagonal(x.reshape(x[(0,) * half].numel() if half else 1, -1)).reshape(x.shape[:half])


@op(takes="floats")
def matrix_square_root(x: Array) -> Array:
    """The matrix whose square is x, by its eigenvectors."""
    values, vectors = torch.linalg.eig(x)
    root = vectors @ torch.diag_embed(torch.sqrt(values)) @ torch.linalg.inv(vectors)
    return root if x.is_complex() else root.real


@op(takes="floats")
def upper_or_lower_cholesky(x: Array, upper: bool = False) -> Array:
    """The triangle L with L Lᴴ = x, or its conjugate transpose; raises if x is not positive definite."""
    return torch.linalg.cholesky(x, upper=upper)


@op(takes="floats")
def cholesky_inverse(x: Array, upper: bool = False) -> Array:
    """The inverse of the matrix whose Cholesky factor is x."""
    return torch.cholesky_inverse(x, upper)


@op(join=("a", "b"), takes="floats")
def lstsq(a: Array, b: Array, rcond: float | None = None) -> Array:
    """The x of least norm for which ‖a x - b‖ is least."""
    right = b.unsqueeze(-1) if b.ndim == 1 else b
    found = torch.linalg.lstsq(a, right, rcond, driver="gelsd").solution
    return found.squeeze(-1) if b.ndim == 1 else found


@op(join=("a", "b"), takes="floats")
def solve_vectors(a: Array, b: Array) -> Array:
    """The x with a x = b, for matrices b or, one axis less, vectors."""
    return torch.linalg.solve(a, b)


def keras_qr(x: Any, mode: str = "reduced") -> Any:
    """Orthogonal q and triangular r with q r = x."""
    if mode not in {"reduced", "complete"}:
        raise ArgumentError(f"qr: mode: expected 'reduced' or 'complete', got {mode!r}")
    return qr(x, mode == "complete")


def keras_svd(x: Any, full_matrices: bool = True, vectors: bool = True) -> Any:
    """u, s and vᴴ with u diag(s) vᴴ = x, or s alone."""
    return _svd(x, full_matrices) if vectors else singular_values(x)


@multi_op(takes="floats")
def _svd(x: Array, full_matrices: bool) -> tuple[Array, Array, Array]:
    u, s, vh = torch.linalg.svd(x, full_matrices)
    return u, s, vh
