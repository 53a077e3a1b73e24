"""tf.function: Python at every call, TensorFlow's methods around it."""

from __future__ import annotations

import inspect
from typing import Any, NamedTuple

import numpy as np
import pytest

import supple as tf

from .helpers import plain

Spec = tf.TensorSpec


class Point(NamedTuple):
    """A named tuple."""

    x: Any
    y: Any


def kinds(nest):
    return tf.nest.map_structure(lambda leaf: getattr(leaf, "dtype", leaf), nest)


def test_python_runs_at_every_call():
    calls = []

    @tf.function
    def collatz(n):
        calls.append(int(n))
        steps = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        return steps

    assert plain([collatz(tf.constant(6)), collatz(tf.constant(6)), collatz(tf.constant(7))]) == [8, 8, 16]
    assert calls == [6, 6, 7]


def test_arguments_stay_as_they_are():
    seen = []
    f = tf.function(lambda *args, **kwargs: seen.append((args, kwargs)))
    array, variable = np.ones(2), tf.Variable(1.0)
    assert f(1.0, "text", array, k=variable) is None
    assert seen == [((1.0, "text", array), {"k": variable})]


def test_numbers_arrays_and_variables_in_the_result_become_tensors():
    f = tf.function(lambda v: {"a": 1, "b": [2.5, None, True, (np.float64(1.0),)], "c": np.arange(2), "d": Point(v, 2)})
    variable = tf.Variable(3.0)
    result = f(variable)
    variable.assign(4.0)
    assert kinds(result) == {
        "a": "int32",
        "b": ["float32", None, "bool", ("float64",)],
        "c": "int64",
        "d": Point("float32", "int32"),
    }
    assert type(result["d"]) is Point
    assert float(result["d"].x) == 3.0
    assert plain(tf.function(lambda x: x.shape)(tf.zeros((2, 3)))) == [2, 3]
    assert plain(tf.function(lambda: 2**40)()) == 2**40


def test_tensors_and_lists_of_tensors_come_out_untouched():
    x = tf.constant(1.0)
    pair = (x, x)
    assert tf.function(lambda: x)() is x
    assert tf.function(lambda: pair)() is pair


def test_gradients_flow_through_the_result():
    w = tf.Variable(2.0)
    f = tf.function(lambda x: {"loss": x * w, "weights": w})
    with tf.GradientTape(persistent=True) as tape:
        result = f(3.0)
        y = result["weights"] * result["loss"]
    assert plain([tape.gradient(result["loss"], w), tape.gradient(y, w)]) == [3.0, 12.0]


def test_run_functions_eagerly_leaves_the_result_alone():
    tf.config.run_functions_eagerly(True)
    try:
        assert tf.config.functions_run_eagerly()
        assert tf.nest.map_structure(type, tf.function(lambda: {"a": 1, "b": 2.5})()) == {"a": int, "b": float}
    finally:
        tf.config.run_functions_eagerly(False)
    assert not tf.config.functions_run_eagerly()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"jit_compile": True},
        {"autograph": False, "reduce_retracing": True},
        {"experimental_relax_shapes": True, "experimental_compile": False, "experimental_follow_type_hints": True},
    ],
)
def test_it_decorates_with_and_without_arguments(options):
    @tf.function(**options)
    def f(x):
        """Twice x."""
        return x * 2.0

    assert float(f(tf.constant(2.0))) == 4.0
    assert (f.__name__, f.name, f.__doc__, f.input_signature) == ("f", "f", "Twice x.", None)
    assert list(inspect.signature(f).parameters) == ["x"]
    assert f.python_function is f.__wrapped__


