"""Reductions, cumulative sums, order, segments."""

from __future__ import annotations

import numpy as np

from ..harness import Module, Nest, add, case, gradients, integers, numbers, symbol

# TensorFlow's name: (Keras' name, takes ints)
REDUCTIONS = {
    "reduce_sum": ("sum", True),
    "reduce_mean": ("mean", True),
    "reduce_max": ("max", True),
    "reduce_min": ("min", True),
    "reduce_prod": ("prod", True),
    "math.reduce_std": ("std", False),
    "math.reduce_variance": ("var", False),
    "math.reduce_logsumexp": ("logsumexp", False),
    "math.reduce_euclidean_norm": ("", False),
}


def reduction(name: str, keras_name: str, ints: bool) -> None:
    """Every form of axis, empty tensors, ints, the gradient, and Keras' function."""

    def values(tf: Module) -> Nest:
        function = symbol(tf, name)
        x = tf.constant(numbers(2, 3, 4))
        result = {
            "all": function(x),
            "axis": function(x, axis=1),
            "negative": function(x, axis=-1),
            "axes": function(x, axis=[0, 2]),
            "tensor_axis": function(x, axis=tf.constant(1)),
            "keepdims": function(x, axis=(0, -1), keepdims=True),
            "no_axes": function(x, axis=[]),
            "scalar": function(tf.constant(3.0)),
            "empty_rows": function(tf.zeros((0, 3)), axis=1),
            "over_nothing": function(tf.zeros((0, 3)), axis=0),
            "list": function([1.0, 2.0]),
        }
        if ints:
            result["ints"] = function(tf.constant([[-3, 0], [5, 6]]), axis=1)
            result["longs"] = function(tf.constant([-3, 0], "int64"))
        return result

    def gradient(tf: Module) -> Nest:
        function = symbol(tf, name)
        x = numbers(2, 3, seed=1)
        return gradients(tf, function, x), gradients(tf, lambda v: function(v, axis=0), x)

    def keras(tf: Module) -> Nest:
        function = symbol(tf.keras.ops, keras_name)
        x = numbers(2, 3, 4)
        result = {"all": function(x), "axis": function(x, axis=-2), "keepdims": function(x, axis=(0, 1), keepdims=True)}
        if keras_name != "logsumexp":
            result["ints"] = function(np.array([[1, 2], [4, 5]], "int32"), axis=0)
            result["bools"] = function(np.array([True, False])) if keras_name in ("sum", "mean", "max") else None
        return result

    add(name.removeprefix("math."), values)
    add(f"{name.removeprefix('math.')}_gradient", gradient)
    if keras_name:
        add(f"keras_{keras_name}", keras)


for tf_name, (keras_name, takes_ints) in REDUCTIONS.items():
    reduction(tf_name, keras_name, takes_ints)


@case
def reduce_all_and_any(tf: Module) -> Nest:
    x = tf.constant([[True, False], [True, True]])
    nothing = tf.zeros((0,), "bool")
    plain = [tf.reduce_all(x), tf.reduce_any(x), tf.reduce_all(x, 1), tf.reduce_any(x, axis=0, keepdims=True)]
    return [*plain, tf.reduce_all(nothing), tf.reduce_any(nothing), tf.keras.ops.all(x, axis=1), tf.keras.ops.any(x)]


@case
def mean_of_ints_truncates_toward_zero(tf: Module) -> Nest:
    return tf.reduce_mean([-3, 0]), tf.reduce_mean([[1, 2], [-1, -2]], axis=1), tf.keras.ops.mean(np.array([1, 2]))


@case
def logsumexp_of_huge_and_infinite_numbers(tf: Module) -> Nest:
    x = tf.constant([[1000.0, 1000.0], [-np.inf, -np.inf], [np.inf, 0.0]])
    return tf.reduce_logsumexp(x, axis=1)


@case
def argmax_and_argmin(tf: Module) -> Nest:
    x = tf.constant([[1.0, 5.0, 5.0], [7.0, 2.0, 2.0]])
    return {
        "argmax": tf.argmax(x),
        "last": tf.argmax(x, axis=-1),
        "int32": tf.argmax(x, axis=1, output_type=tf.int32),
        "argmin": tf.math.argmin(x, axis=1),
        "ints": tf.argmax([3, 9, 9]),
        "keras": tf.keras.ops.argmax(x, axis=-1),
        "keras_flat": tf.keras.ops.argmax(x),
        "keras_argmin_keepdims": tf.keras.ops.argmin(x, axis=1, keepdims=True),
    }


@case
def cumsum(tf: Module) -> Nest:
    x = numbers(2, 3)
    return {
        "first_axis": tf.cumsum(x),
        "last": tf.cumsum(x, axis=-1),
        "exclusive": tf.cumsum(x, axis=1, exclusive=True),
        "reverse": tf.math.cumsum(x, axis=1, reverse=True),
        "both": tf.cumsum(x, axis=1, exclusive=True, reverse=True),
        "ints": tf.cumsum([1, 2, 3]),
        "empty": tf.cumsum(tf.zeros((0, 2))),
        "gradient": gradients(tf, lambda v: tf.cumsum(v, axis=1, exclusive=True), x),
        "keras": tf.keras.ops.cumsum(x, axis=0),
        "keras_flat": tf.keras.ops.cumsum(x),
    }


