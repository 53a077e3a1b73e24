"""Batches made by a user's class: `PyDataset`, called `Sequence` in Keras 2."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from typing import Any

import torch

from supple._core import random_state
from supple.errors import ArgumentError, NotSupportedError


class PyDataset:
    """Base of datasets that make batch `i` in `__getitem__(i)` and say by `__len__` how many there are."""

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        if use_multiprocessing:
            raise NotSupportedError(
                f"{type(self).__name__}: use_multiprocessing=True is not done yet; workers={workers} threads are, "
                "and NumPy, Pillow and torch release Python's lock while they compute"
            )
        if workers < 0 or max_queue_size < 1:
            raise ArgumentError(
                f"{type(self).__name__}: expected workers >= 0 and max_queue_size >= 1, got {workers} and {max_queue_size}"
            )
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    def __getitem__(self, index: int) -> Any:
        """Batch number `index`: a tuple (x,), (x, y) or (x, y, sample_weight)."""
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__(self, index)")

    @property
    def num_batches(self) -> int | None:
        """The number of batches, from `__len__`; override it to return None for a dataset that never ends."""
        length = getattr(self, "__len__", None)
        if length is None:
            raise NotImplementedError(f"{type(self).__name__} must define __len__, or num_batches that returns None")
        return int(length())

    def on_epoch_begin(self) -> None:
        """Called before the first batch of an epoch is made."""

    def on_epoch_end(self) -> None:
        """Called after the last batch of an epoch was made."""


class PyDatasetBatches:
    """The batches of a `PyDataset`, epoch by epoch, in shuffled order if `shuffle`."""

    finished = False
    batch_size: int | None = None

    def __init__(self, dataset: PyDataset, *, shuffle: bool) -> None:
        self.dataset = dataset
        self.shuffle = shuffle
        self.steps = dataset.num_batches

    def epoch(self) -> Iterator[Any]:
        """The batches of one epoch as the user's class returns them."""
        dataset = self.dataset
        dataset.on_epoch_begin()
        self.steps = dataset.num_batches
        workers = getattr(dataset, "workers", 1)
        if workers > 1:
            yield from self._ahead(workers, getattr(dataset, "max_queue_size", 10))
        else:
            for index in self._indices():
                yield dataset[index]
        dataset.on_epoch_end()

    def _indices(self) -> Iterator[int]:
        if self.steps is None:
            return count()
        if not self.shuffle:
            return iter(range(self.steps))
        return iter(torch.randperm(self.steps, generator=random_state.stream()).tolist())

    def _ahead(self, workers: int, limit: int) -> Iterator[Any]:
        """The batches in order, made by threads up to `limit` ahead."""
        waiting: deque[Future[Any]] = deque()
        indices = self._indices()
        with ThreadPoolExecutor(workers, "supple-pydataset") as pool:
            try:
                for index in indices:
                    waiting.append(pool.submit(self.dataset.__getitem__, index))
                    if len(waiting) >= limit:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for future in waiting:
                    future.cancel()
