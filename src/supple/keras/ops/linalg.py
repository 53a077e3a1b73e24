"""Linear algebra: `keras.ops.linalg`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import linear_algebra, matrix
from supple._ops._arguments import Axis, TensorLike


def cholesky(x: TensorLike, upper: bool = False) -> Tensor:
    """The triangle L with L Lᴴ = x, or its conjugate transpose; raises if x is not positive definite."""
    return linear_algebra.upper_or_lower_cholesky(x, upper)


def cholesky_inverse(x: TensorLike, upper: bool = False) -> Tensor:
    """The inverse of the matrix whose Cholesky factor is x."""
    return linear_algebra.cholesky_inverse(x, upper)


def det(x: TensorLike) -> Tensor:
    """The determinant of square matrices."""
    return linear_algebra.determinant(x)


def eig(x: TensorLike) -> tuple[Tensor, Tensor]:
    """The eigenvalues and eigenvectors of square matrices, complex."""
    return linear_algebra.eig(x)


def eigh(x: TensorLike) -> tuple[Tensor, Tensor]:
    """The eigenvalues, smallest first, and eigenvectors of self-adjoint matrices."""
    return linear_algebra.eigh(x)


def inv(x: TensorLike) -> Tensor:
    """The inverse of square matrices."""
    return linear_algebra.inverse(x)


def lstsq(a: TensorLike, b: TensorLike, rcond: Any = None) -> Tensor:
    """The x of least norm for which ‖a x - b‖ is least."""
    return linear_algebra.lstsq(a, b, rcond)


def lu_factor(x: TensorLike) -> tuple[Tensor, Tensor]:
    """L and U in one matrix, and the permutation of the rows."""
    return linear_algebra.lu_factor(x)


def matrix_rank(x: TensorLike, tol: Any = None) -> Tensor:
    """The number of singular values above the tolerance."""
    return linear_algebra.matrix_rank(x, tol)


def norm(x: TensorLike, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """The norm of vectors (one axis) or of matrices (two axes); of the flattened tensor if axis is None."""
    return matrix.norm(x, "euclidean" if ord is None else ord, axis, keepdims)


def pinv(x: TensorLike, rcond: Any = None) -> Tensor:
    """The Moore-Penrose inverse."""
    return linear_algebra.pseudo_inverse(x, rcond)


def qr(x: TensorLike, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """Orthogonal q and triangular r with q r = x."""
    return linear_algebra.keras_qr(x, mode)


def solve(a: TensorLike, b: TensorLike) -> Tensor:
    """The x with a x = b, for matrices b or, one axis less, vectors."""
    return linear_algebra.solve_vectors(a, b)


def solve_triangular(a: TensorLike, b: TensorLike, lower: bool = False) -> Tensor:
    """The x with triangle(matrix) x = right."""
    return linear_algebra.triangular_solve(a, b, lower)


def svd(x: TensorLike, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """u, s and vᴴ with u diag(s) vᴴ = x, or s alone."""
    return linear_algebra.keras_svd(x, full_matrices, compute_uv)


# fmt: off
__all__ = [
    "cholesky", "cholesky_inverse", "det", "eig", "eigh", "inv", "lstsq", "lu_factor", "matrix_rank", "norm",
    "pinv", "qr", "solve", "solve_triangular", "svd",
]
# fmt: on
__getattr__ = unknown_name("keras.ops.linalg", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
