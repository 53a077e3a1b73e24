"""A dataset cut in two."""

from __future__ import annotations

import random as python_random
from typing import Any

import numpy as np
import torch

from supple._core import tree
from supple._core.tensor import Eager
from supple.data.dataset import Dataset
from supple.data.labels import check_fraction
from supple.data.nodes.grouping import Held, stacked
from supple.errors import ArgumentError, DtypeError


def split_dataset(
    dataset: Any,
    left_size: float | None = None,
    right_size: float | None = None,
    shuffle: bool = False,
    seed: int | None = None,
    preferred_backend: str | None = None,
) -> tuple[Dataset, Dataset]:
    """The first and the last part of arrays or a dataset, each size a fraction or a number of elements."""
    if preferred_backend not in (None, "tensorflow"):
        raise ArgumentError(
            f"split_dataset: preferred_backend: the parts are tf.data datasets, got {preferred_backend!r}"
        )
    if left_size is None and right_size is None:
        raise ArgumentError(f"split_dataset: give left_size or right_size, got {left_size!r} and {right_size!r}")
    elements = _elements(dataset)
    total = len(elements)
    left, right = check_fraction("left_size", left_size, total), check_fraction("right_size", right_size, total)
    if left_size is None:
        left = total - right
    elif right_size is None:
        right = total - left
    if left + right > total or not left or not right:
        raise ArgumentError(
            f"split_dataset: left_size={left_size!r} and right_size={right_size!r} make {left} and {right} of {total} elements"
        )
    if shuffle:
        python_random.Random(0 if seed is None else seed).shuffle(elements)
    return _dataset(elements[:left]), _dataset(elements[total - right :])


def _elements(dataset: Any) -> list[Any]:
    if isinstance(dataset, list):
        dataset = tuple(dataset)
    if isinstance(dataset, Dataset):
        if dataset.size() == -1:
            raise ArgumentError(f"split_dataset: expected a dataset that ends, got {dataset!r}")
        return list(dataset)
    if isinstance(dataset, np.ndarray | Eager | torch.Tensor | tuple | dict):
        return list(Dataset.from_tensor_slices(dataset))
    if isinstance(dataset, torch.utils.data.Dataset):
        return [next(iter(Dataset.from_tensors(dataset[i]))) for i in range(len(dataset))]  # type: ignore[arg-type]
    raise DtypeError(
        f"split_dataset: expected arrays, a tuple or dict of them, or a Dataset, got {type(dataset).__name__}"
    )


def _dataset(elements: list[Any]) -> Dataset:
    shapes = {tuple(tuple(leaf.shape) for leaf in tree.flatten(element)) for element in elements}
    if len(shapes) == 1:
        return Dataset.from_tensor_slices(stacked(elements))
    return Dataset(Held(elements, lambda: None))
