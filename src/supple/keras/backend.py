"""Settings of Keras, and the functions that Keras 2 had here: `keras.backend`."""

from __future__ import annotations

from typing import Any

from supple._core import dtype as dtypes, settings
from supple._core.names import unknown_name
from supple._ops import python_calls, scopes
from supple._ops._arguments import DTypeLike, TensorLike
from supple.keras._keras2.arrays import (
    arange,
    batch_flatten,
    batch_get_value,
    batch_set_value,
    cast,
    cast_to_floatx,
    concatenate,
    constant,
    count_params,
    dtype,
    expand_dims,
    eye,
    flatten,
    gather,
    get_value,
    int_shape,
    is_sparse,
    ndim,
    one_hot,
    ones,
    ones_like,
    permute_dimensions,
    repeat,
    repeat_elements,
    reshape,
    reverse,
    set_value,
    shape,
    squeeze,
    stack,
    tile,
    transpose,
    variable,
    zeros,
    zeros_like,
)
from supple.keras._keras2.mathematics import (
    abs,
    all,
    any,
    argmax,
    argmin,
    batch_dot,
    clip,
    cos,
    cumprod,
    cumsum,
    dot,
    equal,
    exp,
    greater,
    greater_equal,
    less,
    less_equal,
    log,
    logsumexp,
    max,
    maximum,
    mean,
    min,
    minimum,
    not_equal,
    pow,
    prod,
    round,
    sign,
    sin,
    sqrt,
    square,
    std,
    sum,
    var,
)
from supple.keras._keras2.networks import (
    bias_add,
    binary_crossentropy,
    categorical_crossentropy,
    dropout,
    elu,
    foldl,
    foldr,
    hard_sigmoid,
    l2_normalize,
    map_fn,
    random_bernoulli,
    random_normal,
    random_uniform,
    relu,
    sigmoid,
    softmax,
    softplus,
    softsign,
    sparse_categorical_crossentropy,
    stop_gradient,
    switch,
    tanh,
    truncated_normal,
)
from supple.keras._layer import context, naming
from supple.keras._layer.variable import KerasVariable as Variable


def backend() -> str:
    """The interface that programs find: TensorFlow's."""
    return "tensorflow"


def floatx() -> str:
    """The name of the default float dtype."""
    return settings.floatx()


def set_floatx(value: TensorLike) -> None:
    """Set the default float dtype."""
    settings.set_floatx(value)


def epsilon() -> float:
    """The small number that keeps divisions and logarithms finite."""
    return settings.epsilon()


def set_epsilon(value: TensorLike) -> None:
    """Set the small number that keeps divisions and logarithms finite."""
    settings.set_epsilon(value)


def image_data_format() -> str:
    """The default layout of images."""
    return settings.image_data_format()


def set_image_data_format(data_format: Any) -> None:
    """Set the default layout of images."""
    settings.set_image_data_format(data_format)


def clear_session(free_memory: bool = True) -> None:
    """Start the automatic names again."""
    naming.clear_session(free_memory)


def get_uid(prefix: str = "") -> int:
    """The next number for a prefix, from 1 on."""
    return naming.next_number(prefix)


def is_keras_tensor(x: TensorLike) -> bool:
    """True for tensors without values."""
    return python_calls.is_symbolic(x)


def is_float_dtype(dtype: DTypeLike) -> bool:
    """True if the dtype is a float dtype."""
    return dtypes.as_dtype(dtype).is_floating


def is_int_dtype(dtype: DTypeLike) -> bool:
    """True if the dtype is an integer dtype."""
    return dtypes.as_dtype(dtype).is_integer


def result_type(*dtypes_: DTypeLike) -> str:
    """The name of the dtype that holds all the given ones."""
    return dtypes.result_type(*dtypes_).name


def standardize_dtype(dtype: DTypeLike) -> str:
    """The name of a dtype; the default float dtype if None."""
    return dtypes.as_dtype(settings.floatx() if dtype is None else dtype).name


def learning_phase() -> int:
    """1 while a call in training mode is under way, else 0."""
    return context.training()


def name_scope(name: str | None) -> scopes.name_scope:
    """A context in which names start with `name`."""
    return scopes.name_scope(str(name))


# fmt: off
__all__ = [
    "abs", "all", "any", "arange", "argmax", "argmin", "backend", "batch_dot", "batch_flatten", "batch_get_value",
    "batch_set_value", "bias_add", "binary_crossentropy", "cast", "cast_to_floatx", "categorical_crossentropy",
    "clear_session", "clip", "concatenate", "constant", "cos", "count_params", "cumprod", "cumsum", "dot",
    "dropout", "dtype", "elu", "epsilon", "equal", "exp", "expand_dims", "eye", "flatten", "floatx", "foldl",
    "foldr", "gather", "get_uid", "get_value", "greater", "greater_equal", "hard_sigmoid", "image_data_format",
    "int_shape", "is_float_dtype", "is_int_dtype", "is_keras_tensor", "is_sparse", "l2_normalize", "learning_phase",
    "less", "less_equal", "log", "logsumexp", "map_fn", "max", "maximum", "mean", "min", "minimum", "name_scope",
    "ndim", "not_equal", "one_hot", "ones", "ones_like", "permute_dimensions", "pow", "prod", "random_bernoulli",
    "random_normal", "random_uniform", "relu", "repeat", "repeat_elements", "reshape", "result_type", "reverse",
    "round", "set_epsilon", "set_floatx", "set_image_data_format", "set_value", "shape", "sigmoid", "sign", "sin",
    "softmax", "softplus", "softsign", "sparse_categorical_crossentropy", "sqrt", "square", "squeeze", "stack",
    "standardize_dtype", "std", "stop_gradient", "sum", "switch", "tanh", "tile", "transpose", "truncated_normal",
    "var", "Variable", "variable", "zeros", "zeros_like",
]
# fmt: on
__getattr__ = unknown_name("keras.backend", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
