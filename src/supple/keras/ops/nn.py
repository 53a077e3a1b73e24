"""Neural network functions: `keras.ops.nn`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import (
    activation,
    dot_product_attention as dot_product_attention_ops,
    keras_rules,
    manipulation,
    matrix,
    normalization,
    pooling,
    signals,
)
from supple._ops._arguments import Axis, DTypeLike, TensorLike, unsupported


def relu(x: TensorLike) -> Tensor:
    """max(x, 0)."""
    return activation.relu(x)


def relu6(x: TensorLike) -> Tensor:
    """min(max(x, 0), 6)."""
    return activation.relu6(x)


def leaky_relu(x: TensorLike, negative_slope: float = 0.2) -> Tensor:
    """x, times `negative_slope` where x <= 0."""
    return activation.leaky_relu(x, negative_slope)


def elu(x: TensorLike, alpha: Any = 1.0) -> Tensor:
    """x where x > 0, else alpha (e**x - 1)."""
    return activation.elu(x, alpha)


def selu(x: TensorLike) -> Tensor:
    """The self-normalising exponential linear unit."""
    return activation.selu(x)


def celu(x: TensorLike, alpha: Any = 1.0) -> Tensor:
    """x where x > 0, else alpha (e**(x / alpha) - 1)."""
    return activation.celu(x, alpha)


def gelu(x: TensorLike, approximate: bool = True) -> Tensor:
    """x Φ(x), Φ by tanh if `approximate`."""
    return activation.gelu(x, approximate)


def silu(x: TensorLike) -> Tensor:
    """x sigmoid(x)."""
    return activation.silu(x)


def swish(x: TensorLike) -> Tensor:
    """x sigmoid(x)."""
    return activation.silu(x)


def softplus(x: TensorLike) -> Tensor:
    """log(1 + e**x)."""
    return activation.softplus(x)


def softsign(x: TensorLike) -> Tensor:
    """x / (1 + |x|)."""
    return activation.softsign(x)


def sigmoid(x: TensorLike) -> Tensor:
    """1 / (1 + e**-x)."""
    return activation.sigmoid(x)


def log_sigmoid(x: TensorLike) -> Tensor:
    """log sigmoid(x)."""
    return activation.log_sigmoid(x)


def hard_sigmoid(x: TensorLike) -> Tensor:
    """min(max(x / 6 + 1/2, 0), 1)."""
    return activation.hard_sigmoid(x)


def hard_silu(x: TensorLike) -> Tensor:
    """x hard_sigmoid(x)."""
    return activation.hard_silu(x)


def hard_swish(x: TensorLike) -> Tensor:
    """x hard_sigmoid(x)."""
    return activation.hard_silu(x)


def hard_tanh(x: TensorLike) -> Tensor:
    """min(max(x, -1), 1)."""
    return activation.hard_tanh(x)


def hard_shrink(x: TensorLike, threshold: float = 0.5) -> Tensor:
    """x where |x| > threshold, else 0."""
    return activation.hard_shrink(x, threshold)


def soft_shrink(x: TensorLike, threshold: float = 0.5) -> Tensor:
    """x moved by `threshold` toward 0."""
    return activation.soft_shrink(x, threshold)


def tanh_shrink(x: TensorLike) -> Tensor:
    """x - tanh x."""
    return activation.tanh_shrink(x)


def squareplus(x: TensorLike, b: int = 4) -> Tensor:
    """(x + sqrt(x² + b)) / 2."""
    return activation.squareplus(x, b)


def sparse_plus(x: TensorLike) -> Tensor:
    """0 below -1, x above 1, (x + 1)² / 4 between."""
    return activation.sparse_plus(x)


def sparse_sigmoid(x: TensorLike) -> Tensor:
    """0 below -1, 1 above 1, (x + 1) / 2 between."""
    return activation.sparse_sigmoid(x)


def sparsemax(x: TensorLike, axis: Axis = -1) -> Tensor:
    """The nearest point of the probability simplex (Martins and Astudillo, 2016)."""
    return activation.sparsemax(x, axis)


def threshold(x: TensorLike, threshold: TensorLike, default_value: TensorLike) -> Tensor:
    """x where x > limit, else `default`."""
    return activation.threshold(x, threshold, default_value)


def glu(x: TensorLike, axis: Axis = -1) -> Tensor:
    """The first half times the sigmoid of the second half."""
    return activation.glu(x, axis)


def softmax(x: TensorLike, axis: Axis = -1) -> Tensor:
    """e**x / Σ e**x along one axis, or over several together."""
    return activation.softmax(x, axis)


def log_softmax(x: TensorLike, axis: Axis = -1) -> Tensor:
    """log softmax(x)."""
    return activation.log_softmax(x, axis)


def one_hot(
    x: TensorLike, num_classes: TensorLike, axis: Axis = -1, dtype: DTypeLike = None, sparse: bool = False
) -> Tensor:
    """1 at the index and 0 elsewhere along a new axis; an index out of range gives zeros."""
    return keras_rules.one_hot(x, num_classes, axis, dtype, sparse)


def multi_hot(
    inputs: TensorLike, num_classes: Any = None, axis: Axis = -1, dtype: DTypeLike = None, sparse: bool = False
) -> Tensor:
    """1 for every class number that occurs."""
    keras_rules.dense("multi_hot", sparse=sparse)
    return signals.multi_hot(inputs, num_classes, axis, dtype)


def conv(
    inputs: TensorLike,
    kernel: TensorLike,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """A convolution; the groups follow from the channels."""
    return keras_rules.conv(inputs, kernel, strides, padding, data_format, dilation_rate)


def depthwise_conv(
    inputs: TensorLike,
    kernel: TensorLike,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """Each channel by its own windows."""
    return keras_rules.depthwise_conv(inputs, kernel, strides, padding, data_format, dilation_rate)


def separable_conv(
    inputs: TensorLike,
    depthwise_kernel: TensorLike,
    pointwise_kernel: TensorLike,
    strides: Any = 1,
    padding: Any = "valid",
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """A depthwise convolution, then a pointwise one."""
    return keras_rules.separable_conv(
        inputs, depthwise_kernel, pointwise_kernel, strides, padding, data_format, dilation_rate
    )


def conv_transpose(
    inputs: TensorLike,
    kernel: TensorLike,
    strides: Any = 1,
    padding: Any = "valid",
    output_padding: Any = None,
    data_format: Any = None,
    dilation_rate: Any = 1,
) -> Tensor:
    """The gradient of a convolution, as a layer."""
    return keras_rules.conv_transpose(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate)


def max_pool(
    inputs: TensorLike, pool_size: TensorLike, strides: Any = None, padding: Any = "valid", data_format: Any = None
) -> Tensor:
    """The maximum of each window."""
    return keras_rules.max_pool(inputs, pool_size, strides, padding, data_format)


def average_pool(
    inputs: TensorLike, pool_size: TensorLike, strides: Any = None, padding: Any = "valid", data_format: Any = None
) -> Tensor:
    """The mean of each window."""
    return keras_rules.average_pool(inputs, pool_size, strides, padding, data_format)


def adaptive_max_pool(inputs: TensorLike, output_size: TensorLike, data_format: Any = None) -> Tensor:
    """Maxima over windows that cut the space into `output_size` parts."""
    return pooling.adaptive_max_pool(inputs, output_size, keras_rules.last(data_format))


def adaptive_average_pool(inputs: TensorLike, output_size: TensorLike, data_format: Any = None) -> Tensor:
    """Means over windows that cut the space into `output_size` parts."""
    return pooling.adaptive_average_pool(inputs, output_size, keras_rules.last(data_format))


def moments(x: TensorLike, axes: Axis, keepdims: bool = False, synchronized: bool = False) -> tuple[Tensor, Tensor]:
    """The mean and the variance over axes."""
    unsupported("moments", synchronized=synchronized or None)
    return keras_rules.moments(x, axes, keepdims)


def batch_normalization(
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    axis: Axis,
    offset: Any = None,
    scale: Any = None,
    epsilon: float = 0.001,
) -> Tensor:
    """`batch_normalization` with vectors that belong to one axis of x."""
    return normalization.batch_normalization_on_axis(x, mean, variance, axis, offset, scale, epsilon)


def layer_normalization(
    x: TensorLike, gamma: Any = None, beta: Any = None, axis: Axis = -1, epsilon: float | None = None
) -> Tensor:
    """(x - mean) / sqrt(variance + epsilon) · gamma + beta."""
    return keras_rules.layer_normalization(x, gamma, beta, axis, epsilon)


def rms_normalization(x: TensorLike, scale: Any = None, axis: Axis = -1, epsilon: float | None = None) -> Tensor:
    """x / sqrt(mean x² + epsilon) · scale."""
    return keras_rules.rms_normalization(x, scale, axis, epsilon)


def normalize(x: TensorLike, axis: Axis = -1, order: int = 2, epsilon: float | None = None) -> Tensor:
    """x / max(‖x‖, epsilon)."""
    return matrix.normalize(x, axis, order, 1e-12 if epsilon is None else epsilon)


def binary_crossentropy(target: TensorLike, output: TensorLike, from_logits: bool = False) -> Tensor:
    """-z log p - (1 - z) log(1 - p), of logits or of probabilities."""
    return keras_rules.binary_crossentropy(target, output, from_logits)


def categorical_crossentropy(
    target: TensorLike, output: TensorLike, from_logits: bool = False, axis: Axis = -1
) -> Tensor:
    """-Σ target · log output, of logits or of probabilities."""
    return keras_rules.categorical_crossentropy(target, output, from_logits, axis)


def sparse_categorical_crossentropy(
    target: TensorLike, output: TensorLike, from_logits: bool = False, axis: Axis = -1
) -> Tensor:
    """-log of the probability of the class with the number `target`."""
    return keras_rules.sparse_categorical_crossentropy(target, output, from_logits, axis)


def depth_to_space(x: TensorLike, block_size: TensorLike, data_format: Any = "channels_last") -> Tensor:
    """Channels moved into blocks of pixels: (B, H, W, b·b·C) -> (B, bH, bW, C)."""
    return manipulation.depth_to_space(x, block_size, keras_rules.last(data_format))


def space_to_depth(x: TensorLike, block_size: TensorLike, data_format: Any = "channels_last") -> Tensor:
    """Blocks of pixels moved into the channels: (B, H, W, C) -> (B, H/b, W/b, b·b·C)."""
    return manipulation.space_to_depth(x, block_size, keras_rules.last(data_format))


def unfold(x: TensorLike, kernel_size: TensorLike, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """Sliding windows as columns: (B, C, H, W) -> (B, C·window, positions)."""
    return signals.unfold(x, kernel_size, dilation, padding, stride)


def fold(
    x: TensorLike,
    output_size: TensorLike,
    kernel_size: TensorLike,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Tensor:
    """Columns added into the positions of their windows: (B, C·window, positions) -> (B, C, H, W)."""
    return signals.fold(x, output_size, kernel_size, dilation, padding, stride)


def psnr(x1: TensorLike, x2: TensorLike, max_val: TensorLike) -> Tensor:
    """The peak signal-to-noise ratio in decibels."""
    return signals.psnr(x1, x2, max_val)


def polar(abs_: TensorLike, angle: TensorLike) -> Tensor:
    """Complex numbers by modulus and argument."""
    return signals.polar(abs_, angle)


def dot_product_attention(
    query: TensorLike,
    key: TensorLike,
    value: TensorLike,
    bias: Any = None,
    mask: Any = None,
    scale: Any = None,
    is_causal: bool = False,
    flash_attention: Any = None,
    attn_logits_soft_cap: Any = None,
) -> Tensor:
    """Σ softmax(query · key) value over the heads: (B, T, H, D), (B, S, H, D), (B, S, H, E) -> (B, T, H, E)."""
    return dot_product_attention_ops.dot_product_attention(
        query, key, value, bias, mask, scale, is_causal, flash_attention, attn_logits_soft_cap
    )


# fmt: off
__all__ = [
    "adaptive_average_pool", "adaptive_max_pool", "average_pool", "batch_normalization", "binary_crossentropy",
    "categorical_crossentropy", "celu", "conv", "conv_transpose", "depth_to_space", "depthwise_conv",
    "dot_product_attention", "elu", "fold", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish",
    "hard_tanh", "layer_normalization", "leaky_relu", "log_sigmoid", "log_softmax", "max_pool", "moments",
    "multi_hot", "normalize", "one_hot", "polar", "psnr", "relu", "relu6", "rms_normalization", "selu",
    "separable_conv", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign", "space_to_depth",
    "sparse_categorical_crossentropy", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish",
    "tanh_shrink", "threshold", "unfold",
]
# fmt: on
__getattr__ = unknown_name("keras.ops.nn", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
