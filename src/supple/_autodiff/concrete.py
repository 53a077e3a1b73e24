"""Concrete functions: a `tf.function` for arguments of known kinds."""

from __future__ import annotations

import functools
import inspect
from typing import Any, NoReturn, Protocol

from supple._autodiff.signature import fitted
from supple._core import tree
from supple._core.spec import TensorSpec
from supple._core.symbolic import SymbolicTensor, infer
from supple._core.tensor import Operand
from supple.errors import DtypeError, NotSupportedError


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...


class ConcreteFunction:
    """A function of the tensors among its arguments; the other arguments are fixed."""

    def __init__(
        self, of: _Named, parameters: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        bound = parameters.bind(*args, **kwargs)
        bound.apply_defaults()
        self._function = of
        self._parameters = parameters
        self._arguments = {name: tree.map_structure(_spec_of, value) for name, value in bound.arguments.items()}
        self._open = [name for name, value in self._arguments.items() if _has_specs(value)]

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function on tensors for the open arguments, in order or by name."""
        given = self._named(args)
        unknown = [name for name in kwargs if name not in self._open or name in given]
        missing = [name for name in self._open if name not in given and name not in kwargs]
        if unknown or missing:
            raise DtypeError(
                f"{self.name}: expected tensors for the arguments {self._open}, got {len(args)} and {sorted(kwargs)}"
            )
        filled = {
            name: fitted(value, self._arguments[name], f"{self.name}: {name}")
            for name, value in (given | kwargs).items()
        }
        return self._call(self._arguments | filled)

    def _named(self, args: tuple[Any, ...]) -> dict[str, Any]:
        """Positional arguments by name; the last one may be `*args`, which takes the rest."""
        given: dict[str, Any] = {}
        for place, name in enumerate(self._open):
            if self._parameters.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL:
                return given | {name: args[place:]}
            if place < len(args):
                given[name] = args[place]
        if len(args) > len(given):
            raise DtypeError(f"{self.name}: expected {len(self._open)} tensors for {self._open}, got {len(args)}")
        return given

    def _call(self, arguments: dict[str, Any]) -> Any:
        bound = inspect.BoundArguments(self._parameters, arguments)
        return self._function(*bound.args, **bound.kwargs)

    @property
    def name(self) -> str:
        """The name of the Python function."""
        return self._function.name

    @property
    def inputs(self) -> list[TensorSpec]:
        """The specs of the tensors that it takes."""
        return [leaf for leaf in tree.flatten(list(self._arguments.values())) if isinstance(leaf, TensorSpec)]

    @property
    def structured_input_signature(self) -> tuple[Any, Any]:
        """The arguments, with specs for those left open."""
        bound = inspect.BoundArguments(self._parameters, self._arguments)
        return bound.args, bound.kwargs

    @functools.cached_property
    def structured_outputs(self) -> Any:
        """The specs of the result, found by running the function on tensors without data."""
        args, kwargs = tree.map_structure(_symbol_of, self.structured_input_signature)
        return tree.map_structure(_spec_of, infer(self._function, args, kwargs))

    @property
    def outputs(self) -> list[Any]:
        """The specs of the tensors of the result."""
        return [each for each in tree.flatten(self.structured_outputs) if isinstance(each, TensorSpec)]

    @property
    def output_shapes(self) -> Any:
        """The shapes of the result."""
        return tree.map_structure(lambda spec: getattr(spec, "shape", None), self.structured_outputs)

    @property
    def output_dtypes(self) -> Any:
        """The dtypes of the result."""
        return tree.map_structure(lambda spec: getattr(spec, "dtype", None), self.structured_outputs)

    @property
    def graph(self) -> NoReturn:
        """Raise: there is no graph, and so no `function_def`, no captured variables or inputs."""
        raise NotSupportedError(f"{self.name}: the function is Python, there is no graph to look into")

    function_def = variables = trainable_variables = captured_inputs = graph

    def pretty_printed_signature(self, verbose: bool = True) -> str:
        """The arguments, one a line, or all in one line."""
        arguments = [f"{name}: {value!r}" for name, value in self._arguments.items()]
        if not verbose:
            return f"{self.name}({', '.join(arguments)})"
        return "\n  ".join([f"{self.name}:", *arguments])

    def __repr__(self) -> str:
        return f"<ConcreteFunction {self.pretty_printed_signature(verbose=False)}>"


def _spec_of(leaf: Any) -> Any:
    return TensorSpec.from_tensor(leaf) if isinstance(leaf, Operand) else leaf


def _symbol_of(leaf: Any) -> Any:
    return SymbolicTensor(leaf.shape, leaf.dtype) if isinstance(leaf, TensorSpec) else leaf


def _has_specs(value: Any) -> bool:
    return any(isinstance(leaf, TensorSpec) for leaf in tree.flatten(value))
