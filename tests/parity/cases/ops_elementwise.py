"""Elementwise functions of one and two tensors: values, edges, dtypes, gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..harness import Module, Nest, add, case, gradients, integers, numbers, symbol

ANY = (-2.0, 2.0)
POSITIVE = (0.1, 3.0)
UNIT = (-0.9, 0.9)
ABOVE_ONE = (1.1, 4.0)

# TensorFlow's name: (where it is defined, Keras' name or "")
SMOOTH: dict[str, tuple[tuple[float, float], str]] = {
    "exp": (ANY, "exp"),
    "math.expm1": (ANY, "expm1"),
    "math.log": (POSITIVE, "log"),
    "math.log1p": (POSITIVE, "log1p"),
    "sqrt": (POSITIVE, "sqrt"),
    "math.rsqrt": (POSITIVE, "rsqrt"),
    "square": (ANY, "square"),
    "math.reciprocal": (POSITIVE, "reciprocal"),
    "negative": (ANY, "negative"),
    "sin": (ANY, "sin"),
    "cos": (ANY, "cos"),
    "tan": (UNIT, "tan"),
    "asin": (UNIT, "arcsin"),
    "acos": (UNIT, "arccos"),
    "atan": (ANY, "arctan"),
    "sinh": (ANY, "sinh"),
    "cosh": (ANY, "cosh"),
    "tanh": (ANY, "tanh"),
    "asinh": (ANY, "arcsinh"),
    "acosh": (ABOVE_ONE, "arccosh"),
    "atanh": (UNIT, "arctanh"),
    "sigmoid": (ANY, "sigmoid"),
    "math.log_sigmoid": (ANY, "log_sigmoid"),
    "math.softplus": (ANY, "softplus"),
    "math.erf": (ANY, "erf"),
    "math.lgamma": (POSITIVE, ""),
    "math.digamma": (POSITIVE, ""),
    "nn.softsign": (ANY, "softsign"),
    "nn.elu": (ANY, "elu"),
    "nn.selu": (ANY, "selu"),
    "nn.gelu": (ANY, "gelu"),
    "nn.silu": (ANY, "silu"),
    "nn.swish": (ANY, ""),
    "nn.leaky_relu": (ANY, "leaky_relu"),
    "nn.relu": (ANY, "relu"),
    "nn.relu6": (ANY, "relu6"),
    "abs": (ANY, "abs"),
}
STEPS = {"sign": "sign", "floor": "floor", "math.ceil": "ceil", "round": "round", "math.rint": ""}
TESTS = {"math.is_nan": "isnan", "math.is_inf": "isinf", "math.is_finite": "isfinite"}
AT_THE_EDGES = ("exp", "math.log", "math.log1p", "sqrt", "square", "tanh", "sigmoid", "math.softplus", "nn.relu", "abs")
OF_INTS = ("abs", "negative", "square", "sign", "nn.relu", "nn.relu6")
# Keras' functions that TensorFlow's face does not have, and those that refuse ints on the TensorFlow backend.
KERAS_ONLY = {"hard_sigmoid": ANY, "hard_silu": ANY, "celu": ANY, "log2": POSITIVE, "log10": POSITIVE}
KERAS_REFUSES_INTS = (
    "rsqrt reciprocal sigmoid log_sigmoid softplus softsign erf elu selu gelu silu hard_sigmoid hard_silu celu"
)

SPECIAL = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 80.0, -80.0], "float32")
HALVES = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999997], "float32")


def smooth(name: str, low: float, high: float) -> None:
    """Values in three shapes and two dtypes, and the gradient."""

    def values(tf: Module) -> Nest:
        function = symbol(tf, name)
        result = {
            "matrix": function(tf.constant(numbers(2, 3, low=low, high=high))),
            "scalar": function(tf.constant(numbers(low=low, high=high, seed=1))),
            "empty": function(tf.zeros((0, 2))),
            # TensorFlow's gelu has a constant of single precision in it.
            "double": function(tf.constant(numbers(3, low=low, high=high, dtype="float64")))
            if name != "nn.gelu"
            else None,
        }
        if name in AT_THE_EDGES:
            result["edges"] = function(tf.constant(SPECIAL))
        if name in OF_INTS:
            result["ints"] = function(tf.constant([-3, 0, 7]))
        return result

    def gradient(tf: Module) -> Nest:
        return gradients(tf, symbol(tf, name), numbers(2, 3, low=low, high=high))

    add(name.removeprefix("math."), values)
    add(f"{name.removeprefix('math.')}_gradient", gradient)


def keras_smooth(name: str, low: float, high: float) -> None:
    """Keras' function of floats, ints and half precision, and its gradient."""
    takes_ints = name not in KERAS_REFUSES_INTS.split() and high != UNIT[1]

    def values(tf: Module) -> Nest:
        function = symbol(tf.keras.ops, name)
        return {
            "matrix": function(numbers(2, 3, low=low, high=high)),
            "ints": function(np.array([2, 3], "int32")) if takes_ints else None,
            "half": function(tf.constant(numbers(3, low=low, high=high, dtype="float16"))),
            "gradient": gradients(tf, function, numbers(4, low=low, high=high, seed=2)),
        }

    add(f"keras_{name}", values)


