"""Neural network functions: `tf.nn`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple._core.tensor import Tensor
from supple._ops import (
    activation,
    compound,
    convolution as convolution_ops,
    cross_entropy,
    embedding,
    manipulation,
    normalization,
    sampling,
    strictly,
)
from supple._ops._arguments import Axis, Shape, TensorLike
from supple._tf.arithmetic import l2_normalize
from supple._tf.elementwise import log_softmax, sigmoid, softmax, softplus, softsign, tanh
from supple._tf.reduction import in_top_k, top_k, zero_fraction
from supple._tf.windows import (
    atrous_conv2d,
    avg_pool,
    avg_pool1d,
    avg_pool2d,
    avg_pool3d,
    conv1d,
    conv1d_transpose,
    conv2d,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
    conv_transpose,
    convolution,
    depthwise_conv2d,
    max_pool,
    max_pool1d,
    max_pool2d,
    max_pool3d,
    pool,
    separable_conv2d,
)


def relu(features: TensorLike, name: str | None = None) -> Tensor:
    """max(x, 0)."""
    return strictly.relu(features)


def relu6(features: TensorLike, name: str | None = None) -> Tensor:
    """min(max(x, 0), 6)."""
    return strictly.relu6(features)


def leaky_relu(features: TensorLike, alpha: Any = 0.2, name: str | None = None) -> Tensor:
    """x, times `negative_slope` where x <= 0."""
    return strictly.leaky_relu(features, alpha)


def elu(features: TensorLike, name: str | None = None) -> Tensor:
    """x where x > 0, else alpha (e**x - 1)."""
    return strictly.elu(features)


def selu(features: TensorLike, name: str | None = None) -> Tensor:
    """The self-normalising exponential linear unit."""
    return strictly.selu(features)


def crelu(features: TensorLike, axis: Axis = -1, name: str | None = None) -> Tensor:
    """relu(x) and relu(-x), joined along an axis."""
    return activation.crelu(features, axis)


def gelu(features: TensorLike, approximate: bool = False, name: str | None = None) -> Tensor:
    """x Φ(x), Φ by tanh if `approximate`."""
    return strictly.gelu(features, approximate)


def silu(features: TensorLike, beta: float = 1.0) -> Tensor:
    """x sigmoid(beta x)."""
    return strictly.silu_with_slope(features, beta)


def swish(features: TensorLike, beta: float = 1.0) -> Tensor:
    """x sigmoid(beta x)."""
    return strictly.silu_with_slope(features, beta)


def bias_add(value: TensorLike, bias: TensorLike, data_format: Any = None, name: str | None = None) -> Tensor:
    """x plus one number for each channel."""
    return strictly.bias_add(value, bias, convolution_ops.is_channels_last(data_format))


def l2_loss(t: TensorLike, name: str | None = None) -> Tensor:
    """Σ x² / 2."""
    return strictly.l2_loss(t)


def dropout(x: TensorLike, rate: Any, noise_shape: Shape = None, seed: Any = None, name: str | None = None) -> Tensor:
    """x with a share `rate` of its elements set to 0 and the others divided by 1 - rate."""
    return sampling.checked_dropout(x, rate, noise_shape, seed)


def moments(
    x: TensorLike, axes: Axis, shift: Any = None, keepdims: bool = False, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The mean and the variance over `axes`."""
    return compound.moments(x, axes, shift, keepdims)


