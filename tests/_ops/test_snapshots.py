"""What an op returns never shares the torch tensor of its input: a variable's buffer must know who reads it."""

from __future__ import annotations

import numpy as np
import pytest

import supple as tf
from supple._core.lift import Op
from supple._ops import (
    activation,
    arithmetic,
    comparison,
    creation,
    elementwise,
    indexing,
    manipulation,
    matrix,
    normalization,
    numpy_like,
    pooling,
    reduction,
    sampling,
    segments,
    sorting,
    structures,
)

MODULES = (
    activation,
    arithmetic,
    comparison,
    creation,
    elementwise,
    indexing,
    manipulation,
    matrix,
    normalization,
    numpy_like,
    pooling,
    reduction,
    sampling,
    segments,
    sorting,
)
UNARY = [
    pytest.param(function, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in MODULES
    for name, function in vars(module).items()
    if isinstance(getattr(function, "__op__", None), Op)
    and function.__module__ == module.__name__
    and [str(p.annotation) for p in function.__op__.parameters if p.default is p.empty] == ["Array"]
]
CALLS = {
    "reshape": lambda v: tf.reshape(v, (2, 2)),
    "to the same shape": lambda v: tf.broadcast_to(v, (2, 2)),
    "transpose with identity": lambda v: tf.transpose(v, [0, 1]),
    "whole slice": lambda v: v[:],
    "ellipsis": lambda v: v[...],
    "empty key": lambda v: v[()],
    "no axes": lambda v: tf.reduce_sum(v, axis=[]),
    "pad by nothing": lambda v: tf.pad(v, [[0, 0], [0, 0]]),
    "reflect nothing": lambda v: tf.pad(v, [[0, 0], [0, 0]], "REFLECT"),
    "tile once": lambda v: tf.tile(v, [1, 1]),
    "concat of one": lambda v: tf.concat([v], 0),
    "add_n of one": lambda v: tf.add_n([v]),
    "einsum": lambda v: tf.einsum("ij->ij", v),
    "split in one": lambda v: tf.split(v, 1)[0],
    "dropout of nothing": lambda v: tf.nn.dropout(v, 0.0),
    "roll by nothing": lambda v: tf.roll(v, 0, 0),
    "convert": tf.convert_to_tensor,
    "identity": tf.identity,
    "stop gradient": tf.stop_gradient,
    "to float32": lambda v: tf.saturate_cast(v, tf.float32),
    "band part": lambda v: tf.linalg.band_part(v, -1, -1),
    "slice": lambda v: tf.slice(v, [0, 0], [2, 2]),
    "boolean mask": lambda v: tf.boolean_mask(v, [True, True]),
    "flatten of a vector": lambda v: tf.keras.ops.ravel(tf.keras.ops.ravel(v)),
    "squeeze": tf.squeeze,
    "nest": lambda v: structures.map_structure(tf.identity, ([v],))[0],
}


def _leaves(result):
    return [leaf for leaf in tf.nest.flatten(result) if isinstance(leaf, tf.Tensor)]


def _check(call):
    v = tf.Variable([[0.25, 0.5], [0.75, 0.125]])
    try:
        results = _leaves(call(v))
    except (tf.errors.InvalidArgumentError, ValueError, TypeError):
        pytest.skip("takes no square matrix of floats")
    before = [np.array(result.numpy()) for result in results]
    assert all(result._t is not v.buffer for result in results)
    v.assign_add(np.full((2, 2), 0.125, "float32"))
    v.assign(np.full((2, 2), 0.5, "float32"))
    for result, values in zip(results, before, strict=True):
        np.testing.assert_array_equal(result.numpy(), values)


@pytest.mark.parametrize("function", UNARY)
def test_the_result_of_an_op_of_one_tensor_is_a_snapshot(function):
    _check(function)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_that_changes_nothing_still_gives_a_snapshot(name):
    _check(CALLS[name])
