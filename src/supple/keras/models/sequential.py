"""A stack of layers."""

from __future__ import annotations

from typing import Any

from supple._core import symbolic
from supple._core.shape import TensorShape
from supple._core.symbolic import SymbolicTensor
from supple.errors import ArgumentError
from supple.keras._layer import building, serialization
from supple.keras._layer.arguments import from_config as layer_from_config
from supple.keras._layer.layer import Layer
from supple.keras._layer.naming import auto_name
from supple.keras.models.model import Model


class Sequential(Model):
    """Layers that are called one after the other."""

    def __init__(self, layers: Any = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(name=name)
        self._stack: tuple[Layer, ...] = ()
        self._input: SymbolicTensor | None = None
        for layer in layers or ():
            self.add(layer)
        if not trainable:
            self.trainable = False

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put `layer` on top of the stack."""
        if isinstance(layer, SymbolicTensor):
            self._take_input(layer)
            return
        if getattr(layer, "_is_input_layer", False):
            self._take_input(layer.symbol)
            return
        if not isinstance(layer, Layer):
            if not callable(layer):
                raise ArgumentError(f"Sequential.add: expected a layer, got {layer!r} of type {type(layer).__name__}")
            layer = _Call(layer)
        names = [each.name for each in self._stack]
        if layer.name in names:
            if any(each is layer for each in self._stack) or layer.name != type(layer).__name__:
                raise ArgumentError(f"Sequential {self.name!r}: names must be unique, {layer.name!r} is already there")
        if not self._stack and self._input is None and layer._wanted_input is not None:
            self._take_input(SymbolicTensor(layer._wanted_input, self.compute_dtype))
        self._stack = (*self._stack, layer)
        if rebuild:
            self._grow()

    def _take_input(self, symbol: SymbolicTensor) -> None:
        if self._stack or self._input is not None:
            raise ArgumentError(f"Sequential {self.name!r}: an Input must come first, and once; got {symbol!r}")
        self._input = SymbolicTensor(symbol.shape, symbol.dtype, symbol.name)
        self._built_for = symbol.shape

    def _grow(self) -> None:
        """Build what can be built now: everything, if the shape of the input is known."""
        if self._input is not None:
            self.built = False
            self.build(self._input.shape)

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the last layer off the stack."""
        if not self._stack:
            raise ArgumentError(f"Sequential {self.name!r}: pop: there are no layers")
        layer = self._stack[-1]
        self._stack = self._stack[:-1]
        if rebuild:
            self._grow()
        return layer

    @property
    def layers(self) -> list[Layer]:
        """The layers, the first called first."""
        return list(self._stack)

    @layers.setter
    def layers(self, _: Any) -> None:
        raise AttributeError(f"Sequential {self.name!r}: layers: use add() and pop()")

    def build(self, input_shape: Any = None) -> None:
        """Build every layer for inputs of `input_shape`."""
        if self.built:
            return
        if input_shape is None:
            raise ArgumentError(f"Sequential {self.name!r}: build: input_shape: expected a shape, got None")
        if not self._stack:
            return
        shape = building.standard_shape(input_shape)
        dtype = self._input.dtype if self._input is not None else self.compute_dtype
        inputs = building.symbols(shape, dtype)
        self._built_for = shape
        self._path = self._path or self.name
        if not symbolic.inferring():
            self._pass(inputs)
        self.built = True

    def _pass(self, x: Any) -> Any:
        for layer in self._stack:
            x = layer(x)
        return x

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """The outputs of the last layer."""
        x = inputs
        for layer in self._stack:
            x = layer(x)
        return x

    @property
    def input_shape(self) -> Any:
        """The shape of the input, None for unknown sizes."""
        if self._built_for is None:
            raise AttributeError(f"Sequential {self.name!r}: input_shape: the model is not built yet")
        shape = self._built_for
        return TensorShape((None, *shape[1:])) if isinstance(shape, TensorShape) and self._input is None else shape

    @property
    def output_shape(self) -> Any:
        """The shape of the output, None for unknown sizes."""
        return self.compute_output_shape(self.input_shape)

    def get_config(self) -> dict[str, Any]:
        """Name and layers."""
        layers = [serialization.serialize_keras_object(layer) for layer in self._stack]
        if self._input is not None:
            layers.insert(0, _input_layer_form(self._input))
        config = {
            **{"name": self.name, "trainable": self.trainable},
            **{"dtype": serialization.serialize_keras_object(self._policy), "layers": layers},
        }
        if self._built_for is not None and self._input is None:
            config["build_input_shape"] = list(self._built_for) if isinstance(self._built_for, TensorShape) else None
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
        """Make a model from what `get_config` returned."""
        if "layers" not in config or cls.__init__ is not Sequential.__init__:
            return layer_from_config(cls, config)
        model = cls(name=config.get("name"))
        for form in config["layers"]:
            model.add(_layer_of(form, custom_objects))
        shape = config.get("build_input_shape")
        if shape and not model.built:
            model.build(building.standard_shape(serialization.deserialize_nested(shape)))
        if config.get("trainable") is False:
            model.trainable = False
        return model


def _layer_of(form: dict[str, Any], custom_objects: dict[str, Any] | None) -> Any:
    if form.get("class_name") == "InputLayer":
        config = form["config"]
        shape = config.get("batch_shape", config.get("batch_input_shape"))
        dtype = serialization.deserialize_nested(config.get("dtype")) or "float32"
        return SymbolicTensor(
            serialization.deserialize_nested(shape), getattr(dtype, "name", dtype), config.get("name")
        )
    return serialization.deserialize_keras_object(form, custom_objects)


def _input_layer_form(symbol: SymbolicTensor) -> dict[str, Any]:
    name = symbol.name if symbol.name != "keras_tensor" else auto_name("input_layer")
    config = {
        **{"batch_shape": list(symbol.shape), "dtype": symbol.dtype.name},
        **{"sparse": False, "ragged": False, "name": name},
    }
    return {"module": "keras.layers", "class_name": "InputLayer", "config": config, "registered_name": None}


class _Call(Layer):
    """A plain function in a stack."""

    def __init__(self, function: Any, **base: Any) -> None:
        super().__init__(**base)
        self.function = function

    def call(self, inputs: Any) -> Any:
        """What the function returns."""
        return self.function(inputs)
