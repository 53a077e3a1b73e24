"""The lift: makes an op on tensors from a pure function on torch tensors.

`@op` writes, once at import, a wrapper with exactly the function's signature. Parameters annotated `Array` are
unwrapped by reading `_t`; whatever has none (numbers, arrays, lists, symbolic tensors) takes the slow path, which
converts it. So the fast path costs two frames and no look-up.

    Array                   a tensor
    Array | None            a tensor or None
    Sequence[Array]         a list or tuple of tensors
    anything else           handed over as it is

`@op(join=("x", "y"))` names the parameters that must have one dtype; if they differ, they are promoted by Keras' table.
`@op(takes="floats")` says what the joined parameters (or the first one) may hold: "floats" converts integers to the
default float dtype, "bools" converts to truth values, "numbers" refuses truth values.
`strict(op)` is the same op by TensorFlow's rule: numbers and arrays take the tensors' dtype, and tensors of different
dtypes, or of dtypes that the op does not take, raise InvalidArgumentError.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, NoReturn, TypeAlias, TypeVar, cast, overload

import numpy as np
import torch

from supple._core import conversion, dtype as dtypes, settings
from supple._core.brief import brief
from supple._core.dtype import DType
from supple._core.lift_source import KINDS, MANY, OPTIONAL, Plan, compiled, parameters_of, source_of
from supple._core.tensor import Eager, Tensor, new, record, wrap
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError

Array: TypeAlias = torch.Tensor
F = TypeVar("F", bound=Callable[..., Any])

_TORCH_ERRORS: Final = (RuntimeError, IndexError, TypeError, ValueError)
_TAKES: Final = {
    "": frozenset(d.torch for d in dtypes.ALL),
    "floats": frozenset(d.torch for d in dtypes.ALL if d.is_floating or d.is_complex),
    "numbers": frozenset(d.torch for d in dtypes.ALL if d.is_numeric),
    "bools": frozenset({torch.bool}),
}
_PLAIN_INTS: Final = frozenset({torch.int32, torch.int64})


class Op:
    """What the lift knows of one op."""

    __slots__ = (
        "function",
        "join",
        "judged",
        "kinds",
        "lifted",
        "name",
        "named",
        "parameters",
        "returns",
        "strict",
        "takes",
    )

    def __init__(self, function: Callable[..., Any], join: tuple[str, ...], takes: str, is_strict: bool) -> None:
        self.function = function
        self.name = function.__name__.rstrip("_")
        self.parameters = parameters_of(function)
        self.named = any(p.kind is p.KEYWORD_ONLY for p in self.parameters)
        self.kinds = {p.name: str(p.annotation) for p in self.parameters if str(p.annotation) in KINDS}
        self.returns = str(function.__annotations__.get("return"))
        self.join = join
        self.takes = takes
        self.judged = (join or tuple(self.kinds)[:1]) if takes else ()
        self.strict = is_strict
        self.lifted: Callable[..., Any] = self.slow  # the wrapper, once it is made

    # -- the slow path

    def slow(self, *values: Any) -> Any:
        """Convert the arguments, then do what the fast path does."""
        handler = self._handler(values)
        if handler is not None:
            return handler(self, values)
        return self.run(*self.convert(values))

    def run(self, *raw: Any) -> Any:
        """Call the torch function and wrap its result; `raw` are its arguments in order."""
        try:
            result = self._call_by_name(raw) if self.named else self.function(*raw)
        except _TORCH_ERRORS as error:
            self.fail(error, raw)
        return rewrap(result)

    def _call_by_name(self, raw: tuple[Any, ...]) -> Any:
        """Call a function that has keyword-only parameters."""
        pairs = list(zip(self.parameters, raw, strict=True))
        positional = [value for parameter, value in pairs if parameter.kind is not parameter.KEYWORD_ONLY]
        return self.function(*positional, **{p.name: value for p, value in pairs if p.kind is p.KEYWORD_ONLY})

    def _handler(self, values: tuple[Any, ...]) -> Callable[[Op, tuple[Any, ...]], Any] | None:
        """How an argument of another kind (symbolic, ragged) wants this op to be done, if there is one."""
        for parameter, value in zip(self.parameters, values, strict=True):
            kind = value.__class__
            found = getattr(kind, "__supple_op__", None)
            if found is None and (kind is list or kind is tuple) and parameter.name in self.kinds:
                found = next((f for f in (getattr(type(v), "__supple_op__", None) for v in value) if f), None)
            if found is not None:
                return cast(Callable[[Op, tuple[Any, ...]], Any], found)
        return None

    def convert(self, values: tuple[Any, ...]) -> list[Any]:
        """The arguments with torch tensors in the place of whatever converts to one."""
        named = dict(zip((p.name for p in self.parameters), values, strict=True))
        target = self._joint_dtype(named) if self.join else None
        for name, kind in self.kinds.items():
            value = named[name]
            if value is None and kind == OPTIONAL:
                continue
            joint = target if name in self.join else None
            what = f"{self.name}: {name}"
            if kind == MANY:
                named[name] = [self._one(v, joint, what) for v in self._items(value, name)]
            else:
                named[name] = self._one(value, joint, what)
        for name in self.judged:
            named[name] = self._admit(named[name], name, values)
        return list(named.values())

    def _admit(self, value: torch.Tensor, name: str, given: tuple[Any, ...]) -> torch.Tensor:
        """`value` in a dtype that this op takes."""
        if value.dtype in _TAKES[self.takes]:
            return value
        if self.takes != "numbers" and not self.strict:
            return value.to(torch.bool if self.takes == "bools" else dtypes.to_torch(settings.floatx()))
        message = f"{self.name}: {name}: expected {self.takes}, got {brief(value)}"
        if self.takes == "bools" and not any(isinstance(v, Eager) for v in given):
            raise DtypeError(message)
        raise InvalidArgumentError(message)

    def _items(self, value: Any, name: str) -> Any:
        if isinstance(value, (list, tuple)):
            return value
        if isinstance(value, Eager | torch.Tensor | np.ndarray):
            return list(value)
        raise DtypeError(f"{self.name}: {name}: expected a list or tuple of tensors, got {type(value).__name__}")

    def _one(self, value: Any, target: torch.dtype | None, what: str) -> torch.Tensor:
        if isinstance(value, str | bytes):
            kind = InvalidArgumentError if target is None else DtypeError
            raise kind(f"{what}: expected numbers, got the string {value!r}")
        if target is None:
            return conversion.to_torch(value, None, what)
        if self.strict:
            try:
                return conversion.to_torch_like(value, target, what)
            except DtypeError as error:
                raise InvalidArgumentError(str(error)) from error
        found = conversion.to_torch(value, None, what)
        return found if found.dtype is target else found.to(target)

    def _joint_dtype(self, named: dict[str, Any]) -> torch.dtype | None:
        values: list[Any] = []
        for name in self.join:
            value = named[name]
            if value is not None:
                values.extend(self._items(value, name) if self.kinds[name] == MANY else [value])
        tensors = [v for v in values if isinstance(v, Eager | torch.Tensor)]
        if self.strict:
            if tensors:
                first = tensors[0]
                return cast(torch.dtype, first._t.dtype if isinstance(first, Eager) else first.dtype)
            return conversion.to_torch(values[0], None, self.name).dtype if values else None
        return dtypes.to_torch(dtypes.result_type(*(weak_dtype(v) for v in values)))

    # -- errors

    def fail(self, error: Exception, raw: tuple[Any, ...]) -> NoReturn:
        """Raise what stands for torch's `error`: TensorFlow's class, with the op and its arguments."""
        if type(error).__module__ == "supple.errors":
            raise error
        message = f"{self.name}({self.describe(raw)}): " + str(error).split("\n", 1)[0]
        if isinstance(error, TypeError):
            raise DtypeError(message) from error
        if isinstance(error, ValueError):
            raise ArgumentError(message) from error
        raise InvalidArgumentError(message) from error

    def describe(self, raw: tuple[Any, ...]) -> str:
        """The arguments as a reader sees them: tensors by dtype and shape."""
        parts = []
        for parameter, value in zip(self.parameters, raw, strict=True):
            if value is not parameter.default:
                parts.append(f"{parameter.name}={brief(value)}")
        return ", ".join(parts)


def weak_dtype(value: Any) -> Any:
    """The dtype with which `value` enters promotion; Python numbers are weak."""
    if isinstance(value, Eager):
        return dtypes.BY_TORCH[value._t.dtype]
    if isinstance(value, torch.Tensor):
        return dtypes.BY_TORCH[value.dtype]
    if type(value) in (int, float, bool):
        return type(value)
    dtype = getattr(value, "dtype", None)
    if isinstance(dtype, DType | str) or dtype is not None:
        return dtypes.as_dtype(dtype)
    if isinstance(value, (list, tuple)) and value:
        return dtypes.BY_TORCH[conversion.to_torch(value).dtype]
    return float


def rewrap(result: Any) -> Any:
    """Tensors around the torch tensors of a result."""
    if isinstance(result, torch.Tensor):
        return wrap(result)
    if type(result) in (tuple, list):
        return type(result)([rewrap(r) for r in result])
    return result


def _lift(function: Callable[..., Any], join: tuple[str, ...], takes: str, is_strict: bool) -> Callable[..., Any]:
    spec = Op(function, join, takes, is_strict)
    scope: dict[str, Any] = {
        **{"function": function, "slow": spec.slow, "fail": spec.fail, "torch_errors": _TORCH_ERRORS},
        **{"record": record, "new": new, "Tensor": Tensor, "rewrap": rewrap},
        **{"taken": _TAKES[takes], "truth": torch.bool, "plain_ints": _PLAIN_INTS},
        "__builtins__": __builtins__,
    }
    name = function.__name__
    code = compiled(source_of(Plan(spec)))
    names = (*(p.name for p in spec.parameters), *code.co_varnames[len(spec.parameters) :])
    code = code.replace(co_name=name, co_qualname=name, co_filename=f"<op {spec.name}>", co_varnames=names)
    lifted = FunctionType(code, scope, name, function.__defaults__)
    lifted.__kwdefaults__ = function.__kwdefaults__
    lifted.__doc__ = function.__doc__
    lifted.__module__ = function.__module__
    lifted.__qualname__ = function.__qualname__
    lifted.__wrapped__ = function  # type: ignore[attr-defined]
    lifted.__op__ = spec  # type: ignore[attr-defined]
    return lifted


@overload
def op(function: Callable[..., Array]) -> Callable[..., Tensor]: ...
@overload
def op(*, join: tuple[str, ...] = ..., takes: str = ...) -> Callable[[Callable[..., Array]], Callable[..., Tensor]]: ...


def op(function: Any = None, *, join: tuple[str, ...] = (), takes: str = "") -> Any:
    """Lift a pure torch function to an op on tensors; `join` names the arguments of one dtype, `takes` what they hold."""
    if function is None:
        return lambda inner: _lift(inner, join, takes, is_strict=False)
    return _lift(function, (), "", is_strict=False)


@overload
def multi_op(function: Callable[..., Any]) -> Callable[..., Any]: ...
@overload
def multi_op(
    *, join: tuple[str, ...] = ..., takes: str = ...
) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...


def multi_op(function: Any = None, *, join: tuple[str, ...] = (), takes: str = "") -> Any:
    """`op` for functions that return several tensors, in a tuple or list."""
    return op(join=join, takes=takes) if function is None else op(function)


def strict(lifted: F) -> F:
    """The op by TensorFlow's rule for dtypes: nothing but numbers and arrays is converted."""
    spec: Op = lifted.__op__  # type: ignore[attr-defined]
    twin = _lift(spec.function, spec.join, spec.takes, is_strict=True)
    return cast(F, twin)
