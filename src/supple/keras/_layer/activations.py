"""Activation functions, by the names that layers take."""

from __future__ import annotations

from typing import Any, Final

from supple._core.tensor import Tensor
from supple._ops import activation as ops, elementwise
from supple.keras._layer import lookup, registry

_remember: Final = Tensor.__dict__["_logits"].__set__
TABLE: Final = registry.table("activation", "keras.activations")


def linear(x: Any) -> Any:
    """`x` itself."""
    return x


def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """max(x, 0); or `x` from `threshold` up to `max_value`, and negative_slope * (x - threshold) below."""
    if max_value is None and not negative_slope and not threshold:
        return ops.relu(x)
    return ops.general_relu(x, negative_slope, max_value, threshold)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)); the result remembers `x`, so that a cross entropy of it stays exact."""
    result = ops.sigmoid(x)
    if isinstance(result, Tensor):
        _remember(result, x)
    return result


def softmax(x: Any, axis: int = -1) -> Any:
    """exp(x) / sum exp(x) over `axis`; the result remembers `x`, so that a cross entropy of it stays exact."""
    result = ops.softmax(x, axis)
    if isinstance(result, Tensor):
        _remember(result, x)
    return result


def gelu(x: Any, approximate: bool = False) -> Any:
    """x Φ(x), Φ by tanh if `approximate`."""
    return ops.gelu(x, approximate)


def exponential(x: Any) -> Any:
    """e**x."""
    return elementwise.exp(x)


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """x where x > threshold, else `default_value`."""
    return ops.threshold(x, threshold, default_value)


elu = ops.elu
selu = ops.selu
celu = ops.celu
silu = ops.silu
mish = ops.mish
glu = ops.glu
tanh = elementwise.tanh
relu6 = ops.relu6
leaky_relu = ops.leaky_relu
softplus = ops.softplus
softsign = ops.softsign
squareplus = ops.squareplus
log_sigmoid = ops.log_sigmoid
log_softmax = ops.log_softmax
sparsemax = ops.sparsemax
sparse_plus = ops.sparse_plus
sparse_sigmoid = ops.sparse_sigmoid
hard_sigmoid = ops.hard_sigmoid
hard_silu = ops.hard_silu
hard_tanh = ops.hard_tanh
hard_shrink = ops.hard_shrink
soft_shrink = ops.soft_shrink
tanh_shrink = ops.tanh_shrink


def get(identifier: Any) -> Any:
    """The activation that a name, a config or a callable stands for; None is `linear`."""
    return linear if identifier is None else lookup.find(TABLE, identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The activation that `serialize` wrote."""
    return get(config) if isinstance(config, str) else lookup.from_config(TABLE, config, custom_objects)


for _function, *_names in (
    *((linear,), (relu,), (sigmoid,), (softmax,), (gelu,), (exponential,), (threshold,), (tanh,)),
    *((elu,), (selu,), (celu,), (silu, "swish"), (mish,), (glu,), (relu6,), (leaky_relu,)),
    *((softplus,), (softsign,), (squareplus,), (sparsemax,), (sparse_plus,), (sparse_sigmoid,)),
    *((log_sigmoid,), (log_softmax,), (hard_sigmoid,), (hard_silu, "hard_swish"), (hard_tanh,)),
    *((hard_shrink,), (soft_shrink,), (tanh_shrink,)),
):
    TABLE.add(_function, *_names)
