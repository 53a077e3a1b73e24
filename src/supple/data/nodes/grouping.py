"""Elements put together and taken apart: batches, padded batches, windows, groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import torch

from supple._core import conversion, dtype as dtypes, tree
from supple._core.readout import to_numpy
from supple._core.shape import TensorShape
from supple._core.spec import TensorSpec
from supple._core.tensor import Tensor
from supple.data.nest import to_element, unbound, unrecorded, up_to, wrap_plain
from supple.data.nodes.node import UNKNOWN, Node, Step
from supple.data.rows import batches
from supple.data.spec import DatasetSpec, batched, spec_of, unbatched
from supple.errors import ArgumentError, DataLossError, DtypeError, InvalidArgumentError


class Batch(Step):
    """`size` elements in a row as one, with an axis in front."""

    def __init__(self, source: Node, size: int, *, drop_remainder: bool) -> None:
        super().__init__(source)
        self.count = size
        self.drop_remainder = drop_remainder

    def iterate(self) -> Iterator[Any]:
        """The batches; rows are gathered, other elements stacked."""
        rows = self.source.rows()
        if rows is not None:
            return batches(rows, self.source.order(), self.count, drop_remainder=self.drop_remainder)
        return self._stacked()

    def _stacked(self) -> Iterator[Any]:
        source = self.source.iterate()
        while group := list(islice(source, self.count)):
            if len(group) < self.count and self.drop_remainder:
                return
            yield self.combine(group)

    def combine(self, group: list[Any]) -> Any:
        """One element of several."""
        return stacked(group)

    def size(self) -> int:
        """The source's number of elements, divided."""
        size = self.source.size()
        if size < 0:
            return size
        return size // self.count if self.drop_remainder else -(-size // self.count)

    def spec(self) -> Any:
        """The source's specs with an axis in front; its size is known if no batch may be shorter."""
        return batched(self.source.spec(), self.count if self.drop_remainder else None)


class PaddedBatch(Batch):
    """`size` elements in a row as one, each padded at the ends of its axes to a common shape."""

    def __init__(self, source: Node, size: int, shapes: Any, values: Any, *, drop_remainder: bool) -> None:
        super().__init__(source, size, drop_remainder=drop_remainder)
        self.shapes = shapes
        self.values = values

    def iterate(self) -> Iterator[Any]:
        """The batches, always stacked."""
        return self._stacked()

    def combine(self, group: list[Any]) -> Any:
        """One padded element of several."""
        return padded(group, self.shapes, self.values)

    def spec(self) -> Any:
        """The source's specs with the common shape."""
        leaves, structure = tree.flatten_with_spec(self.source.spec())
        shapes = _wanted(tree.unflatten(structure, leaves), self.shapes, "padded_shapes", len(leaves))
        size = self.count if self.drop_remainder else None
        specs = []
        for leaf, shape in zip(leaves, shapes, strict=True):
            sizes = [None] * len(leaf.shape) if shape is None else [None if _open(s) else int(s) for s in shape]
            specs.append(TensorSpec([size, *sizes], leaf.dtype))
        return tree.unflatten(structure, specs)


class Unbatch(Step):
    """The rows of each element."""

    def iterate(self) -> Iterator[Any]:
        """Row after row."""
        for element in self.source.iterate():
            leaves = tree.flatten(element)
            if any(not leaf.shape for leaf in leaves):
                raise ArgumentError(f"unbatch: expected elements with a first axis, got {spec_of(element)}")
            if len({len(leaf) for leaf in leaves}) > 1:
                raise ArgumentError(f"unbatch: the first axes must be equally long, got {spec_of(element)}")
            yield from unbound(element)

    def size(self) -> int:
        """Nobody counted."""
        return UNKNOWN

    def spec(self) -> Any:
        """The source's specs without the first axis."""
        return unbatched(self.source.spec())


