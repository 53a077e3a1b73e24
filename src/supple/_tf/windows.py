"""Convolutions and pooling."""

from __future__ import annotations

from typing import Any

from supple._core.tensor import Tensor
from supple._ops import convolution as convolution_ops, pooling, strictly
from supple._ops._arguments import TensorLike


def conv1d(
    input: TensorLike,
    filters: TensorLike,
    stride: TensorLike,
    padding: Any,
    data_format: Any = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """(B, *space, C), (*window, C / groups, F), (F,) -> (B, *new space, F); the groups follow from the channels."""
    return strictly.convolve(input, filters, stride, padding, dilations, convolution_ops.is_channels_last(data_format))


def conv2d(
    input: TensorLike,
    filters: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """(B, *space, C), (*window, C / groups, F), (F,) -> (B, *new space, F); the groups follow from the channels."""
    return strictly.convolve(input, filters, strides, padding, dilations, convolution_ops.is_channels_last(data_format))


def conv3d(
    input: TensorLike,
    filters: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NDHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """(B, *space, C), (*window, C / groups, F), (F,) -> (B, *new space, F); the groups follow from the channels."""
    return strictly.convolve(input, filters, strides, padding, dilations, convolution_ops.is_channels_last(data_format))


def convolution(
    input: TensorLike,
    filters: TensorLike,
    strides: Any = None,
    padding: Any = "VALID",
    data_format: Any = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """(B, *space, C), (*window, C / groups, F), (F,) -> (B, *new space, F); the groups follow from the channels."""
    return strictly.convolve(input, filters, strides, padding, dilations, convolution_ops.is_channels_last(data_format))


def atrous_conv2d(value: TensorLike, filters: TensorLike, rate: Any, padding: Any, name: str | None = None) -> Tensor:
    """(B, *space, C), (*window, C / groups, F), (F,) -> (B, *new space, F); the groups follow from the channels."""
    return strictly.convolve(value, filters, 1, padding, rate)


def depthwise_conv2d(
    input: TensorLike,
    filter: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Each channel by its own windows: (B, *space, C), (*window, C, M), (C·M,) -> (B, *new space, C·M)."""
    return strictly.depthwise_convolution(
        input, filter, strides, padding, dilations, convolution_ops.is_channels_last(data_format)
    )


def separable_conv2d(
    input: TensorLike,
    depthwise_filter: TensorLike,
    pointwise_filter: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """A depthwise convolution, then a pointwise one."""
    return convolution_ops.separable(
        input,
        depthwise_filter,
        pointwise_filter,
        strides,
        padding,
        dilations,
        convolution_ops.is_channels_last(data_format),
    )


def conv1d_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: TensorLike,
    strides: TensorLike,
    padding: Any = "SAME",
    data_format: Any = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The gradient of conv1d, as a layer."""
    return convolution_ops.transposed_to(input, filters, output_shape, strides, padding, data_format, dilations)


def conv2d_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: TensorLike,
    strides: TensorLike,
    padding: Any = "SAME",
    data_format: Any = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The gradient of conv2d, as a layer."""
    return convolution_ops.transposed_to(input, filters, output_shape, strides, padding, data_format, dilations)


def conv3d_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: TensorLike,
    strides: TensorLike,
    padding: Any = "SAME",
    data_format: Any = "NDHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The gradient of conv3d, as a layer."""
    return convolution_ops.transposed_to(input, filters, output_shape, strides, padding, data_format, dilations)


def conv_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: TensorLike,
    strides: TensorLike,
    padding: Any = "SAME",
    data_format: Any = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The gradient of a convolution, as a layer."""
    return convolution_ops.transposed_to(input, filters, output_shape, strides, padding, data_format, dilations)


def max_pool(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = None,
    name: str | None = None,
) -> Tensor:
    """The maximum of each window; the first of equal elements gets the gradient."""
    return pooling.max_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def max_pool1d(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NWC",
    name: str | None = None,
) -> Tensor:
    """The maximum of each window; the first of equal elements gets the gradient."""
    return pooling.max_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def max_pool2d(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NHWC",
    name: str | None = None,
) -> Tensor:
    """The maximum of each window; the first of equal elements gets the gradient."""
    return pooling.max_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def max_pool3d(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The maximum of each window; the first of equal elements gets the gradient."""
    return pooling.max_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def avg_pool(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = None,
    name: str | None = None,
) -> Tensor:
    """The mean of each window; padding does not count."""
    return strictly.average_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def avg_pool1d(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window; padding does not count."""
    return strictly.average_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def avg_pool2d(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NHWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window; padding does not count."""
    return strictly.average_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def avg_pool3d(
    input: TensorLike,
    ksize: TensorLike,
    strides: TensorLike,
    padding: Any,
    data_format: Any = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window; padding does not count."""
    return strictly.average_pool(input, ksize, strides, padding, convolution_ops.is_channels_last(data_format))


def pool(
    input: TensorLike,
    window_shape: TensorLike,
    pooling_type: TensorLike,
    strides: Any = None,
    padding: Any = "VALID",
    data_format: Any = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The maximum or the mean of each window."""
    return pooling.pool(input, window_shape, pooling_type, strides, padding, data_format, dilations)
