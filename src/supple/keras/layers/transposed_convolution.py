"""Transposed convolutions: from a coarse grid to a finer one."""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

from supple._core.tensor import Tensor
from supple._ops import convolution as ops
from supple.errors import ArgumentError
from supple.keras._layer import activations, checks, hot, weight_settings
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.layer import Layer, LayerOptions
from supple.keras.layers.convolution import channel_axis


class _TransposedConvolution(Layer):
    """Base: the gradient of a convolution as a layer, over `_rank` axes."""

    _rank: ClassVar[int]

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
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
        self.padding = checks.one_of(self, "padding", padding, ("valid", "same"))
        self.output_padding = (
            None if output_padding is None else checks.int_tuple(self, "output_padding", output_padding, self._rank, 0)
        )
        self.data_format = checks.data_format(self, data_format)
        self.dilation_rate = checks.int_tuple(self, "dilation_rate", dilation_rate, self._rank)
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
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ArgumentError(
                f"{type(self).__name__}: strides and dilation_rate: only one may be above 1, "
                f"got {self.strides} and {self.dilation_rate}"
            )
        for step, extra in zip(self.strides, self.output_padding or (), strict=False):
            if extra >= step:
                raise ArgumentError(
                    f"{type(self).__name__}: output_padding: expected less than the strides {self.strides}, "
                    f"got {self.output_padding}"
                )
        self.input_spec = InputSpec(ndim=self._rank + 2)
        self._activate = hot.step(self.activation)
        self._last = self.data_format == "channels_last"

    def build(self, input_shape: Any) -> None:
        """Make `kernel` (*window, filters, C) and `bias` (filters,)."""
        axis = channel_axis(self)
        channels = checks.known_size(self, f"axis {axis}, the channels", input_shape[axis])
        self.kernel = weight_settings.add(self, "kernel", (*self.kernel_size, self.filters, channels))
        self.bias = weight_settings.add(self, "bias", (self.filters,)) if self.use_bias else None
        self.input_spec = InputSpec(ndim=self._rank + 2, axes={axis: channels})

    def call(self, inputs: Tensor) -> Tensor:
        """(B, *space, C) -> (B, *larger space, filters)."""
        outputs = ops.transposed_convolution(
            inputs,
            self.kernel,
            self.strides,
            self.padding,
            self.dilation_rate,
            self._last,
            output_padding=self.output_padding,
        )
        if self.bias is not None:
            outputs = ops.bias_add(outputs, self.bias, self._last)
        return outputs if self._activate is None else self._activate(outputs)


class Conv1DTranspose(_TransposedConvolution):
    """Transposed convolution over time: (B, T, C) -> (B, larger T, filters)."""

    _rank = 1


class Conv2DTranspose(_TransposedConvolution):
    """Transposed convolution over images: (B, H, W, C) -> (B, larger H, larger W, filters)."""

    _rank = 2


class Conv3DTranspose(_TransposedConvolution):
    """Transposed convolution over volumes: (B, D, H, W, C) -> (B, larger D, larger H, larger W, filters)."""

    _rank = 3
