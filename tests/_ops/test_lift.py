"""The lift: fast and slow paths agree, errors name the op, and nothing is left behind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import torch

import supple as tf
from supple._core.lift import Array, multi_op, op, strict
from supple._core.tensor import Tensor


@op(join=("x", "y"), takes="numbers")
def plus(x: Array, y: Array) -> Array:
    """x + y."""
    return torch.add(x, y)


@op(takes="floats")
def root(x: Array, *, power: float = 0.5) -> Array:
    """x ** power."""
    return torch.pow(x, power)


@op
def biased(x: Array, bias: Array | None = None, scale: float = 1.0) -> Array:
    """scale · x + bias."""
    return x * scale if bias is None else x * scale + bias


@multi_op(join=("xs",))
def halves(xs: Sequence[Array]) -> list[Array]:
    """Half of each."""
    return [x / 2 for x in xs]


def test_the_wrapper_has_the_signature_and_the_name_of_the_function():
    assert (biased.__name__, biased.__doc__, biased.__module__) == ("biased", "scale · x + bias.", __name__)
    assert float(biased(x=tf.constant(1.0), scale=2.0)) == 2.0
    assert float(biased(tf.constant(1.0), tf.constant(3.0))) == 4.0
    assert float(root(tf.constant(4.0), power=2.0)) == 16.0
    with pytest.raises(TypeError, match=r"biased\(\) got an unexpected keyword argument 'bios'"):
        biased(tf.constant(1.0), bios=1)


def test_what_is_no_tensor_takes_the_slow_path_to_the_same_result():
    fast = plus(tf.constant([1.0, 2.0]), tf.constant([3.0, 4.0])).numpy()
    for left in (
        [1.0, 2.0],
        (1.0, 2.0),
        np.array([1.0, 2.0], "float32"),
        torch.tensor([1.0, 2.0]),
        tf.Variable([1.0, 2.0]),
    ):
        np.testing.assert_array_equal(plus(left, tf.constant([3.0, 4.0])).numpy(), fast)
        np.testing.assert_array_equal(plus(tf.constant([3.0, 4.0]), left).numpy(), fast)


def test_several_results_are_several_tensors():
    found = halves([tf.constant(2.0), 4.0])
    assert [type(x) for x in found] == [Tensor, Tensor]
    assert [float(x) for x in found] == [1.0, 2.0]
    with pytest.raises(TypeError, match="halves: xs: expected a list or tuple of tensors, got int"):
        halves(3)


def test_dtypes_are_promoted_or_refused():
    strictly = strict(plus)
    assert plus(tf.constant(1), tf.constant(0.5)).dtype == "float32"
    with pytest.raises(tf.errors.InvalidArgumentError, match="plus: y: expected dtype int32, got a tensor of float32"):
        strictly(tf.constant(1), tf.constant(0.5))
    assert root(tf.constant(4)).dtype == "float32"
    with pytest.raises(tf.errors.InvalidArgumentError, match="root: x: expected floats, got int32"):
        strict(root)(tf.constant(4))


def test_numbers_keep_the_dtype_of_the_tensor():
    for dtype in ("float16", "float32", "float64"):
        assert plus(tf.constant(1, dtype), 0.5).dtype == dtype
        assert plus(tf.constant(1, dtype), 2).dtype == dtype
    for dtype in ("uint8", "int32", "int64"):
        assert plus(tf.constant(1, dtype), 2).dtype == dtype


def test_errors_of_torch_become_those_of_tensorflow():
    with pytest.raises(
        tf.errors.InvalidArgumentError, match=r"plus\(x=float32\[2\], y=float32\[3\]\): The size"
    ) as caught:
        plus(tf.ones(2), tf.ones(3))
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_an_error_of_our_own_is_not_wrapped():
    with pytest.raises(tf.errors.InvalidArgumentError) as caught:
        tf.gather(tf.ones((2, 2)), [5], axis=1)
    assert caught.value.__cause__ is None


def test_outside_of_a_tape_nothing_is_recorded():
    v = tf.Variable([1.0])
    assert type(plus(v, 1.0)) is Tensor
    with tf.GradientTape() as tape:
        inside = plus(v, 1.0)
    assert float(tape.gradient(inside, v)[0]) == 1.0
    assert not plus(v, 1.0)._t.requires_grad
