"""What `fit`, `evaluate` and `predict` take, as one kind of object: a source of batches."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Iterator
from typing import Any, Final, Protocol

from supple._core import tree
from supple.data.arrays import array_source, as_leaves, is_array, is_array_data, to_leaf
from supple.data.streams import stream_source
from supple.errors import ArgumentError, DtypeError

_END: Final = object()


class Source(Protocol):
    """Batches, pass by pass.

    `steps` is the number of batches of an epoch, None while it is not known; `finished` turns True when the data has
    ended for good, as a generator does.
    """

    steps: int | None

    @property
    def batch_size(self) -> int | None:
        """The number of rows of a whole batch, None if the data decides."""

    @property
    def finished(self) -> bool:
        """True when the data has ended for good."""

    def epoch(self) -> Iterator[Any]:
        """The batches of the next epoch, as `train_step` gets them."""


def adapt(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    shuffle: bool | str = False,
    class_weight: Any = None,
    steps_per_epoch: int | None = None,
) -> Source:
    """The source of whatever a user gave as training data."""
    if batch_size is not None:
        batch_size = positive("batch_size", batch_size)
    if steps_per_epoch is not None:
        steps_per_epoch = positive("steps_per_epoch", steps_per_epoch)
    if isinstance(x, str):
        raise ArgumentError(f"x: expected arrays, tensors, a Dataset or a generator, got the string {x!r}")
    source: Source
    if is_array_data(x):
        source = array_source(x, y, sample_weight, batch_size, shuffle, class_weight, steps_per_epoch)
    else:
        _reject_parts(x, y=y, sample_weight=sample_weight, batch_size=batch_size)
        source = stream = stream_source(x, shuffle, class_weight)
        if steps_per_epoch is None and stream.endless:
            raise ArgumentError(f"steps_per_epoch: x is a {type(x).__name__} that never ends, got None; give a number")
    return source if steps_per_epoch is None else Portions(source, steps_per_epoch)


class Portions:
    """A source cut into epochs of `steps` batches: a pass that is longer goes on in the next epoch."""

    def __init__(self, source: Source, steps: int) -> None:
        self.source = source
        self.steps: int | None = steps
        self.batch_size = source.batch_size
        self._pass: Iterator[Any] | None = None

    @property
    def finished(self) -> bool:
        """True when the data has ended for good."""
        return self.source.finished

    def epoch(self) -> Iterator[Any]:
        """The next `steps` batches; fewer, with a warning, if the pass ends before."""
        wanted = self.steps or 0
        if self._pass is None:
            self._pass = self.source.epoch()
        for done in range(wanted):
            batch = next(self._pass, _END)
            if batch is _END and not done and not self.finished:
                # The last pass ended with the last epoch: start the next one.
                self._pass = self.source.epoch()
                batch = next(self._pass, _END)
            if batch is _END:
                self._pass = None
                warnings.warn(
                    f"the data ended after {done} of {wanted} steps of this epoch; give a dataset that lasts, for example "
                    "by .repeat(), or fewer steps_per_epoch",
                    stacklevel=2,
                )
                return
            yield batch
        if self.source.steps == wanted:
            # The pass ends with the epoch: let it finish what it does at its end.
            for _ in self._pass:
                break
            self._pass = None


def validation_split(arrays: tuple[Any, Any, Any], fraction: Any) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """`(x, y, sample_weight)` cut in two: the last `fraction` of the rows is for validation."""
    if isinstance(fraction, bool) or not isinstance(fraction, (int, float)) or not 0 < fraction < 1:
        raise ArgumentError(f"validation_split: expected a number between 0 and 1, got {fraction!r}")
    if not is_array_data(arrays[0]):
        raise ArgumentError(
            f"validation_split: expected x to be arrays or tensors, got {type(arrays[0]).__name__}; "
            "split it yourself and pass validation_data"
        )
    leaves, spec = tree.flatten_with_spec(as_leaves(arrays))
    tensors = [None if leaf is None else to_leaf(leaf, "x")[0] for leaf in leaves]
    lengths = {len(tensor) for tensor in tensors if tensor is not None}
    if len(lengths) > 1:
        raise ArgumentError(f"validation_split: the arrays must have the same number of rows, got {sorted(lengths)}")
    (length,) = lengths
    cut = math.floor(length * (1 - fraction))
    if cut in {0, length}:
        raise ArgumentError(f"validation_split: {fraction} of {length} rows leaves one part without rows")
    first = [None if tensor is None else tensor[:cut] for tensor in tensors]
    second = [None if tensor is None else tensor[cut:] for tensor in tensors]
    return tree.unflatten(spec, first), tree.unflatten(spec, second)


def positive(name: str, value: Any) -> int:
    """`value` as an int of at least 1."""
    try:
        number = operator.index(value)
    except TypeError as error:
        raise DtypeError(f"{name}: expected an integer, got {value!r}") from error
    if isinstance(value, bool) or number < 1:
        raise ArgumentError(f"{name}: expected an integer of at least 1, got {value!r}")
    return number


def _reject_parts(x: Any, **parts: Any) -> None:
    kind = type(x).__name__
    for name, value in parts.items():
        if value is None:
            continue
        if name == "batch_size":
            raise ArgumentError(f"batch_size: x is a {kind}, whose elements are batches already, got {value}")
        shown = tuple(value.shape) if is_array(value) and hasattr(value, "shape") else type(value).__name__
        raise ArgumentError(
            f"{name}: x is a {kind}, whose elements must hold it: (x, y) or (x, y, weight); got {shown}"
        )
