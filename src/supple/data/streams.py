"""Training data that comes in batches: datasets, loaders, generators."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from types import GeneratorType
from typing import Any

import torch.utils.data

from supple._core import conversion
from supple._core.tensor import Eager, Tensor, wrap
from supple.data.dataset import INFINITE_CARDINALITY, Dataset
from supple.data.packing import ClassWeights
from supple.data.py_dataset import PyDataset, PyDatasetBatches
from supple.errors import ArgumentError


def stream_source(x: Any, shuffle: bool | str, class_weight: Any) -> StreamSource:
    """The source of `x`, if it is something that makes batches."""
    weights = None if class_weight is None else ClassWeights(class_weight)
    if isinstance(x, Dataset):
        return DatasetSource(x, weights)
    if isinstance(x, PyDataset):
        return PyDatasetSource(x, weights, shuffle=bool(shuffle))
    if isinstance(x, torch.utils.data.DataLoader):
        return LoaderSource(x, weights)
    if isinstance(x, GeneratorType) or (hasattr(x, "__next__") and hasattr(x, "__iter__")):
        return GeneratorSource(x, weights)
    hint = "; call it: a generator function is no generator" if callable(x) else ""
    raise ArgumentError(
        f"x: expected arrays, tensors, a Dataset, PyDataset, DataLoader or generator, got {type(x).__name__}{hint}"
    )


class StreamSource:
    """Batches from `_batches()`, with class weights if there are any; counts them if their number is not known."""

    finished = False
    endless = False
    batch_size: int | None = None
    steps: int | None = None

    def __init__(self, weights: ClassWeights | None) -> None:
        self.weights = weights

    def _batches(self) -> Iterator[Any]:
        raise NotImplementedError

    def epoch(self) -> Iterator[Any]:
        """One pass over the data."""
        if self.weights is None and self.steps is not None:
            return self._batches()
        return self._counted()

    def _counted(self) -> Iterator[Any]:
        weights = self.weights
        done = 0
        for batch in self._batches():
            done += 1
            yield batch if weights is None else weights.weigh(batch)
        if self.steps is None:
            self.steps = done


class DatasetSource(StreamSource):
    """The elements of a `Dataset` as they are."""

    def __init__(self, dataset: Dataset, weights: ClassWeights | None) -> None:
        super().__init__(weights)
        self.dataset = dataset
        size = dataset.size()
        self.steps = size if size >= 0 else None
        self.endless = size == INFINITE_CARDINALITY

    def _batches(self) -> Iterator[Any]:
        return iter(self.dataset)


class PyDatasetSource(StreamSource):
    """The batches of a `PyDataset` as tensors."""

    def __init__(self, dataset: PyDataset, weights: ClassWeights | None, *, shuffle: bool) -> None:
        super().__init__(weights)
        self.made = PyDatasetBatches(dataset, shuffle=shuffle)
        self.steps = self.made.steps
        self.endless = self.steps is None

    def _batches(self) -> Iterator[Any]:
        for batch in self.made.epoch():
            self.steps = self.made.steps
            yield to_batch(batch, type(self.made.dataset).__name__)


class LoaderSource(StreamSource):
    """The batches of a torch `DataLoader`; its lists are tuples."""

    def __init__(self, loader: Any, weights: ClassWeights | None) -> None:
        super().__init__(weights)
        self.loader = loader
        self.batch_size = loader.batch_size
        try:
            self.steps = len(loader)
        except TypeError:  # over an iterable dataset without a length
            self.steps = None

    def _batches(self) -> Iterator[Any]:
        for batch in self.loader:
            yield to_batch(tuple(batch) if isinstance(batch, list) else batch, "DataLoader")


class GeneratorSource(StreamSource):
    """What a generator yields, once: it cannot be started again."""

    def __init__(self, generator: Iterator[Any], weights: ClassWeights | None) -> None:
        super().__init__(weights)
        self.generator = generator
        self._seen = 0

    def _batches(self) -> Iterator[Any]:
        if self.finished:
            warnings.warn(
                f"the generator has ended after {self._seen} batches; there is nothing to go on with", stacklevel=2
            )
        for batch in self.generator:
            self._seen += 1
            yield to_batch(batch, "generator")
        self.finished = True
        if not self._seen:
            raise ArgumentError(f"x: the generator yielded no batch: {self.generator!r}")


def to_batch(batch: Any, origin: str) -> Any:
    """What a user's code made, as a nest of tensors."""
    if isinstance(batch, list) or (isinstance(batch, tuple) and not 1 <= len(batch) <= 3):
        raise ArgumentError(
            f"{origin}: expected x or a tuple (x,), (x, y) or (x, y, sample_weight), "
            f"got a {type(batch).__name__} of {len(batch)}"
        )
    if isinstance(batch, tuple):
        return tuple(None if part is None else to_tensors(part) for part in batch)
    return to_tensors(batch)


def to_tensors(value: Any) -> Any:
    """Arrays and numbers as tensors; lists and tuples of arrays as tuples."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, dict):
        return {key: to_tensors(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)) and any(_is_whole(item) for item in value):
        return tuple(map(to_tensors, value))
    if isinstance(value, torch.Tensor):
        return wrap(value.detach())
    if type(value).__module__.partition(".")[0] == "pandas":
        value = value.to_numpy()
    return wrap(conversion.to_torch(value, None, "a batch").detach())


def _is_whole(value: Any) -> bool:
    return isinstance(value, dict | Eager | torch.Tensor) or getattr(value, "ndim", 0) > 0
