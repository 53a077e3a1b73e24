"""supple: Keras subclassing, dynamic Python and GradientTape loops on PyTorch, under TensorFlow's names.

import supple as tf
"""

from __future__ import annotations

import supple._ops.operators  # puts the operators on tensors
import supple._ops.variable_methods  # and the writing methods on variables
from supple import (
    autodiff,
    bitwise,
    config,
    data,
    debugging,
    dtypes,
    errors,
    keras,
    linalg,
    math,
    nest,
    nn,
    random,
    version,
)
from supple._autodiff.custom_gradient import custom_gradient, grad_pass_through
from supple._autodiff.function import function
from supple._autodiff.recompute import recompute_grad
from supple._autodiff.tape import GradientTape, UnconnectedGradients
from supple._core.module import Module
from supple._core.names import unknown_name
from supple._core.shape import TensorShape
from supple._core.slices import IndexedSlices
from supple._core.spec import TensorSpec
from supple._core.tensor import Tensor
from supple._core.variable import Variable
from supple._ops.enumerations import VariableAggregation, VariableSynchronization
from supple._ops.scopes import (
    control_dependencies,
    current_name_scope as get_current_name_scope,
    device,
    init_scope,
    name_scope,
)
from supple._ops.system import logger as get_logger
from supple._ops.tensor_array import TensorArray
from supple._tf.arithmetic import (
    add,
    add_n,
    atan2,
    clip_by_global_norm,
    divide,
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    logical_and,
    logical_or,
    maximum,
    minimum,
    multiply,
    not_equal,
    pow,
    realdiv,
    scalar_mul,
    subtract,
    truediv,
    truncatediv,
    truncatemod,
    where,
)
from supple._tf.arrays import (
    batch_to_space,
    boolean_mask,
    broadcast_dynamic_shape,
    broadcast_static_shape,
    broadcast_to,
    concat,
    constant,
    convert_to_tensor,
    dynamic_partition,
    dynamic_stitch,
    ensure_shape,
    expand_dims,
    eye,
    fill,
    gather,
    gather_nd,
    identity,
    identity_n,
    linspace,
    meshgrid,
    one_hot,
    ones,
    ones_like,
    pad,
    parallel_stack,
    range,
    rank,
    repeat,
    reshape,
    reverse,
    reverse_sequence,
    roll,
    scatter_nd,
    sequence_mask,
    shape,
    shape_n,
    size,
    slice,
    space_to_batch,
    space_to_batch_nd,
    split,
    squeeze,
    stack,
    stop_gradient,
    strided_slice,
    tensor_scatter_nd_add,
    tensor_scatter_nd_max,
    tensor_scatter_nd_min,
    tensor_scatter_nd_sub,
    tensor_scatter_nd_update,
    tile,
    transpose,
    unravel_index,
    unstack,
    zeros,
    zeros_like,
)
from supple._tf.control import (
    Assert,
    case,
    cond,
    executing_eagerly,
    foldl,
    foldr,
    get_static_value,
    group,
    inside_function,
    is_symbolic_tensor,
    is_tensor,
    map_fn,
    no_op,
    numpy_function,
    print,
    py_function,
    register_tensor_conversion_function,
    scan,
    switch_case,
    timestamp,
    tuple,
    vectorized_map,
    while_loop,
)
from supple._tf.elementwise import (
    abs,
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atanh,
    bitcast,
    cast,
    clip_by_norm,
    clip_by_value,
    complex,
    cos,
    cosh,
    exp,
    floor,
    logical_not,
    negative,
    round,
    saturate_cast,
    sigmoid,
    sign,
    sin,
    sinh,
    sqrt,
    square,
    tan,
    tanh,
)
from supple._tf.initializers import (
    constant_initializer,
    ones_initializer,
    random_normal_initializer,
    random_uniform_initializer,
    zeros_initializer,
)
from supple._tf.reduction import (
    argmax,
    argmin,
    argsort,
    cumsum,
    histogram_fixed_width,
    histogram_fixed_width_bins,
    reduce_all,
    reduce_any,
    reduce_logsumexp,
    reduce_max,
    reduce_mean,
    reduce_min,
    reduce_prod,
    reduce_sum,
    searchsorted,
    sort,
    unique,
    unique_with_counts,
)
from supple.debugging import assert_equal, assert_greater, assert_less, assert_rank
from supple.dtypes import (
    DType,
    as_dtype,
    bfloat16,
    bool,
    complex64,
    complex128,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    string,
    uint8,
    uint16,
    uint32,
    uint64,
)
from supple.linalg import eig, eigvals, einsum, matmul, norm, tensordot

