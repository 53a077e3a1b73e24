"""Identity, masking, and any function as a layer."""

from __future__ import annotations

import inspect
from typing import Any, Unpack

from supple._core.shape import TensorShape
from supple._core.tensor import Tensor
from supple._ops import arithmetic, comparison, elementwise, manipulation, reduction
from supple.errors import ArgumentError
from supple.keras._layer import building
from supple.keras._layer.layer import Layer, LayerOptions


class Identity(Layer):
    """The inputs as they are, in any structure."""

    def __init__(self, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        """Anything -> the same."""
        return inputs


class Masking(Layer):
    """Time steps whose every feature is `mask_value` are masked and set to 0: (B, T, C) -> the same."""

    def __init__(self, mask_value: float = 0.0, **base: Unpack[LayerOptions]) -> None:
        super().__init__(**base)
        self.mask_value = mask_value
        self.supports_masking = True

    def call(self, inputs: Tensor) -> Tensor:
        """(B, T, C) -> the same."""
        kept = manipulation.expand_dims(self.compute_mask(inputs), -1)
        return arithmetic.multiply(inputs, elementwise.cast(kept, inputs.dtype))

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """True where a feature differs from `mask_value`: (B, T, C) -> (B, T)."""
        return reduction.any_(comparison.not_equal(inputs, self.mask_value), -1)


class Lambda(Layer):
    """A function as a layer; `arguments` are handed to it by name, and `training` and `mask` if it takes them."""

    def __init__(
        self,
        function: Any,
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **base: Unpack[LayerOptions],
    ) -> None:
        super().__init__(**base)
        if not callable(function):
            raise ArgumentError(f"{type(self).__name__}: function: expected a callable, got {function!r}")
        self.function = function
        self.arguments = dict(arguments or {})
        self.supports_masking = mask is not None
        self._makes_mask = mask is not None
        self._mask_setting = mask
        self._shape_setting = output_shape
        takes = _parameters(function)
        self._takes_mask, self._takes_training = "mask" in takes, "training" in takes

    def call(self, inputs: Any, mask: Any = None, training: bool | None = None) -> Any:
        """What the function makes of the inputs."""
        more = dict(self.arguments)
        if self._takes_mask:
            more["mask"] = mask
        if self._takes_training:
            more["training"] = training
        return self.function(inputs, **more)

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:
        """`mask`, or what it returns for the inputs and their mask."""
        setting = self._mask_setting
        return setting(inputs, previous_mask) if callable(setting) else setting

    def compute_output_shape(self, input_shape: Any) -> Any:
        """`output_shape`, or what it returns for the input's shape; found by a call if it was not given."""
        given = self._shape_setting
        if given is None:
            return super().compute_output_shape(input_shape)
        if callable(given):
            return building.standard_shape(given(input_shape))
        batch = input_shape[0] if input_shape and not isinstance(input_shape[0], (list, tuple)) else None
        return TensorShape((batch, *given))

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments; a shape or mask that was not given is left out."""
        config = super().get_config()
        return {k: v for k, v in config.items() if v is not None or k not in {"output_shape", "mask"}}


def _parameters(function: Any) -> set[str]:
    try:
        return set(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # a builtin without a signature
        return set()
