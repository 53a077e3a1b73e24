"""Functions with a gradient of their own: `custom_gradient`, `recompute_grad`, `grad_pass_through`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import torch

from supple._autodiff.nodes import Witness, attach
from supple._core import conversion, tree
from supple._core.recording import STATE, Span, within
from supple._core.tensor import Eager, Tensor, wrap
from supple._core.variable import Variable
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError


def custom_gradient(f: Callable[..., Any] | None = None) -> Any:
    """Decorator of a function that returns its result and its gradient function: `tf.custom_gradient`.

    The gradient function gets the upstream gradient of each result and returns a gradient, or None, for each argument.
    If `f` reads trainable variables, it also gets them as `variables=` and returns a pair with a list for them.
    """
    if f is None:
        return custom_gradient
    function = f

    @functools.wraps(function)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        base = STATE.span or Span(())
        witness = Witness(base)
        with within(Span(base.ledgers, witness)):
            result, backward = _result_of(function, args, kwargs)
            leaves, spec = tree.flatten_with_spec(result)
            values = [conversion.to_torch(leaf, None, f"{_name(function)}: result") for leaf in leaves]
        sources = tree.flatten(args)
        direct = {id(each) for each in (*sources, *tree.flatten(kwargs))}
        read = [variable for key, variable in witness.variables.items() if key not in direct and variable.trainable]
        if read and not _takes_variables(backward):
            raise DtypeError(
                f"custom_gradient: the gradient function of {_name(function)} must take the argument `variables`, "
                f"because the function reads {[variable.name for variable in read]}"
            )
        if not base.ledgers:
            return tree.unflatten(spec, [wrap(value.detach()) for value in values])
        inputs = [source._t if isinstance(source, Eager) else None for source in sources]
        inputs += [witness.readings[id(variable)] for variable in read]

        def pull(upstream: Sequence[torch.Tensor]) -> list[torch.Tensor | None]:
            return _pull(function, backward, upstream, sources, read)

        return tree.unflatten(spec, attach(values, inputs, pull))

    return decorated


def grad_pass_through(f: Callable[..., Any]) -> Any:
    """`f` with the gradient of the identity: `tf.grad_pass_through`."""

    @custom_gradient
    @functools.wraps(f)
    def passing(*args: Any, **kwargs: Any) -> Any:
        def backward(*upstream: Any, variables: Any = None) -> Any:
            gradients = upstream[0] if len(upstream) == 1 else upstream
            return gradients if variables is None else (gradients, [None] * len(variables))

        return f(*args, **kwargs), backward

    return passing


def _result_of(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[Any, Callable[..., Any]]:
    pair = function(*args, **kwargs)
    if not isinstance(pair, (tuple, list)) or len(pair) != 2 or not callable(pair[1]):
        raise DtypeError(
            f"custom_gradient: {_name(function)} must return its result and its gradient function, got {pair!r}"
        )
    return pair[0], pair[1]


def _takes_variables(backward: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(backward).parameters.values()
    except ValueError:  # a builtin
        return False
    return any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters)


def _pull(
    function: Callable[..., Any],
    backward: Callable[..., Any],
    upstream: Sequence[torch.Tensor],
    sources: list[Any],
    read: list[Variable],
) -> list[torch.Tensor | None]:
    """What `backward` returns for `upstream`, one torch tensor or None for each source and variable."""
    name = _name(function)
    given = [wrap(gradient) for gradient in upstream]
    of_variables: Any = ()
    if read:
        returned = backward(*given, variables=list(read))
        if not isinstance(returned, (tuple, list)) or len(returned) != 2 or isinstance(returned[1], Tensor | None):
            raise DtypeError(
                f"custom_gradient: the gradient function of {name} must return a pair (gradients of the arguments, "
                f"list of {len(read)} gradients of the variables), got {returned!r}"
            )
        returned, of_variables = returned
        if len(of_variables) != len(read):
            raise ArgumentError(
                f"custom_gradient: the gradient function of {name} must return {len(read)} gradients of variables, "
                f"got {len(of_variables)}"
            )
    else:
        returned = backward(*given)
    gradients = tree.flatten(returned)
    if len(gradients) != len(sources):
        raise ArgumentError(
            f"custom_gradient: the gradient function of {name} must return {len(sources)} gradients, "
            f"one for each argument, got {len(gradients)}"
        )
    pairs = zip([*gradients, *of_variables], [*sources, *read], strict=True)
    return [_fitted(gradient, source, name) for gradient, source in pairs]


def _fitted(gradient: Any, source: Any, name: str) -> torch.Tensor | None:
    """`gradient` as a torch tensor of the shape of `source`."""
    if gradient is None or not isinstance(source, Eager):
        return None
    like = source.buffer if isinstance(source, Variable) else source._t
    if isinstance(gradient, Eager | torch.Tensor):
        values = conversion.to_torch(gradient)
    else:
        values = conversion.to_torch_like(gradient, like.dtype, f"gradient of {name}")
    if values.shape != like.shape:
        if values.ndim != 0:
            raise InvalidArgumentError(
                f"custom_gradient: the gradient function of {name} must return gradients of the shapes of its "
                f"arguments, got {tuple(values.shape)} for {tuple(like.shape)}"
            )
        values = values.expand(like.shape)
    return values


def _name(function: Callable[..., Any]) -> str:
    return str(getattr(function, "__qualname__", function))