def weighted_moments(
    x: TensorLike, axes: Axis, frequency_weights: TensorLike, keepdims: bool = False, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The weighted mean and variance over `axes`."""
    return compound.weighted_moments(x, axes, frequency_weights, keepdims)


def batch_normalization(
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    offset: TensorLike,
    scale: TensorLike,
    variance_epsilon: TensorLike,
    name: str | None = None,
) -> Tensor:
    """(x - mean) / sqrt(variance + epsilon) · scale + offset, every argument with a gradient."""
    return normalization.batch_normalization(x, mean, variance, offset, scale, variance_epsilon)


def local_response_normalization(
    input: TensorLike, depth_radius: int = 5, bias: int = 1, alpha: Any = 1, beta: float = 0.5, name: str | None = None
) -> Tensor:
    """x / (bias + alpha Σ x²)**beta, the sum over `radius` channels on both sides: (B, H, W, C)."""
    return normalization.local_response(input, depth_radius, bias, alpha, beta)


def lrn(
    input: TensorLike, depth_radius: int = 5, bias: int = 1, alpha: Any = 1, beta: float = 0.5, name: str | None = None
) -> Tensor:
    """x / (bias + alpha Σ x²)**beta, the sum over `radius` channels on both sides: (B, H, W, C)."""
    return normalization.local_response(input, depth_radius, bias, alpha, beta)


def softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, axis: Axis = -1, name: str | None = None
) -> Tensor:
    """-Σ labels · log softmax(logits) along `axis`: (.., C), (.., C) -> (..)."""
    return strictly.softmax_cross_entropy(labels, logits, axis)


def sparse_softmax_cross_entropy_with_logits(labels: TensorLike, logits: TensorLike, name: str | None = None) -> Tensor:
    """-log softmax(logits)[label]: (..), (.., C) -> (..)."""
    return cross_entropy.sparse_softmax_cross_entropy(labels, logits)


def sigmoid_cross_entropy_with_logits(labels: Any = None, logits: Any = None, name: str | None = None) -> Tensor:
    """-z log σ(x) - (1 - z) log(1 - σ(x)) for labels z and logits x of one shape."""
    return strictly.sigmoid_cross_entropy(labels, logits)


def weighted_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, pos_weight: TensorLike, name: str | None = None
) -> Tensor:
    """The sigmoid cross-entropy with the positive part weighted: (1 - z) x + (1 + (w - 1) z) softplus(-x)."""
    return strictly.weighted_cross_entropy(labels, logits, pos_weight)


def log_poisson_loss(
    targets: TensorLike, log_input: TensorLike, compute_full_loss: bool = False, name: str | None = None
) -> Tensor:
    """e**c - z c for targets z and c = log of the rate, plus Stirling's log z! if `full`."""
    return strictly.log_poisson_loss(targets, log_input, compute_full_loss)


def compute_average_loss(
    per_example_loss: TensorLike, sample_weight: Any = None, global_batch_size: Any = None
) -> Tensor:
    """Losses of examples added and divided by the global batch size."""
    return compound.average_loss(per_example_loss, sample_weight, global_batch_size)


def scale_regularization_loss(regularization_loss: TensorLike) -> Tensor:
    """A regularization loss divided by the number of replicas, which is one here."""
    return compound.scaled_regularization(regularization_loss)


def embedding_lookup(params: TensorLike, ids: TensorLike, max_norm: Any = None, name: str | None = None) -> Any:
    """Rows of a table by their numbers."""
    return embedding.lookup_with_norm(params, ids, max_norm)


def space_to_depth(
    input: TensorLike, block_size: TensorLike, data_format: Any = "NHWC", name: str | None = None
) -> Tensor:
    """Blocks of pixels moved into the channels: (B, H, W, C) -> (B, H/b, W/b, b·b·C)."""
    return manipulation.space_to_depth(input, block_size, convolution_ops.is_channels_last(data_format))


def depth_to_space(
    input: TensorLike, block_size: TensorLike, data_format: Any = "NHWC", name: str | None = None
) -> Tensor:
    """Channels moved into blocks of pixels: (B, H, W, b·b·C) -> (B, bH, bW, C)."""
    return manipulation.depth_to_space(input, block_size, convolution_ops.is_channels_last(data_format))


# fmt: off
__all__ = [
    "atrous_conv2d", "avg_pool", "avg_pool1d", "avg_pool2d", "avg_pool3d", "batch_normalization", "bias_add",
    "compute_average_loss", "conv1d", "conv1d_transpose", "conv2d", "conv2d_transpose", "conv3d",
    "conv3d_transpose", "conv_transpose", "convolution", "crelu", "depth_to_space", "depthwise_conv2d", "dropout",
    "elu", "embedding_lookup", "gelu", "in_top_k", "l2_loss", "l2_normalize", "leaky_relu",
    "local_response_normalization", "log_poisson_loss", "log_softmax", "lrn", "max_pool", "max_pool1d",
    "max_pool2d", "max_pool3d", "moments", "pool", "relu", "relu6", "scale_regularization_loss", "selu",
    "separable_conv2d", "sigmoid", "sigmoid_cross_entropy_with_logits", "silu", "softmax",
    "softmax_cross_entropy_with_logits", "softplus", "softsign", "space_to_depth",
    "sparse_softmax_cross_entropy_with_logits", "swish", "tanh", "top_k", "weighted_cross_entropy_with_logits",
    "weighted_moments", "zero_fraction",
]
# fmt: on
__getattr__ = unknown_name("tf.nn", lambda: __all__)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
