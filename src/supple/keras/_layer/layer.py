"""The base layer: state, build, call.

`__call__` is the hot path. What can be known once is decided when the class is made (which arguments `call` takes),
when the layer is built (shapes, dtypes), or when a feature is first used in the process (masks, added losses).
"""

from __future__ import annotations

from typing import Any, ClassVar, TypedDict

from supple._core import symbolic, tree
from supple._core.tensor import MASKS, Recorded, Tensor, Watched
from supple.errors import ArgumentError
from supple.keras._layer import (
    arguments,
    building,
    call_spec,
    config as configs,
    constraints,
    dtype_policy as policies,
    failures,
    initializers,
    losses as added,
    naming,
    regularizers,
    tracking,
)
from supple.keras._layer.care import Care
from supple.keras._layer.context import CALLS, USED, path_of
from supple.keras._layer.input_spec import InputSpec
from supple.keras._layer.serialization import serialize_keras_object
from supple.keras._layer.state import StateLists
from supple.keras._layer.variable import KerasVariable

_EAGER = (Tensor, Recorded, Watched)
_BASE_KEYS = ("name", "trainable", "dtype")


class LayerOptions(TypedDict, total=False):
    """The keyword arguments that every layer takes."""

    name: str | None
    trainable: bool
    dtype: Any
    autocast: bool
    input_shape: Any
    batch_input_shape: Any
    dynamic: bool


