"""Zeros around images, edges cut off, and images made larger."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import manipulation as ops, resampling
from supple.errors import NotSupportedError, ShapeError
from supple.keras._layer import checks
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


def _around_space(layer: Any, pairs: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """`pairs` for the spatial axes, with (0, 0) for the batch and the channels."""
    none = (0, 0)
    return (none, *pairs, none) if layer.data_format == "channels_last" else (none, none, *pairs)


class _ZeroPadding(Layer):
    """Base: zeros before and after each spatial axis; `padding` is an int, an int or a pair for each axis."""

    _rank: ClassVar[int]

    def __init__(self, padding: Any = 1, data_format: str | None = None, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        if self._rank == 1 and isinstance(padding, (list, tuple)) and len(padding) == 2:
            padding = (padding,)  # one axis: two ints are before and after
        pairs = checks.int_pairs(self, "padding", padding, self._rank)
        self.padding: Any = pairs[0] if self._rank == 1 else pairs
        self.data_format = checks.data_format(self, data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._pairs = _around_space(self, pairs)

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *larger space, C)."""
        return ops.pad(inputs, self._pairs)


class ZeroPadding1D(_ZeroPadding):
    """Zeros before and after a sequence: (B, T, C) -> (B, longer T, C)."""

    _rank = 1


class ZeroPadding2D(_ZeroPadding):
    """Zeros around an image: (B, H, W, C) -> (B, larger H, larger W, C)."""

    _rank = 2


class ZeroPadding3D(_ZeroPadding):
    """Zeros around a volume: (B, D, H, W, C) -> (B, larger D, larger H, larger W, C)."""

    _rank = 3


class _Cropping(Layer):
    """Base: elements cut off before and after each spatial axis."""

    _rank: ClassVar[int]

    def __init__(self, cropping: Any = 0, data_format: str | None = None, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        if self._rank == 1 and isinstance(cropping, (list, tuple)) and len(cropping) == 2:
            cropping = (cropping,)
        pairs = checks.int_pairs(self, "cropping", cropping, self._rank)
        self.cropping: Any = pairs[0] if self._rank == 1 else pairs
        self.data_format = checks.data_format(self, data_format)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        cuts = _around_space(self, pairs)
        self._slices = tuple(slice(before or None, -after if after else None) for before, after in cuts)
        self._least = tuple(before + after for before, after in cuts)

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *smaller space, C)."""
        shape = inputs.shape
        if len(shape) == len(self._least) and any(
            0 < cut >= size for size, cut in zip(shape, self._least, strict=True)
        ):
            raise ShapeError(
                f"layer {self.name!r}: cropping {self.cropping} leaves nothing of an input of shape {shape}"
            )
        outputs: Tensor = inputs[self._slices]
        return outputs


class Cropping1D(_Cropping):
    """The ends of a sequence cut off: (B, T, C) -> (B, shorter T, C)."""

    _rank = 1

    def __init__(self, cropping: Any = (1, 1), **base: Unpack[LayerOptions]) -> None:
        super().__init__(cropping, "channels_last", **base)


class Cropping2D(_Cropping):
    """The edges of an image cut off: (B, H, W, C) -> (B, smaller H, smaller W, C)."""

    _rank = 2

    def __init__(
        self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **base: Unpack[LayerOptions]
    ) -> None:
        super().__init__(cropping, data_format, **base)


class Cropping3D(_Cropping):
    """The edges of a volume cut off: (B, D, H, W, C) -> (B, smaller D, smaller H, smaller W, C)."""

    _rank = 3

    def __init__(
        self, cropping: Any = ((1, 1), (1, 1), (1, 1)), data_format: str | None = None, **base: Unpack[LayerOptions]
    ) -> None:
        super().__init__(cropping, data_format, **base)


class UpSampling1D(Layer):
    """Each time step `size` times: (B, T, C) -> (B, size · T, C)."""

    def __init__(self, size: int = 2, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.size = checks.positive_int(self, "size", size)
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs: Tensor) -> Tensor:
        """(B, T, C) -> (B, size · T, C)."""
        return resampling.enlarge(inputs, (self.size,))


class UpSampling2D(Layer):
    """Images made larger by whole factors: (B, H, W, C) -> (B, size[0] · H, size[1] · W, C)."""

    def __init__(
        self,
        size: Any = (2, 2),
        data_format: str | None = None,
        interpolation: str = "nearest",
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        self.size = checks.int_tuple(self, "size", size, 2)
        self.data_format = checks.data_format(self, data_format)
        self.interpolation = checks.one_of(
            self, "interpolation", interpolation, ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
        )
        if self.interpolation not in {"nearest", "bilinear"}:
            raise NotSupportedError(
                f"{type(self).__name__}: interpolation {interpolation!r} is not done here; use 'bilinear' or 'nearest'"
            )
        self.input_spec = InputSpec(ndim=4)
        self._last = self.data_format == "channels_last"

    def call(self, inputs: Tensor) -> Tensor:
        """(B, H, W, C) -> (B, larger H, larger W, C)."""
        return resampling.enlarge(inputs, self.size, self.interpolation, self._last)


class UpSampling3D(Layer):
    """Each voxel repeated: (B, D, H, W, C) -> (B, size[0] · D, size[1] · H, size[2] · W, C)."""

    def __init__(self, size: Any = (2, 2, 2), data_format: str | None = None, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.size = checks.int_tuple(self, "size", size, 3)
        self.data_format = checks.data_format(self, data_format)
        self.input_spec = InputSpec(ndim=5)
        self._last = self.data_format == "channels_last"

    def call(self, inputs: Tensor) -> Tensor:
        """(B, D, H, W, C) -> (B, larger D, larger H, larger W, C)."""
        return resampling.enlarge(inputs, self.size, "nearest", self._last)
