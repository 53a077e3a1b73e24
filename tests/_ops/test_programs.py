"""Control flow, Python calls, checks, nests, tensor lists and settings of the process."""

from __future__ import annotations

import io
from collections import OrderedDict
from typing import Any, NamedTuple

import numpy as np
import pytest

import supple as tf
from supple import keras

from .helpers import assert_close


def test_branches():
    assert tf.cond(tf.constant(True), lambda: 1, lambda: 2) == 1
    assert tf.case([(tf.constant(False), lambda: 1), (tf.constant(True), lambda: 2)]) == 2
    assert [tf.switch_case(n, [lambda: 0, lambda: 1]) for n in (0, 1, 7, -1)] == [0, 1, 1, 1]
    assert tf.switch_case(5, [lambda: 0], default=lambda: 9) == 9
    assert keras.ops.switch(7, [lambda x: x, lambda x: -x], 3) == -3
    with pytest.raises(TypeError, match="true_fn and false_fn: expected two callables, got 1 and None"):
        tf.cond(True, 1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="none of the 1 conditions holds"):
        tf.case([(False, lambda: 1)])
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected one condition that holds, got 2"):
        tf.case([(True, lambda: 1), (True, lambda: 2)], exclusive=True)


def test_loops_are_differentiable():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        i, y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * x), (0, tf.constant(1.0)))
    assert (int(i), float(y), float(tape.gradient(y, x))) == (3, 8.0, 12.0)
    assert int(tf.while_loop(lambda i: True, lambda i: [i + 1], [0], maximum_iterations=4)[0]) == 4
    assert keras.ops.fori_loop(0, 3, lambda i, s: s + i, 0) == 3


def test_maps_scans_and_folds():
    x = tf.constant([1.0, 2.0, 3.0])
    assert tf.map_fn(lambda v: v * 2, x).numpy().tolist() == [2, 4, 6]
    assert tf.scan(lambda a, v: a + v, x).numpy().tolist() == [1, 3, 6]
    assert tf.scan(lambda a, v: a + v, x, 10.0, reverse=True).numpy().tolist() == [16, 15, 13]
    assert float(tf.foldl(lambda a, v: a - v, x)) == -4
    assert float(tf.foldr(lambda a, v: a - v, x)) == 0
    state, outputs = keras.ops.scan(lambda s, v: (s + v, s), tf.constant(0.0), x)
    assert (float(state), outputs.numpy().tolist()) == (6.0, [0, 1, 3])
    pair = tf.map_fn(lambda row: (row[0], row[1]), (x, x))
    assert [p.shape for p in pair] == [(3,), (3,)]
    with pytest.raises(TypeError, match=r"map_fn: expected dtype.*int32.*got float32"):
        tf.map_fn(lambda v: v, x, fn_output_signature=tf.int32)
    with pytest.raises(ValueError, match=r"expected one length that is not 0, got \[0\]"):
        tf.map_fn(lambda v: v, tf.zeros(0))


def test_calls_of_python():
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        inside = tf.py_function(lambda v: v**2, [x], tf.float32)
        outside = tf.numpy_function(np.square, [x], tf.float32)
    assert_close(inside, outside.numpy())
    assert_close(tape.gradient(inside, x), [2.0, 4.0])
    assert tape.gradient(outside, x) is None
    assert [v.dtype.name for v in tf.py_function(lambda: (1, 2.0), [], [tf.int64, tf.float32])] == ["int64", "float32"]
    with pytest.raises(TypeError, match="Tout: expected 2 results, got 1"):
        tf.py_function(lambda: (1,), [], [tf.int64, tf.float32])


def test_printing():
    stream = io.StringIO()
    tf.print("x:", tf.constant([1.0, 2.0]), {"a": tf.constant(3)}, np.float32(2), output_stream=stream, sep=" | ")
    assert stream.getvalue() == "x: | [1. 2.] | {'a': 3} | 2.0\n"
    stream = io.StringIO()
    tf.print(tf.range(10), output_stream=stream, summarize=2)
    assert stream.getvalue() == "[0 1 ... 8 9]\n"


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda d: d.assert_equal([1, 2], [1, 3]),
            tf.errors.InvalidArgumentError,
            r"expected x == y .*broken at \[1\]; x = \[1, 2\]",
        ),
        (
            lambda d: d.assert_less(3.0, 2.0, message="too large"),
            tf.errors.InvalidArgumentError,
            "too large: expected x < y",
        ),
        (lambda d: d.assert_positive([1, 0]), tf.errors.InvalidArgumentError, "expected x > y"),
        (lambda d: d.assert_near(1.0, 1.1), tf.errors.InvalidArgumentError, "the largest distance is 0.1"),
        (
            lambda d: d.check_numerics([1.0, np.nan], "loss"),
            tf.errors.InvalidArgumentError,
            "loss: the tensor has 1 NaN and 0 infinite",
        ),
        (
            lambda d: d.Assert(False, ["why", tf.constant([1, 2])]),
            tf.errors.InvalidArgumentError,
            r"assertion failed: why, \[1, 2\]",
        ),
        (lambda d: d.assert_rank(tf.ones((2, 3)), 1), ValueError, r"expected rank 1, got shape \[2, 3\]"),
        (lambda d: d.assert_rank_at_least(tf.ones(2), 2), ValueError, "expected rank 2 or more"),
        (
            lambda d: d.assert_shapes([(tf.ones((2, 3)), ("N", "N"))]),
            ValueError,
            r"size 'N' is 2 elsewhere, and 3 in \[2, 3\]",
        ),
        (lambda d: d.assert_type(1.0, tf.int32), TypeError, "got float32"),
        (lambda d: d.assert_integer(1.0), TypeError, "expected integers"),
        (lambda d: d.assert_proper_iterable(tf.ones(2)), TypeError, "expected a list or another iterable, got Tensor"),
        (
            lambda d: d.assert_same_float_dtype([tf.ones(1), tf.ones(1, "float64")]),
            ValueError,
            r"got \['float32', 'float64'\]",
        ),
        (
            lambda d: tf.ensure_shape(tf.ones(2), [3]),
            tf.errors.InvalidArgumentError,
            r"ensure_shape: expected \(3,\), got \[2\]",
        ),
    ],
)
def test_a_check_that_fails_says_what_it_found(call, error, text):
    with pytest.raises(error, match=text):
        call(tf.debugging)


