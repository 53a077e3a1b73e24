"""Building: the weights are made for the shapes of the first call, or for shapes that are given."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from supple._core import symbolic, tree
from supple._core.shape import TensorShape
from supple._core.symbolic import SymbolicTensor
from supple._core.tensor import Operand
from supple.errors import ArgumentError, DtypeError, SavingError
from supple.keras._layer import dtype_policy, tracking
from supple.keras._layer.arguments import torch_dtype
from supple.keras._layer.context import CALLS, USED, path_of

if TYPE_CHECKING:
    from supple.keras._layer.layer import Layer

_PACKAGE: Final = str(Path(__file__).resolve().parents[2])


def set_defaults(layer: Any) -> None:
    """The state of a layer before its `__init__`, so that a subclass may set attributes in any order."""
    tracking.EPOCH.count += 1  # a new layer may be put into a container that is known already
    policy = dtype_policy.get(None)
    if policy.compute_dtype != policy.variable_dtype:
        USED.mixed_precision = True
    vars(layer).update(
        _name=None,
        _policy=policy,
        _compute=torch_dtype(policy.compute_dtype),
        _path=None,
        _trainable=True,
        _state=None,
        _flat=None,
        _weights_made=[],
        _losses=[],
        _loss_functions=[],
        _input_spec=None,
        _checks_input=False,
        _supports_masking=False,
        _warned_of_mask=False,
        _built_for=None,
        _built_shapes=None,
        _built_by=None,
        _seen_output=None,
        _wanted_input=None,
        autocast=True,
        activity_regularizer=None,
        built=False,
    )


def wrap_build(build: Callable[..., Any]) -> Callable[..., Any]:
    """`build` as a class defines it, made to mark the layer as built and to know its path, whoever calls it."""

    @functools.wraps(build)
    def built(self: Any, *args: Any, **kwargs: Any) -> Any:
        if CALLS.stack and CALLS.stack[-1] is self:  # called by `__call__`, or by a subclass's own build
            return build(self, *args, **kwargs)
        CALLS.stack.append(self)
        try:
            result = build(self, *args, **kwargs)
        finally:
            CALLS.stack.pop()
        self.built = True
        if self._path is None:
            self._path = path_of(self)
        if self._built_for is None and len(args) + len(kwargs) == 1:
            self._built_for = standard_shape(next(iter((*args, *kwargs.values()))))
        elif self._built_for is None and self._build_spec.by_argument and args:
            names = (*self._build_spec.by_argument[: len(args)], *kwargs)
            shapes = zip(names, (*args, *kwargs.values()), strict=True)
            self._built_shapes = {name: standard_shape(shape) for name, shape in shapes if shape is not None}
            self._built_for = standard_shape(args[0])
        return result

    return built


def shape_of(value: Any) -> Any:
    """The shapes of the tensors in `value`, in its structure."""
    if isinstance(value, Operand):
        return symbolic.unknown_where_stand_in(value.shape)  # type: ignore[attr-defined]
    if isinstance(value, (list, tuple, dict)):
        leaves, spec = tree.flatten_with_spec(value)
        return tree.unflatten(spec, [shape_of(leaf) if isinstance(leaf, Operand) else None for leaf in leaves])
    return None


def build_for(layer: Layer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Build `layer` for the arguments of its first call."""
    spec = layer._call_spec
    layer._path = path_of(layer)
    layer._built_by = _place_in_user_code()
    first = args[0] if args else kwargs.get(spec.first or "")
    layer._built_for = shape_of(first)
    build = layer._build_spec
    if build.overridden and spec.first is not None and not args and spec.first not in kwargs:
        raise DtypeError(f"layer {layer._path!r}: the call lacks its argument {spec.first!r}")
    if layer._is_own and build.overridden and not any(isinstance(leaf, Operand) for leaf in tree.flatten(first)):
        raise ArgumentError(
            f"layer {layer._path!r}: {spec.first}: expected a tensor or array of numbers, got {first!r}"
        )
    if not build.overridden:
        return
    CALLS.stack.append(layer)
    try:
        if build.single:
            layer.build(layer._built_for)
        else:
            bound = spec.signature.bind_partial(*args, **kwargs).arguments
            for argument in (name.removesuffix("_shape") for name in build.by_argument):
                parameter = spec.signature.parameters.get(argument)
                if parameter is not None and parameter.default is parameter.empty and argument not in bound:
                    raise DtypeError(f"layer {layer._path!r}: the call lacks its argument {argument!r}")
            shapes = {name: shape_of(bound.get(name.removesuffix("_shape"))) for name in build.by_argument}
            layer._built_shapes = {name: shape for name, shape in shapes.items() if shape is not None}
            layer.build(**shapes)
    finally:
        CALLS.stack.pop()
    layer.built = True


