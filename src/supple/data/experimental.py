"""`tf.data.experimental`: older names of what datasets do by themselves, as functions for `Dataset.apply`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core.names import unknown_name
from supple.data.dataset import AUTOTUNE, INFINITE_CARDINALITY, UNKNOWN_CARDINALITY, Dataset
from supple.data.nodes.joining import AssertSize
from supple.data.nodes.sources import Single
from supple.errors import NotSupportedError

__all__ = [
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "Counter",
    "RandomDataset",
    "assert_cardinality",
    "bucket_by_sequence_length",
    "cardinality",
    "choose_from_datasets",
    "enumerate_dataset",
    "from_list",
    "get_single_element",
    "get_structure",
    "group_by_window",
    "ignore_errors",
    "map_and_batch",
    "parallel_interleave",
    "prefetch_to_device",
    "sample_from_datasets",
    "scan",
    "shuffle_and_repeat",
    "take_while",
    "unbatch",
    "unique",
]

Transformation = Callable[[Dataset], Dataset]

Counter = Dataset.counter
RandomDataset = Dataset.random
sample_from_datasets = Dataset.sample_from_datasets


def assert_cardinality(expected_cardinality: Any) -> Transformation:
    """Tell how many elements there are; it is checked at the end of a pass."""
    return lambda dataset: dataset._then(AssertSize(dataset._node, int(expected_cardinality)))


def bucket_by_sequence_length(*args: Any, **kwargs: Any) -> Transformation:
    """`Dataset.bucket_by_sequence_length` for `apply`."""
    return lambda dataset: dataset.bucket_by_sequence_length(*args, **kwargs)


def cardinality(dataset: Dataset) -> Any:
    """The number of elements of `dataset`."""
    return dataset.cardinality()


def choose_from_datasets(datasets: Any, choice_dataset: Dataset, stop_on_empty_dataset: bool = False) -> Dataset:
    """Each element from the dataset whose number `choice_dataset` gives."""
    return Dataset.choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset)


def enumerate_dataset(start: Any = 0) -> Transformation:
    """`Dataset.enumerate` for `apply`."""
    return lambda dataset: dataset.enumerate(start)


def from_list(elements: list[Any], name: str | None = None) -> Dataset:
    """The elements of a list."""
    return Dataset(Single(list(elements), "from_list"), name)


def get_single_element(dataset: Dataset) -> Any:
    """The only element of `dataset`."""
    return dataset.get_single_element()


def get_structure(dataset_or_iterator: Any) -> Any:
    """The specs of an element."""
    return dataset_or_iterator.element_spec


def group_by_window(*args: Any, **kwargs: Any) -> Transformation:
    """`Dataset.group_by_window` for `apply`."""
    return lambda dataset: dataset.group_by_window(*args, **kwargs)


def ignore_errors(log_warning: bool = False) -> Transformation:
    """`Dataset.ignore_errors` for `apply`."""
    return lambda dataset: dataset.ignore_errors(log_warning)


def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: bool = False,
    num_parallel_calls: Any = None,
) -> Transformation:
    """`map`, then `batch`, for `apply`."""
    calls = num_parallel_calls
    if calls is None and num_parallel_batches is not None:
        calls = int(batch_size) * int(num_parallel_batches)
    return lambda dataset: dataset.map(map_func, calls).batch(batch_size, drop_remainder)


def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: bool | None = False,  # noqa: ARG001  # the order of one thread is allowed where any order is
    buffer_output_elements: Any = None,  # noqa: ARG001  # nothing is buffered, which is at most this much
    prefetch_input_elements: Any = None,  # noqa: ARG001
) -> Transformation:
    """`Dataset.interleave` for `apply`; the order is always that of one thread."""
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length)


def prefetch_to_device(device: Any, buffer_size: Any = None) -> Transformation:
    """`Dataset.prefetch` for `apply`; only the CPU is supported so far."""
    if "gpu" in str(device).lower() or "cuda" in str(device).lower():
        raise NotSupportedError(f"prefetch_to_device: only the CPU is supported so far, got {device!r}")
    return lambda dataset: dataset.prefetch(AUTOTUNE if buffer_size is None else buffer_size)


def scan(initial_state: Any, scan_func: Callable[[Any, Any], Any]) -> Transformation:
    """`Dataset.scan` for `apply`."""
    return lambda dataset: dataset.scan(initial_state, scan_func)


def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> Transformation:
    """`shuffle`, then `repeat`, for `apply`."""
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


def take_while(predicate: Callable[..., Any]) -> Transformation:
    """`Dataset.take_while` for `apply`."""
    return lambda dataset: dataset.take_while(predicate)


def unbatch() -> Transformation:
    """`Dataset.unbatch` for `apply`."""
    return lambda dataset: dataset.unbatch()


def unique() -> Transformation:
    """`Dataset.unique` for `apply`."""
    return lambda dataset: dataset.unique()


__getattr__ = unknown_name("tf.data.experimental", lambda: __all__)


def __dir__() -> list[str]:
    return sorted(__all__)
