"""Control flow as functions: plain Python, since Python runs on every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core import tree
from supple._core.tensor import Operand, Tensor
from supple._ops import checks, creation, manipulation
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError


def cond(condition: Any, if_true: Callable[[], Any] | None, if_false: Callable[[], Any] | None) -> Any:
    """What the chosen function returns."""
    if not callable(if_true) or not callable(if_false):
        raise DtypeError(f"cond: true_fn and false_fn: expected two callables, got {if_true!r} and {if_false!r}")
    return if_true() if condition else if_false()


def case(pairs: Any, default: Callable[[], Any] | None = None, exclusive: bool = False) -> Any:
    """What the function of the first condition that holds returns, or else the default's."""
    branches = list(pairs.items() if isinstance(pairs, dict) else pairs)
    chosen = [(condition, function) for condition, function in branches if condition]
    if exclusive and len(chosen) > 1:
        raise InvalidArgumentError(f"case: exclusive: expected one condition that holds, got {len(chosen)}")
    if chosen:
        return chosen[0][1]()
    if default is not None:
        return default()
    raise InvalidArgumentError(f"case: none of the {len(branches)} conditions holds, and there is no default")


def switch_case(index: Any, branches: Any, default: Callable[[], Any] | None = None) -> Any:
    """What the function with the number `index` returns; out of range, the default's or the last one's."""
    numbered = dict(branches.items() if isinstance(branches, dict) else _numbered(branches))
    if not numbered:
        raise ArgumentError(f"switch_case: branch_fns: expected one function or more, got {branches!r}")
    chosen = numbered.get(int(index))
    if chosen is None:
        chosen = default if default is not None else numbered[max(numbered)]
    return chosen()


def _numbered(branches: Any) -> Any:
    return (each if isinstance(each, tuple) else (n, each) for n, each in enumerate(branches))


def while_loop(
    condition: Callable[..., Any], body: Callable[..., Any], variables: Any, limit: Any = None, records: bool = True
) -> Any:
    """The variables after `body` ran on them as long as the condition holds, at most `limit` times."""
    state = variables if isinstance(variables, (list, tuple)) else [variables]
    state = type(state)(*state) if hasattr(state, "_fields") else type(state)(_tensors(each) for each in state)
    rounds = 0
    while (limit is None or rounds < int(limit)) and condition(*state):
        result = body(*state)
        state = result if isinstance(result, (list, tuple)) else [result]
        rounds += 1
    if not records:
        state = tree.map_structure(_constant, state)
    return state if isinstance(variables, (list, tuple)) else state[0]


def _tensors(structure: Any) -> Any:
    """Numbers and arrays in a loop's state become tensors, as TensorFlow does."""
    return tree.map_structure(
        lambda leaf: creation.convert(leaf) if not isinstance(leaf, Operand) and _is_number(leaf) else leaf, structure
    )


def _is_number(leaf: Any) -> bool:
    return isinstance(leaf, int | float | complex) or hasattr(leaf, "__array__")


def _constant(leaf: Any) -> Any:
    return creation.stop_gradient(leaf) if isinstance(leaf, Tensor) else leaf


def fori_loop(lower: Any, upper: Any, body: Callable[[int, Any], Any], start: Any) -> Any:
    """The state after body(i, state) for each i of [lower, upper)."""
    state = start
    for i in range(int(lower), int(upper)):
        state = body(i, state)
    return state


def _items(elements: Any, name: str) -> list[Any]:
    """The slices of a structure of tensors along their first axes."""
    leaves, spec = tree.flatten_with_spec(elements)
    rows = [manipulation.unstack(leaf) for leaf in leaves]
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        raise ArgumentError(f"{name}: elems: expected one length that is not 0, got {[len(row) for row in rows]}")
    return [tree.unflatten(spec, list(parts)) for parts in zip(*rows, strict=True)]


def map_fn(function: Callable[[Any], Any], elements: Any, records: bool = True, dtypes: Any = None) -> Any:
    """`function` of each slice along the first axis, stacked; `dtypes` are checked."""
    stacked = _stacked([function(item) for item in _items(elements, "map_fn")])
    if dtypes is not None:
        for leaf, dtype in zip(tree.flatten(stacked), tree.flatten(dtypes), strict=True):
            checks.dtype(leaf, getattr(dtype, "dtype", dtype), "map_fn")
    return stacked if records else tree.map_structure(_constant, stacked)


def _stacked(structures: list[Any]) -> Any:
    """One structure with the corresponding leaves stacked."""
    return tree.map_structure(lambda *leaves: manipulation.stack(list(leaves)), *structures)


def _states(function: Callable[[Any, Any], Any], elements: Any, start: Any, reverse: bool, name: str) -> list[Any]:
    """Every state of state = function(state, element); the first element starts if `start` is None."""
    items = _items(elements, name)
    if reverse:
        items.reverse()
    state, rest = (items[0], items[1:]) if start is None else (start, items)
    states = [state]
    for item in rest:
        state = function(state, item)
        states.append(state)
    return states


def scan(
    function: Callable[[Any, Any], Any], elements: Any, start: Any = None, reverse: bool = False, records: bool = True
) -> Any:
    """Every state of state = function(state, element), stacked."""
    states = _states(function, elements, start, reverse, "scan")[start is not None :]
    stacked = _stacked(states[::-1] if reverse else states)
    return stacked if records else tree.map_structure(_constant, stacked)


def fold(
    function: Callable[[Any, Any], Any], elements: Any, start: Any = None, reverse: bool = False, records: bool = True
) -> Any:
    """The last state of state = function(state, element)."""
    last = _states(function, elements, start, reverse, "fold")[-1]
    return last if records else tree.map_structure(_constant, last)


def scan_with_outputs(
    function: Callable[[Any, Any], Any], start: Any, elements: Any = None, length: Any = None, reverse: bool = False
) -> tuple[Any, Any]:
    """The last state of (state, output) = function(state, element), and every output, stacked."""
    items = [None] * int(length) if elements is None else _items(elements, "scan")
    state, outputs = start, []
    for item in reversed(items) if reverse else items:
        state, output = function(state, item)
        outputs.append(output)
    if reverse:
        outputs.reverse()
    empty = not outputs or tree.flatten(outputs[0]) == [None]
    return state, None if empty else _stacked(outputs)
