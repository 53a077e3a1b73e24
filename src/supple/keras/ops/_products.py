"""Products and contractions."""

from __future__ import annotations

from supple._core.tensor import Tensor
from supple._ops import matrix, numpy_like
from supple._ops._arguments import Axis, TensorLike


def matmul(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The product of matrices, batches broadcast; vectors count as a row on the left, a column on the right."""
    return matrix.matmul(x1, x2)


def dot(x1: TensorLike, x2: TensorLike) -> Tensor:
    """NumPy's dot: the last axis of x against the last but one of y, without broadcasting."""
    return matrix.dot(x1, x2)


def inner(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The last axes multiplied and added."""
    return matrix.inner(x1, x2)


def outer(x1: TensorLike, x2: TensorLike) -> Tensor:
    """Every product of an element of x and one of y: (n,), (m,) -> (n, m)."""
    return matrix.outer(x1, x2)


def vdot(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The dot product of the flattened tensors, the first conjugated."""
    return matrix.vdot(x1, x2)


def cross(
    x1: TensorLike, x2: TensorLike, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Axis = None
) -> Tensor:
    """The cross product of vectors of three components."""
    return (
        matrix.cross(x1, x2, axisa if axis is None else axis)
        if axisa == axisb == axisc or axis is not None
        else numpy_like.cross_of_axes(x1, x2, axisa, axisb, axisc)
    )


def kron(x1: TensorLike, x2: TensorLike) -> Tensor:
    """The Kronecker product."""
    return matrix.kron(x1, x2)


def tensordot(x1: TensorLike, x2: TensorLike, axes: Axis = 2) -> Tensor:
    """Contraction over the last and first `dims` axes, or over the named axes."""
    return matrix.tensordot(x1, x2, axes)


def einsum(subscripts: TensorLike, *operands: TensorLike) -> Tensor:
    """The sum of products that the subscripts write down."""
    return matrix.einsum(subscripts, operands)