def test_methods_static_methods_and_class_methods():
    class Counter:
        def __init__(self, start):
            self.count = start

        @tf.function
        def add(self, by):
            """Add."""
            self.count += by
            return self.count

        @tf.function(input_signature=[Spec([], tf.float32)])
        def checked(self, by):
            return by + float(self.count)

        @staticmethod
        @tf.function
        def double(x):
            return x * 2

        @tf.function
        @staticmethod
        def triple(x):
            return x * 3

        @classmethod
        @tf.function
        def kind(cls, x):
            return (cls.__name__ == "Counter", x)

        @tf.function
        def __call__(self, x):
            return x + self.count

    one, ten = Counter(1), Counter(10)
    assert plain([one.add(1), ten.add(1), Counter.add(one, 1), one.add(by=1), one(5)]) == [2, 11, 3, 4, 9]
    assert plain([one.checked(1), ten.checked(tf.constant(2.0))]) == [5.0, 13.0]
    assert plain([one.double(1), Counter.double(1), one.triple(1), Counter.triple(1), one.kind(1)]) == [
        2,
        2,
        3,
        3,
        [True, 1],
    ]
    assert (Counter.add.__doc__, one.add.__name__) == ("Add.", "add")
    assert list(inspect.signature(one.add).parameters) == ["by"]


# -- input signatures


def signed(*specs, function=lambda x, y=2.0: (x, y)):
    return tf.function(function, input_signature=list(specs))


@pytest.mark.parametrize("given", [tf.constant([1.0, 2.0]), [1.0, 2.0], np.array([1.0, 2.0]), np.array([1, 2]), [1, 2]])
def test_numbers_and_arrays_are_converted_to_the_spec(given):
    x, y = signed(Spec([None]))(given)
    assert (x.dtype, plain(x), y.dtype, plain(y)) == ("float32", [1.0, 2.0], "float32", 2.0)


def test_a_variable_enters_as_a_tensor_with_its_gradient():
    w = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = signed(Spec([]), function=lambda x: (isinstance(x, tf.Tensor), x * x))(w)
    assert bool(y[0])
    assert float(tape.gradient(y[1], w)) == 4.0


def test_keywords_nests_and_star_arguments():
    assert plain(signed(Spec([]))(x=1)) == [1.0, 2.0]
    assert plain(signed(Spec([]), Spec([]))(1, y=3)) == [1.0, 3.0]
    nested = signed({"a": Spec([]), "b": [Spec([])]}, function=lambda d: d["a"] + d["b"][0])
    assert plain(nested({"a": 1, "b": [2]})) == 3.0
    assert plain(signed(Spec([]), Spec([]), function=lambda *args: args)(1, 2)) == [1.0, 2.0]
    assert plain(signed(Spec([]), function=lambda _, *, k=3: k)(1, k=4)) == 4


@pytest.mark.parametrize(
    ("specs", "args", "text"),
    [
        (
            [Spec([None])],
            [tf.constant([1])],
            r"x?.*expected TensorSpec\(shape=\(None,\), dtype=tf.float32.*got.*tf.int32",
        ),
        ([Spec([2])], [tf.constant([1.0])], r"expected TensorSpec\(shape=\(2,\).*got TensorSpec\(shape=\(1,\)"),
        ([Spec([None])], [1.0], r"expected TensorSpec\(shape=\(None,\).*got TensorSpec\(shape=\(\)"),
        ([Spec([], tf.int32)], [1.5], "cannot convert 1.5 to a tensor of int32"),
        ([Spec([])], [None], "got None"),
        ([Spec([])], ["abc"], "'abc'"),
        ([Spec([])], [], r"missing a required argument: 'x'; got \(\)"),
        ([Spec([])], [1.0, 2.0, 3.0], "too many positional arguments"),
        ([{"a": Spec([])}], [{"b": 1.0}], r"expected a dict of \['a'\], got {'b': 1.0}"),
        ([[Spec([])]], [[1.0, 2.0]], r"expected 1 items for .*, got \[1.0, 2.0\]"),
        ([Spec([])] * 3, [1.0, 2.0, 3.0], "1 more specs than arguments"),
        ([], [1.0], "no spec for argument 'x'"),
        ([3], [1.0], "expected TensorSpecs, got 3"),
    ],
)
def test_what_does_not_fit_a_signature_is_a_type_error(specs, args, text):
    with pytest.raises(TypeError, match=text):
        signed(*specs)(*args)


