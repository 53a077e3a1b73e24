"""Variables: state that changes by assignment.

A tensor that was read from a variable never changes afterwards. So a write goes into the buffer in place only if
nobody else can see it: no tape that may still be asked for a gradient has read it, and no tensor shares its storage.
Otherwise the variable gets a fresh buffer and the old one stays with its readers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any, Final

import torch

from supple._core import conversion, dtype as dtypes
from supple._core.dtype import DType
from supple._core.readout import to_numpy
from supple._core.recording import LIVE, STATE, Aliases, Span
from supple._core.reference import Reference
from supple._core.shape import TensorShape
from supple._core.tensor import Eager, Tensor, wrap
from supple.errors import ArgumentError, InvalidArgumentError

_use_count: Final[Callable[[int], int]] = torch._C._storage_Use_Count
_SERIALS: Final = itertools.count()
_UNREAD: Final[tuple[Any, Any]] = (None, None)


class Variable(Eager):
    """A tensor that changes by assignment: `tf.Variable`."""

    autocast = False
    """True if a layer of mixed precision reads the variable in its compute dtype."""

    __slots__ = (
        *("__dict__", "__weakref__"),
        *("_address", "_name", "_readers", "_reading", "_storage", "buffer", "constraint", "serial", "trainable"),
    )

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: Any = None,
        constraint: Callable[[Any], Any] | None = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
        experimental_enable_variable_lifting: bool = True,
    ) -> None:
        """Make a variable of `initial_value`, or of what it returns if it is callable."""
        if initial_value is None:
            raise ArgumentError("Variable: initial_value: expected a value or a callable that makes one, got None")
        if caching_device is not None or variable_def is not None or import_scope is not None:
            raise ArgumentError(
                "Variable: caching_device, variable_def and import_scope belong to graphs of TensorFlow 1, "
                f"got {caching_device!r}, {variable_def!r}, {import_scope!r}"
            )
        if callable(initial_value) and not isinstance(initial_value, Eager):
            initial_value = initial_value()
        values = conversion.to_torch(initial_value, dtype, f"Variable {name or ''}".strip())
        if shape is not None and validate_shape and not TensorShape(shape).is_compatible_with(values.shape):
            raise ArgumentError(f"Variable: shape: expected {TensorShape(shape)}, got a value of {tuple(values.shape)}")
        self._name = name
        self.serial = next(_SERIALS)  # variables are listed in order of construction
        self.trainable = True if trainable is None else bool(trainable)
        self.constraint = constraint
        self._bind(values.detach().clone(memory_format=torch.contiguous_format))

    def _bind(self, buffer: torch.Tensor) -> None:
        self.buffer = buffer
        self._storage = buffer.untyped_storage()
        self._address = self._storage._cdata
        self._reading: tuple[Span | None, Any] = _UNREAD
        self._readers: list[tuple[Aliases, torch.Tensor]] = []

    @property
    def _t(self) -> torch.Tensor:
        if not LIVE:
            return self.buffer
        state = STATE
        span = state.span
        if state.autocast is not None:
            return self._cast_reading(span, state.autocast)
        if span is None:
            return self.buffer
        reading = self._reading
        if reading[0] is span:
            return reading[1]  # type: ignore[no-any-return]
        alias = span.read(self)
        self._reading = (span, alias)
        return alias

    def _cast_reading(self, span: Span | None, dtype: torch.dtype) -> torch.Tensor:
        """The reading inside a layer that computes in another float dtype than it keeps its weights in."""
        reading = self.buffer if span is None else span.read(self)
        return reading.to(dtype) if self.autocast and reading.is_floating_point() else reading

    def note_reader(self, aliases: Aliases, alias: torch.Tensor) -> None:
        """Remember that a ledger holds `alias` of the current buffer, among its `aliases`."""
        readers = self._readers
        if readers:
            self._readers = readers = [reader for reader in readers if reader[0]]
        readers.append((aliases, alias))

    def forget_reading(self) -> None:
        """Drop the alias that was kept for the next read in the same span."""
        self._reading = _UNREAD

    def own(self) -> torch.Tensor:
        """The buffer, safe to be written in place."""
        readers = self._readers
        # Two uses are ours: the buffer and the storage object kept here. Every known alias is one more.
        if _use_count(self._address) > 2 + len(readers):
            self._bind(self.buffer.clone())
        else:
            for aliases, _ in readers:
                if aliases:  # a gradient may still be asked for
                    self._bind(self.buffer.clone())
                    break
        return self.buffer

    def write(self, values: torch.Tensor) -> None:
        """Take `values`, of the same shape and dtype, as the new ones; they are copied."""
        self.own().copy_(values.detach())

    # -- TensorFlow's methods

    def assign(self, value: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True) -> Any:
        """Replace the values; returns the variable itself."""
        self.write(self._incoming(value, "assign"))
        return self if read_value else None

    def assign_add(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Add `delta`; returns the variable itself."""
        change = self._incoming(delta, "assign_add")
        self.own().add_(change)
        return self if read_value else None

    def assign_sub(
        self, delta: Any, use_locking: bool = False, name: str | None = None, read_value: bool = True
    ) -> Any:
        """Subtract `delta`; returns the variable itself."""
        change = self._incoming(delta, "assign_sub")
        self.own().sub_(change)
        return self if read_value else None

    def _incoming(self, value: Any, method: str) -> torch.Tensor:
        buffer = self.buffer
        try:
            values = conversion.to_torch_like(value, buffer.dtype, f"{method} of variable {self.name!r}").detach()
        except InvalidArgumentError as error:
            raise ArgumentError(str(error)) from error
        if values.shape != buffer.shape:
            raise ArgumentError(
                f"{method}: cannot assign a value of shape {tuple(values.shape)} "
                f"to variable {self.name!r} of shape {tuple(buffer.shape)}"
            )
        return values.to(buffer.device)

    def value(self) -> Tensor:
        """A snapshot of the values, recorded by the open tapes."""
        return wrap(self._t.view(self.buffer.shape))

    def read_value(self) -> Tensor:
        """A snapshot of the values, recorded by the open tapes."""
        return self.value()

    def initialized_value(self) -> Tensor:
        """A snapshot of the values."""
        return self.value()

    def numpy(self) -> Any:
        """A copy of the values as a NumPy array."""
        return to_numpy(self.buffer.clone())

    @property
    def shape(self) -> TensorShape:
        """The sizes of the axes."""
        return TensorShape(self.buffer.shape)

    @property
    def dtype(self) -> DType:
        """The data type."""
        return dtypes.BY_TORCH[self.buffer.dtype]

    @property
    def name(self) -> str:
        """The name, with `:0` behind it as in TensorFlow."""
        return f"{self._name or 'Variable'}:0"

    @property
    def handle(self) -> Variable:
        """The variable itself; there are no resource handles."""
        return self

    def ref(self) -> Reference:
        """A hashable reference that is equal only to references to this same object."""
        return Reference(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        twin = type(self).__new__(type(self))
        memo[id(self)] = twin
        twin._name, twin.trainable, twin.constraint = self._name, self.trainable, self.constraint
        twin.serial = next(_SERIALS)
        twin._bind(self.buffer.clone())
        twin.__dict__.update({k: v for k, v in self.__dict__.items() if k != "_owner"})
        return twin

    def __repr__(self) -> str:
        return f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}, numpy={self.numpy()!r}>"


def own_all(variables: Iterable[Variable]) -> list[torch.Tensor]:
    """`[each.own() for each in variables]` without a frame per variable: this runs in every training step."""
    buffers = []
    for variable in variables:
        readers = variable._readers
        free = _use_count(variable._address) <= 2 + len(readers)
        for aliases, _ in readers:
            if aliases:  # a gradient may still be asked for
                free = False
        buffers.append(variable.buffer if free else variable.own())
    return buffers
