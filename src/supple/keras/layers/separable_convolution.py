"""Convolutions of each channel by itself, alone or followed by a mix of the channels."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import convolution as ops
from supple.keras._layer import activations, checks, hot, weight_settings
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras.layers.convolution import as_one, channel_axis, check_room, check_strides_and_holes, margin


class _Depthwise(Layer):
    """Base: `depth_multiplier` windows for each channel, over `_rank` axes."""

    _rank: ClassVar[int]
    _paddings: ClassVar[tuple[str, ...]] = ("valid", "same")

    kernel_size: tuple[int, ...]
    strides: tuple[int, ...]
    dilation_rate: tuple[int, ...]

    def _keep_window(self, kernel_size: Any, strides: Any, padding: Any, data_format: Any, dilation_rate: Any) -> None:
        self.kernel_size = checks.int_tuple(self, "kernel_size", kernel_size, self._rank)
        self.strides = checks.int_tuple(self, "strides", strides, self._rank)
        self.padding = checks.one_of(self, "padding", padding, self._paddings)
        self.data_format = checks.data_format(self, data_format)
        self.dilation_rate = checks.int_tuple(self, "dilation_rate", dilation_rate, self._rank)
        check_strides_and_holes(self)
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._last = self.data_format == "channels_last"
        self._step, self._hole = as_one(self.strides), as_one(self.dilation_rate)
        self._margin = margin(self.padding, self.kernel_size, self.strides, self.dilation_rate)

    def _channels(self, input_shape: Any) -> int:
        axis = channel_axis(self)
        channels = checks.known_size(self, f"axis {axis}, the channels", input_shape[axis])
        check_room(self, input_shape)
        self.input_spec = InputSpec(ndim=self._rank + 2, axes={axis: channels})
        return channels

    def _each_channel(self, inputs: Tensor, kernel: Any, bias: Any = None) -> Tensor:
        return ops.depthwise_convolution(inputs, kernel, self._step, self._margin, self._hole, self._last, bias)


class _DepthwiseConvolution(_Depthwise):
    """Base of DepthwiseConv1D and 2D."""

    def __init__(
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        self._keep_window(kernel_size, strides, padding, data_format, dilation_rate)
        self.depth_multiplier = checks.positive_int(self, "depth_multiplier", depth_multiplier)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        weight_settings.keep(
            self,
            depthwise_initializer=depthwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer,
            depthwise_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
        )
        self._activate = hot.step(self.activation)

    def build(self, input_shape: Any) -> None:
        """Make `kernel` (*window, C, depth_multiplier) and `bias` (C · depth_multiplier,)."""
        channels = self._channels(input_shape)
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.kernel = weight_settings.add(self, "kernel", shape, "depthwise")
        self.bias = weight_settings.add(self, "bias", (channels * self.depth_multiplier,)) if self.use_bias else None

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *new space, C · depth_multiplier)."""
        outputs = self._each_channel(inputs, self.kernel, self.bias)
        return outputs if self._activate is None else self._activate(outputs)


class DepthwiseConv1D(_DepthwiseConvolution):
    """Each channel by its own windows over time: (B, T, C) -> (B, new T, C · depth_multiplier)."""

    _rank = 1
    _paddings = ("valid", "same", "causal")


class DepthwiseConv2D(_DepthwiseConvolution):
    """Each channel by its own windows over images: (B, H, W, C) -> (B, new H, new W, C · depth_multiplier)."""

    _rank = 2


class _SeparableConvolution(_Depthwise):
    """Base of SeparableConv1D and 2D."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **base)
        self.filters = checks.positive_int(self, "filters", filters)
        self._keep_window(kernel_size, strides, padding, data_format, dilation_rate)
        self.depth_multiplier = checks.positive_int(self, "depth_multiplier", depth_multiplier)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        weight_settings.keep(
            self,
            depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer,
            depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint,
            bias_constraint=bias_constraint,
        )
        self._activate = hot.step(self.activation)

    def build(self, input_shape: Any) -> None:
        """Make `depthwise_kernel` (*window, C, M), `pointwise_kernel` (1, .., C · M, filters), `bias` (filters,)."""
        channels = self._channels(input_shape)
        shape = (*self.kernel_size, channels, self.depth_multiplier)
        self.depthwise_kernel = weight_settings.add(self, "depthwise_kernel", shape, "depthwise")
        mix = (1,) * self._rank + (channels * self.depth_multiplier, self.filters)
        self.pointwise_kernel = weight_settings.add(self, "pointwise_kernel", mix, "pointwise")
        self.bias = weight_settings.add(self, "bias", (self.filters,)) if self.use_bias else None

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *new space, filters)."""
        each = self._each_channel(inputs, self.depthwise_kernel)
        outputs = ops.convolve(each, self.pointwise_kernel, 1, 0, 1, self._last, self.bias)
        return outputs if self._activate is None else self._activate(outputs)


class SeparableConv1D(_SeparableConvolution):
    """Each channel by its own window over time, then a mix of the channels: (B, T, C) -> (B, new T, filters)."""

    _rank = 1
    _paddings = ("valid", "same", "causal")


class SeparableConv2D(_SeparableConvolution):
    """Each channel by its own window, then a mix of the channels: (B, H, W, C) -> (B, new H, new W, filters)."""

    _rank = 2