def test_a_signature_is_a_list():
    with pytest.raises(TypeError, match="input_signature: expected a list or tuple, got TensorSpec"):
        tf.function(lambda x: x, input_signature=Spec([]))


def test_what_is_refused_says_why():
    with pytest.raises(TypeError, match="expected a callable, got 3"):
        tf.function(3)
    with pytest.raises(NotImplementedError, match=r"experimental_implements: there is no graph .* got 'embedded'"):
        tf.function(lambda x: x, experimental_implements="embedded")
    with pytest.raises(TypeError, match="jit_compile: expected True, False or None, got 'yes'"):
        tf.function(lambda x: x, jit_compile="yes")
    with pytest.raises(ValueError, match="autograph is off, got options for it: 'ALL'"):
        tf.function(lambda x: x, autograph=False, experimental_autograph_options="ALL")
    f = tf.function(lambda x: x)
    with pytest.raises(NotImplementedError, match="experimental_get_compiler_ir: the function is Python"):
        f.experimental_get_compiler_ir()
    with pytest.raises(NotImplementedError, match="variables have values once they are made"):
        f.get_initialization_function()
    for name in ("graph", "function_def", "variables", "captured_inputs"):
        with pytest.raises(NotImplementedError, match="there is no graph to look into"):
            getattr(f.get_concrete_function(1.0), name)


# -- concrete functions


def test_a_concrete_function_takes_the_tensors_only():
    f = tf.function(lambda x, y=2.0, *, flag=True: {"product": x * y, "flag": flag})
    concrete = f.get_concrete_function(Spec([None], tf.float32), 3.0)
    assert plain(concrete(tf.constant([1.0, 2.0]))) == {"product": [3.0, 6.0], "flag": True}
    assert plain(concrete(x=[4.0])["product"]) == [12.0]
    assert concrete.inputs == [Spec([None])]
    assert concrete.structured_input_signature == ((Spec([None]), 3.0), {"flag": True})
    assert concrete.structured_outputs["product"] == Spec([None])
    assert concrete.output_shapes["product"] == [None]
    assert concrete.output_dtypes["product"] == "float32"
    assert Spec([None]) in concrete.outputs
    assert concrete.pretty_printed_signature(verbose=False).startswith("<lambda>(x: TensorSpec(shape=(None,)")
    assert f.pretty_printed_concrete_signatures() == concrete.pretty_printed_signature()
    assert f.experimental_get_tracing_count() == 0


def test_a_concrete_function_of_nests_and_star_arguments():
    f = tf.function(lambda d, *rest: d["a"] * d["scale"] + tf.add_n(rest))
    concrete = f.get_concrete_function({"a": Spec([]), "scale": 3.0}, Spec([]), Spec([]))
    assert plain(concrete({"a": 2.0, "scale": 3.0}, 1.0, 1.0)) == 8.0
    with pytest.raises(TypeError, match=r"d\['scale'\]: expected 3.0, got 4.0"):
        concrete({"a": 2.0, "scale": 4.0}, 1.0, 1.0)
    with pytest.raises(TypeError, match="missing a required argument: 'd'"):
        f.get_concrete_function()


def test_a_concrete_function_of_a_signature_and_of_a_method():
    class Scaler:
        @tf.function(input_signature=[Spec([None])])
        def scale(self, x):
            return x * 10.0

    concrete = Scaler().scale.get_concrete_function()
    assert plain(concrete(tf.constant([1.0]))) == [10.0]
    assert plain(concrete(x=tf.constant([2.0]))) == [20.0]
    with pytest.raises(TypeError, match=r"expected TensorSpec.*got TensorSpec\(shape=\(\)"):
        concrete(tf.constant(1.0))
    with pytest.raises(TypeError, match=r"expected 1 tensors for .*, got 2"):
        concrete(tf.constant([1.0]), tf.constant([1.0]))
    with pytest.raises(TypeError, match=r"expected tensors for the arguments \['x'\], got 0 and \['z'\]"):
        concrete(z=tf.constant([1.0]))
