"""What constructors take; found out once a class."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any


def signature_of(cls: Any) -> inspect.Signature:
    """The signature of the constructor of `cls`, without `self`."""
    return _signature_of(cls)


@functools.cache
def _signature_of(cls: Any) -> inspect.Signature:
    signature = inspect.signature(cls.__init__)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def accepts(cls: Any, name: str) -> bool:
    """True if the constructor of `cls` takes a keyword called `name`, by itself or through **kwargs."""
    parameters = signature_of(cls).parameters
    found = parameters.get(name)
    if found is not None:
        return found.kind not in (found.POSITIONAL_ONLY, found.VAR_POSITIONAL, found.VAR_KEYWORD)
    return any(p.kind is p.VAR_KEYWORD for p in parameters.values())


def is_builtin(cls: type) -> bool:
    """True for classes of supple itself, whose constructor arguments are attributes of the same name."""
    return cls.__module__.startswith("supple.")


def is_own_function(function: Callable[..., Any]) -> bool:
    """True for functions and methods that supple itself defines."""
    return str(getattr(function, "__module__", "")).startswith("supple.")
