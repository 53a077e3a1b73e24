"""Jacobians: one vector-Jacobian product for each element of the target, batched by vmap where torch can."""

from __future__ import annotations

from typing import Any

import torch

from supple._autodiff.sources import Inputs, Standing, graph_of, standing_for, wanted_by
from supple._core.asking import ask
from supple._core.recording import STATE, Ledger
from supple._core.tensor import Tensor, wrap
from supple.errors import ArgumentError


def full(target: Any, sources: list[Any], ledger: Ledger, zero: bool, batched_engine: bool) -> list[Any]:
    """The Jacobian of `target` by each source: target.shape + source.shape."""
    if not isinstance(target, Tensor):
        raise ArgumentError(f"jacobian: target: expected one tensor, got {type(target).__name__}")
    graph = graph_of(target, ledger)
    shape = target._t.shape if graph is None else graph.shape
    found: list[Any] = []
    for source in sources:
        standing = standing_for(source, ledger)
        rows = None
        if graph is not None:
            count = graph.numel()
            seeds = torch.eye(count, dtype=graph.dtype, device=graph.device).reshape(count, *graph.shape)
            rows = _products(graph, standing, seeds, ledger, batched_engine)
        if rows is None:
            found.append(_zeros(shape, source._t.shape, source) if zero else None)
        else:
            found.append(wrap(rows.reshape(*shape, *rows.shape[1:])))
    return found


def batched(target: Tensor, source: Tensor, ledger: Ledger, batched_engine: bool) -> Any:
    """The Jacobian of each row of `target` by the same row of `source`, (B, ..target, ..source); 0 without a path."""
    graph = graph_of(target, ledger)
    batch, inner = target.shape[0], target._t.shape[1:]
    rows = None
    if graph is not None:
        count = inner.numel()
        seeds = torch.eye(count, dtype=graph.dtype, device=graph.device).reshape(count, 1, *inner)
        seeds = seeds.expand(count, batch, *inner)
        rows = _products(graph, standing_for(source, ledger), seeds, ledger, batched_engine)
    if rows is None:
        return _zeros((batch, *inner), source.shape[1:], source)
    return wrap(rows.movedim(0, 1).reshape(batch, *inner, *rows.shape[2:]))


def check_batches(target: Any, source: Any) -> None:
    """Raise unless `target` and `source` are tensors with batches of one size."""
    for name, each in (("target", target), ("source", source)):
        if not isinstance(each, Tensor) or each.ndim < 1:
            raise ArgumentError(f"batch_jacobian: {name}: expected a tensor of rank 1 or more, got {each!r}")
    if target.shape[0] != source.shape[0]:
        raise ArgumentError(
            f"batch_jacobian: target and source need batches of one size, got {target.shape} and {source.shape}"
        )


def _products(
    graph: torch.Tensor, standing: Standing, seeds: torch.Tensor, ledger: Ledger, batched_engine: bool
) -> torch.Tensor | None:
    """The vector-Jacobian product of each of `seeds`, stacked; None if there is no path."""
    wanted = wanted_by([standing])
    if not wanted:
        return None
    span = STATE.span
    if batched_engine and len(seeds) > 1:
        try:
            found = ask(ledger, span, [graph], [seeds], wanted, True, batched=True)
        except RuntimeError:  # an op without a batching rule
            pass
        else:
            return _dense(standing, found, len(seeds))
    parts = []
    for seed in seeds:
        found = ask(ledger, span, [graph], [seed], wanted, True)
        part = _dense(standing, tuple(None if g is None else g[None] for g in found), 1)
        if part is None:
            return None
        parts.append(part)
    return torch.cat(parts) if parts else None


def _dense(standing: Standing, found: tuple[torch.Tensor | None, ...], count: int) -> torch.Tensor | None:
    return standing.collect_dense(iter(found), count) if isinstance(standing, Inputs) else found[0]


def _zeros(target: Any, source: Any, like: Any) -> Tensor:
    values = like._t
    return wrap(torch.zeros((*target, *source), dtype=values.dtype, device=values.device))
