"""Products, contractions, norms and decompositions against NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple import keras
from supple._ops import matrix

from .helpers import assert_close, assert_gradients, gradient


@pytest.mark.parametrize("shape", [(5, 3), (2, 5, 3), (2, 2, 5, 3), (3,)])
@pytest.mark.parametrize("use_bias", [True, False])
def test_affine_equals_the_formula_at_any_rank(shape, use_bias, rng):
    x, kernel, bias = rng.normal(size=shape), rng.normal(size=(3, 4)), rng.normal(size=4)
    arguments = (x, kernel, bias) if use_bias else (x, kernel)
    assert_close(matrix.affine(*arguments), x @ kernel + (bias if use_bias else 0))
    assert_gradients(matrix.affine, *arguments)


def test_affine_names_the_shapes_that_do_not_fit():
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"affine\(inputs=float32\[2, 3\], kernel=float32\[4, 5\]"):
        matrix.affine(tf.ones((2, 3)), tf.ones((4, 5)), tf.ones(5))


@pytest.mark.parametrize(
    "flags", [{}, {"transpose_a": True}, {"transpose_b": True}, {"adjoint_a": True, "adjoint_b": True}]
)
def test_matmul_with_transposed_operands(flags, rng):
    a, b = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 4, 5))
    left = a.swapaxes(1, 2) if "transpose_a" in flags or "adjoint_a" in flags else a
    right = b.swapaxes(1, 2) if "transpose_b" in flags or "adjoint_b" in flags else b
    assert_close(tf.matmul(left, right, **flags), a @ b)
    assert_gradients(lambda x, y: tf.matmul(x, y, **flags), left, right)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: tf.matmul(tf.ones((2, 3)), tf.ones((4, 5))), r"a=float32\[2, 3\], b=float32\[4, 5\]"),
        (
            lambda: tf.matmul(tf.ones(3), tf.ones(3)),
            r"expected two matrices or batches of them, got shapes \[3\] and \[3\]",
        ),
        (
            lambda: tf.matmul(tf.ones((2, 2)), tf.ones((2, 2), tf.float64)),
            "b: expected dtype float32, got a tensor of float64",
        ),
        (lambda: tf.einsum("ij,jk->ik", tf.ones(3), tf.ones((3, 2))), "einsum"),
        (lambda: tf.linalg.inv(tf.zeros((2, 2))), "singular"),
    ],
)
def test_what_cannot_be_multiplied_is_named(call, text):
    with pytest.raises(tf.errors.InvalidArgumentError, match=text):
        call()


@pytest.mark.parametrize(
    ("equation", "shapes"),
    [
        ("ij,jk->ik", [(2, 3), (3, 4)]),
        ("bqhd,bkhd->bhqk", [(2, 3, 2, 4), (2, 5, 2, 4)]),
        ("...ij->...ji", [(2, 3, 4)]),
        ("ii->", [(3, 3)]),
        ("i,ij,jk->k", [(2,), (2, 3), (3, 4)]),
    ],
)
def test_einsum_equals_numpy(equation, shapes, rng):
    arrays = [rng.normal(size=shape) for shape in shapes]
    assert_close(tf.einsum(equation, *arrays), np.einsum(equation, *arrays))
    assert_gradients(lambda *v: tf.einsum(equation, *v), *arrays)


@pytest.mark.parametrize("axes", [0, 1, 2, [[1, 2], [1, 0]], [[2], [0]], [2, 0]])
def test_tensordot_equals_numpy(axes, rng):
    x = rng.normal(size=(2, 3, 4))
    y = rng.normal(size=(3, 4, 2) if axes == 2 else (4, 3, 5))
    assert_close(tf.tensordot(x, y, axes), np.tensordot(x, y, axes))


@pytest.mark.parametrize("order", [1, 2, 3, np.inf])
@pytest.mark.parametrize("axis", [0, 1])
def test_norms_equal_numpy(order, axis, rng):
    x = rng.normal(size=(3, 4))
    assert_close(tf.norm(x, ord=order, axis=axis), np.linalg.norm(x, order, axis))
    assert_gradients(lambda v: tf.norm(v, ord=order, axis=axis), x)


@pytest.mark.parametrize("order", ["fro", 1, np.inf, 2, "nuc"])
def test_norms_of_matrices_equal_numpy(order, rng):
    x = rng.normal(size=(3, 4))
    assert_close(keras.ops.norm(x, ord=order, axis=(0, 1)), np.linalg.norm(x, order, (0, 1)))


def test_the_gradient_of_a_norm_at_zero_is_not_a_number():
    assert np.isnan(gradient(tf.norm, np.zeros(2))[0].numpy()).all()


def test_normalized_vectors(rng):
    x = rng.normal(size=(3, 4))
    assert_close(np.linalg.norm(tf.math.l2_normalize(x, axis=1), axis=1), np.ones(3))
    assert_close(tf.math.l2_normalize([0.0, 0.0]), [0.0, 0.0])
    unit, size = tf.linalg.normalize(x, axis=1)
    assert_close(unit * size, x)
    assert_close(keras.ops.normalize(x, axis=1, order=1), x / np.abs(x).sum(1, keepdims=True))


@pytest.mark.parametrize(("lower", "upper"), [(-1, 0), (0, -1), (1, 1), (-1, -1), (0, 0)])
def test_bands_of_matrices(lower, upper, rng):
    x = rng.normal(size=(2, 4, 5))
    row, column = np.indices((4, 5))
    inside = ((lower < 0) | (row - column <= lower)) & ((upper < 0) | (column - row <= upper))
    assert_close(tf.linalg.band_part(x, lower, upper), x * inside)


def test_diagonals(rng):
    x = rng.normal(size=(3, 3))
    assert_close(tf.linalg.diag_part(x), np.diag(x))
    assert_close(tf.linalg.diag([1.0, 2.0], k=-1), np.diag([1.0, 2.0], -1))
    assert tf.linalg.diag([1.0, 2.0], num_cols=4, padding_value=9.0).numpy().tolist() == [[1, 9, 9, 9], [9, 2, 9, 9]]
    assert_close(np.diag(tf.linalg.set_diag(x, [1.0, 2.0, 3.0]).numpy()), [1.0, 2.0, 3.0])
    assert_close(tf.linalg.trace(x), np.trace(x))
    assert_close(tf.linalg.tensor_diag_part(tf.linalg.tensor_diag(x)), x)
    with pytest.raises(
        NotImplementedError, match=r"diag: k: bands of several diagonals are not supported, got \[0, 1\]"
    ):
        tf.linalg.diag([1.0], k=(0, 1))


def test_systems_of_equations(rng):
    a = rng.normal(size=(4, 4)) + 4 * np.eye(4)
    b = rng.normal(size=(4, 2))
    symmetric = a @ a.T
    assert_close(a @ tf.linalg.solve(a, b).numpy(), b)
    assert_close(tf.linalg.inv(a).numpy() @ a, np.eye(4))
    assert_close(tf.linalg.det(a), np.linalg.det(a))
    factor = tf.linalg.cholesky(symmetric)
    assert_close(factor.numpy() @ factor.numpy().T, symmetric)
    assert_close(symmetric @ tf.linalg.cholesky_solve(factor, b).numpy(), b)
    assert_close(factor.numpy() @ tf.linalg.triangular_solve(factor, b).numpy(), b)
    assert_close(factor.numpy().T @ tf.linalg.triangular_solve(factor, b, adjoint=True).numpy(), b)
    assert_close(tf.linalg.lstsq(np.vstack([a, a]), np.vstack([b, b])), np.linalg.solve(a, b))
    assert_close(tf.linalg.sqrtm(symmetric).numpy() @ tf.linalg.sqrtm(symmetric).numpy(), symmetric)
    assert_close(tf.linalg.logdet(symmetric), np.linalg.slogdet(symmetric)[1])
    assert np.isnan(tf.linalg.cholesky([[1.0, 2.0], [2.0, 1.0]]).numpy()).any()
    with pytest.raises(tf.errors.InvalidArgumentError, match="positive-definite"):
        keras.ops.cholesky(np.array([[1.0, 2.0], [2.0, 1.0]]))


def test_decompositions_give_the_matrix_back(rng):
    a = rng.normal(size=(4, 3))
    s, u, v = tf.linalg.svd(a)
    assert_close(u.numpy() @ np.diag(s.numpy()) @ v.numpy().T, a)
    assert_close(tf.linalg.svd(a, compute_uv=False), s)
    u, s, vh = keras.ops.svd(a, full_matrices=False)
    assert_close(u.numpy() @ np.diag(s.numpy()) @ vh.numpy(), a)
    q, r = tf.linalg.qr(a)
    assert_close(q.numpy() @ r.numpy(), a)
    values, vectors = tf.linalg.eigh(a @ a.T)
    assert_close(vectors.numpy() @ np.diag(values.numpy()) @ vectors.numpy().T, a @ a.T)
    square = rng.normal(size=(3, 3))
    lu, rows = tf.linalg.lu(square)
    lower, upper = np.tril(lu.numpy(), -1) + np.eye(3), np.triu(lu.numpy())
    assert_close(lower @ upper, square[rows.numpy()])
    assert int(tf.linalg.matrix_rank(np.outer([1.0, 2.0], [3.0, 4.0]))) == 1


def test_products_by_keras_names(rng):
    x, y = rng.normal(size=(2, 3)), rng.normal(size=(3, 4))
    assert_close(keras.ops.dot(x, y), np.dot(x, y))
    assert_close(keras.ops.outer(x[0], y[0]), np.outer(x[0], y[0]))
    assert_close(keras.ops.inner(x[0], x[1]), np.inner(x[0], x[1]))
    assert_close(keras.ops.cross(x[0], x[1]), np.cross(x[0], x[1]))
    assert_close(keras.ops.kron(x, y), np.kron(x, y))
    assert keras.ops.matmul(np.array([[1, 2]], "int32"), np.ones((2, 1), "float32")).dtype == "float32"
    batch, other = rng.normal(size=(5, 2, 3)), rng.normal(size=(5, 3, 4))
    assert_close(keras.backend.batch_dot(batch, other), batch @ other)
    assert_close(
        keras.backend.batch_dot(batch[:, 0], batch[:, 1], axes=1), (batch[:, 0] * batch[:, 1]).sum(1, keepdims=True)
    )
