"""The tensor: one torch tensor inside, TensorFlow's semantics outside.

The operators (`+`, `[]`, ..) are ops; `_ops/operators.py` attaches them to `Operand`.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
import torch

from supple._core import dtype as dtypes, recording
from supple._core.asking import gated
from supple._core.dtype import DType
from supple._core.names import TORCH_HABITS
from supple._core.readout import show, to_numpy
from supple._core.recording import STATE, Ledger, Span
from supple._core.reference import Reference
from supple._core.shape import TensorShape
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError

new: Final = object.__new__
_size_to_shape: Final = tuple.__new__


class Operand:
    """What tensors, variables and symbolic tensors have in common: shape, dtype and operators."""

    __slots__ = ()
    __array_priority__ = 100

    if TYPE_CHECKING:
        _t: Any

        def __add__(self, other: Any) -> Any: ...
        def __radd__(self, other: Any) -> Any: ...
        def __sub__(self, other: Any) -> Any: ...
        def __rsub__(self, other: Any) -> Any: ...
        def __mul__(self, other: Any) -> Any: ...
        def __rmul__(self, other: Any) -> Any: ...
        def __truediv__(self, other: Any) -> Any: ...
        def __rtruediv__(self, other: Any) -> Any: ...
        def __floordiv__(self, other: Any) -> Any: ...
        def __rfloordiv__(self, other: Any) -> Any: ...
        def __mod__(self, other: Any) -> Any: ...
        def __rmod__(self, other: Any) -> Any: ...
        def __pow__(self, other: Any) -> Any: ...
        def __rpow__(self, other: Any) -> Any: ...
        def __matmul__(self, other: Any) -> Any: ...
        def __rmatmul__(self, other: Any) -> Any: ...
        def __neg__(self) -> Any: ...
        def __abs__(self) -> Any: ...
        def __invert__(self) -> Any: ...
        def __and__(self, other: Any) -> Any: ...
        def __or__(self, other: Any) -> Any: ...
        def __xor__(self, other: Any) -> Any: ...
        def __lt__(self, other: Any) -> Any: ...
        def __le__(self, other: Any) -> Any: ...
        def __gt__(self, other: Any) -> Any: ...
        def __ge__(self, other: Any) -> Any: ...
        def __getitem__(self, key: Any) -> Any: ...

    __hash__ = object.__hash__


class Eager(Operand):
    """An operand that has values: a tensor or a variable."""

    __slots__ = ()

    @property
    def shape(self) -> TensorShape:
        """The sizes of the axes."""
        return _size_to_shape(TensorShape, self._t.shape)

    @property
    def dtype(self) -> DType:
        """The data type."""
        return dtypes.BY_TORCH[self._t.dtype]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return int(self._t.ndim)

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self._t.numel())

    @property
    def device(self) -> str:
        """The device that holds the values, as TensorFlow writes it."""
        device = self._t.device
        kind = {"cpu": "CPU", "cuda": "GPU"}.get(device.type, device.type.upper())
        return f"/job:localhost/replica:0/task:0/device:{kind}:{device.index or 0}"

    def get_shape(self) -> TensorShape:
        """The sizes of the axes."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Check that the shape is `shape`; None stands for any size."""
        if not self.shape.is_compatible_with(shape):
            raise InvalidArgumentError(f"set_shape: the tensor has shape {self.shape}, got shape {TensorShape(shape)}")

    def numpy(self) -> Any:
        """The values as a NumPy array, or as a NumPy scalar if there are no axes."""
        return to_numpy(self._t)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        array = np.asarray(self.numpy())
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        return array.copy() if copy else array

    def __dlpack__(self, **options: Any) -> Any:
        return self._t.detach().__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self._t.__dlpack_device__()

    def tolist(self) -> Any:
        """The values as nested Python lists."""
        return self._t.tolist()

    def item(self) -> Any:
        """The only value, as a Python number."""
        return self._t.item()

    def __bool__(self) -> bool:
        values = self._t
        if values.numel() != 1:
            raise ArgumentError(
                f"bool(): expected a tensor with one element, got shape {self.shape}; "
                "use tf.reduce_all or tf.reduce_any to make one truth value of many"
            )
        return bool(values)

    def __int__(self) -> int:
        return int(self._single("int"))

    def __float__(self) -> float:
        return float(self._single("float"))

    def __complex__(self) -> complex:
        return complex(self._single("complex"))

    def __index__(self) -> int:
        values = self._single("index")
        if values.is_floating_point() or values.is_complex() or values.dtype is torch.bool:
            raise DtypeError(f"index: only integer tensors can be used as an index, got dtype {self.dtype.name}")
        return int(values)

    def _single(self, purpose: str) -> torch.Tensor:
        values: torch.Tensor = self._t
        if values.numel() != 1:
            raise DtypeError(f"{purpose}(): only tensors with one element convert to a number, got shape {self.shape}")
        return values.detach()

    def __len__(self) -> int:
        values = self._t
        if values.ndim == 0:
            raise DtypeError("len(): a scalar tensor has no length")
        return int(values.shape[0])

    def __iter__(self) -> Iterator[Any]:
        if self._t.ndim == 0:
            raise DtypeError("iteration: a scalar tensor cannot be iterated")
        return (self[i] for i in range(len(self)))

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        values = self._t
        return format(values.item() if values.numel() == 1 else self.numpy(), spec)

    def __round__(self, digits: int | None = None) -> Any:
        return round(float(self), digits)

    @classmethod
    def __torch_function__(
        cls, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        result = func(*(_lower(a) for a in args), **{k: _lower(v) for k, v in (kwargs or {}).items()})
        return _raise_up(result)

    def __getattr__(self, name: str) -> Any:
        if name == "_mask":  # not set
            return None
        hint = TORCH_HABITS.get(name)
        kind = "Tensor" if isinstance(self, Tensor) else "Variable"
        raise AttributeError(f"{kind!r} object has no attribute {name!r}" + (f"; use {hint}" if hint else ""))


class Tensor(Eager):
    """An immutable n-dimensional array: `tf.Tensor`."""

    __slots__ = ("__weakref__", "_g", "_logits", "_marks", "_mask", "_slice", "_span", "_t")
    _slice: Any  # (variable, key) of a snapshot of a part of a variable

    def __init__(self, values: torch.Tensor) -> None:
        self._t = values

    @property
    def name(self) -> str:
        """Raise AttributeError: eager tensors have no names."""
        raise AttributeError("Tensor.name: tensors have no name when Python runs on every step; name layers instead")

    @property
    def _keras_mask(self) -> Any:
        return getattr(self, "_mask", None)

    @_keras_mask.setter
    def _keras_mask(self, mask: Any) -> None:
        MASKS.used = True
        self._mask = mask

    def ref(self) -> Reference:
        """A hashable reference that is equal only to references to this same object."""
        return Reference(self)

    def __copy__(self) -> Tensor:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _from_numpy, (np.asarray(self.numpy()), self.dtype.name)

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={show(self._t, repr)}>"

    def __str__(self) -> str:
        values = self._t.detach()
        text = str(values.item()) if values.ndim == 0 and values.device.type != "meta" else show(values, str)
        return f"tf.Tensor({text}, shape={self.shape}, dtype={self.dtype.name})"


_RAW: Final = Tensor.__dict__["_t"]


class Recorded(Tensor):
    """A tensor computed from something that a tape watches; a constant once its span is over."""

    __slots__ = ()
    _g: torch.Tensor
    _span: Span

    @property
    def _t(self) -> torch.Tensor:
        span = STATE.span
        if span is self._span:
            return self._g
        return self._read_in(span)

    def _read_in(self, span: Span | None) -> torch.Tensor:
        if span is not None:
            gaps = span.gaps_since(self._span)
            if gaps is not None:
                return gated(self._g, gaps) if gaps else self._g
        constant = self._g.detach()
        self.settle()
        return constant

    def settle(self) -> None:
        """Become a plain tensor if no gradient can be asked for any more."""
        if self._span.done:
            constant = self._g.detach()
            self.__class__ = Tensor  # type: ignore[assignment]  # the layouts are equal
            _RAW.__set__(self, constant)
            del self._g, self._span

    def numpy(self) -> Any:
        """The values as a NumPy array; what is computed from it is not recorded."""
        for ledger in self._span.ledgers:
            if ledger.pending:
                frame = sys._getframe(1)
                ledger.notes.append((weakref.ref(self), f"{frame.f_code.co_filename}:{frame.f_lineno}"))
        return to_numpy(self._g.detach())


class Watched(Tensor):
    """A tensor that a tape was told to watch: it reads as that tape's leaf while the tape is open."""

    __slots__ = ()
    _g: torch.Tensor
    _span: Span | None
    _marks: list[tuple[Ledger, torch.Tensor]]

    @property
    def _t(self) -> torch.Tensor:
        span = STATE.span
        if span is not None:
            for ledger, alias in reversed(self._marks):
                if ledger in span.ledgers:
                    return alias
            if self._span is not None and any(ledger in self._span.ledgers for ledger in span.ledgers):
                return self._g
        return self._g.detach() if self._g.requires_grad else self._g

    def numpy(self) -> Any:
        """The values as a NumPy array."""
        return to_numpy(self._g.detach())

    def settle(self) -> None:
        """Become a plain tensor once no tape can be asked for a gradient any more."""
        self._marks = [mark for mark in self._marks if mark[0].pending]
        if not self._marks and (self._span is None or self._span.done):
            constant = self._g.detach()
            self.__class__ = Tensor  # type: ignore[assignment]  # the layouts are equal
            _RAW.__set__(self, constant)
            del self._g, self._span, self._marks


def watch(tensor: Tensor, ledger: Ledger) -> None:
    """Make `tensor` a source of `ledger`: from now on it reads as a leaf of it."""
    if isinstance(tensor, Recorded) and ledger in tensor._span.ledgers:
        return
    if isinstance(tensor, Watched) and any(mark[0] is ledger for mark in tensor._marks):
        return
    reading, watched = tensor._t, cast(Watched, tensor)
    if not isinstance(tensor, Watched):
        graph, span = (tensor._g, tensor._span) if isinstance(tensor, Recorded) else (reading, None)
        watched.__class__ = Watched  # the layouts are equal
        watched._g, watched._span, watched._marks = graph, span, []
    watched._marks.append((ledger, recording.leaf(reading)))
    ledger.leftovers.append(weakref.ref(watched))


def wrap(values: torch.Tensor) -> Tensor:
    """A tensor around `values`, recorded if they depend on something that is watched."""
    if values.requires_grad:
        return record(values)
    out = new(Tensor)
    out._t = values
    return out


def record(values: torch.Tensor) -> Tensor:
    """A tensor around `values` that remembers the span in which it was computed."""
    span = STATE.span
    if span is None or not span.ledgers:
        out = new(Tensor)
        out._t = values.detach()
        return out
    made = new(Recorded)
    made._g = values
    made._span = span
    if span.shared:
        ref = weakref.ref(made)
        for ledger in span.ledgers:
            ledger.leftovers.append(ref)
    return made


class _Masks:
    """Whether any tensor of this process carries a mask: layers look for masks only then."""

    __slots__ = ("used",)

    def __init__(self) -> None:
        self.used = False


MASKS: Final = _Masks()


def _lower(value: Any) -> Any:
    if isinstance(value, Eager):
        return value._t
    if isinstance(value, (list, tuple)) and any(isinstance(v, Eager) for v in value):
        return type(value)(_lower(v) for v in value)
    return value


def _raise_up(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return wrap(value)
    if type(value) in (list, tuple):
        return type(value)(_raise_up(v) for v in value)
    return value


def _from_numpy(array: Any, name: str) -> Tensor:
    if name == "bfloat16":
        return wrap(torch.from_numpy(np.asarray(array).view(np.int16).copy()).view(torch.bfloat16))
    return wrap(torch.from_numpy(np.array(array)))
