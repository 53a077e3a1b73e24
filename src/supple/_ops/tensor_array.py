"""TensorArray: a list of tensors that programs write in loops."""

from __future__ import annotations

from typing import Any

from supple._core.dtype import DType, as_dtype
from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import creation, elementwise, indexing, manipulation
from supple._ops._arguments import integer, integers, number
from supple.errors import InvalidArgumentError, OutOfRangeError


class TensorArray:
    """A list of tensors of one dtype; every write returns the array itself."""

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ) -> None:
        if handle is not None or flow is not None:
            raise InvalidArgumentError(f"TensorArray: handle and flow belong to graphs, got {handle!r} and {flow!r}")
        self._dtype = as_dtype(dtype)
        self._growing = bool(dynamic_size)
        self._cleared = clear_after_read is not False
        self._shape = TensorShape(None) if element_shape is None else TensorShape(element_shape)
        self._infers = infer_shape
        self._items: list[Tensor | None] = [None] * integer(number(0 if size is None else size), "TensorArray: size")
        self._read: set[int] = set()

    @property
    def dtype(self) -> DType:
        """The dtype of the elements."""
        return self._dtype

    @property
    def dynamic_size(self) -> bool:
        """Whether writes beyond the end make the array longer."""
        return self._growing

    @property
    def element_shape(self) -> TensorShape:
        """What is known of the shape of the elements."""
        return self._shape

    def size(self, name: str | None = None) -> Tensor:
        """The number of elements."""
        return creation.constant(len(self._items), "int32")

    def identity(self) -> TensorArray:
        """The array itself."""
        return self

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """Put a tensor at a place that was not written yet."""
        place = integer(number(index), "TensorArray.write: index")
        if place < 0 or (place >= len(self._items) and not self._growing):
            raise OutOfRangeError(f"TensorArray.write: index: expected a place of [0, {len(self._items)}), got {place}")
        tensor = creation.convert(value, self._dtype)
        if not self._shape.is_compatible_with(tensor.shape):
            raise InvalidArgumentError(f"TensorArray.write: expected shape {self._shape}, got {tensor.shape}")
        if self._infers and not self._shape.is_fully_defined():
            self._shape = tensor.shape
        self._items.extend([None] * (place + 1 - len(self._items)))
        self._items[place] = tensor
        return self

    def read(self, index: Any, name: str | None = None) -> Tensor:
        """The tensor at a place; with `clear_after_read` it can be read once."""
        place = integer(number(index), "TensorArray.read: index")
        if not 0 <= place < len(self._items):
            raise OutOfRangeError(f"TensorArray.read: index: expected a place of [0, {len(self._items)}), got {place}")
        if place in self._read:
            raise InvalidArgumentError(f"TensorArray.read: place {place} was cleared by an earlier read")
        if self._cleared:
            self._read.add(place)
        return self._item(place)

    def _item(self, place: int) -> Tensor:
        found = self._items[place]
        if found is None:
            if not self._shape.is_fully_defined():
                raise InvalidArgumentError(f"TensorArray.read: place {place} was never written, and has no shape")
            return creation.zeros(self._shape, self._dtype)
        return found

    def stack(self, name: str | None = None) -> Tensor:
        """The elements along a new first axis."""
        if not self._items:
            return creation.zeros((0, *(self._shape if self._shape.is_fully_defined() else ())), self._dtype)
        return manipulation.stack([self._item(n) for n in range(len(self._items))])

    def concat(self, name: str | None = None) -> Tensor:
        """The elements along their first axis."""
        return manipulation.concatenate([self._item(n) for n in range(len(self._items))], 0)

    def gather(self, indices: Any, name: str | None = None) -> Tensor:
        """The elements at the given places along a new first axis."""
        return indexing.gather(self.stack(), indices)

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """Put the slices of a tensor into the array."""
        rows = manipulation.unstack(elementwise.cast(value, self._dtype))
        return self.scatter(range(len(rows)), rows)

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """Put the slices of a tensor at the given places."""
        rows = value if isinstance(value, list) else manipulation.unstack(value)
        for place, row in zip(integers(indices, "TensorArray.scatter: indices"), rows, strict=True):
            self.write(place, row)
        return self

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """Put parts of a tensor, of the given lengths, into the array."""
        parts = manipulation.split(value, list(integers(lengths, "TensorArray.split: lengths")))
        return self.scatter(range(len(parts)), list(parts))

    def close(self, name: str | None = None) -> None:
        """Let go of the elements."""
        self._items.clear()