def steps(name: str, keras_name: str) -> None:
    """Piecewise constant functions: halves go to even, the gradient is zero or None."""

    def values(tf: Module) -> Nest:
        function = symbol(tf, name)
        return {
            "matrix": function(tf.constant(numbers(2, 3))),
            "halves": function(tf.constant(HALVES)),
            "edges": function(tf.constant(SPECIAL)),
            "ints": function(tf.constant([-3, 0, 7])) if name in ("sign", "round") else None,
            "gradient": gradients(tf, function, numbers(3)),
            "keras": symbol(tf.keras.ops, keras_name)(HALVES) if keras_name else None,
        }

    add(name.removeprefix("math."), values)


for tf_name, (domain, keras_name) in SMOOTH.items():
    smooth(tf_name, *domain)
    if keras_name:
        keras_smooth(keras_name, *domain)
for tf_name, keras_name in STEPS.items():
    steps(tf_name, keras_name)
for keras_name, domain in KERAS_ONLY.items():
    keras_smooth(keras_name, *domain)
for tf_name, keras_name in TESTS.items():

    def both_faces(tf: Module, tf_name: str = tf_name, keras_name: str = keras_name) -> Nest:
        return symbol(tf, tf_name)(tf.constant(SPECIAL)), symbol(tf.keras.ops, keras_name)(SPECIAL)

    add(tf_name.removeprefix("math."), both_faces)


# --- two tensors ----------------------------------------------------------------------------------------------------

# TensorFlow's name: (Keras' name or "", takes ints, has gradients)
BINARY: dict[str, tuple[str, bool, bool]] = {
    "add": ("add", True, True),
    "subtract": ("subtract", True, True),
    "multiply": ("multiply", True, True),
    "divide": ("divide", True, True),
    "math.floordiv": ("floor_divide", True, False),
    "math.floormod": ("mod", True, True),
    "math.truediv": ("true_divide", True, True),
    "pow": ("power", False, True),
    "maximum": ("maximum", True, True),
    "minimum": ("minimum", True, True),
    "math.squared_difference": ("", True, True),
    "math.atan2": ("arctan2", False, True),
    "math.divide_no_nan": ("divide_no_nan", False, True),
    "math.multiply_no_nan": ("", False, True),
    "math.xlogy": ("", False, True),
    "less": ("less", True, False),
    "less_equal": ("less_equal", True, False),
    "greater": ("greater", True, False),
    "greater_equal": ("greater_equal", True, False),
    "equal": ("equal", True, False),
    "not_equal": ("not_equal", True, False),
}
LOGICAL = {"logical_and": "logical_and", "logical_or": "logical_or", "math.logical_xor": "logical_xor"}


