"""`tf.function`: the same Python at every call, behind TensorFlow's methods.

There is no tracing and no graph, so branches, loops and side effects behave as they read. What TensorFlow's graphs do
to the outside stays: an input signature is checked, and numbers in the result become tensors.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from types import MethodType
from typing import Any, Final, NoReturn

import numpy as np

from supple._autodiff.concrete import ConcreteFunction
from supple._autodiff.signature import Signature, parameters_of
from supple._core import conversion, tree
from supple._core.shape import TensorShape
from supple._core.tensor import Recorded, Tensor, wrap
from supple._core.variable import Variable
from supple.errors import ArgumentError, DtypeError, NotSupportedError

_EAGERLY: Final[ContextVar[bool]] = ContextVar("run_functions_eagerly", default=False)
_NUMBERS: Final = (bool, int, float, complex, np.ndarray, np.generic)


def run_functions_eagerly(run_eagerly: bool) -> None:
    """True: functions hand out what their Python returns, as TensorFlow does without graphs."""
    _EAGERLY.set(bool(run_eagerly))


def functions_run_eagerly() -> bool:
    """What `run_functions_eagerly` was told."""
    return _EAGERLY.get()


def function(
    func: Callable[..., Any] | None = None,
    input_signature: Any = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    experimental_implements: str | None = None,
    experimental_autograph_options: Any = None,
    experimental_attributes: Any = None,
    experimental_relax_shapes: bool | None = None,
    experimental_compile: bool | None = None,
    experimental_follow_type_hints: bool | None = None,
) -> Any:
    """Decorator with and without arguments: `tf.function`.

    What steers tracing and compiling (`autograph`, `jit_compile`, `reduce_retracing`, ..) cannot change a result; as
    nothing is traced, it changes nothing.
    """
    hints = {"autograph": autograph, "jit_compile": jit_compile, "reduce_retracing": reduce_retracing}
    hints |= {"experimental_relax_shapes": experimental_relax_shapes, "experimental_compile": experimental_compile}
    for name, value in (hints | {"experimental_follow_type_hints": experimental_follow_type_hints}).items():
        if value not in (None, True, False):
            raise DtypeError(f"tf.function: {name}: expected True, False or None, got {value!r}")
    if experimental_autograph_options is not None and not autograph:
        raise ArgumentError(f"tf.function: autograph is off, got options for it: {experimental_autograph_options!r}")
    refused = {"experimental_implements": experimental_implements, "experimental_attributes": experimental_attributes}
    for name, value in refused.items():
        if value is not None:
            raise NotSupportedError(
                f"tf.function: {name}: there is no graph in which it could be written, got {value!r}"
            )
    if func is None:
        return functools.partial(function, input_signature=input_signature)
    if not callable(func):
        raise DtypeError(f"tf.function: func: expected a callable, got {func!r}")
    return Function(func) if input_signature is None else SignedFunction(func, input_signature)


class Function:
    """A Python function with the methods of a `tf.function`."""

    __wrapped__: Callable[..., Any]

    def __init__(self, python_function: Callable[..., Any]) -> None:
        self._concrete: list[ConcreteFunction] = []
        functools.update_wrapper(self, python_function)
        self.python_function = python_function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the Python function; numbers and arrays in its result become tensors."""
        result = self.python_function(*args, **kwargs)
        kind = result.__class__
        if kind is Tensor or kind is Recorded or result is None:
            return result
        return _returned(result)

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        if instance is None or isinstance(self.python_function, staticmethod):
            return self
        bound = object.__new__(self.__class__)
        bound.__dict__.update(self.__dict__)
        bound.python_function = bound.__wrapped__ = MethodType(self.python_function, instance)
        return bound

    @property
    def name(self) -> str:
        """The name of the Python function."""
        return str(getattr(self, "__name__", self.python_function))

    @property
    def input_signature(self) -> tuple[Any, ...] | None:
        """The specs of the arguments, if they were given."""
        return None

    @property
    def function_type(self) -> Any:
        """The parameters of the Python function."""
        return parameters_of(self.python_function)

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The function for arguments of these kinds: tensors and specs are left open, all else is fixed."""
        made = ConcreteFunction(self, parameters_of(self.python_function), args, kwargs)
        self._concrete.append(made)
        return made

    def experimental_get_tracing_count(self) -> int:
        """0: Python runs at every call, and nothing is traced."""
        return 0

    def pretty_printed_concrete_signatures(self, verbose: bool = True) -> str:
        """The signatures of the concrete functions that were asked for."""
        return "\n\n".join(each.pretty_printed_signature(verbose) for each in self._concrete)

    def experimental_get_compiler_ir(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: nothing is compiled."""
        raise NotSupportedError(
            f"{self.name}.experimental_get_compiler_ir: the function is Python, nothing is compiled"
        )

    def get_initialization_function(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise: variables are initialised when they are made."""
        raise NotSupportedError(f"{self.name}.get_initialization_function: variables have values once they are made")

    def __repr__(self) -> str:
        return f"<tf.function {self.name!r} of {self.python_function!r}>"


class SignedFunction(Function):
    """A function whose arguments must fit an input signature."""

    def __init__(self, python_function: Callable[..., Any], input_signature: Any) -> None:
        super().__init__(python_function)
        self._signature = Signature(python_function, input_signature)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Convert the arguments by the signature and call the Python function."""
        if not _EAGERLY.get():
            args, kwargs = self._signature.converted(self.python_function, args, kwargs)
        return super().__call__(*args, **kwargs)

    @property
    def input_signature(self) -> tuple[Any, ...] | None:
        """The specs of the arguments."""
        return self._signature.specs

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """The function for the signature, if no arguments are given."""
        return super().get_concrete_function(*(args or (() if kwargs else self._signature.specs)), **kwargs)


def _returned(result: Any) -> Any:
    """`result` as a graph would return it: numbers, arrays and variables are tensors."""
    if result.__class__ is tuple or result.__class__ is list:
        for each in result:
            if each.__class__ is not Tensor and each.__class__ is not Recorded:
                break
        else:
            return result
    if _EAGERLY.get():
        return result
    return tree.map_structure(_tensor_of, result)


def _tensor_of(leaf: Any) -> Any:
    if isinstance(leaf, Variable):
        return leaf.value()
    if isinstance(leaf, _NUMBERS):
        return wrap(conversion.to_torch(leaf, None, "tf.function: result"))
    if isinstance(leaf, TensorShape):
        return wrap(conversion.to_torch(leaf.as_list(), None, "tf.function: result"))
    return leaf
