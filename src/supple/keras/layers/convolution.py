"""Convolutions over one, two or three axes."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import convolution as ops
from supple.errors import ArgumentError, ShapeError
from supple.keras._layer import activations, checks, hot, weight_settings
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions


class _Convolution(Layer):
    """Base: `activation(x * kernel + bias)`, with a window that moves over `_rank` axes."""

    _rank: ClassVar[int]
    _paddings: ClassVar[tuple[str, ...]] = ("valid", "same")

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        self.filters = checks.positive_int(self, "filters", filters)
        self.kernel_size = checks.int_tuple(self, "kernel_size", kernel_size, self._rank)
        self.strides = checks.int_tuple(self, "strides", strides, self._rank)
        self.padding = checks.one_of(self, "padding", padding, self._paddings)
        self.data_format = checks.data_format(self, data_format)
        self.dilation_rate = checks.int_tuple(self, "dilation_rate", dilation_rate, self._rank)
        self.groups = checks.positive_int(self, "groups", groups)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        weight_settings.keep(
            self,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
        )
        check_strides_and_holes(self)
        if self.filters % self.groups:
            raise ArgumentError(
                f"{type(self).__name__}: groups: expected a divisor of filters={self.filters}, got {groups!r}"
            )
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._activate = hot.step(self.activation)
        self._last = self.data_format == "channels_last"
        self._step, self._hole = as_one(self.strides), as_one(self.dilation_rate)
        self._margin = margin(self.padding, self.kernel_size, self.strides, self.dilation_rate)

    def build(self, input_shape: Any) -> None:
        """Make `kernel` (*window, C / groups, filters) and `bias` (filters,)."""
        axis = channel_axis(self)
        channels = checks.known_size(self, f"axis {axis}, the channels", input_shape[axis])
        if channels % self.groups:
            raise ArgumentError(
                f"layer {self.name!r}: groups: expected a divisor of the {channels} channels "
                f"of the input, got {self.groups}"
            )
        check_room(self, input_shape)
        self.kernel = weight_settings.add(self, "kernel", (*self.kernel_size, channels // self.groups, self.filters))
        self.bias = weight_settings.add(self, "bias", (self.filters,)) if self.use_bias else None
        self.input_spec = InputSpec(ndim=self._rank + 2, axes={axis: channels})

    def convolution_op(self, inputs: Tensor, kernel: Any) -> Tensor:
        """The convolution without bias and activation, for subclasses that change the kernel."""
        return ops.convolve(inputs, kernel, self._step, self._margin, self._hole, self._last)

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *new space, filters)."""
        outputs = ops.convolve(inputs, self.kernel, self._step, self._margin, self._hole, self._last, self.bias)
        return outputs if self._activate is None else self._activate(outputs)


class Conv1D(_Convolution):
    """Convolution over time: (B, T, C) -> (B, new T, filters); "causal" padding looks back only."""

    _rank = 1
    _paddings = ("valid", "same", "causal")


class Conv2D(_Convolution):
    """Convolution over images: (B, H, W, C) -> (B, new H, new W, filters)."""

    _rank = 2


class Conv3D(_Convolution):
    """Convolution over volumes: (B, D, H, W, C) -> (B, new D, new H, new W, filters)."""

    _rank = 3


def channel_axis(layer: Any) -> int:
    """Where the channels of a layer's input are."""
    return -1 if layer.data_format == "channels_last" else 1


def check_strides_and_holes(layer: Any) -> None:
    """Raise ArgumentError for strides together with dilation, which Keras does not define."""
    if max(layer.strides) > 1 and max(layer.dilation_rate) > 1:
        raise ArgumentError(
            f"{type(layer).__name__}: strides and dilation_rate: only one may be above 1, "
            f"got {layer.strides} and {layer.dilation_rate}"
        )


def check_room(layer: Any, input_shape: Any) -> None:
    """Raise ShapeError if the window is larger than what it moves over."""
    space = input_shape[1:-1] if layer.data_format == "channels_last" else input_shape[2:]
    if layer.padding != "valid":
        return
    for size, width, hole in zip(space, layer.kernel_size, layer.dilation_rate, strict=True):
        if size is not None and size < (width - 1) * hole + 1:
            raise ShapeError(
                f"layer {layer.name!r}: kernel_size {layer.kernel_size} with dilation_rate {layer.dilation_rate} "
                f"is larger than the input of shape {tuple(input_shape)}; use padding='same' or a smaller window"
            )


def as_one(numbers: tuple[int, ...]) -> Any:
    """One int if all are equal: the engine takes it without looking at each axis."""
    return numbers[0] if len(set(numbers)) == 1 else numbers


def margin(padding: str, window: tuple[int, ...], strides: tuple[int, ...], holes: tuple[int, ...]) -> Any:
    """The padding as an int where it is known without the input's size, else by its name."""
    totals = {(width - 1) * hole for width, hole in zip(window, holes, strict=True)}
    total = min(totals)
    if padding == "same" and set(strides) == {1} and len(totals) == 1 and total % 2 == 0:
        return total // 2
    return padding
