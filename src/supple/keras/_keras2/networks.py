"""Functions of networks, random numbers and loops, as Keras 2 had them in its backend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core.tensor import Tensor
from supple._ops import activation, control, convolution, creation, elementwise, keras_rules, matrix, sampling
from supple._ops._arguments import Axis, DTypeLike, Shape, TensorLike


def switch(condition: TensorLike, then_expression: TensorLike, else_expression: TensorLike) -> Any:
    """One of two expressions, or their elements, by a condition."""
    return keras_rules.choose_branch(condition, then_expression, else_expression)


def bias_add(x: TensorLike, bias: TensorLike, data_format: Any = None) -> Tensor:
    """x plus one number for each channel."""
    return convolution.bias_add(x, bias, keras_rules.last(data_format))


def relu(x: TensorLike, alpha: Any = 0.0, max_value: Any = None, threshold: float = 0.0) -> Tensor:
    """x from `threshold` up to `max_value`, negative_slope · (x - threshold) below."""
    return activation.general_relu(x, alpha, max_value, threshold)


def elu(x: TensorLike, alpha: Any = 1.0) -> Tensor:
    """x where x > 0, else alpha (e**x - 1)."""
    return activation.elu(x, alpha)


def softmax(x: TensorLike, axis: Axis = -1) -> Tensor:
    """e**x / Σ e**x along one axis, or over several together."""
    return activation.softmax(x, axis)


def softplus(x: TensorLike) -> Tensor:
    """log(1 + e**x)."""
    return activation.softplus(x)


def softsign(x: TensorLike) -> Tensor:
    """x / (1 + |x|)."""
    return activation.softsign(x)


def sigmoid(x: TensorLike) -> Tensor:
    """1 / (1 + e**-x)."""
    return activation.sigmoid(x)


def hard_sigmoid(x: TensorLike) -> Tensor:
    """min(max(x / 6 + 1/2, 0), 1)."""
    return activation.hard_sigmoid(x)


def tanh(x: TensorLike) -> Tensor:
    """The hyperbolic tangent."""
    return elementwise.tanh(x)


def l2_normalize(x: TensorLike, axis: Axis = None) -> Tensor:
    """x / sqrt(max(Σ x², epsilon))."""
    return matrix.l2_normalize(x, axis)


def dropout(x: TensorLike, level: TensorLike, noise_shape: Shape = None, seed: Any = None) -> Tensor:
    """x with a share `rate` of its elements set to 0 and the others divided by 1 - rate."""
    return sampling.dropout(x, level, noise_shape, keras_rules.stream_of(seed))


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


def random_normal(
    shape: Shape, mean: float = 0.0, stddev: float = 1.0, dtype: DTypeLike = None, seed: Any = None
) -> Tensor:
    """Numbers of a normal distribution."""
    return sampling.normal(shape, mean, stddev, dtype, keras_rules.stream_of(seed))


def random_uniform(
    shape: Shape, minval: float = 0.0, maxval: float = 1.0, dtype: DTypeLike = None, seed: Any = None
) -> Tensor:
    """Numbers of [minval, maxval)."""
    return sampling.uniform(shape, minval, maxval, dtype, keras_rules.stream_of(seed))


def random_bernoulli(shape: Shape, p: float = 0.0, dtype: DTypeLike = None, seed: Any = None) -> Tensor:
    """1 with the probability p, else 0."""
    return sampling.bernoulli(shape, p, dtype, keras_rules.stream_of(seed))


def truncated_normal(
    shape: Shape, mean: float = 0.0, stddev: float = 1.0, dtype: DTypeLike = None, seed: Any = None
) -> Tensor:
    """Numbers of a normal distribution within two standard deviations."""
    return sampling.truncated_normal(shape, mean, stddev, dtype, keras_rules.stream_of(seed))


def map_fn(fn: Callable[..., Any], elems: TensorLike, name: str | None = None, dtype: DTypeLike = None) -> Any:
    """`fn` of each slice along the first axis, stacked."""
    return control.map_fn(fn, elems)


def foldl(fn: Callable[..., Any], elems: TensorLike, initializer: Any = None, name: str | None = None) -> Any:
    """The last state of state = fn(state, element), from the first element on."""
    return control.fold(fn, elems, initializer)


def foldr(fn: Callable[..., Any], elems: TensorLike, initializer: Any = None, name: str | None = None) -> Any:
    """The last state of state = fn(state, element), from the last element on."""
    return control.fold(fn, elems, initializer, reverse=True)


def stop_gradient(variables: TensorLike) -> Tensor:
    """The same values as a constant."""
    return creation.stop_gradient(variables)
