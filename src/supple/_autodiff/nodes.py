"""Nodes of torch's graph whose gradient is computed by a Python function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch

from supple._core.asking import NODES, asking
from supple._core.recording import Reader, Span, within
from supple._core.tensor import Tensor, wrap
from supple._core.variable import Variable

Pull = Callable[[Sequence[torch.Tensor]], Sequence["torch.Tensor | None"]]
"""From the upstream gradients, one for each result, to the gradients of the inputs."""


class Witness(Reader):
    """Reads variables as the span `base` does, and knows afterwards which ones."""

    __slots__ = ("base", "readings", "variables")

    def __init__(self, base: Span) -> None:
        super().__init__(base.ledgers)
        self.base = base
        self.variables: dict[int, Variable] = {}
        self.readings: dict[int, torch.Tensor] = {}  # the first one of each variable

    def read(self, variable: Variable) -> torch.Tensor:
        """The values as the base span reads them."""
        reading = self.base.read(variable)
        self.variables.setdefault(id(variable), variable)
        self.readings.setdefault(id(variable), reading)
        return reading

    def look_up(self, variable: Variable, indices: torch.Tensor) -> torch.Tensor:
        """The rows as the base span looks them up."""
        self.read(variable)
        return self.base.look_up(variable, indices)


class _Node(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, values: list[torch.Tensor], pull: Pull, *inputs: torch.Tensor | None) -> Any:
        ctx.pull = pull
        ctx.count = len(inputs)
        results = [value.detach() for value in values]
        ctx.mark_non_differentiable(*[r for r in results if not (r.is_floating_point() or r.is_complex())])
        return tuple(results)

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
        asker = asking()
        with within(None if asker is None else asker.span):
            gradients = ctx.pull(upstream)
        wanted = ctx.needs_input_grad[2:]
        return (None, None, *(g if want else None for g, want in zip(gradients, wanted, strict=True)))


def attach(values: list[torch.Tensor], inputs: Sequence[torch.Tensor | None], pull: Pull) -> list[Tensor]:
    """Tensors of `values` whose gradients by `inputs` are what `pull` makes of theirs."""
    if not any(each is not None and each.requires_grad for each in inputs):
        return [wrap(value.detach()) for value in values]
    NODES.curious = True
    results = _Node.apply(values, pull, *inputs)  # type: ignore[no-untyped-call]
    return [wrap(result) for result in results]