newaxis = None
__version__ = version.VERSION


# fmt: off
__all__ = [
    "abs", "acos", "acosh", "add", "add_n", "argmax", "argmin", "argsort", "as_dtype", "asin", "asinh", "Assert",
    "assert_equal", "assert_greater", "assert_less", "assert_rank", "atan", "atan2", "atanh", "autodiff",
    "batch_to_space", "bfloat16", "bitcast", "bitwise", "bool", "boolean_mask", "broadcast_dynamic_shape",
    "broadcast_static_shape", "broadcast_to", "case", "cast", "clip_by_global_norm", "clip_by_norm",
    "clip_by_value", "complex", "complex128", "complex64", "concat", "cond", "config", "constant",
    "constant_initializer", "control_dependencies", "convert_to_tensor", "cos", "cosh", "cumsum", "custom_gradient",
    "data", "debugging", "device", "divide", "double", "DType", "dtypes", "dynamic_partition", "dynamic_stitch",
    "eig", "eigvals", "einsum", "ensure_shape", "equal", "errors", "executing_eagerly", "exp", "expand_dims", "eye",
    "fill", "float16", "float32", "float64", "floor", "foldl", "foldr", "function", "gather", "gather_nd",
    "get_current_name_scope", "get_logger", "get_static_value", "grad_pass_through", "GradientTape", "greater",
    "greater_equal", "group", "half", "histogram_fixed_width", "histogram_fixed_width_bins", "identity",
    "identity_n", "IndexedSlices", "init_scope", "inside_function", "int16", "int32", "int64", "int8",
    "is_symbolic_tensor", "is_tensor", "keras", "less", "less_equal", "linalg", "linspace", "logical_and",
    "logical_not", "logical_or", "map_fn", "math", "matmul", "maximum", "meshgrid", "minimum", "Module", "multiply",
    "name_scope", "negative", "nest", "newaxis", "nn", "no_op", "norm", "not_equal", "numpy_function", "one_hot",
    "ones", "ones_initializer", "ones_like", "pad", "parallel_stack", "pow", "print", "py_function", "random",
    "random_normal_initializer", "random_uniform_initializer", "range", "rank", "realdiv", "recompute_grad",
    "reduce_all", "reduce_any", "reduce_logsumexp", "reduce_max", "reduce_mean", "reduce_min", "reduce_prod",
    "reduce_sum", "register_tensor_conversion_function", "repeat", "reshape", "reverse", "reverse_sequence", "roll",
    "round", "saturate_cast", "scalar_mul", "scan", "scatter_nd", "searchsorted", "sequence_mask", "shape",
    "shape_n", "sigmoid", "sign", "sin", "sinh", "size", "slice", "sort", "space_to_batch", "space_to_batch_nd",
    "split", "sqrt", "square", "squeeze", "stack", "stop_gradient", "strided_slice", "string", "subtract",
    "switch_case", "tan", "tanh", "Tensor", "tensor_scatter_nd_add", "tensor_scatter_nd_max",
    "tensor_scatter_nd_min", "tensor_scatter_nd_sub", "tensor_scatter_nd_update", "TensorArray", "tensordot",
    "TensorShape", "TensorSpec", "tile", "timestamp", "transpose", "truediv", "truncatediv", "truncatemod", "tuple",
    "uint16", "uint32", "uint64", "uint8", "UnconnectedGradients", "unique", "unique_with_counts", "unravel_index",
    "unstack", "Variable", "VariableAggregation", "VariableSynchronization", "vectorized_map", "version", "where",
    "while_loop", "zeros", "zeros_initializer", "zeros_like",
]
# fmt: on
__getattr__ = unknown_name("tf", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