def operands(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two positive matrices that broadcast, (2, 1, 3) and (4, 1); some elements are equal."""
    left, right = numbers(2, 1, 3, low=0.5, high=3, seed=seed), numbers(4, 1, low=0.5, high=3, seed=seed + 1)
    right[1] = left[0, 0, 1]
    return left, right


def binary(name: str, ints: bool, differentiable: bool) -> None:
    """Broadcasting, signs, empty and scalar operands, ints, and both gradients."""

    def values(tf: Module) -> Nest:
        function = symbol(tf, name)
        left, right = map(tf.constant, operands())
        result = {
            "broadcast": function(left, right),
            "number": function(left, 2.0),
            "empty": function(tf.zeros((0, 3)), tf.ones((1, 3))),
            "scalars": function(tf.constant(3.0), tf.constant(2.0)),
        }
        if name not in ("pow", "math.xlogy"):
            result["signs"] = function(tf.constant([-7.0, 7.0, -7.0, 0.0]), tf.constant([2.0, -2.0, -2.0, 3.0]))
        if ints:
            result["ints"] = function(tf.constant([-7, 7, -7, 0]), tf.constant([2, -2, -2, 3]))
            result["longs"] = function(tf.constant([-7, 7], "int64"), tf.constant([2, 2], "int64"))
        return result

    def gradient(tf: Module) -> Nest:
        return gradients(tf, symbol(tf, name), *operands(seed=3))

    add(name.removeprefix("math."), values)
    if differentiable:
        add(f"{name.removeprefix('math.')}_gradient", gradient)


def keras_binary(name: str) -> None:
    """Keras' promotion: int with int, int with float, Python numbers on either side."""

    def values(tf: Module) -> Nest:
        function = symbol(tf.keras.ops, name)
        left, right = operands()
        return {
            "broadcast": function(left, right),
            "ints": function(np.array([7, 8], "int32"), np.array([2, 4], "int32")),
            "int_with_float": function(tf.constant([7, 8]), tf.constant([2.0, 8.0])),
            "number_on_the_left": function(2, tf.constant([1.5, 2.5])),
            "number_on_the_right": function(tf.constant([1, 2]), 2),
        }

    add(f"keras_{name}", values)


for tf_name, (keras_name, takes_ints, has_gradients) in BINARY.items():
    binary(tf_name, takes_ints, has_gradients)
    if keras_name:
        keras_binary(keras_name)
for tf_name, keras_name in LOGICAL.items():

    def both_sides(tf: Module, tf_name: str = tf_name, keras_name: str = keras_name) -> Nest:
        left, right = np.array([[True], [False]]), np.array([True, False])
        return symbol(tf, tf_name)(left, right), symbol(tf.keras.ops, keras_name)(left, right)

    add(tf_name.removeprefix("math."), both_sides)


@case
def logical_not(tf: Module) -> Nest:
    return tf.logical_not([True, False]), tf.keras.ops.logical_not(np.array([True, False]))


@case
def add_n(tf: Module) -> Nest:
    x, y = numbers(2, 3), numbers(2, 3, seed=1)
    return tf.add_n([x, y, x]), tf.add_n([tf.constant([1, 2])]), gradients(tf, lambda a, b: tf.add_n([a, b, a]), x, y)


@case
def operators_of_tensors(tf: Module) -> Nest:
    x, y = tf.constant([3.0, -4.0]), tf.constant([2.0, 3.0])
    plain = [x + y, x - y, x * y, x / y, x // y, x % y, y**2, -x, abs(x)]
    return [*plain, 2 + x, 2 - x, 2 * x, 2 / x, 2 // x, 2 % x, 2**y, x < y, x <= y, x > y, x >= y, x == y, x != y]


@case
def operators_of_bools_and_ints(tf: Module) -> Nest:
    a, b = tf.constant([True, False]), tf.constant([True, True])
    return a & b, a | b, a ^ b, ~a, tf.constant([6, 3]) & tf.constant([3, 1]), tf.constant([7, -7]) % 3


@case
def clip_by_value(tf: Module) -> Nest:
    x = tf.constant([-2.0, -1.0, 0.0, 1.0, 2.0, np.nan])
    return {
        "plain": tf.clip_by_value(x, -1.0, 1.0),
        "ints": tf.clip_by_value(tf.constant([1, 5, 9]), 2, 6),
        "bounds_broadcast": tf.clip_by_value(tf.ones((2, 3)), [[0.0], [2.0]], [[0.5], [3.0]]),
        "gradient_passes_at_both_edges": gradients(
            tf, lambda v: tf.clip_by_value(v, -1.0, 1.0), np.array([-2.0, -1.0, 0.0, 1.0, 2.0], "float32")
        ),
        "keras": tf.keras.ops.clip(x, -1, 1),
        "keras_ints": tf.keras.ops.clip(np.array([1, 5, 9], "int32"), 2, 6),
    }


@case
def clip_by_norm(tf: Module) -> Nest:
    x = numbers(2, 3)
    clipped, norm = tf.clip_by_global_norm([tf.constant(x), None, tf.ones(3)], 1.5)
    return {
        "all": tf.clip_by_norm(x, 1.0),
        "axis": tf.clip_by_norm(x, 1.0, axes=[1]),
        "small_stays": tf.clip_by_norm([0.1, 0.2], 5.0),
        "zero": tf.clip_by_norm(tf.zeros(2), 1.0),
        "global": list(clipped),
        "global_norm": norm,
        "gradient": gradients(tf, lambda v: tf.clip_by_norm(v, 1.0), x),
    }


@case
def where(tf: Module) -> Nest:
    mask = tf.constant([[True, False, True]])
    x, y = numbers(2, 3), numbers(2, 1, seed=1)
    return {
        "three": tf.where(mask, x, y),
        "numbers": tf.where(mask, 1.0, 0.0),
        "indices": tf.where([[True, False], [True, True]]),
        "indices_of_numbers": tf.where([0, 3, 0, -1]),
        "no_indices": tf.where(tf.zeros((2, 2), "bool")),
        "gradient": gradients(tf, lambda a, b: tf.where(mask, a, b), x, y),
        "keras": tf.keras.ops.where(mask, x, y),
        "keras_ints": tf.keras.ops.where(mask, 1, 0),
    }


@case
def where_hides_the_nan_of_a_value_but_not_of_a_gradient(tf: Module) -> Nest:
    x = np.array([0.0, 4.0], "float32")
    return gradients(tf, lambda v: tf.where(v > 0, tf.sqrt(v), 0.0), x)


@case
def gradients_at_ties(tf: Module) -> Nest:
    x = np.array([1.0, 3.0, 3.0], "float32")
    at_zero = np.array([0.0], "float32")
    return {
        "maximum": gradients(tf, tf.maximum, x, np.full(3, 3.0, "float32")),
        "minimum": gradients(tf, tf.minimum, x, np.full(3, 3.0, "float32")),
        "reduce_max": gradients(tf, tf.reduce_max, x),
        "reduce_min": gradients(tf, tf.reduce_min, -x),
        "relu": gradients(tf, tf.nn.relu, at_zero),
        "relu6": gradients(tf, tf.nn.relu6, np.array([0.0, 6.0], "float32")),
        "leaky_relu": gradients(tf, tf.nn.leaky_relu, at_zero),
        "elu": gradients(tf, tf.nn.elu, at_zero),
        "abs": gradients(tf, tf.abs, at_zero),
        "sqrt": gradients(tf, tf.sqrt, at_zero),
        "pow": gradients(tf, lambda v: v**2.0, at_zero),
        "pow_exponent": gradients(tf, tf.pow, at_zero, np.array([2.0], "float32")),
        "divide_no_nan": gradients(tf, tf.math.divide_no_nan, np.array([1.0], "float32"), at_zero),
        "sort": gradients(tf, tf.sort, x),
        "top_k": gradients(tf, lambda v: tf.math.top_k(v, 1).values, x),
    }


@case
def activations_with_arguments(tf: Module) -> Nest:
    x = numbers(2, 3)
    ops: Any = tf.keras.ops
    return {
        "leaky_relu": tf.nn.leaky_relu(x, alpha=0.3),
        "gelu_approximate": tf.nn.gelu(x, approximate=True),
        "swish_beta": tf.nn.silu(x, beta=1.5),
        "keras_leaky_relu": ops.leaky_relu(x, negative_slope=0.3),
        "keras_gelu_exact": ops.gelu(x, approximate=False),
        "keras_elu": ops.elu(x, alpha=0.5),
    }


@case
def keras_activations(tf: Module) -> Nest:
    names = "relu relu6 leaky_relu elu selu gelu silu swish softplus softsign sigmoid tanh hard_sigmoid exponential"
    x = tf.constant(numbers(2, 3))
    results = {name: symbol(tf.keras.activations, name)(x) for name in names.split()}
    return results | {
        "softmax": tf.keras.activations.softmax(x),
        "log_softmax": tf.keras.activations.log_softmax(x),
        "relu_arguments": tf.keras.activations.relu(x, negative_slope=0.1, max_value=1.0, threshold=0.5),
        "got_by_name": tf.keras.activations.get("hard_sigmoid")(x),
        "got_none": tf.keras.activations.get(None)(x),
    }


@case
def half_precisions(tf: Module) -> Nest:
    x = numbers(3, low=0.5, high=2)
    result = {}
    for dtype in ("float16", "bfloat16"):
        value = tf.cast(x, dtype)
        result[dtype] = [value, tf.exp(value), value + 1, value * value, tf.reduce_sum(value), tf.sigmoid(value)]
    return result


@case
def floor_and_truncating_division_of_ints(tf: Module) -> Nest:
    a, b = tf.constant(integers(6, low=-9)), tf.constant(integers(6, low=1, seed=1))
    return a // b, a % b, tf.truncatediv(a, b), tf.truncatemod(a, b), a / b
