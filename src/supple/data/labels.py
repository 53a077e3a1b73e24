"""Arrays made ready for training: one-hot labels, unit rows, padded sequences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch

from supple._core.tensor import Eager, wrap
from supple.errors import ArgumentError, DtypeError


def to_categorical(x: Any, num_classes: int | None = None) -> Any:
    """One-hot rows of class numbers: (..) or (.., 1) -> (.., num_classes); a tensor gives a float32 tensor."""
    labels = np.asarray(x.numpy() if isinstance(x, Eager) else x).astype(np.int64)
    if labels.ndim > 1 and labels.shape[-1] == 1:
        labels = labels[..., 0]
    if num_classes is None:
        if not labels.size:
            raise ArgumentError(f"to_categorical: num_classes: expected a number, x has no labels to tell it: {x!r}")
        num_classes = int(labels.max()) + 1
    wrong = labels[(labels >= num_classes) | (labels < 0)]
    if wrong.size:
        raise ArgumentError(
            f"to_categorical: expected class numbers from 0 to num_classes - 1 = {num_classes - 1}, got {int(wrong[0])}"
        )
    rows = np.eye(num_classes)[labels]
    return wrap(torch.from_numpy(rows).float()) if isinstance(x, Eager) else rows


def normalize(x: Any, axis: int = -1, order: float = 2) -> Any:
    """`x` divided by its norm along `axis`; rows of zeros stay. An array gives an array, the rest a float32 tensor."""
    if isinstance(x, np.ndarray):
        norms = np.atleast_1d(np.linalg.norm(x, order, axis))
        norms[norms == 0] = 1
        return x / np.expand_dims(norms, axis)
    values = x._t if isinstance(x, Eager) else torch.as_tensor(np.asarray(x))
    values = values if values.is_floating_point() else values.float()
    norms_ = torch.linalg.vector_norm(values, order, axis, keepdim=True)
    return wrap((values / torch.where(norms_ == 0, 1.0, norms_)).to(torch.float32))


def pad_sequences(
    sequences: Any,
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> Any:
    """Sequences of any length as one array (N, maxlen, ..): cut and filled with `value` at the start or at the end."""
    for name, side in (("padding", padding), ("truncating", truncating)):
        if side not in ("pre", "post"):
            raise ArgumentError(f"pad_sequences: {name}: expected 'pre' or 'post', got {side!r}")
    if not hasattr(sequences, "__len__"):
        raise ArgumentError(f"pad_sequences: expected a list of sequences, got {sequences!r}")
    for each in sequences:
        if not isinstance(each, Iterable) or not hasattr(each, "__len__"):
            raise ArgumentError(f"pad_sequences: expected a list of sequences, one of them is {each!r}")
    if isinstance(value, str) and np.dtype(dtype).kind not in "OSU":
        raise ArgumentError(f"pad_sequences: value: {value!r} is no {np.dtype(dtype)}; pass dtype=object")
    longest = max((len(each) for each in sequences), default=0)
    length = longest if maxlen is None else maxlen
    inner: tuple[int, ...] = next((np.asarray(each).shape[1:] for each in sequences if len(each)), ())
    padded = np.full((len(sequences), length, *inner), value, dtype=dtype)
    for number, each in enumerate(sequences):
        if not len(each) or not length:
            continue
        items = np.asarray(each[-length:] if truncating == "pre" else each[:length], dtype=dtype)
        if items.shape[1:] != inner:
            raise ArgumentError(
                f"pad_sequences: expected items of shape {inner}, sequence number {number} has items of {items.shape[1:]}"
            )
        if padding == "pre":
            padded[number, -len(items) :] = items
        else:
            padded[number, : len(items)] = items
    return padded


def check_fraction(name: str, value: Any, total: int) -> int:
    """A number of rows out of `total`, given as a number or as a fraction; 0 for None."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DtypeError(f"split_dataset: {name}: expected an int, a float or None, got {value!r}")
    fits = 0 <= value <= 1 if isinstance(value, float) else 0 < value < total
    if not fits:
        raise ArgumentError(f"split_dataset: {name}: expected a fraction, or a number below {total}, got {value!r}")
    return round(value * total) if isinstance(value, float) else value
