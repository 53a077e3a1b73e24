"""Pipelines that are made of other steps: buckets by length."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import torch

from supple._core import tree
from supple._core.shape import TensorShape
from supple._core.spec import TensorSpec
from supple.data.nest import unpacked, wrap_plain
from supple.errors import ArgumentError, InvalidArgumentError, NotSupportedError

if TYPE_CHECKING:
    from supple.data.dataset import Dataset


class Composed:
    """Methods that need no step of their own."""

    def bucket_by_sequence_length(
        self: Any,
        element_length_func: Callable[..., Any],
        bucket_boundaries: Any,
        bucket_batch_sizes: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        pad_to_bucket_boundary: bool = False,
        no_padding: bool = False,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """Padded batches of elements of similar length: full ones at once, the rest at the end."""
        sizes, boundaries = [int(s) for s in bucket_batch_sizes], [int(b) for b in bucket_boundaries]
        if len(sizes) != len(boundaries) + 1:
            raise ArgumentError(
                f"bucket_by_sequence_length: expected one batch size more than there are boundaries, "
                f"got {len(sizes)} sizes and {len(boundaries)} boundaries"
            )
        if boundaries != sorted(set(boundaries)):
            raise ArgumentError(f"bucket_by_sequence_length: boundaries must increase, got {bucket_boundaries!r}")
        length_of = unpacked(element_length_func)

        def bucket(*parts: Any) -> Any:
            length = int(length_of(parts if len(parts) > 1 else parts[0]))
            if pad_to_bucket_boundary and length >= boundaries[-1]:
                raise InvalidArgumentError(
                    f"bucket_by_sequence_length: with pad_to_bucket_boundary the elements must be shorter than "
                    f"{boundaries[-1]}, got one of length {length}"
                )
            return wrap_plain(torch.tensor(bisect_right(boundaries, length)))

        def batch(key: Any, group: Any) -> Any:
            size = sizes[int(key)]
            if no_padding:
                return group.batch(size, drop_remainder=drop_remainder)
            shapes = padded_shapes
            if pad_to_bucket_boundary:
                shapes = _with_length(group.element_spec, padded_shapes, boundaries[int(key)] - 1)
            return group.padded_batch(size, shapes, padding_values, drop_remainder=drop_remainder)

        return self.group_by_window(  # type: ignore[no-any-return]  # `self` is a Dataset
            bucket, batch, window_size_func=lambda key: sizes[int(key)], name=name
        )

    def ragged_batch(
        self: Any,
        batch_size: Any,
        drop_remainder: bool = False,
        row_splits_dtype: Any = "int64",
        name: str | None = None,
    ) -> Any:
        """Not done yet: there are no ragged tensors."""
        raise NotSupportedError(f"ragged_batch({batch_size}): there are no ragged tensors yet; use padded_batch")

    def sparse_batch(self: Any, batch_size: Any, row_shape: Any, name: str | None = None) -> Any:
        """Not done yet: there are no sparse tensors."""
        raise NotSupportedError(f"sparse_batch({batch_size}): there are no sparse tensors yet; use padded_batch")


def _with_length(spec: Any, shapes: Any, length: int) -> Any:
    """The padded shapes with `length` where they leave a size open."""
    if shapes is None:
        shapes = tree.map_structure(lambda s: [None] * len(s.shape) if isinstance(s, TensorSpec) else s, spec)

    def closed(inner: Any, shape: Any) -> Any:
        if isinstance(inner, tuple):
            return tuple(closed(i, s) for i, s in zip(inner, shape, strict=True))
        if isinstance(inner, dict):
            return {key: closed(inner[key], shape[key]) for key in inner}
        return TensorShape([length if size is None or int(size) == -1 else int(size) for size in shape])

    return closed(spec, shapes)
