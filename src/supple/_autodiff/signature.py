"""Input signatures of functions: what arguments must be, and how they are converted."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from supple._core import conversion, tree
from supple._core.spec import TensorSpec
from supple._core.tensor import Operand, Tensor, wrap
from supple._core.variable import Variable
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError, NotSupportedError


def parameters_of(function: Callable[..., Any]) -> inspect.Signature:
    """The parameters of `function`; of one that does not tell, anything."""
    try:
        return inspect.signature(function)
    except ValueError:
        return inspect.Signature(
            [
                inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL),
                inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
            ]
        )


class Signature:
    """The specs of a function's positional arguments."""

    def __init__(self, function: Callable[..., Any], specs: Any) -> None:
        self.name = str(getattr(function, "__name__", function))
        if not isinstance(specs, (list, tuple)):
            raise DtypeError(f"{self.name}: input_signature: expected a list or tuple, got {type(specs).__name__}")
        for leaf in tree.flatten(specs):
            if not hasattr(leaf, "is_compatible_with"):
                raise DtypeError(f"{self.name}: input_signature: expected TensorSpecs, got {leaf!r}")
        self.specs = tuple(specs)
        # Whether the function is a method, with an argument less, shows at the first call only.
        self._parameters: inspect.Signature | None = None
        self._by_name: dict[str, Any] = {}

    def converted(
        self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments of `function` as the specs want them; raises TypeError if they do not fit."""
        parameters = self._parameters
        if parameters is None:
            parameters = parameters_of(function)
            self._by_name = self._assigned(parameters)
            self._parameters = parameters
        if not kwargs and len(args) == len(self.specs):
            return tuple([fitted(v, s, self.name) for v, s in zip(args, self.specs, strict=True)]), kwargs
        try:
            bound = parameters.bind(*args, **kwargs)
        except TypeError as error:
            raise DtypeError(f"{self.name}: {error}; got {args!r} and {kwargs!r} for {self.specs!r}") from None
        for name, value in bound.arguments.items():
            if name in self._by_name:
                bound.arguments[name] = fitted(value, self._by_name[name], f"{self.name}: {name}")
        return bound.args, bound.kwargs

    def _assigned(self, parameters: inspect.Signature) -> dict[str, Any]:
        """The spec of each argument; the specs of `*args` as a tuple."""
        remaining, found = list(self.specs), {}
        for parameter in parameters.parameters.values():
            if parameter.kind is parameter.VAR_POSITIONAL:
                found[parameter.name] = tuple(remaining)
                remaining = []
            elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
                if remaining:
                    found[parameter.name] = remaining.pop(0)
                elif parameter.default is parameter.empty:
                    raise DtypeError(f"{self.name}: input_signature: no spec for argument {parameter.name!r}")
        if remaining:
            raise DtypeError(f"{self.name}: input_signature: {len(remaining)} more specs than arguments: {remaining!r}")
        return found


def fitted(value: Any, spec: Any, what: str) -> Any:
    """`value` in the structure and dtypes of `spec`; raises TypeError if it does not fit."""
    if isinstance(spec, dict):
        if not isinstance(value, dict) or set(value) != set(spec):
            raise DtypeError(f"{what}: expected a dict of {sorted(spec, key=str)}, got {value!r}")
        return {key: fitted(value[key], spec[key], f"{what}[{key!r}]") for key in value}
    if isinstance(spec, (list, tuple)):
        if not isinstance(value, (list, tuple)) or len(value) != len(spec):
            raise DtypeError(f"{what}: expected {len(spec)} items for {spec!r}, got {value!r}")
        items = [fitted(v, s, f"{what}[{i}]") for i, (v, s) in enumerate(zip(value, spec, strict=True))]
        return type(value)(*items) if hasattr(value, "_fields") else type(value)(items)
    return _tensor(value, spec, what) if isinstance(spec, TensorSpec) else _other(value, spec, what)


def _tensor(value: Any, spec: TensorSpec, what: str) -> Any:
    if isinstance(value, Tensor) and value.dtype is spec.dtype and spec.shape.is_compatible_with(value.shape):
        return value
    if spec.dtype.torch is None:  # strings
        return value
    if isinstance(value, Variable):
        value = value.value()
    if not isinstance(value, Operand):
        try:
            value = wrap(conversion.to_torch(value, spec.dtype, what))
        except (ArgumentError, InvalidArgumentError, NotSupportedError) as error:
            raise DtypeError(str(error)) from error
    if not spec.is_compatible_with(value):
        found = TensorSpec.from_tensor(value)
        raise DtypeError(f"{what}: expected {spec!r}, got {found!r}")
    return value


def _other(value: Any, spec: Any, what: str) -> Any:
    """`value` for a spec of another kind, or for a constant, which it must equal."""
    fits = spec.is_compatible_with(value) if hasattr(spec, "is_compatible_with") else spec is value or spec == value
    if not fits:
        raise DtypeError(f"{what}: expected {spec!r}, got {value!r}")
    return value