def build_from_config(layer: Layer, config: dict[str, Any]) -> None:
    """Build `layer` for the shapes in a file, if it is not built."""
    if layer.built or not config:
        return
    if config.get("shapes_dict"):
        shapes = {name: standard_shape(shape) for name, shape in config["shapes_dict"].items()}
        layer.build(**shapes)
        layer._built_for, layer._built_shapes = next(iter(shapes.values())), shapes
        return
    shape = config.get("input_shape")
    if shape is None:
        return
    layer.build(standard_shape(shape))
    layer._built_for = standard_shape(shape)


def standard_shape(shape: Any) -> Any:
    """`shape`, or each shape in a nest of them, as a TensorShape."""
    if shape is None or isinstance(shape, TensorShape):
        return shape
    if isinstance(shape, dict):
        return {key: standard_shape(value) for key, value in shape.items()}
    if isinstance(shape, (list, tuple)):
        if all(size is None or isinstance(size, int) or hasattr(size, "__index__") for size in shape):
            return TensorShape(shape)
        return [standard_shape(each) for each in shape]
    raise ArgumentError(f"shape: expected sizes, got {shape!r}")


def symbols(shape: Any, dtype: Any) -> Any:
    """Symbolic tensors for a shape or a nest of shapes."""
    if isinstance(shape, TensorShape):
        return SymbolicTensor(shape, dtype)
    if isinstance(shape, dict):
        return {key: symbols(value, dtype) for key, value in shape.items()}
    return [symbols(value, dtype) for value in shape]


def output_shape(layer: Layer, *shapes: Any, **named: Any) -> Any:
    """The shape of what `layer` returns for inputs of `shapes`, without values; builds it if need be."""
    inputs = [symbols(standard_shape(shape), layer.compute_dtype) for shape in shapes]
    keywords = {
        name.removesuffix("_shape"): symbols(standard_shape(s), layer.compute_dtype) for name, s in named.items()
    }
    outputs = layer(*inputs, **keywords)
    return tree.map_structure(lambda leaf: leaf.shape if isinstance(leaf, Operand) else None, outputs)  # type: ignore[attr-defined]


def twin(layer: Layer) -> Layer:
    """`layer`, or if that is an unbuilt one of ours a copy by its config: one may build it and leave `layer` as it is."""
    if layer.built or not type(layer).__module__.startswith("supple.keras.layers."):
        return layer
    try:
        copy: Layer = type(layer).from_config(layer.get_config())
    except (SavingError, TypeError):  # it holds what no config can
        return layer
    return copy


def note_output(layer: Layer, outputs: Any) -> None:
    """Remember the shape of the first outputs, for summaries; the batch size is left open."""

    def shape(leaf: Any) -> Any:
        if not isinstance(leaf, Operand):
            return None
        sizes = symbolic.unknown_where_stand_in(leaf.shape)  # type: ignore[attr-defined]
        return TensorShape((None, *sizes[1:])) if sizes else sizes

    object.__setattr__(layer, "_seen_output", tree.map_structure(shape, outputs))


def _place_in_user_code() -> str:
    """file:line of the innermost frame that is not supple's own."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith((_PACKAGE, "<op ")):
            return f"{name}:{frame.f_lineno} in {frame.f_code.co_name}"
        if frame.f_back is None:
            break
        frame = frame.f_back
    return "supple itself"
