"""Matrix products, contractions, norms."""

from __future__ import annotations

import numpy as np

from ..harness import Module, Nest, add, case, gradients, numbers

A, B = numbers(2, 3), numbers(3, 4, seed=1)
BATCH_A, BATCH_B = numbers(2, 1, 3, 4, seed=2), numbers(5, 4, 2, seed=3)


@case
def matmul(tf: Module) -> Nest:
    return {
        "plain": tf.matmul(A, B),
        "operator": tf.constant(A) @ B,
        "operator_of_an_array": A @ tf.constant(B),
        "transpose_a": tf.matmul(A, A, transpose_a=True),
        "transpose_b": tf.matmul(A, A, transpose_b=True),
        "adjoint": tf.matmul(A, A, adjoint_b=True),
        "batch_broadcasts": tf.matmul(BATCH_A, BATCH_B),
        "ints": tf.matmul([[1, 2]], [[3], [4]]),
        "double": tf.matmul(A.astype("float64"), B.astype("float64")),
        "empty": tf.matmul(tf.zeros((0, 3)), B),
        "over_nothing": tf.matmul(tf.zeros((2, 0)), tf.zeros((0, 3))),
        "vector": tf.linalg.matvec(A, [1.0, 2.0, 3.0]),
    }


@case
def matmul_gradient(tf: Module) -> Nest:
    return {
        "plain": gradients(tf, tf.matmul, A, B),
        "transpose_b": gradients(tf, lambda a, b: tf.matmul(a, b, transpose_b=True), A, numbers(5, 3)),
        "transpose_a": gradients(tf, lambda a, b: tf.matmul(a, b, transpose_a=True), A, numbers(2, 4)),
        "batch_broadcasts": gradients(tf, tf.matmul, BATCH_A, BATCH_B),
        "vector": gradients(tf, tf.linalg.matvec, A, numbers(3)),
    }


@case
def keras_matmul(tf: Module) -> Nest:
    ops = tf.keras.ops
    return {
        "plain": ops.matmul(A, B),
        "vectors": ops.matmul(A[0], A[1]),
        "matrix_by_vector": ops.matmul(A, B[:, 0]),
        "ints": ops.matmul(np.array([[1, 2]], "int32"), np.array([[3], [4]], "int32")),
        "int_by_float": ops.matmul(np.array([[1, 2, 3]], "int32"), B),
        "dot": ops.dot(A, B),
        "outer": ops.outer(A[0], B[0]),
        "inner": ops.inner(A[0], A[1]),
        "vdot": ops.vdot(A[0], A[1]),
    }


EINSUMS = {
    "product": ("ij,jk->ik", (2, 3), (3, 4)),
    "batch_product": ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)),
    "implicit_output": ("ij,jk", (2, 3), (3, 4)),
    "attention": ("bqhd,bkhd->bhqk", (2, 3, 2, 4), (2, 5, 2, 4)),
    "ellipsis": ("...ij,...jk->...ik", (2, 2, 3), (2, 3, 2)),
    "outer": ("i,j->ij", (2,), (3,)),
    "full_sum": ("ij,ij->", (2, 3), (2, 3)),
}
for name, (equation, *shapes) in EINSUMS.items():

    def contracted(tf: Module, equation: str = equation, shapes: list[tuple[int, ...]] = shapes) -> Nest:
        arrays = [numbers(*shape, seed=seed) for seed, shape in enumerate(shapes)]
        return {
            "value": tf.einsum(equation, *arrays),
            "gradient": gradients(tf, lambda *v: tf.einsum(equation, *v), *arrays),
            "keras": tf.keras.ops.einsum(equation, *arrays),
        }

    add(f"einsum_{name}", contracted)


@case
def einsum_of_one_tensor(tf: Module) -> Nest:
    square = numbers(3, 3)
    results = [tf.einsum(equation, square) for equation in ("ij->ji", "ii->i", "ii->", "ij->j", "ij->")]
    return results, gradients(tf, lambda v: tf.einsum("ii->", v), square)


@case
def einsum_of_three_tensors(tf: Module) -> Nest:
    return tf.einsum("i,ij,jk->k", numbers(2), A, B)


