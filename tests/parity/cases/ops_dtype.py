"""Which dtype comes out: constants, conversion, mixed operands, Keras' promotion."""

from __future__ import annotations

import numpy as np

from ..harness import Module, Nest, add, case, gradients

KINDS = ("bool", "uint8", "int8", "int32", "int64", "float16", "bfloat16", "float32", "float64")


@case
def constants_of_python_values(tf: Module) -> Nest:
    values = [1, 1.5, True, 2**40, [1, 2], [1, 2.5], [True, False], [[1], [2]], [], (1, 2), 1 + 2j, range(3)]
    return [tf.constant(list(value) if isinstance(value, range) else value) for value in values]


@case
def constants_of_numpy_values(tf: Module) -> Nest:
    scalars = [np.float64(1), np.float32(1), np.int64(3), np.int32(3), np.bool_(1), np.uint8(200)]
    lists = [[np.float64(1)], [np.float32(1), 2.0], [np.int64(3), 4], np.zeros((2, 0)), np.arange(3)]
    return [tf.constant(value) for value in scalars + lists]


@case
def constants_with_a_dtype_and_a_shape(tf: Module) -> Nest:
    return [
        tf.constant([1, 2], tf.float32),
        tf.constant(3, dtype="float64"),
        tf.constant([1.0, 2.0], dtype=np.float16),
        tf.constant(0.5, shape=(2, 3)),
        tf.constant([1, 2, 3, 4], shape=[2, 2]),
        tf.constant(value=True, dtype=tf.bool),
    ]


@case
def conversions(tf: Module) -> Nest:
    tensor = tf.constant([1.0, 2.0])
    return [
        tf.convert_to_tensor([1, 2]),
        tf.convert_to_tensor(np.array([1.0])),
        tf.convert_to_tensor([1, 2], dtype=tf.float32),
        tf.convert_to_tensor([1, 2], dtype_hint=tf.float32),
        tf.convert_to_tensor([tensor, tensor]),
        tf.convert_to_tensor([tensor[0], 3.0]),
        tf.convert_to_tensor(tf.Variable([1.0])),
        tf.convert_to_tensor(tensor) is tensor,
        tf.keras.ops.convert_to_tensor([1, 2]),
        tf.keras.ops.convert_to_tensor([1, 2.5]),
        tf.keras.ops.convert_to_tensor(np.array([1.0])),
        tf.keras.ops.convert_to_numpy(tensor),
    ]


@case
def casts(tf: Module) -> Nest:
    x = tf.constant([-1.7, 0.0, 2.5])
    variable = tf.Variable([1.0])
    return {
        "down": tf.cast(x, tf.int32),
        "bool": tf.cast(x, tf.bool),
        "from_bool": tf.cast([True, False], tf.float32),
        "double": tf.cast(x, "float64"),
        "wraps": tf.cast(tf.constant([300, -1]), tf.uint8),
        "array": tf.cast(np.array([1.5]), np.int64),
        "same_is_itself": [tf.cast(x, tf.float32) is x, tf.cast(variable, tf.float32) is variable],
        "of_python": tf.cast(3, tf.float16),
        "keras": tf.keras.ops.cast(x, "int32"),
        "gradient": gradients(tf, lambda v: tf.cast(v, tf.float64), np.array([1.0, 2.0], "float32")),
        "gradient_through_ints": gradients(
            tf, lambda v: tf.cast(tf.cast(v, tf.int32), tf.float32), np.array([1.0], "float32")
        ),
        "saturate": tf.saturate_cast([300.0, -5.0], tf.uint8),
    }


