"""Layers around a layer."""

from __future__ import annotations

from typing import Any, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import manipulation
from supple.errors import ArgumentError, ShapeError
from supple.keras._layer import building
from supple.keras._layer.layer import Layer, LayerOptions


class Wrapper(Layer):
    """Base of layers around another, which is `layer`; a subclass says in `call` what it does with it."""

    def __init__(self, layer: Layer, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.layer = checked_layer(self, layer)

    def build(self, input_shape: Any = None) -> None:
        """Build the inner layer for the same shape."""
        build_inner(self.layer, input_shape)

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """What the inner layer makes of the inputs."""
        return self.layer(inputs, *args, **kwargs)


def checked_layer(owner: Any, layer: Any) -> Layer:
    """`layer` if it is one; ArgumentError otherwise."""
    if not isinstance(layer, Layer):
        raise ArgumentError(f"{type(owner).__name__}: layer: expected a Layer, got {layer!r}")
    return layer


def build_inner(layer: Layer, shape: Any) -> None:
    """Build `layer` for `shape` unless it is built."""
    if layer.built:
        return
    if layer._build_spec.overridden:
        layer.build(shape)
        layer.built = True
    else:  # built by a call, here without values
        building.output_shape(layer, shape)


class TimeDistributed(Wrapper):
    """`layer` on each time step, all at once: (B, T, ..) -> (B, T, ..)."""

    def __init__(self, layer: Layer, **base: Unpack[LayerOptions]) -> None:
        super().__init__(layer, **base)
        self.supports_masking = True

    def build(self, input_shape: Any = None) -> None:
        """Build the inner layer for one time step."""
        if input_shape is None or len(input_shape) < 3:
            raise ShapeError(
                f"layer {self.name!r}: expected 3 axes or more (batch, time, ..), got shape {tuple(input_shape or ())}"
            )
        build_inner(self.layer, TensorShape((None, *input_shape[2:])))

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None) -> Any:
        """(B, T, ..) -> (B, T, ..)."""
        batch, steps, *rest = inputs.shape
        more: dict[str, Any] = {}
        if self.layer._call_spec.takes_mask and mask is not None:
            more["mask"] = manipulation.reshape(mask, (batch * steps, *mask.shape[2:]))
        folded = manipulation.reshape(inputs, (batch * steps, *rest))
        outputs = self.layer(folded, **more)
        return manipulation.reshape(outputs, (batch, steps, *outputs.shape[1:]))
