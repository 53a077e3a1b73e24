"""Errors of a call: the user's own traceback stays, the layer's path and the inputs are added."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from supple._core import tree
from supple._core.brief import brief
from supple.errors import OpError, ShapeError
from supple.keras._layer import input_spec
from supple.keras._layer.context import CALLS

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer


def explained(layer: Layer, error: Exception, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Exception | None:
    """The error that says more than `error`, or None if `error` itself, with notes, says it all."""
    path = "/".join(each.name for each in CALLS.stack)
    if getattr(error, "__supple_noted__", False):
        return None
    better: Exception | None = None
    if layer.input_spec is not None and isinstance(error, OpError):
        try:
            input_spec.check(layer.input_spec, tree.flatten(args[:1]), path, ways_out(layer))
        except ShapeError as misfit:
            better = misfit
    noted = better or error
    noted.add_note(f"in layer {path!r} ({type(layer).__name__}), called with {describe(args, kwargs)}")
    with contextlib.suppress(AttributeError):  # an exception class with slots
        noted.__supple_noted__ = True  # type: ignore[attr-defined]
    return better


def ways_out(layer: Layer) -> str:
    """For which inputs the layer was built and by which call, and what to do if it sees others."""
    if layer._built_for is None or not layer.built:
        return ""
    by = f" by the call at {layer._built_by}" if layer._built_by else ""
    name = type(layer).__name__
    return (
        f".\nIts weights were built for inputs of shape {tuple(layer._built_for)}{by}. Two ways out: give it inputs of one "
        f"width on every path, or wrap it: `layers.PerShape({name}(...))` keeps one set of weights for each width"
    )


def describe(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The arguments of a call, tensors by dtype and shape."""
    parts = [brief(value) for value in args]
    parts += [f"{name}={brief(value)}" for name, value in kwargs.items()]
    return ", ".join(parts) or "no arguments"
