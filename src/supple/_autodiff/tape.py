"""The gradient tape, on torch's autograd engine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from types import TracebackType
from typing import Any, Final, Self

import torch

from supple._autodiff import explanation, jacobians
from supple._autodiff.sources import distribute, graph_of, standing_for, wanted_by, zeros_like
from supple._core import recording, tree
from supple._core.asking import ask
from supple._core.conversion import to_torch_like
from supple._core.recording import STATE, Ledger
from supple._core.tensor import Eager, Recorded, Tensor, watch, wrap
from supple._core.variable import Variable
from supple.errors import ArgumentError, DtypeError, FailedPreconditionError, InvalidArgumentError

_LOG: Final = logging.getLogger("supple")


class UnconnectedGradients(Enum):
    """What the gradient of an unconnected source is: None, or zeros."""

    NONE = "none"
    ZERO = "zero"


_NONE: Final = UnconnectedGradients.NONE


def wants_zero(unconnected: UnconnectedGradients | str) -> bool:
    """True if unconnected sources have zeros for their gradients."""
    try:
        return UnconnectedGradients(unconnected) is UnconnectedGradients.ZERO
    except ValueError:
        raise ArgumentError(f"unconnected_gradients: expected 'none' or 'zero', got {unconnected!r}") from None


class Recorder:
    """A context in which a ledger is open, under torch's grad mode."""

    __slots__ = ("__weakref__", "_forbidden", "_ledger", "_recording")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._recording = False
        self._forbidden = False  # torch.no_grad() was on when the context was entered

    def _start(self) -> None:
        if not torch.is_grad_enabled():
            self._forbidden = True
            if torch.is_inference_mode_enabled():
                raise FailedPreconditionError(
                    f"{type(self).__name__}: entered under torch.inference_mode(), whose tensors never have gradients; "
                    "use torch.no_grad() there"
                )
            torch.set_grad_enabled(True)
        self._recording = True
        recording.enter(self._ledger)

    def _stop(self) -> None:
        self._recording = False
        recording.leave(self._ledger)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._recording:
            self._recording = False
            recording.leave(self._ledger)
        if self._forbidden:
            self._forbidden = False
            torch.set_grad_enabled(False)

    def __del__(self) -> None:
        ledger = getattr(self, "_ledger", None)
        if ledger is not None and ledger.pending:
            ledger.release()