class Point(NamedTuple):
    x: Any
    y: Any


def test_nests_keep_their_kinds_and_order():
    structure = OrderedDict(b=[1, (2, 3)], a=Point(4, None))
    assert tf.nest.flatten(structure) == [4, None, 1, 2, 3]
    packed = tf.nest.pack_sequence_as(structure, ["v", "w", "x", "y", "z"])
    assert packed == OrderedDict(b=["x", ("y", "z")], a=Point("v", "w"))
    assert list(packed) == ["b", "a"]
    assert type(packed) is OrderedDict
    assert tf.nest.map_structure(lambda a, b: a + b, [1, {"k": 2}], [3, {"k": 4}]) == [4, {"k": 6}]
    with pytest.raises(TypeError, match="types differ: list and tuple"):
        tf.nest.assert_same_structure([1], (1,))
    with pytest.raises(ValueError, match="lengths differ: 2 and 1"):
        tf.nest.map_structure(lambda a, b: a, [1, 2], [1])
    with pytest.raises(ValueError, match="expected 2 leaves, got 1"):
        tf.nest.pack_sequence_as([1, 2], [1])
    with pytest.raises(NotImplementedError, match="expand_composites: not supported, got True"):
        tf.nest.flatten([1], expand_composites=True)


def test_lists_of_tensors():
    array = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    for n in range(3):
        array = array.write(n, [float(n), 1.0])
    assert array.stack().numpy().tolist() == [[0, 1], [1, 1], [2, 1]]
    assert array.concat().shape == (6,)
    assert int(array.size()) == 3
    assert array.read(1).numpy().tolist() == [1, 1]
    with pytest.raises(tf.errors.InvalidArgumentError, match="place 1 was cleared by an earlier read"):
        array.read(1)
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"expected shape \(2,\), got \(3,\)"):
        array.write(3, [1.0, 2.0, 3.0])
    with pytest.raises(tf.errors.OutOfRangeError, match=r"expected a place of \[0, 1\), got 1"):
        tf.TensorArray(tf.float32, size=1).write(1, 0.0)


def test_scopes_and_devices():
    with tf.name_scope("a") as outer, tf.name_scope("b") as inner:
        assert (outer, inner, tf.get_current_name_scope()) == ("a/", "a/b/", "a/b")
    assert tf.get_current_name_scope() == ""
    with tf.device("/CPU:0"), tf.device(None), tf.device("/job:localhost/replica:0/task:0/device:CPU:0"):
        assert tf.ones(1).device.endswith("CPU:0")
    with pytest.raises(ValueError, match="expected a name such as '/CPU:0' or '/device:GPU:0', got 'nonsense'"):
        tf.device("nonsense")
    v = tf.Variable(1.0)
    with tf.GradientTape() as tape:
        with tf.init_scope():
            y = v * 2.0
    assert tape.gradient(y, v) is None


def test_devices_of_the_machine():
    (cpu,) = tf.config.list_physical_devices("CPU")
    assert (cpu.name, cpu.device_type) == ("/physical_device:CPU:0", "CPU")
    tf.config.experimental.set_memory_growth(cpu, True)
    tf.config.set_visible_devices([], "GPU")
    assert tf.config.list_logical_devices("GPU") == []
    assert tf.config.threading.get_intra_op_parallelism_threads() >= 1
    with pytest.raises(NotImplementedError, match="memory always grows with its use, got False"):
        tf.config.experimental.set_memory_growth(cpu, False)
    with pytest.raises(ValueError, match="device: expected one of"):
        tf.config.experimental.get_memory_growth("CPU")


@pytest.mark.parametrize(
    ("module", "name", "text"),
    [
        (tf, "reduce_meen", r"tf\.reduce_meen: no such name; did you mean tf\.reduce_mean"),
        (tf.math, "sqroot", r"tf\.math\.sqroot: no such name"),
        (tf.nn, "reluu", r"did you mean tf\.nn\.relu"),
        (keras.ops, "concat", r"did you mean keras\.ops\.concatenate"),
        (keras.backend, "summ", r"did you mean keras\.backend\.sum"),
    ],
)
def test_an_unknown_name_says_what_is_near(module, name, text):
    with pytest.raises(AttributeError, match=text):
        getattr(module, name)


def test_the_backend_of_keras_2():
    K = keras.backend
    x = tf.constant([[1.0, -2.0], [3.0, 4.0]])
    assert float(K.sum(x)) == 6.0
    assert K.int_shape(keras.Input((3,))) == (None, 3)
    assert K.repeat(x, 3).shape == (2, 3, 2)
    assert K.get_value(K.variable([1.0])).tolist() == [1.0]
    assert K.switch(tf.constant(True), lambda: 1, lambda: 2) == 1
    assert_close(K.switch(tf.constant([True, False]), x, -x), [[1.0, -2.0], [-3.0, -4.0]])
    assert_close(K.sqrt(tf.constant([-1.0, 4.0])), [0.0, 2.0])
    assert K.learning_phase() == 0
    assert (K.get_uid("scheme"), K.get_uid("scheme")) == (1, 2)