class Window(Step):
    """Lists of `length` elements, each starting `shift` behind the last one and taking every `stride`-th."""

    def __init__(self, source: Node, length: int, shift: int, stride: int, *, drop_remainder: bool) -> None:
        super().__init__(source)
        self.length, self.shift, self.stride = length, shift, stride
        self.drop_remainder = drop_remainder

    def iterate(self) -> Iterator[list[Any]]:
        """The windows as lists of elements."""
        source = self.source.iterate()
        reach = (self.length - 1) * self.stride + 1
        buffer = list(islice(source, reach))
        while buffer:
            if len(buffer) < reach and self.drop_remainder:
                return
            yield buffer[:: self.stride]
            if self.shift >= len(buffer):
                skipped = self.shift - len(buffer)
                buffer = list(islice(source, skipped, skipped + reach))
            else:
                del buffer[: self.shift]
                buffer.extend(islice(source, reach - len(buffer)))

    def size(self) -> int:
        """The number of starts."""
        size = self.source.size()
        if size < 0:
            return size
        if self.drop_remainder:
            size -= (self.length - 1) * self.stride
        return max(0, -(-size // self.shift))


class Windowed(Step):
    """Windows as datasets, made by `wrap`; a nest of them if the elements are nests."""

    def __init__(self, source: Window, wrap: Callable[[Node], Any]) -> None:
        super().__init__(source)
        self.wrap = wrap

    def iterate(self) -> Iterator[Any]:
        """A dataset, or a nest of them, for each window."""
        return map(self._datasets, self.source.iterate())

    def _datasets(self, elements: list[Any]) -> Any:
        _, structure = tree.flatten_with_spec(elements[0])
        columns = zip(*(tree.flatten(element) for element in elements), strict=True)
        return tree.unflatten(structure, [self.wrap(Held(list(column), self.source.spec)) for column in columns])

    def size(self) -> int:
        """That of the source."""
        return self.source.size()

    def spec(self) -> Any:
        """A dataset spec in the place of each tensor's."""
        return tree.map_structure(DatasetSpec, self.source.spec())


class Grouped(Step):
    """Elements gathered by key: a full group is handed to `reduce`, the rest at the end in the order of keys."""

    costly = True

    def __init__(
        self,
        source: Node,
        key: Callable[[Any], Any],
        reduce: Callable[[Any, list[Any]], Node],
        window: Callable[[int], int],
    ) -> None:
        super().__init__(source)
        self.key, self.reduce, self.window = key, reduce, window

    def iterate(self) -> Iterator[Any]:
        """The elements of the reduced groups."""
        groups: dict[int, list[Any]] = {}
        sizes: dict[int, int] = {}
        for element in self.source.iterate():
            key = int(self.key(element))
            group = groups.setdefault(key, [])
            if not group:
                sizes[key] = self.window(key)
            group.append(element)
            if len(group) >= sizes[key]:
                yield from self.reduce(wrap_plain(torch.tensor(key)), groups.pop(key)).iterate()
        for key in sorted(groups):
            yield from self.reduce(wrap_plain(torch.tensor(key)), groups[key]).iterate()

    def spec(self) -> Any:
        """The specs of the first element."""
        return Node.spec(self)


class Held(Node):
    """Elements that were made before."""

    def __init__(self, elements: list[Any], spec: Callable[[], Any]) -> None:
        self._elements = elements
        self._spec = spec

    def iterate(self) -> Iterator[Any]:
        """The elements."""
        return iter(self._elements)

    def size(self) -> int:
        """How many there are."""
        return len(self._elements)

    def spec(self) -> Any:
        """The specs of the first element, or of the elements that could have been here."""
        return spec_of(self._elements[0]) if self._elements else self._spec()


class Unique(Step):
    """Each value once, where it comes first."""

    def iterate(self) -> Iterator[Any]:
        """The values that were not seen before."""
        seen: set[Any] = set()
        for element in self.source.iterate():
            mark = tuple((leaf.shape, to_numpy(leaf._t).tobytes()) for leaf in tree.flatten(element))
            if mark not in seen:
                seen.add(mark)
                yield element

    def size(self) -> int:
        """Nobody counted."""
        return UNKNOWN


class Rebatched(Step):
    """The rows of batches in batches of other sizes, which take turns."""

    def __init__(self, source: Node, sizes: list[int], *, drop_remainder: bool) -> None:
        super().__init__(source)
        self.sizes = sizes
        self.drop_remainder = drop_remainder

    def iterate(self) -> Iterator[Any]:
        """Batches of the new sizes."""
        rows = Unbatch(self.source).iterate()
        turn = 0
        while group := list(islice(rows, self.sizes[turn])):
            if len(group) < self.sizes[turn] and self.drop_remainder:
                return
            yield stacked(group)
            turn = (turn + 1) % len(self.sizes)

    def size(self) -> int:
        """Nobody counted."""
        return UNKNOWN

    def spec(self) -> Any:
        """The source's specs with a first axis of the new size."""
        known = self.sizes[0] if len(set(self.sizes)) == 1 and self.drop_remainder else None
        return batched(unbatched(self.source.spec()), known)


def stacked(group: list[Any]) -> Any:
    """One element of several of the same shapes."""
    first = group[0]
    try:
        if type(first) is Tensor:
            return wrap_plain(torch.stack([element._t for element in group]))
        leaves, spec = tree.flatten_with_spec(first)
        columns = zip(leaves, *(spec.flatten_up_to(element) for element in group[1:]), strict=True)
        return tree.unflatten(spec, [_stacked_leaf(column) for column in columns])
    except (RuntimeError, ValueError, AttributeError) as error:
        raise _misfit(group) from error


def _stacked_leaf(column: tuple[Any, ...]) -> Any:
    if column[0] is None:
        return None
    return wrap_plain(torch.stack([leaf._t for leaf in column]))


def _misfit(group: list[Any]) -> Exception:
    first = spec_of(group[0])
    for number, element in enumerate(group):
        if spec_of(element) != first:
            return InvalidArgumentError(
                f"batch: the elements must have equal shapes and dtypes: the first is {first}, number {number} is "
                f"{spec_of(element)}; padded_batch pads them"
            )
    return InvalidArgumentError(f"batch: elements like {first} cannot be stacked")


def padded(group: list[Any], shapes: Any, values: Any) -> Any:
    """One element of several, each tensor padded to the wanted sizes, or to the largest where none is wanted."""
    _, spec = tree.flatten_with_spec(group[0])
    columns = list(zip(*(tree.flatten(element) for element in group), strict=True))
    wanted = _wanted(group[0], shapes, "padded_shapes", len(columns))
    fill = _wanted(group[0], values, "padding_values", len(columns))
    return tree.unflatten(spec, [_padded_leaf(*each) for each in zip(columns, wanted, fill, strict=True)])


def _wanted(element: Any, given: Any, name: str, count: int) -> list[Any]:
    if given is None:
        return [None] * count
    structured = isinstance(given, (tuple, dict)) and not isinstance(given, TensorShape)
    if name == "padding_values" and not structured:
        return [given] * count
    try:
        return up_to(element, given)
    except (TypeError, ValueError, KeyError) as error:
        raise ArgumentError(
            f"padded_batch: {name}: expected the structure of {spec_of(element)}, got {given!r}"
        ) from error


def _open(size: Any) -> bool:
    return size is None or int(size) == -1


def _padded_leaf(column: tuple[Any, ...], shape: Any, value: Any) -> Tensor:
    tensors = [leaf._t for leaf in column]
    first = tensors[0]
    if any(tensor.ndim != first.ndim for tensor in tensors):
        raise InvalidArgumentError(
            f"padded_batch: expected tensors of one rank, got {sorted({t.ndim for t in tensors})}"
        )
    largest = [max(sizes) for sizes in zip(*(tensor.shape for tensor in tensors), strict=True)]
    if shape is not None:
        shape = TensorShape([None if _open(s) else int(s) for s in ([shape] if isinstance(shape, int) else shape)])
        if len(shape) != first.ndim:
            raise ArgumentError(f"padded_batch: padded_shapes: expected a shape of rank {first.ndim}, got {shape}")
        for have, want in zip(largest, shape, strict=True):
            if want is not None and have > want:
                raise DataLossError(f"padded_batch: an element of size {have} is longer than padded_shapes {shape}")
        largest = [have if want is None else want for have, want in zip(largest, shape, strict=True)]
    out = first.new_full((len(tensors), *largest), _fill(value, first.dtype))
    for row, tensor in zip(out, tensors, strict=True):
        row[tuple(slice(size) for size in tensor.shape)] = tensor
    return wrap_plain(out)


def _fill(value: Any, dtype: torch.dtype) -> Any:
    if value is None:
        return 0
    found = conversion.to_torch(value, None, "padding_values")
    if found.is_floating_point() and not dtype.is_floating_point:
        raise DtypeError(f"padded_batch: padding_values: expected a {dtypes.BY_TORCH[dtype].name}, got {value!r}")
    return found.item()


def reduced(source: Node, initial: Any, function: Callable[[Any, Any], Any]) -> Any:
    """What is left when `function(state, element)` has replaced the state by each element in turn."""
    state = to_element(initial, "reduce")
    step = unrecorded(function)
    for element in source.iterate():
        state = to_element(step(state, element), "reduce")
    return state
