"""Linear algebra: `tf.linalg`."""

from __future__ import annotations

from typing import Any

from supple._core.dtype import int32
from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import compound, linear_algebra, manipulation, matrix, strictly
from supple._ops._arguments import Axis, DTypeLike, TensorLike
from supple._tf.arithmetic import global_norm, l2_normalize
from supple._tf.arrays import eye


def adjoint(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The conjugate transpose."""
    return strictly.adjoint(matrix)


def band_part(input: TensorLike, num_lower: TensorLike, num_upper: TensorLike, name: str | None = None) -> Tensor:
    """A matrix without what lies further than `lower` below or `upper` above the diagonal; negative keeps all."""
    return matrix.band_part(input, num_lower, num_upper)


def cholesky(input: TensorLike, name: str | None = None) -> Tensor:
    """The lower triangle L with L Lᵀ = x; NaN if x is not positive definite."""
    return strictly.cholesky(input)


def cholesky_solve(chol: TensorLike, rhs: TensorLike, name: str | None = None) -> Tensor:
    """The x with L Lᵀ x = right."""
    return strictly.cholesky_solve(chol, rhs)


def cross(a: TensorLike, b: TensorLike, name: str | None = None) -> Tensor:
    """The cross product of vectors of three components."""
    return strictly.cross(a, b)


def det(input: TensorLike, name: str | None = None) -> Tensor:
    """The determinant of square matrices."""
    return strictly.determinant(input)


def diag(
    diagonal: TensorLike,
    name: str | None = "diag",
    k: Any = 0,
    num_rows: int = -1,
    num_cols: int = -1,
    padding_value: int = 0,
    align: str = "RIGHT_LEFT",
) -> Tensor:
    """Matrices with x on their k-th diagonal and `padding` elsewhere: (.., n) -> (.., n + |k|, n + |k|)."""
    return matrix.diag_embed(diagonal, k, num_rows, num_cols, padding_value, align)


def diag_part(
    input: TensorLike, name: str | None = "diag_part", k: Any = 0, padding_value: int = 0, align: str = "RIGHT_LEFT"
) -> Tensor:
    """The k-th diagonal of matrices: (.., n, m) -> (.., length)."""
    return matrix.diag_part(input, k, padding_value, align)


def eig(tensor: TensorLike, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The eigenvalues and eigenvectors of square matrices, complex."""
    return strictly.eig(tensor)


def eigh(tensor: TensorLike, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The eigenvalues, smallest first, and eigenvectors of self-adjoint matrices."""
    return strictly.eigh(tensor)


def eigvals(tensor: TensorLike, name: str | None = None) -> Tensor:
    """The eigenvalues of square matrices, complex."""
    return strictly.eigvals(tensor)


def eigvalsh(tensor: TensorLike, name: str | None = None) -> Tensor:
    """The eigenvalues of self-adjoint matrices, smallest first."""
    return strictly.eigvalsh(tensor)


def einsum(equation: TensorLike, *inputs: TensorLike, optimize: str = "greedy", name: str | None = None) -> Tensor:
    """The sum of products that the equation writes down."""
    return strictly.einsum(equation, inputs)


def expm(input: TensorLike, name: str | None = None) -> Tensor:
    """Σ xⁿ / n!."""
    return strictly.matrix_exponential(input)


def inv(input: TensorLike, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of square matrices."""
    return strictly.inverse(input, adjoint)


def logdet(matrix: TensorLike, name: str | None = None) -> Tensor:
    """The logarithm of the determinant of positive definite matrices."""
    return strictly.log_determinant(matrix)


def lstsq(
    matrix: TensorLike, rhs: TensorLike, l2_regularizer: float = 0.0, fast: bool = True, name: str | None = None
) -> Tensor:
    """The x for which ‖matrix x - right‖² + l2_regularizer ‖x‖² is least; `fast` solves the normal equations."""
    return strictly.least_squares(matrix, rhs, l2_regularizer, fast)


def lu(input: TensorLike, output_idx_type: DTypeLike = int32, name: str | None = None) -> tuple[Tensor, Tensor]:
    """L and U in one matrix, and the permutation of the rows."""
    return strictly.lu_factor(input, output_idx_type)


def matmul(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    transpose_b: bool = False,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    output_type: DTypeLike = None,
    grad_a: bool = False,
    grad_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of matrices, batches broadcast: (.., n, k), (.., k, m) -> (.., n, m)."""
    return strictly.matmul_of_matrices(a, b, transpose_a, transpose_b, adjoint_a, adjoint_b, output_type)


def matrix_rank(a: TensorLike, tol: Any = None, validate_args: bool = False, name: str | None = None) -> Tensor:
    """The number of singular values above the tolerance."""
    return strictly.matrix_rank(a, tol)


def matrix_transpose(a: TensorLike, name: str | None = "matrix_transpose", conjugate: bool = False) -> Tensor:
    """The last two axes exchanged, and conjugated if asked for."""
    return linear_algebra.adjoint(a) if conjugate else manipulation.matrix_transpose(a)


def matvec(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    adjoint_a: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of matrices and vectors: (.., n, k), (.., k) -> (.., n)."""
    return strictly.matvec(a, b, transpose_a, adjoint_a)


def norm(
    tensor: TensorLike, ord: str = "euclidean", axis: Axis = None, keepdims: bool | None = None, name: str | None = None
) -> Tensor:
    """The norm of vectors (one axis) or of matrices (two axes); of the flattened tensor if axis is None."""
    return strictly.norm(tensor, ord, axis, bool(keepdims))


def normalize(
    tensor: TensorLike, ord: str = "euclidean", axis: Axis = None, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The tensor divided by its norm, and the norm."""
    return compound.normalize(tensor, ord, axis)


def pinv(a: TensorLike, rcond: Any = None, validate_args: bool = False, name: str | None = None) -> Tensor:
    """The Moore-Penrose inverse."""
    return strictly.pseudo_inverse(a, rcond)


def qr(input: TensorLike, full_matrices: bool = False, name: str | None = None) -> tuple[Tensor, Tensor]:
    """Orthogonal q and triangular r with q r = x."""
    return strictly.qr(input, full_matrices)


def set_diag(
    input: TensorLike, diagonal: TensorLike, name: str | None = "set_diag", k: Any = 0, align: str = "RIGHT_LEFT"
) -> Tensor:
    """x with other values on the k-th diagonal."""
    return matrix.set_diag(input, diagonal, k)


def slogdet(input: TensorLike, name: str | None = None) -> tuple[Tensor, Tensor]:
    """The sign of the determinant and the logarithm of its absolute value."""
    return strictly.sign_and_log_determinant(input)


def solve(matrix: TensorLike, rhs: TensorLike, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The x with matrix x = right."""
    return strictly.solve(matrix, rhs, adjoint)


def sqrtm(input: TensorLike, name: str | None = None) -> Tensor:
    """The matrix whose square is x, by its eigenvectors."""
    return strictly.matrix_square_root(input)


def svd(tensor: TensorLike, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None) -> Any:
    """Singular values s and, unless told otherwise, orthogonal u and v."""
    return strictly.svd(tensor, full_matrices) if compute_uv else strictly.singular_values(tensor)


def tensor_diag(diagonal: TensorLike, name: str | None = None) -> Tensor:
    """A tensor of twice the rank with x on its diagonal."""
    return linear_algebra.tensor_diag(diagonal)


def tensor_diag_part(input: TensorLike, name: str | None = None) -> Tensor:
    """The diagonal of a tensor whose shape is twice the same."""
    return linear_algebra.tensor_diag_part(input)


def tensordot(a: TensorLike, b: TensorLike, axes: Axis, name: str | None = None) -> Tensor:
    """Contraction over the last and first `dims` axes, or over the named axes."""
    return strictly.tensordot(a, b, axes)


def trace(x: TensorLike, name: str | None = None) -> Tensor:
    """The sum of a diagonal of matrices."""
    return matrix.trace(x)


def triangular_solve(
    matrix: TensorLike, rhs: TensorLike, lower: bool = True, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """The x with triangle(matrix) x = right."""
    return strictly.triangular_solve(matrix, rhs, lower, adjoint)


# fmt: off
__all__ = [
    "adjoint", "band_part", "cholesky", "cholesky_solve", "cross", "det", "diag", "diag_part", "eig", "eigh",
    "eigvals", "eigvalsh", "einsum", "expm", "eye", "global_norm", "inv", "l2_normalize", "logdet", "lstsq", "lu",
    "matmul", "matrix_rank", "matrix_transpose", "matvec", "norm", "normalize", "pinv", "qr", "set_diag", "slogdet",
    "solve", "sqrtm", "svd", "tensor_diag", "tensor_diag_part", "tensordot", "trace", "triangular_solve",
]
# fmt: on
__getattr__ = unknown_name("tf.linalg", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
