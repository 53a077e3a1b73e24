"""Symbolic tensors: a shape and a dtype without values, and the inference of what an op or layer makes of them.

Shapes are inferred by running the op or layer on torch's meta device. An unknown size is run with two stand-ins; the
sizes of the result that move with them are unknown, too. A symbolic tensor keeps both results as examples, so that what
is computed from sizes (`tf.shape(x)[0]`) goes on. What needs values (a Python `if` on a tensor) is run on zeros instead.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

import torch

from supple._core import dtype as dtypes, tree
from supple._core.dtype import DType
from supple._core.lift import Op
from supple._core.recording import MetaSpan, within
from supple._core.shape import TensorShape
from supple._core.tensor import Operand, Tensor
from supple.errors import ArgumentError, DtypeError, ShapeError

STAND_INS: Final = (55440, 50400)
"""Sizes that stand for unknown ones on the meta device: divisible by much, and unlikely to be anybody's own."""
_SMALL_STAND_INS: Final = (4, 8)
_INFERRING: Final[ContextVar[bool]] = ContextVar("inferring", default=False)


class Origin:
    """How a symbolic tensor came about: `function` of arguments that may hold symbolic tensors."""

    __slots__ = ("args", "function", "kwargs", "outputs", "owner")

    def __init__(self, function: Callable[..., Any], args: Any, kwargs: Any, owner: Any) -> None:
        self.function = function
        self.args = args
        self.kwargs = kwargs
        self.owner = owner  # the layer or op, for names and summaries
        self.outputs: list[SymbolicTensor] = []


class SymbolicTensor(Operand):
    """A tensor of which shape and dtype are known, and not the values."""

    __slots__ = ("_examples", "_keras_mask", "_origin", "_shape", "dtype", "name")

    def __init__(self, shape: Any, dtype: Any = "float32", name: str | None = None) -> None:
        self._shape = TensorShape(shape)
        self.dtype: DType = dtypes.as_dtype(dtype)
        self.name = name or "keras_tensor"
        self._origin: Origin | None = None
        self._examples: tuple[Tensor, Tensor] | None = None
        self._keras_mask: Any = None

    @property
    def shape(self) -> TensorShape:
        """The sizes of the axes; None where unknown."""
        return self._shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self._shape)

    def get_shape(self) -> TensorShape:
        """The sizes of the axes; None where unknown."""
        return self._shape

    def set_shape(self, shape: Any) -> None:
        """Add what `shape` knows of the sizes."""
        self._shape = self._shape.merge_with(shape)

    def __bool__(self) -> bool:
        raise DtypeError(f"a Python `if` or `while` needs values, and {self!r} is symbolic; use a subclassed Model")

    def __len__(self) -> int:
        if not self._shape or self._shape[0] is None:
            raise DtypeError(f"len(): the first size of {self!r} is not known")
        return int(self._shape[0])

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise DtypeError(f"NumPy needs values, and {self!r} is symbolic; use tf.* or keras.ops functions")

    @staticmethod
    def __supple_op__(op: Op, values: tuple[Any, ...]) -> Any:
        return apply(op.lifted, values, {}, op)

    def __repr__(self) -> str:
        return f"<KerasTensor shape={self._shape}, dtype={self.dtype.name}, name={self.name}>"


def is_symbolic(structure: Any) -> bool:
    """True if a symbolic tensor is anywhere in `structure`."""
    if isinstance(structure, SymbolicTensor):
        return True
    if isinstance(structure, dict):
        structure = structure.values()
    elif not isinstance(structure, (list, tuple)):
        return False
    return any(each.__class__ is not Tensor and is_symbolic(each) for each in structure)


def inferring() -> bool:
    """True while shapes are being inferred: values are not real."""
    return _INFERRING.get()


def apply(function: Callable[..., Any], args: Any, kwargs: dict[str, Any], owner: Any) -> Any:
    """The symbolic result of `function(*args, **kwargs)`, which remembers where it came from."""
    result = infer(function, args, kwargs)
    origin = Origin(function, args, kwargs, owner)
    origin.outputs = [leaf for leaf in tree.flatten(result) if isinstance(leaf, SymbolicTensor)]
    for leaf in origin.outputs:
        leaf._origin = origin
    return result


def infer(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    """What `function` returns, with symbolic tensors in the place of tensors."""
    token = _INFERRING.set(True)
    try:
        try:
            first, second = (_run(function, args, kwargs, place, "meta") for place in (0, 1))
            examples = True
        except ShapeError:  # a layer refused the shape: values would not help
            raise
        except Exception as error:  # noqa: BLE001  whatever a user's code raises without values
            try:
                first, second = (_run(function, args, kwargs, place, "cpu") for place in (0, 1))
                examples = False
            except Exception:  # noqa: BLE001  the first error says more
                raise error from None
    finally:
        _INFERRING.reset(token)
    return _merge(first, second, examples)


def _run(function: Callable[..., Any], args: Any, kwargs: dict[str, Any], place: int, device: str) -> Any:
    size = (STAND_INS if device == "meta" else _SMALL_STAND_INS)[place]

    def stand_in(leaf: Any) -> Any:
        if not isinstance(leaf, SymbolicTensor):
            return leaf
        if device == "meta" and leaf._examples is not None:
            return leaf._examples[place]
        sizes = [size if s is None else s for s in leaf.shape]
        return Tensor(torch.zeros(sizes, dtype=dtypes.to_torch(leaf.dtype), device=device))

    real_args, real_kwargs = tree.map_structure(stand_in, (args, kwargs))
    with within(MetaSpan() if device == "meta" else None):
        return function(*real_args, **real_kwargs)


def _merge(first: Any, second: Any, examples: bool) -> Any:
    leaves, spec = tree.flatten_with_spec(first)
    others = tree.flatten(second)
    if len(leaves) != len(others):
        raise ArgumentError(
            "the structure of the result depends on an unknown size: "
            f"{len(leaves)} tensors for one size, {len(others)} for another"
        )
    return tree.unflatten(spec, [_symbol(a, b, examples) for a, b in zip(leaves, others, strict=True)])


def _symbol(a: Any, b: Any, examples: bool) -> Any:
    if not isinstance(a, Tensor):
        return a
    if a.ndim != b.ndim:
        raise ArgumentError(f"the rank of the result depends on an unknown size: {a.ndim} axes or {b.ndim}")
    symbol = SymbolicTensor([x if x == y else None for x, y in zip(a.shape, b.shape, strict=True)], a.dtype)
    if examples:
        symbol._examples = (a, b)
    return symbol


def unknown_where_stand_in(shape: Any) -> TensorShape:
    """`shape` with None in the place of stand-ins, for a layer that is built while shapes are inferred."""
    if not inferring():
        return TensorShape(shape)
    return TensorShape([None if size in STAND_INS else size for size in shape])
