"""Where elements come from: tensors in memory, numbers, generators."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, Final

import numpy as np
import torch

from supple._core import conversion, dtype as dtypes, tree
from supple._core.shape import TensorShape
from supple._core.spec import TensorSpec
from supple.data.nest import to_element, unrecorded, up_to, wrap_plain
from supple.data.nodes.node import INFINITE, UNKNOWN, Node
from supple.data.nodes.seeds import Seeds
from supple.data.rows import Rows, Segment, elements
from supple.data.spec import spec_of, unbatched
from supple.errors import ArgumentError, DtypeError, InvalidArgumentError

_LONGEST_IN_MEMORY: Final = 1 << 22


class Slices(Node):
    """The rows of tensors."""

    def __init__(self, tensors: Any, what: str = "from_tensor_slices") -> None:
        element = to_element(tensors, what)
        leaves, spec = tree.flatten_with_spec(element)
        if not leaves:
            raise ArgumentError(f"{what}: expected at least one tensor, got {tensors!r}")
        for leaf in leaves:
            if leaf is None or not leaf.shape:
                raise ArgumentError(f"{what}: expected tensors with a first axis to slice, got {leaf!r}")
        if len({len(leaf) for leaf in leaves}) > 1:
            shapes = ", ".join(str(leaf.shape) for leaf in leaves)
            raise ArgumentError(f"{what}: the first axes must be equally long, got shapes {shapes}")
        self._spec = unbatched(spec_of(element))
        self._rows = Rows([leaf._t for leaf in leaves], spec, len(leaves[0]))

    def rows(self) -> Rows:
        """The tensors."""
        return self._rows

    def order(self) -> Iterator[Segment]:
        """All rows, first to last."""
        return iter((range(self._rows.length),))

    def iterate(self) -> Iterator[Any]:
        """The rows, first to last."""
        return elements(self._rows, self.order())

    def size(self) -> int:
        """The number of rows."""
        return self._rows.length

    def spec(self) -> Any:
        """The specs of a row."""
        return self._spec


class Single(Node):
    """One element, as `from_tensors` makes it; or several, given as a list."""

    def __init__(self, items: list[Any], what: str) -> None:
        if not items:
            raise ArgumentError(f"{what}: expected at least one element, got {items!r}")
        self._elements = [to_element(item, what) for item in items]

    def iterate(self) -> Iterator[Any]:
        """The elements."""
        return iter(self._elements)

    def size(self) -> int:
        """The number of elements."""
        return len(self._elements)


class Numbers(Node):
    """The numbers of a `range`."""

    def __init__(self, numbers: range, dtype: torch.dtype) -> None:
        self.numbers = numbers
        self.dtype = dtype

    def rows(self) -> Rows | None:
        """The numbers as a tensor, if they are not too many to keep."""
        if len(self.numbers) > _LONGEST_IN_MEMORY:
            return None
        _, spec = tree.flatten_with_spec(0)
        values = torch.arange(self.numbers.start, self.numbers.stop, self.numbers.step, dtype=self.dtype)
        return Rows([values], spec, len(self.numbers))

    def order(self) -> Iterator[Segment]:
        """All numbers, first to last."""
        return iter((range(len(self.numbers)),))

    def iterate(self) -> Iterator[Any]:
        """The numbers, first to last."""
        rows = self.rows()
        if rows is not None:
            return elements(rows, self.order())
        return (wrap_plain(torch.tensor(number, dtype=self.dtype)) for number in self.numbers)

    def size(self) -> int:
        """How many numbers there are."""
        return len(self.numbers)

    def spec(self) -> TensorSpec:
        """The spec of a number."""
        return TensorSpec([], self.dtype)


class Counter(Node):
    """Numbers from `start` on, without an end."""

    def __init__(self, start: int, step: int, dtype: torch.dtype) -> None:
        self.start, self.step, self.dtype = start, step, dtype

    def iterate(self) -> Iterator[Any]:
        """The numbers from `start` on."""
        return (wrap_plain(torch.tensor(number, dtype=self.dtype)) for number in count(self.start, self.step))

    def size(self) -> int:
        """There is no end."""
        return INFINITE

    def spec(self) -> TensorSpec:
        """The spec of a number."""
        return TensorSpec([], self.dtype)


class RandomNumbers(Node):
    """Random int64 numbers below 2**32, without an end."""

    def __init__(self, seed: int | None, *, anew: bool) -> None:
        self.seeds = Seeds(seed, anew=anew)

    def iterate(self) -> Iterator[Any]:
        """A new sequence, or the same one again unless `anew`."""
        generator = self.seeds.next()
        return (wrap_plain(torch.randint(0, 2**32, (), generator=generator)) for _ in count())

    def size(self) -> int:
        """There is no end."""
        return INFINITE

    def spec(self) -> TensorSpec:
        """The spec of a number."""
        return TensorSpec([], torch.int64)


class Generated(Node):
    """What a user's generator function yields, checked against its signature."""

    costly = True

    def __init__(self, generator: Callable[..., Any], signature: Any, args: tuple[Any, ...]) -> None:
        if not callable(generator):
            raise DtypeError(f"from_generator: expected a function that returns an iterator, got {generator!r}")
        self.generator = unrecorded(generator)
        self.args = tuple(np.asarray(arg) for arg in args)
        self.signature = signature
        if signature is not None:
            self._specs, self._structure = tree.flatten_with_spec(signature)
            for leaf in self._specs:
                if not isinstance(leaf, TensorSpec):
                    raise DtypeError(f"from_generator: output_signature: expected a nest of TensorSpec, got {leaf!r}")

    def iterate(self) -> Iterator[Any]:
        """A new run of the generator."""
        made = self.generator(*self.args)
        if not hasattr(made, "__iter__"):
            raise DtypeError(f"from_generator: expected the function to return an iterator, got {made!r}")
        if self.signature is None:
            return (to_element(value, "from_generator") for value in made)
        return map(self._checked, made)

    def _checked(self, value: Any) -> Any:
        try:
            parts = up_to(self.signature, value)
        except (TypeError, ValueError, KeyError) as error:
            raise DtypeError(
                f"from_generator: expected elements like {self.signature}, the generator yielded {value!r}"
            ) from error
        return tree.unflatten(self._structure, [_fitted(p, s) for p, s in zip(parts, self._specs, strict=True)])

    def spec(self) -> Any:
        """The signature."""
        return super().spec() if self.signature is None else self.signature

    def size(self) -> int:
        """Nobody knows before the generator ends."""
        return UNKNOWN


