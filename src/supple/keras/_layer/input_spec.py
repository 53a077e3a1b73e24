"""InputSpec: what a layer expects of an input."""

from __future__ import annotations

from typing import Any

from supple._core.dtype import as_dtype
from supple._core.shape import TensorShape
from supple.errors import ArgumentError, ShapeError


class InputSpec:
    """The dtype, rank and sizes that a layer expects; `axes` maps an axis to its size."""

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int | None] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ) -> None:
        self.dtype = None if dtype is None else as_dtype(dtype).name
        self.shape = None if shape is None else TensorShape(shape)
        self.ndim = len(self.shape) if self.shape is not None else ndim
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional
        if self.axes and (self.ndim or max_ndim):
            limit = (self.ndim or max_ndim or 0) - 1
            if max(self.axes) > limit:
                raise ArgumentError(f"InputSpec: axes: expected axes up to {limit}, got {sorted(self.axes)}")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {
            **{"dtype": self.dtype, "shape": self.shape, "ndim": self.ndim},
            **{"max_ndim": self.max_ndim, "min_ndim": self.min_ndim, "axes": self.axes},
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        """Make one from what `get_config` returned."""
        return cls(**config)

    def mismatch(self, shape: Any, dtype: str) -> str | None:
        """What is wrong with an input of this shape and dtype, or None."""
        rank = len(shape)
        if self.ndim is not None and rank != self.ndim and not (self.allow_last_axis_squeeze and rank == self.ndim - 1):
            return f"expected {self.ndim} axes, got {rank}"
        if self.min_ndim is not None and rank < self.min_ndim:
            return f"expected at least {self.min_ndim} axes, got {rank}"
        if self.max_ndim is not None and rank > self.max_ndim:
            return f"expected at most {self.max_ndim} axes, got {rank}"
        if self.dtype is not None and dtype != self.dtype:
            return f"expected dtype {self.dtype}, got {dtype}"
        sizes = dict(self.axes) | (dict(enumerate(self.shape)) if self.shape is not None else {})
        for axis, size in sizes.items():
            if size is None or axis >= rank or -axis > rank:
                continue
            if shape[axis] is not None and shape[axis] != size:
                return f"expected axis {axis} to have size {size}, got {shape[axis]}"
        return None


def check(specs: Any, inputs: list[Any], path: str, more: str = "") -> None:
    """Raise ShapeError, naming the layer's `path`, for the first of `inputs` that does not fit its spec."""
    listed = (
        list(specs)
        if isinstance(specs, (list, tuple))
        else list(specs.values())
        if isinstance(specs, dict)
        else [specs]
    )
    if len(listed) > 1 and len(listed) != len(inputs):
        raise ShapeError(f"layer {path!r} expects {len(listed)} inputs, got {len(inputs)}")
    for place, (spec, value) in enumerate(zip(listed, inputs, strict=False)):
        shape = getattr(value, "shape", None)
        if not isinstance(spec, InputSpec) or shape is None:
            continue
        wrong = spec.mismatch(shape, getattr(value.dtype, "name", str(value.dtype)))
        if wrong is not None:
            raise ShapeError(f"input {place} of layer {path!r} is incompatible: {wrong} (shape {tuple(shape)}){more}")
