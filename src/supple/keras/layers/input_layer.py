"""The start of a functional model."""

from __future__ import annotations

from typing import Any

from supple._core import settings
from supple._core.dtype import as_dtype
from supple._core.symbolic import Origin, SymbolicTensor
from supple.errors import ArgumentError, NotSupportedError
from supple.keras._layer.layer import Layer


class InputLayer(Layer):
    """Where a symbolic tensor comes from; `symbol` is that tensor."""

    _is_input_layer = True

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        ragged: bool | None = None,
        batch_shape: Any = None,
        input_tensor: Any = None,
        optional: bool = False,
        name: str | None = None,
        **base: Any,
    ) -> None:
        super().__init__(name=name, **base)
        for option, value in (("sparse", sparse), ("ragged", ragged)):
            if value:
                raise NotSupportedError(f"{type(self).__name__}: {option}={value!r}: only dense tensors are done here")
        if input_tensor is not None:
            if not isinstance(input_tensor, SymbolicTensor):
                raise ArgumentError(f"{type(self).__name__}: tensor: expected a symbolic tensor, got {input_tensor!r}")
            batch_shape, dtype = tuple(input_tensor.shape), input_tensor.dtype
        self.batch_shape = _whole_shape(self, shape, batch_size, batch_shape)
        self.sparse, self.ragged = False, False
        self.optional = bool(optional)
        self._input_dtype = as_dtype(dtype or settings.floatx()).name
        self.symbol = SymbolicTensor(self.batch_shape, self._input_dtype, self.name)
        self.symbol._origin = Origin(self.call, (), {}, self)
        self.symbol._origin.outputs = [self.symbol]
        self._seen_output = self.symbol.shape
        self.built = True

    @property
    def dtype(self) -> str:
        """The name of the dtype of the input."""
        return self._input_dtype

    @property
    def input(self) -> SymbolicTensor:
        """The symbolic tensor."""
        return self.symbol

    @property
    def output(self) -> SymbolicTensor:
        """The symbolic tensor."""
        return self.symbol

    def call(self) -> Any:
        """The symbolic tensor: nothing is computed here."""
        return self.symbol

    def get_config(self) -> dict[str, Any]:
        """What makes an equal input."""
        return {
            **{"batch_shape": self.batch_shape, "dtype": self.dtype, "sparse": self.sparse, "ragged": self.ragged},
            **{"name": self.name, "optional": self.optional},
        }


def _whole_shape(layer: InputLayer, shape: Any, batch_size: int | None, batch_shape: Any) -> tuple[int | None, ...]:
    """The shape with the batch in front, from either form."""
    owner = type(layer).__name__
    if batch_shape is None and shape is None:
        batch_shape = layer._wanted_input  # `input_shape` of tf.keras 2
        if batch_shape is None:
            raise ArgumentError(f"{owner}: shape: expected the sizes of one example, got None")
    if batch_shape is not None and (shape is not None or batch_size is not None):
        raise ArgumentError(
            f"{owner}: batch_shape: give either it or shape and batch_size, got {batch_shape!r}, {shape!r} "
            f"and {batch_size!r}"
        )
    whole = batch_shape if batch_shape is not None else (batch_size, *((shape,) if isinstance(shape, int) else shape))
    sizes = []
    for size in whole:
        if size is not None and (isinstance(size, bool) or not hasattr(size, "__index__") or int(size) < 0):
            raise ArgumentError(f"{owner}: shape: expected sizes that are ints or None, got {tuple(whole)}")
        sizes.append(None if size is None else int(size))
    return tuple(sizes)


def Input(  # noqa: N802 - Keras' name
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Any = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
) -> SymbolicTensor:
    """A symbolic tensor of `shape`, the batch left out, with which a functional model starts."""
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        ragged=ragged,
        batch_shape=batch_shape,
        input_tensor=tensor,
        optional=optional,
        name=name,
    )
    return layer.symbol