class GradientTape(Recorder):
    """Records what is computed from variables and watched tensors, to differentiate it: `tf.GradientTape`."""

    __slots__ = ("_persistent", "_used")

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:
        self._ledger = Ledger(watch_accessed_variables, persistent)
        self._recording = self._forbidden = False
        self._persistent = persistent
        self._used: bool | None = None  # None until the tape was entered

    def __enter__(self) -> Self:
        if self._recording:
            raise ArgumentError(f"GradientTape: {self!r} is already recording; enter it once")
        if not self._ledger.pending:
            self._ledger = Ledger(self._ledger.watches_variables, self._persistent)
        self._used = False
        self._start()
        return self

    # -- what is recorded

    def watch(self, tensor: Any) -> None:
        """Record what is computed from `tensor`, a float tensor or variable or a nest of them."""
        ledger = self._ledger
        for each in tree.flatten(tensor):
            if not isinstance(each, Variable | Tensor):
                raise ArgumentError(f"GradientTape.watch: expected a tensor or variable, got {type(each).__name__}")
            dtype = each.dtype
            if not (dtype.is_floating or dtype.is_complex):
                _LOG.warning("GradientTape.watch: only floats have gradients, got a value of dtype %s", dtype.name)
            if isinstance(each, Variable):
                ledger.marked.add(id(each))
                each.forget_reading()
                each._t  # noqa: B018  the reading is what enters the variable into the book
            elif dtype.is_floating or dtype.is_complex:
                watch(each, ledger)

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """Context in which this tape records nothing."""
        if not self._recording:
            raise RuntimeError(f"GradientTape.stop_recording: {self!r} is not recording")
        self._stop()
        try:
            yield
        finally:
            self._recording = True
            recording.enter(self._ledger)

    def reset(self) -> None:
        """Forget everything recorded so far and go on recording."""
        was_recording = self._recording
        if was_recording:
            self._stop()
        self._ledger.release()
        self._ledger = Ledger(self._ledger.watches_variables, self._persistent)
        self._used = False
        if was_recording:
            self._recording = True
            recording.enter(self._ledger)

    def watched_variables(self) -> tuple[Variable, ...]:
        """The variables that were read under the tape, in order of their construction."""
        found = [read.variable for read in self._ledger.reads.values()]
        return tuple(sorted(found, key=lambda variable: variable.serial))

    # -- gradients

    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
    ) -> Any:
        """The gradient of the sum of `target` by each of `sources`, in the structure of `sources`."""
        zero = unconnected_gradients is not _NONE and wants_zero(unconnected_gradients)
        self._claim("gradient")
        ledger = self._ledger
        flat, spec = _flattened(sources)
        standing = [standing_for(source, ledger) for source in flat]
        wanted = wanted_by(standing)
        targets, seeds, own = self._targets(target, flat, output_gradients)
        gradients: list[Any] = [None] * len(flat)
        if targets and wanted:
            found = ask(ledger, STATE.span, targets, seeds, wanted, self._persistent or ledger.shared)
            gradients = distribute(standing, found)
        for source, seed in own:
            gradients = [_added(g, seed) if s is source else g for g, s in zip(gradients, flat, strict=True)]
        if zero:
            gradients = [zeros_like(s) if g is None else g for g, s in zip(gradients, flat, strict=True)]
        self._finish(target)
        if spec is None:
            return gradients if sources.__class__ is list else gradients[0]
        return tree.unflatten(spec, gradients)

    def _claim(self, method: str) -> None:
        if self._persistent:
            if self._used is None:
                raise RuntimeError(f"GradientTape.{method}: the tape recorded nothing; enter it by `with`")
            return
        if self._used is not False:
            why = "can be asked once" if self._used else "recorded nothing"
            raise RuntimeError(
                f"GradientTape.{method}: this tape is not persistent and {why}; "
                "enter it by `with`, and use GradientTape(persistent=True) to ask again"
            )
        if self._recording:
            self._stop()
        self._used = True

    def _targets(
        self, target: Any, sources: list[Any], output_gradients: Any
    ) -> tuple[list[torch.Tensor], list[torch.Tensor], list[tuple[Any, torch.Tensor]]]:
        """Targets of the graph, their seeds, and the seeds of targets that are sources and nothing else."""
        if output_gradients is None and isinstance(target, Recorded) and self._ledger in target._span.ledgers:
            return [target._g], [torch.ones_like(target._g)], []
        flat = [target] if isinstance(target, Eager) else tree.flatten(target)
        given = [None] * len(flat) if output_gradients is None else tree.flatten(output_gradients)
        if len(flat) == 1 and len(given) != 1 and output_gradients is not None:
            given = [output_gradients]  # a list of numbers
        if len(given) != len(flat):
            raise ArgumentError(
                f"GradientTape.gradient: output_gradients: expected {len(flat)} like the targets, got {len(given)}"
            )
        targets, seeds, own = [], [], []
        for each, seed in zip(flat, given, strict=True):
            graph = graph_of(each, self._ledger)
            if graph is not None:
                targets.append(graph)
                seeds.append(torch.ones_like(graph) if output_gradients is None else _seed(seed, graph))
            elif not isinstance(each, Eager):
                raise DtypeError(f"GradientTape.gradient: target: expected tensors and variables, got {each!r}")
            elif any(each is source for source in sources):
                values = each._t.detach()
                if values.is_floating_point() or values.is_complex():
                    own.append((each, torch.ones_like(values) if output_gradients is None else _seed(seed, values)))
        return targets, seeds, own

    def _finish(self, target: Any) -> None:
        if self._persistent:
            return
        self._ledger.release()
        for each in (target,) if isinstance(target, Tensor) else tree.flatten(target):
            if isinstance(each, Recorded):
                each.settle()

    def jacobian(
        self,
        target: Any,
        sources: Any,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The derivative of every element of `target` by every element of `sources`: shape target + source."""
        zero = wants_zero(unconnected_gradients)
        self._claim("jacobian")
        flat, spec = tree.flatten_with_spec(sources)
        found = jacobians.full(target, flat, self._ledger, zero, experimental_use_pfor)
        self._finish(target)
        return tree.unflatten(spec, found)

    def batch_jacobian(
        self,
        target: Any,
        source: Any,
        unconnected_gradients: UnconnectedGradients | str = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The derivative of each row of `target` by the same row of `source`: (B, ..target, ..source)."""
        wants_zero(unconnected_gradients)  # zeros in either case, as in TensorFlow
        jacobians.check_batches(target, source)
        self._claim("batch_jacobian")
        found = jacobians.batched(target, source, self._ledger, experimental_use_pfor)
        self._finish(target)
        return found

    def explain(self, target: Any, source: Any) -> str:
        """Why the gradient of `target` by `source` is None, or that it is not."""
        return explanation.explain(target, source, self._ledger)


def _flattened(sources: Any) -> tuple[list[Any], Any]:
    """The leaves of `sources` and their structure; None stands for one source and for a list of sources."""
    if isinstance(sources, Eager):
        return [sources], None
    if sources.__class__ is list:
        for each in sources:
            if not isinstance(each, Eager):
                break
        else:
            return sources, None
    return tree.flatten_with_spec(sources)


def _seed(seed: Any, graph: torch.Tensor) -> torch.Tensor:
    if seed is None:
        raise ArgumentError("GradientTape.gradient: output_gradients: expected one for each target, got None")
    values = to_torch_like(seed, graph.dtype, "GradientTape.gradient: output_gradients")
    try:
        return values if values.shape == graph.shape else values.expand(graph.shape)
    except RuntimeError as error:
        raise InvalidArgumentError(
            f"GradientTape.gradient: output_gradients: expected shape {tuple(graph.shape)} like the target, "
            f"got {tuple(values.shape)}"
        ) from error


def _added(gradient: Any, seed: torch.Tensor) -> Any:
    return wrap(seed) if gradient is None else wrap(gradient._t + seed)
