"""Forward accumulation: derivatives along a direction, Jv for y = f(x) without the Jacobian J.

A vector-Jacobian product is linear in its vector: g(u) = u J. Its own derivative along v is J v. So two backward
passes make one forward product, of any order and in any nesting with tapes, for every op that has a second derivative.
"""

from __future__ import annotations

from typing import Any, Self

import torch

from supple._autodiff.sources import Inputs, graph_of, standing_for, wanted_by, zeros_like
from supple._autodiff.tape import Recorder, UnconnectedGradients, wants_zero
from supple._core import tree
from supple._core.asking import ask
from supple._core.conversion import to_torch_like
from supple._core.recording import Ledger, Span, within
from supple._core.tensor import Eager, Recorded, Tensor, watch, wrap
from supple._core.variable import Variable
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError


class ForwardAccumulator(Recorder):
    """Computes Jacobian-vector products of what is computed under it: `tf.autodiff.ForwardAccumulator`."""

    __slots__ = ("_tangents",)

    def __init__(self, primals: Any, tangents: Any) -> None:
        """Watch `primals`, tensors or variables; `tangents` is the direction, in the same structure."""
        super().__init__(Ledger(False, True))
        self._tangents: dict[int, tuple[Any, torch.Tensor]] = {}
        sources, spec = tree.flatten_with_spec(primals)
        given, shape = tree.flatten_with_spec(tangents)
        if spec != shape:
            raise ArgumentError(f"ForwardAccumulator: tangents: expected the structure {spec} of primals, got {shape}")
        for primal, tangent in zip(sources, given, strict=True):
            self._watch(primal, tangent)

    def _watch(self, primal: Any, tangent: Any) -> None:
        if not isinstance(primal, Tensor | Variable):
            raise DtypeError(f"ForwardAccumulator: primals: expected tensors and variables, got {primal!r}")
        if id(primal) in self._tangents:
            raise ArgumentError(f"ForwardAccumulator: primals: {primal!r} stands there twice; add its tangents up")
        values = primal.buffer if isinstance(primal, Variable) else primal._t
        if not (values.is_floating_point() or values.is_complex()):
            return
        try:
            direction = to_torch_like(tangent, values.dtype, "ForwardAccumulator: tangents")
        except InvalidArgumentError as error:
            raise ArgumentError(str(error)) from error
        if direction.shape != values.shape:
            raise ArgumentError(
                f"ForwardAccumulator: tangents: expected shape {tuple(values.shape)} like the primal, "
                f"got {tuple(direction.shape)}"
            )
        self._tangents[id(primal)] = (primal, direction)
        if isinstance(primal, Variable):
            self._ledger.marked.add(id(primal))
            primal.forget_reading()
        else:
            watch(primal, self._ledger)

    def __enter__(self) -> Self:
        if self._recording:
            raise ArgumentError(f"ForwardAccumulator: {self!r} is already recording; enter it once")
        self._start()
        return self

    def jvp(
        self,
        primals: Any,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    ) -> Any:
        """The derivative of each of `primals`, tensors computed under the accumulator, along the tangents."""
        zero = wants_zero(unconnected_gradients)
        flat, spec = tree.flatten_with_spec(primals)
        found = [self._product(each) for each in flat]
        if zero:
            found = [
                zeros_like(each) if product is None else product for product, each in zip(found, flat, strict=True)
            ]
        return tree.unflatten(spec, found)

    def _product(self, target: Any) -> Tensor | None:
        if not isinstance(target, Eager):
            raise DtypeError(f"ForwardAccumulator.jvp: expected tensors computed under it, got {target!r}")
        known = self._tangents.get(id(target))
        if known is not None:
            return wrap(known[1])
        graph = graph_of(target, self._ledger)
        if graph is None or not isinstance(target, Recorded):
            return None
        mine = target._span
        # As if the product had been computed with the target: the tapes around this accumulator record it.
        outer = mine.ledgers[: mine.ledgers.index(self._ledger)]
        span = Span(outer) if any(ledger.pending for ledger in outer) else None
        product = self._raw_product(graph, mine, span)
        if product is None:
            return None
        with within(span):
            return wrap(product)

    def _raw_product(self, graph: torch.Tensor, mine: Span, span: Span | None) -> torch.Tensor | None:
        standing = [standing_for(primal, self._ledger) for primal, _ in self._tangents.values()]
        wanted = wanted_by(standing)
        if not wanted:
            return None
        weight = torch.zeros_like(graph, requires_grad=True)
        with within(mine), torch.enable_grad():
            pulled = ask(self._ledger, mine, [graph], [weight], wanted, keep=True)
        directions = _directions(standing, [tangent for _, tangent in self._tangents.values()])
        pairs = [(g, d) for g, d in zip(pulled, directions, strict=True) if g is not None]
        if not pairs:
            return None
        pairs = [(g, d) for g, d in pairs if g.requires_grad]
        if not pairs:  # a derivative of zero everywhere
            return torch.zeros_like(graph.detach())
        (product,) = ask(self._ledger, span, [g for g, _ in pairs], [d for _, d in pairs], [weight], keep=True)
        return torch.zeros_like(graph.detach()) if product is None else product


def _directions(standing: list[Any], tangents: list[torch.Tensor]) -> list[torch.Tensor]:
    """The tangent of each tensor that stands for a primal; of looked-up rows, the same rows of the tangent."""
    directions = []
    for each, tangent in zip(standing, tangents, strict=True):
        if isinstance(each, Inputs):
            directions += [tangent] * len(each.dense)
            directions += [torch.nn.functional.embedding(indices, tangent) for indices in each.indices]
        elif each is not None:
            directions.append(tangent)
    return directions
