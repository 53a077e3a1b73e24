"""Control flow, Python functions, and what TensorFlow's graphs need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core.tensor import Tensor
from supple._ops import checks, control, python_calls
from supple._ops._arguments import DTypeLike, TensorLike, unsupported


def cond(pred: TensorLike, true_fn: Any = None, false_fn: Any = None, name: str | None = None) -> Any:
    """What the chosen function returns."""
    return control.cond(pred, true_fn, false_fn)


def case(
    pred_fn_pairs: TensorLike,
    default: Any = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str | None = "case",
) -> Any:
    """What the function of the first condition that holds returns."""
    return control.case(pred_fn_pairs, default, exclusive)


def switch_case(
    branch_index: TensorLike, branch_fns: TensorLike, default: Any = None, name: str | None = "switch_case"
) -> Any:
    """What the function with the given number returns."""
    return control.switch_case(branch_index, branch_fns, default)


def while_loop(
    cond: TensorLike,
    body: TensorLike,
    loop_vars: TensorLike,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: Any = None,
    name: str | None = None,
) -> Any:
    """The variables after `body` ran on them as long as the condition holds."""
    unsupported("while_loop", shape_invariants=shape_invariants)
    return control.while_loop(cond, body, loop_vars, maximum_iterations, back_prop)


def map_fn(
    fn: Callable[..., Any],
    elems: TensorLike,
    dtype: DTypeLike = None,
    parallel_iterations: Any = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    """`fn` of each slice along the first axis, stacked."""
    return control.map_fn(fn, elems, back_prop, dtype if fn_output_signature is None else fn_output_signature)


def vectorized_map(
    fn: Callable[..., Any], elems: TensorLike, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """`fn` of each slice along the first axis, stacked."""
    return control.map_fn(fn, elems)


def scan(
    fn: Callable[..., Any],
    elems: TensorLike,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """Every state of state = fn(state, element), stacked."""
    return control.scan(fn, elems, initializer, reverse, back_prop)


def foldl(
    fn: Callable[..., Any],
    elems: TensorLike,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """The last state of state = fn(state, element), from the first element on."""
    return control.fold(fn, elems, initializer, False, back_prop)


def foldr(
    fn: Callable[..., Any],
    elems: TensorLike,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """The last state of state = fn(state, element), from the last element on."""
    return control.fold(fn, elems, initializer, True, back_prop)


def py_function(
    func: Callable[..., Any] | None = None, inp: Any = None, Tout: Any = None, name: str | None = None
) -> Any:
    """func of the tensors, its results as tensors; gradients pass through it."""
    return python_calls.call(func, inp, Tout)


def numpy_function(
    func: Callable[..., Any] | None = None,
    inp: Any = None,
    Tout: Any = None,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """func of the arrays, its results as tensors; no gradient passes through it."""
    return python_calls.call_on_arrays(func, inp, Tout)


def group(*inputs: TensorLike, name: str | None = None) -> None:
    """Nothing: its arguments have run already."""


def no_op(name: str | None = None) -> None:
    """Nothing."""


def tuple(tensors: TensorLike, control_inputs: Any = None, name: str | None = None) -> list[Any]:
    """The tensors as a list."""
    return python_calls.as_tensors(tensors)


def executing_eagerly() -> bool:
    """True: Python runs on every step."""
    return True


def inside_function() -> bool:
    """False: Python runs on every step."""
    return False


def is_tensor(x: TensorLike) -> bool:
    """True for tensors, variables and symbolic tensors."""
    return python_calls.is_tensor(x)


def is_symbolic_tensor(tensor: TensorLike) -> bool:
    """True for tensors without values."""
    return python_calls.is_symbolic(tensor)


def get_static_value(tensor: TensorLike, partial: bool = False) -> Any:
    """The values as an array; None if they are not known."""
    return python_calls.static_value(tensor, partial)


def print(
    *inputs: TensorLike,
    output_stream: Any = None,
    summarize: int | None = 3,
    sep: str = " ",
    end: str = "\n",
    name: str | None = None,
) -> None:
    """Print tensors and other values to standard error, or to the given stream."""
    python_calls.show(inputs, output_stream, summarize, sep, end)


def timestamp(name: str | None = None) -> Tensor:
    """Seconds since 1970, as a float64 tensor."""
    return python_calls.timestamp()


def register_tensor_conversion_function(
    base_type: TensorLike, conversion_func: TensorLike, priority: int = 100
) -> None:
    """Make tensors of a class by a function."""
    python_calls.register_conversion(base_type, conversion_func)
    unsupported("register_tensor_conversion_function", priority=None if priority == 100 else priority)


def Assert(condition: TensorLike, data: TensorLike, summarize: int | None = None, name: str | None = None) -> None:
    """Raise InvalidArgumentError unless every element of the condition holds."""
    checks.true(condition, data, summarize)