@case
def division_of_ints(tf: Module) -> Nest:
    result = {}
    for dtype in ("int8", "uint8", "int16", "int32", "int64"):
        a, b = tf.constant([7, 9], dtype), tf.constant([2, 4], dtype)
        result[dtype] = [a / b, a // b, a % b]
    result["by_a_number"] = [tf.constant([7]) / 2, tf.constant([7]) // 2, 7 / tf.constant([2]), 7 // tf.constant([2])]
    return result


@case
def division_by_zero(tf: Module) -> Nest:
    zero = tf.constant([0.0, 0.0, 0.0])
    x = tf.constant([1.0, -1.0, 0.0])
    return x / zero, x // zero, tf.constant([1, 0]) / tf.constant([0, 0]), x % zero


@case
def python_numbers_are_weak(tf: Module) -> Nest:
    result = {}
    for dtype in ("int32", "int64", "uint8", "float16", "float32", "float64"):
        x = tf.constant([1, 2], dtype)
        result[dtype] = [x + 1, 2 * x, x - 1]
        if "float" in dtype:
            result[dtype] += [x + 1.5, 1.5 - x, x / 2, x**2]
    return result


@case
def arrays_take_the_dtype_of_the_tensor(tf: Module) -> Nest:
    x, ints = tf.constant([1.0, 2.0]), tf.constant([1, 2])
    doubles, longs = np.array([0.5, 0.25]), np.array([3, 4])
    return [
        x + doubles,
        doubles + x,
        doubles * x,
        x / doubles,
        x - longs,
        longs - x,
        ints + longs,
        longs * ints,
        x > doubles,
    ]


@case
def numpy_scalars_beside_tensors(tf: Module) -> Nest:
    x = tf.constant([1.0, 2.0])
    return [x * np.float64(0.5), np.float32(0.5) * x, x + np.int64(1), tf.constant([1, 2]) + np.int32(1)]


@case
def variables_beside_tensors(tf: Module) -> Nest:
    variable = tf.Variable([1.0, 2.0])
    return [variable + 1, 2 - variable, variable * tf.constant(3.0), -variable, variable == 1.0]


@case
def equality_of_incompatible_shapes_is_one_bool(tf: Module) -> Nest:
    x, y = tf.constant([1.0, 2.0]), tf.constant([1.0, 2.0, 3.0])
    return x == y, x != y, x == [1.0, 3.0], x == None, x != None  # noqa: E711 - that is what is tested


@case
def truth_and_conversion_of_scalars(tf: Module) -> Nest:
    x = tf.constant(2.5)
    return bool(x > 1), float(x), int(x), bool(tf.constant(0)), f"{x:.1f}", [5, 6, 7][tf.constant(1)]


@case
def results_of_numpy_functions_on_tensors(tf: Module) -> Nest:
    x = tf.constant([1.0, 4.0])
    return np.asarray(x), np.sqrt(x), np.sum(x), np.array(x, "float64"), np.concatenate([x, x])


@case
def dtype_objects(tf: Module) -> Nest:
    return {
        "names": [tf.float32.name, tf.bool.name, tf.int64.name, tf.bfloat16.name],
        "as_dtype": [tf.as_dtype("float32").name, tf.as_dtype(np.int32).name, tf.as_dtype(float).name],
        "kinds": [
            tf.float16.is_floating,
            tf.int8.is_integer,
            tf.uint8.is_unsigned,
            tf.complex64.is_complex,
            tf.bool.is_bool,
        ],
        "limits": [int(tf.int32.max), int(tf.int8.min), float(tf.float32.max)],
        "sizes": [tf.float32.size, tf.int64.size],
        "equal": [tf.float32 == "float32", tf.float32 == np.float32, tf.float32 == tf.float64, tf.int32 == "int64"],
        "numpy": [np.dtype(tf.float32.as_numpy_dtype).name, tf.constant(1).dtype.name],
        "texts": [repr(tf.float32), str(tf.float32)],
    }


@case
def texts_of_tensors(tf: Module) -> Nest:
    return str(tf.constant([1.0, 2.5])), repr(tf.constant([1, 2])), str(tf.constant(3.0)), repr(tf.constant([[True]]))


for position, left in enumerate(KINDS):

    def promoted(tf: Module, left: str = left, position: int = position) -> Nest:
        ops, result = tf.keras.ops, {}
        for right in KINDS[max(position, 1) :]:  # not bool with bool: TensorFlow cannot add them
            a, b = tf.cast([1], left), tf.cast([1], right)
            result[right] = [ops.add(a, b).dtype, ops.divide(a, b).dtype, ops.maximum(b, a).dtype]
        return result

    add(f"keras_promotes_{left}", promoted)


@case
def keras_weak_numbers(tf: Module) -> Nest:
    ops = tf.keras.ops
    result = {}
    for dtype in KINDS:
        x = tf.cast([1], dtype)
        result[dtype] = [ops.add(x, 1).dtype, ops.add(x, 1.5).dtype, ops.multiply(2, x).dtype]
    result["numbers"] = [ops.add(1, 2).dtype, ops.add(1, 2.5).dtype, ops.sqrt(4).dtype]
    return result


@case
def float_settings(tf: Module) -> Nest:
    before = tf.keras.backend.floatx()
    tf.keras.backend.set_floatx("float64")
    try:
        inside = [tf.keras.ops.zeros((1,)), tf.keras.ops.convert_to_tensor(1.5), tf.zeros(1)]
    finally:
        tf.keras.backend.set_floatx("float32")
    return before, inside, tf.keras.backend.epsilon(), tf.keras.backend.image_data_format()


@case
def variables(tf: Module) -> Nest:
    variable = tf.Variable([1.0, 2.0], name="state")
    snapshot = variable.read_value()
    view = tf.reshape(variable, (2, 1))
    array = variable.numpy()
    returned = variable.assign([5.0, 6.0])
    variable.assign_add([1.0, 1.0])
    variable.assign_sub([0.5, 0.5])
    return {
        "value": variable,
        "snapshots": [snapshot, view, array],
        "assign_returns_the_variable": returned + 0.0,
        "name": variable.name,
        "traits": [variable.trainable, variable.shape, variable.dtype],
        "of_ints": tf.Variable(3),
        "typed": tf.Variable(3, dtype=tf.float32),
        "double": tf.Variable(np.zeros(2)),
        "frozen": tf.Variable(1.0, trainable=False).trainable,
        "callable": tf.Variable(lambda: tf.ones((2,))),
        "initialised": tf.Variable(tf.zeros(2)).value(),
        "assigned_list": tf.Variable([1, 2]).assign([3, 4]),
    }
