"""Who asks torch's engine for gradients, for the nodes of the graph that must know it.

torch runs backward functions in the thread that asks, or in threads of its own (CUDA, deep nesting). It carries what
is stashed in the asking thread to all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch

from supple._core.recording import Ledger, Span

Gradients = tuple[torch.Tensor | None, ...]

_run_backward: Final[Callable[..., Gradients]] = torch.autograd.Variable._execution_engine.run_backward
_stash: Final[Callable[[str, Any], None]] = torch._C._stash_obj_in_tls
_is_stashed: Final[Callable[[str], bool]] = torch._C._is_key_in_tls
_stashed: Final[Callable[[str], Any]] = torch._C._get_obj_in_tls
_KEY: Final = "supple asks"


@dataclass(frozen=True, slots=True)
class Asking:
    """One request for gradients: by which ledger, and in which span of the asking thread."""

    ledger: Ledger
    span: Span | None


class _Nodes:
    """Whether any graph of this process has a node that must know who asks."""

    __slots__ = ("curious",)

    def __init__(self) -> None:
        self.curious = False


NODES: Final = _Nodes()


def asking() -> Asking | None:
    """The request that this thread is working on."""
    return _stashed(_KEY) if _is_stashed(_KEY) else None


def ask(
    ledger: Ledger,
    span: Span | None,
    targets: Sequence[torch.Tensor],
    seeds: Sequence[torch.Tensor],
    inputs: Sequence[torch.Tensor],
    keep: bool,
    batched: bool = False,
) -> Gradients:
    """The gradients of `targets`, weighted by `seeds`, by `inputs`; with a graph of their own if there is a span.

    `keep` says that the graph is used again, `batched` that the seeds have a first axis over which to map.
    """
    create = span is not None
    outer, curious = None, NODES.curious
    if curious:
        outer = asking()
        _stash(_KEY, Asking(ledger, span))
    try:
        if batched:
            return torch.autograd.grad(
                targets, inputs, seeds, keep or create, create, allow_unused=True, is_grads_batched=True
            )
        return _run_backward(tuple(targets), tuple(seeds), keep or create, create, tuple(inputs), True, False)
    finally:
        if curious:
            _stash(_KEY, outer)


class Gate(torch.autograd.Function):
    """The same values; ledgers that were closed when they were computed get no gradient through them."""

    @staticmethod
    def forward(ctx: Any, values: torch.Tensor, closed: tuple[Ledger, ...]) -> torch.Tensor:
        """The values themselves."""
        ctx.closed = closed
        return values.view_as(values)

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
        """The upstream gradient, or nothing."""
        asker = asking()
        if asker is not None and asker.ledger in ctx.closed:
            return None, None
        return upstream[0], None


def gated(values: torch.Tensor, closed: tuple[Ledger, ...]) -> torch.Tensor:
    """`values`, through which no gradient flows to the ledgers `closed`."""
    NODES.curious = True
    return Gate.apply(values, closed)  # type: ignore[no-any-return, no-untyped-call]