@case
def tensordot(tf: Module) -> Nest:
    x, y = numbers(2, 3, 4), numbers(4, 3, 5, seed=1)
    return {
        "one": tf.tensordot(x, y, axes=1),
        "zero": tf.tensordot(A, [1.0, 2.0], axes=0),
        "lists": tf.tensordot(x, y, axes=[[1, 2], [1, 0]]),
        "pair": tf.tensordot(x, y, axes=[1, 1]),
        "gradient": gradients(tf, lambda a, b: tf.tensordot(a, b, [[2], [0]]), x, y),
        "keras": tf.keras.ops.tensordot(x, y, axes=[[2], [0]]),
    }


@case
def norms(tf: Module) -> Nest:
    x = numbers(2, 3, 4)
    return {
        "all": tf.norm(x),
        "axis": tf.norm(x, axis=-1),
        "one": tf.norm(x, ord=1, axis=1),
        "infinite": tf.norm(x, ord=np.inf, axis=1, keepdims=True),
        "three": tf.norm(x, ord=3, axis=2),
        "frobenius": tf.norm(x, ord="fro", axis=[-2, -1]),
        "linalg": tf.linalg.norm(x, axis=0),
        "gradient": gradients(tf, lambda v: tf.norm(v, axis=1), x),
        "keras": [
            tf.keras.ops.norm(A),
            tf.keras.ops.norm(x, axis=-1, keepdims=True),
            tf.keras.ops.norm(x, ord=1, axis=0),
        ],
    }


@case
def gradient_of_a_norm_at_zero(tf: Module) -> Nest:
    return gradients(tf, tf.norm, np.zeros(3, "float32"))


@case
def l2_normalize(tf: Module) -> Nest:
    x = numbers(2, 3)
    return {
        "last": tf.math.l2_normalize(x, axis=-1),
        "all": tf.nn.l2_normalize(x),
        "axes": tf.linalg.l2_normalize(x, axis=[0, 1]),
        "zero": tf.math.l2_normalize([0.0, 0.0]),
        "epsilon": tf.math.l2_normalize([0.1, 0.0], epsilon=1.0),
        "gradient": gradients(tf, lambda v: tf.math.l2_normalize(v, axis=1), x),
        "gradient_at_zero": gradients(tf, tf.math.l2_normalize, np.zeros(2, "float32")),
        "keras": tf.keras.ops.normalize(x, axis=1),
        "with_norm": tf.linalg.normalize(x, axis=1),
    }


@case
def band_part(tf: Module) -> Nest:
    x = numbers(3, 4)
    return {
        "lower": tf.linalg.band_part(x, -1, 0),
        "upper": tf.linalg.band_part(x, 0, -1),
        "band": tf.linalg.band_part(x, 1, 1),
        "batch": tf.linalg.band_part(tf.ones((2, 3, 3), tf.int32), -1, 0),
        "gradient": gradients(tf, lambda v: tf.linalg.band_part(v, 0, 1), x),
    }


@case(rtol=1e-4)
def solving_systems(tf: Module) -> Nest:
    square = numbers(3, 3) @ numbers(3, 3).T + 3 * np.eye(3, dtype="float32")
    right = numbers(3, 2, seed=1)
    return {
        "solve": tf.linalg.solve(square, right),
        "inverse": tf.linalg.inv(square),
        "determinant": tf.linalg.det(square),
        "cholesky": tf.linalg.cholesky(square),
        "indefinite_cholesky_is_nan": tf.math.is_nan(tf.linalg.cholesky([[1.0, 2.0], [2.0, 1.0]])[1, 1]),
        "triangular": tf.linalg.triangular_solve(tf.linalg.cholesky(square), right),
        "keras": [tf.keras.ops.solve(square, right), tf.keras.ops.inv(square), tf.keras.ops.det(square)],
        "gradient": gradients(tf, tf.linalg.inv, square),
    }


@case
def cross_product(tf: Module) -> Nest:
    return tf.linalg.cross([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]), tf.keras.ops.cross(A[0], A[1])