def _fitted(value: Any, spec: TensorSpec) -> Any:
    wanted = dtypes.to_torch(spec.dtype)
    found = conversion.to_torch(value, None, "from_generator").detach()
    if found.dtype is not wanted:
        fitted = found.to(wanted)
        if found.is_floating_point() and spec.dtype.is_integer and not torch.equal(fitted.to(found.dtype), found):
            raise DtypeError(f"from_generator: expected {spec.dtype.name} values, the generator yielded {value!r}")
        found = fitted
    if not spec.shape.is_compatible_with(found.shape):
        raise InvalidArgumentError(
            f"from_generator: expected an element of shape {spec.shape}, the generator yielded one of {tuple(found.shape)}"
        )
    return wrap_plain(found)


def signature_of(types: Any, shapes: Any) -> Any:
    """The nest of specs that `output_types` and `output_shapes` stand for."""
    if isinstance(types, tuple):
        inner = [None] * len(types) if shapes is None else shapes
        return tuple(signature_of(t, s) for t, s in zip(types, inner, strict=True))
    if isinstance(types, dict):
        return {key: signature_of(t, None if shapes is None else shapes[key]) for key, t in types.items()}
    return TensorSpec(TensorShape(shapes), types)


def number_range(args: tuple[Any, ...]) -> range:
    """`range(*args)` of numbers that may be tensors."""
    try:
        return range(*map(operator.index, args))
    except TypeError as error:
        raise DtypeError(f"range: expected 1 to 3 integers, got {args!r}") from error
