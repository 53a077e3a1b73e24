"""The operators of tensors, variables and symbolic tensors."""

from __future__ import annotations

import operator

import numpy as np
import pytest

import supple as tf
from supple import keras

from .helpers import assert_close

ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]
COMPARISON = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("symbol", ARITHMETIC + COMPARISON)
@pytest.mark.parametrize("other", [2.5, 2, np.array([2.0, 3.0]), "tensor", "variable"])
def test_an_operator_equals_numpy_on_both_sides(symbol, other):
    x = np.array([1.5, -3.5], "float32")
    value = np.array([2.0, 3.0], "float32") if isinstance(other, str) else other
    operand = {"tensor": tf.constant(value), "variable": tf.Variable(value)}.get(
        other if isinstance(other, str) else "", other
    )
    with np.errstate(invalid="ignore"):
        for mine in (tf.constant(x), tf.Variable(x)):
            assert_close(symbol(mine, operand), symbol(x, np.asarray(value, "float32")))
            assert_close(symbol(operand, mine), symbol(np.asarray(value, "float32"), x))


@pytest.mark.parametrize("symbol", ARITHMETIC)
def test_operators_keep_small_integers_in_their_dtype(symbol):
    x = tf.constant([7, 9])
    if symbol is operator.truediv:
        assert symbol(x, 2).dtype == "float64"
    else:
        assert symbol(x, 2).dtype == "int32"
        assert symbol(x, 2).numpy().tolist() == [symbol(7, 2), symbol(9, 2)]
        assert symbol(2, x).numpy().tolist() == [symbol(2, 7), symbol(2, 9)]


def test_matrix_products_on_both_sides(rng):
    a, b = rng.normal(size=(2, 3)), rng.normal(size=(3, 4))
    assert_close(tf.constant(a) @ b, a @ b)
    assert_close(a @ tf.constant(b), a @ b)
    assert_close(tf.Variable(a) @ tf.constant(b), a @ b)


def test_bits_and_truth_values():
    a, b = tf.constant([True, False]), tf.constant([True, True])
    assert (a & b).numpy().tolist() == [True, False]
    assert (a | b).numpy().tolist() == [True, True]
    assert (a ^ b).numpy().tolist() == [False, True]
    assert (~a).numpy().tolist() == [False, True]
    assert (tf.constant([6, 3]) & 2).numpy().tolist() == [2, 2]


def test_equality_with_none_and_with_shapes_that_do_not_broadcast():
    x = tf.constant([1.0, 2.0])
    assert (x == None) is False  # noqa: E711 - that is what is tested
    assert (x != None) is True  # noqa: E711 - that is what is tested
    assert not bool(x == tf.constant([1.0, 2.0, 3.0]))
    assert bool(x != [1.0, 2.0, 3.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"less.*must match"):
        operator.lt(x, tf.constant([1.0, 2.0, 3.0]))
    with pytest.raises(tf.errors.InvalidArgumentError, match="equal: y: expected dtype float32"):
        operator.eq(x, tf.constant([1, 2]))


def test_operators_of_symbolic_tensors_infer_shape_and_dtype():
    x = keras.Input((3,))
    assert (x + 1.0).shape == (None, 3)
    assert (2 * x).dtype == "float32"
    assert (x > 0).dtype == "bool"
    assert x[:, 1:].shape == (None, 2)
    assert (x @ tf.ones((3, 5))).shape == (None, 5)
    assert (1.0 - x).shape == (None, 3)


def test_slices_of_a_variable_can_be_assigned_to():
    v = tf.Variable(np.zeros((2, 3), "float32"))
    before = v[0]
    assert v[0, 1:].assign([5.0, 6.0]) is v
    v[1].assign_add([1.0, 1.0, 1.0])
    v[:, 0].assign_sub([1.0, 1.0])
    v[1, ::-1].assign_add([2.0, 0.0, 0.0])
    assert v.numpy().tolist() == [[-1, 5, 6], [0, 1, 3]]
    assert before.numpy().tolist() == [0, 0, 0]
    with pytest.raises(AttributeError, match="'Tensor' object has no attribute 'assign'"):
        tf.ones(3)[0].assign(1.0)


def test_scattered_writes_into_a_variable():
    v = tf.Variable(np.zeros((3, 2), "float32"))
    rows = tf.IndexedSlices(tf.ones((3, 2)), tf.constant([0, 2, 2]))
    v.scatter_add(rows)
    assert v.numpy().tolist() == [[1, 1], [0, 0], [2, 2]]
    v.scatter_nd_update([[1, 0]], [7.0])
    v.scatter_mul(tf.IndexedSlices(tf.constant([[3.0, 3.0]]), tf.constant([2])))
    v.scatter_div(tf.IndexedSlices(tf.constant([[2.0, 2.0]]), tf.constant([0])))
    assert v.numpy().tolist() == [[0.5, 0.5], [7, 0], [6, 6]]
    assert v.sparse_read([2]).numpy().tolist() == [[6, 6]]
    with pytest.raises(TypeError, match="scatter_add: expected IndexedSlices, got list"):
        v.scatter_add([1.0])