class Layer(StateLists, configs.Configurable, tracking.Trackable):
    """Base of layers: `__init__` keeps settings, `build` makes weights, `call` computes; all three may be overridden."""

    _is_layer: ClassVar[bool] = True
    _call_spec: ClassVar[call_spec.CallSpec]
    _build_spec: ClassVar[call_spec.BuildSpec]
    _makes_mask: bool = False  # outputs may get a mask although no input has one
    _shows_children: ClassVar[bool] = False  # a summary lists the layers below, too
    _is_own: ClassVar[bool] = True

    # Set in __new__, so that a subclass may set attributes before it calls this class's __init__.
    built: bool
    autocast: bool
    activity_regularizer: Any
    _name: str | None
    _path: str | None
    _policy: policies.DTypePolicy
    _compute: Any
    _losses: list[Any]
    _loss_functions: list[Any]
    _input_spec: Any
    _checks_input: bool
    _supports_masking: bool
    _warned_of_mask: bool
    _built_for: Any
    _built_shapes: Any
    _built_by: str | None
    _seen_output: Any
    _wanted_input: tuple[Any, ...] | None

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        made = super().__new__(cls, *args, **kwargs)
        building.set_defaults(made)
        return made

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._call_spec = call_spec.CallSpec(cls.call)
        cls._build_spec = call_spec.BuildSpec(cls.build, cls.build is not Layer.build)
        if "_makes_mask" not in cls.__dict__ and "compute_mask" in cls.__dict__:
            cls._makes_mask = True
        cls._is_own = configs.is_builtin(cls)
        if "build" in cls.__dict__:
            cls.build = building.wrap_build(cls.__dict__["build"])  # type: ignore[method-assign]

    def __init__(
        self,
        *,
        activity_regularizer: Any = None,
        trainable: bool = True,
        dtype: Any = None,
        autocast: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        arguments.take_legacy_arguments(self, kwargs)
        if name is not None:
            if not isinstance(name, str):
                raise ArgumentError(f"{type(self).__name__}: name: expected a string, got {name!r}")
            self._name = name
        elif self._name is None:
            self._name = naming.auto_name(type(self).__name__)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        if self.activity_regularizer is not None:
            USED.losses = True
        self.autocast = autocast
        if dtype is not None:
            self._set_policy(dtype)
        if not trainable:
            self.trainable = False

    def _set_policy(self, dtype: Any) -> None:
        policy = policies.get(dtype)
        if policy.compute_dtype != policy.variable_dtype:
            USED.mixed_precision = True
        self._policy = policy
        self._compute = arguments.torch_dtype(policy.compute_dtype)

    # -- what users override

    def build(self, *input_shape: Any, **named_shapes: Any) -> None:
        """Make the weights for inputs of `input_shape`; called once, before the first call.

        Override it as `build(self, input_shape)`, or with one parameter `<argument>_shape` for each argument of `call`.
        """
        self.built = True

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the outputs; to be overridden."""
        raise NotImplementedError(f"layer {self.name!r}: class {type(self).__name__} has no `call` method; define it")

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """The mask of the outputs: that of the inputs, unless overridden."""
        return previous_mask

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shape of the outputs for inputs of the given shape, found by running `call` without values."""
        return building.output_shape(building.twin(self), *args, **kwargs)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The symbolic outputs for symbolic inputs."""
        return symbolic.infer(self.__call__, args, kwargs)

    # -- the call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        care = None
        plain = self.built and not (USED.mixed_precision or self._makes_mask or self._checks_input)
        if USED.losses and plain:
            plain = self.activity_regularizer is None and len(CALLS.stack) > 0
        if not (
            plain
            and len(args) == 1
            and args[0].__class__ in _EAGER
            and args[0]._t.dtype is self._compute
            and (not MASKS.used or args[0]._mask is None)
            and (not kwargs or (len(kwargs) == 1 and "training" in kwargs))
        ):
            args, kwargs = arguments.convert(self, args, kwargs)
            if symbolic.is_symbolic(args) or (kwargs and symbolic.is_symbolic(kwargs)):
                return self._call_symbolically(args, kwargs)
            if MASKS.used or not plain:
                care = Care(self, args, kwargs)
        calls = CALLS
        stack, outer = calls.stack, calls.training
        if self._call_spec.takes_training:
            kwargs = self._call_spec.with_training(args, kwargs, calls)
        elif kwargs and "training" in kwargs:
            call_spec.keep_for_inner(kwargs, calls)
        stack.append(self)
        try:
            outputs = self.call(*args, **kwargs)
        except Exception as error:
            better = failures.explained(self, error, args, kwargs)
            if better is None:
                raise
            raise better from error
        finally:
            stack.pop()
            calls.training = outer
            if care is not None:
                care.leave()
        if care is not None:
            care.finish(outputs)
        return outputs

    def _call_symbolically(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The call on symbolic tensors: builds the layer, infers what it returns."""
        if not self.built and self._build_spec.overridden:
            building.build_for(self, args, kwargs)
        outputs = symbolic.apply(self.__call__, args, kwargs, self)
        if self._seen_output is None:
            building.note_output(self, outputs)
        return outputs

    # -- weights

    def add_weight(
        self,
        *args: Any,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        aggregation: Any = "none",
        overwrite_with_gradient: bool = False,
        name: str | None = None,
        **legacy: Any,
    ) -> KerasVariable:
        """Make a weight of `shape`; `add_weight(name, shape, dtype, initializer, ..)` of tf.keras 2 works, too."""
        given = (shape, initializer, dtype, trainable, autocast, regularizer, constraint, name)
        if args:
            given = arguments.weight_arguments_by_place(args, given)
        shape, initializer, dtype, trainable, autocast, regularizer, constraint, name = given
        arguments.refuse_unknown(self, "add_weight", legacy, arguments.OF_TENSORFLOW_VARIABLES)
        dtype = dtype or self.variable_dtype
        if initializer is None:
            initializer = "glorot_uniform" if arguments.is_float(dtype) else "zeros"
        name = name or naming.auto_name("variable")
        trainable = trainable is not False  # tf.keras 2 has None for the default
        variable = KerasVariable(
            initializers.get(initializer),
            () if shape is None else shape,
            dtype,
            trainable=trainable,
            autocast=autocast,
            name=name,
            path=f"{path_of(self)}/{name}",
            regularizer=regularizers.get(regularizer),
            constraint=constraints.get(constraint),
        )
        variable.made_trainable = trainable
        variable.overwrite_with_gradient = overwrite_with_gradient
        if not self.trainable:
            variable.trainable = False
        self._weights_made.append(variable)
        tracking.EPOCH.count += 1
        return variable

    def add_variable(self, *args: Any, **kwargs: Any) -> KerasVariable:
        """The same as `add_weight`."""
        return self.add_weight(*args, **kwargs)

    def add_loss(self, loss: Any, inputs: Any = None) -> None:
        """Add a scalar to what training minimises: a tensor, a list of them, or a callable that returns one."""
        added.add(self, loss)

    @property
    def losses(self) -> list[Any]:
        """The scalars added in the last call, then the regularizers of the trainable weights."""
        return added.collect(self)

    # -- attributes

    @property
    def name(self) -> str:
        """The name; by default the class name in snake case, numbered among those without a name of their own."""
        if self._name is None:
            self._name = naming.auto_name(type(self).__name__)
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self._name = value

    @property
    def path(self) -> str:
        """The path under the layers that were being called when this one was built."""
        return self._path or self.name

    @property
    def dtype(self) -> str:
        """The name of the dtype of the weights."""
        return self.variable_dtype

    @property
    def variable_dtype(self) -> str:
        """The name of the dtype of the weights."""
        return self._policy.variable_dtype

    @property
    def compute_dtype(self) -> str:
        """The name of the dtype in which `call` computes."""
        return self._policy.compute_dtype

    @property
    def dtype_policy(self) -> policies.DTypePolicy:
        """The dtypes of weights and of computation."""
        return self._policy

    @dtype_policy.setter
    def dtype_policy(self, policy: Any) -> None:
        self._set_policy(policy)

    @property
    def supports_masking(self) -> bool:
        """True if masks of the inputs are handed on to the outputs."""
        return self._supports_masking

    @supports_masking.setter
    def supports_masking(self, value: bool) -> None:
        self._supports_masking = bool(value)

    @property
    def input_spec(self) -> Any:
        """What the layer expects of its inputs."""
        return self._input_spec

    @input_spec.setter
    def input_spec(self, spec: Any) -> None:
        for each in tree.flatten(spec):
            if each is not None and not isinstance(each, InputSpec):
                raise ArgumentError(f"layer {self.name!r}: input_spec: expected InputSpec, got {each!r}")
        self._input_spec = spec
        # Our own layers name a misfit when the op fails; a user's spec is checked before every call.
        self._checks_input = spec is not None and not self._is_own

    @property
    def dynamic(self) -> bool:
        """True: Python runs on every step."""
        return True

    def __setattr__(self, name: str, value: Any) -> None:
        if tracking.is_structural(value) or tracking.is_structural(self.__dict__.get(name)):
            tracking.EPOCH.count += 1
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        tracking.EPOCH.count += 1
        gone = self.__dict__.get(name)
        self._weights_made[:] = [weight for weight in self._weights_made if weight is not gone]
        object.__delattr__(self, name)

    # -- config

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, with name, trainable and dtype in front."""
        base = {"name": self.name, "trainable": self.trainable, "dtype": serialize_keras_object(self._policy)}
        if self.activity_regularizer is not None:
            base["activity_regularizer"] = serialize_keras_object(self.activity_regularizer)
        return base | {k: v for k, v in super().get_config().items() if k not in _BASE_KEYS}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Make a layer from what `get_config` returned."""
        return arguments.from_config(cls, config)

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes that the layer was built for, or None."""
        if self._built_for is None:
            return None
        several = self._built_shapes is not None and len(self._built_shapes) > 1
        return {"shapes_dict": self._built_shapes} if several else {"input_shape": self._built_for}

    def build_from_config(self, build_config: dict[str, Any]) -> None:
        """Build the layer for the shapes that `get_build_config` returned."""
        building.build_from_config(self, build_config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


Layer._call_spec = call_spec.CallSpec(Layer.call)
Layer._build_spec = call_spec.BuildSpec(Layer.build, overridden=False)