@case
def cumprod(tf: Module) -> Nest:
    x = numbers(2, 3, low=0.5)
    return {
        "first_axis": tf.math.cumprod(x),
        "exclusive": tf.math.cumprod(x, axis=1, exclusive=True),
        "reverse": tf.math.cumprod(x, axis=-1, reverse=True),
        "gradient": gradients(tf, lambda v: tf.math.cumprod(v, axis=1), x),
        "keras": tf.keras.ops.cumprod(x, axis=1),
    }


@case
def sort(tf: Module) -> Nest:
    x = np.array([[3.0, 1.0, 2.0, 1.0], [0.0, -1.0, 5.0, 4.0]], "float32")
    return {
        "ascending": tf.sort(x),
        "descending": tf.sort(x, direction="DESCENDING"),
        "first_axis": tf.sort(x, axis=0),
        "ints": tf.sort([3, 1, 2]),
        "gradient": gradients(tf, lambda v: tf.sort(v, axis=-1), x),
        "keras": tf.keras.ops.sort(x, axis=-1),
    }


@case
def argsort(tf: Module) -> Nest:
    x = np.array([[3.0, 1.0, 2.0, 1.0], [0.0, -1.0, 5.0, 4.0]], "float32")
    return {
        "ascending": tf.argsort(x, stable=True),
        "descending": tf.argsort(x[1], direction="DESCENDING"),
        "first_axis": tf.argsort(x, axis=0),
        "keras": tf.keras.ops.argsort(x, axis=-1),
    }


@case
def top_k(tf: Module) -> Nest:
    x = np.array([[1.0, 4.0, 4.0, 2.0], [9.0, 7.0, 8.0, 7.0]], "float32")
    values, indices = tf.math.top_k(x, k=2)
    named = tf.nn.top_k(x, 3)
    keras_values, keras_indices = tf.keras.ops.top_k(x, 2)
    return {
        "values": values,
        "indices": indices,
        "named": [named.values, named.indices],
        "one": tf.math.top_k([3, 5, 4]).values,
        "gradient": gradients(tf, lambda v: tf.math.top_k(v, 2)[0], x),
        "in_top_k": tf.math.in_top_k([1, 3], x, 2),
        "keras": [keras_values, keras_indices],
    }


@case
def unique(tf: Module) -> Nest:
    values, positions = tf.unique([4, 1, 4, 7, 1])
    counted = tf.unique_with_counts([2.0, 3.0, 2.0])
    return values, positions, counted.y, counted.idx, counted.count, tf.unique([1], out_idx=tf.int64)[1]


@case
def bincount(tf: Module) -> Nest:
    x = [1, 1, 4]
    return tf.math.bincount(x), tf.math.bincount(x, minlength=7), tf.math.bincount(x, weights=[0.5, 1.0, 2.0])


@case
def count_nonzero(tf: Module) -> Nest:
    x = tf.constant([[0.0, 2.0], [3.0, 4.0]])
    return tf.math.count_nonzero(x), tf.math.count_nonzero(x, axis=0, dtype=tf.int32), tf.math.zero_fraction(x)


@case
def segment_reductions(tf: Module) -> Nest:
    x, ids = numbers(5, 2), tf.constant([0, 0, 1, 3, 3])
    names = ("segment_sum", "segment_mean", "segment_max", "segment_min", "segment_prod")
    result = {name: symbol(tf.math, name)(x, ids) for name in names}
    result["gradient"] = gradients(tf, lambda v: tf.math.segment_sum(v, ids), x)
    return result


@case
def unsorted_segment_reductions(tf: Module) -> Nest:
    x, ids = numbers(5, 2), tf.constant([2, 0, -1, 2, 0])
    names = ("sum", "mean", "max", "min", "prod", "sqrt_n")
    result = {name: symbol(tf.math, f"unsorted_segment_{name}")(x, ids, 4) for name in names}
    result["gradient"] = gradients(tf, lambda v: tf.math.unsorted_segment_sum(v, ids, 4), x)
    result["gradient_of_mean"] = gradients(tf, lambda v: tf.math.unsorted_segment_mean(v, ids, 4), x)
    result["keras"] = tf.keras.ops.segment_sum(x, np.array([0, 0, 1, 2, 2]), num_segments=4)
    return result


@case
def moments(tf: Module) -> Nest:
    x = numbers(2, 3, 4)
    return {
        "axes": tf.nn.moments(tf.constant(x), axes=[0, 1]),
        "keepdims": tf.nn.moments(tf.constant(x), axes=[-1], keepdims=True),
        "gradient": gradients(tf, lambda v: tf.nn.moments(v, axes=[1])[1], x),
        "keras": tf.keras.ops.moments(x, axes=[0]),
    }


@case
def keras_reductions_of_special_numbers(tf: Module) -> Nest:
    ops, x = tf.keras.ops, integers(3, 4)
    return {
        "max_of_nan": ops.max(np.array([1.0, np.nan], "float32")),
        "max_initial": ops.max(np.array([1.0, 2.0], "float32"), initial=5.0),
        "count_nonzero": ops.count_nonzero(x),
        "median": ops.median(np.array([3.0, 1.0, 2.0, 10.0], "float32")),
        "average": ops.average(np.array([1.0, 3.0], "float32"), weights=np.array([3.0, 1.0], "float32")),
    }
