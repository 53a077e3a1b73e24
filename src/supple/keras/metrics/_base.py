"""The base of metrics: variables that are updated batch by batch, and a result."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from supple._core import settings
from supple._core.dtype import as_dtype
from supple._core.host_scalar import HostScalar
from supple._core.variable import Variable
from supple._ops import accumulate
from supple.keras._layer import initializers, registry
from supple.keras._layer.config import Configurable, accepts, builtin_arguments, captured_arguments, is_builtin
from supple.keras._layer.naming import auto_name
from supple.keras._layer.serialization import serialize_keras_object
from supple.keras._layer.variable import KerasVariable

TABLE: Final = registry.table("metric", "keras.metrics")


class Metric(Configurable):
    """Base of metrics: override `update_state` and `result`; make state with `add_variable` or `add_weight`."""

    def __init__(self, dtype: Any = None, name: str | None = None, **kwargs: Any) -> None:
        if kwargs:
            raise TypeError(f"{type(self).__name__}() got unexpected keyword arguments {sorted(kwargs)}")
        if isinstance(dtype, str) and not _names_dtype(dtype):
            # In tf.keras 2 the name came first.
            dtype, name = (name if _names_dtype(name) else None), dtype
        self.name = name or auto_name(type(self).__name__)
        self._dtype = as_dtype(getattr(dtype, "compute_dtype", dtype) or settings.floatx())
        self._own: list[Variable] = []

    @property
    def dtype(self) -> str:
        """The name of the dtype of the state."""
        return self._dtype.name

    # -- what subclasses override

    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Take a batch into account."""
        raise NotImplementedError(f"{type(self).__name__} must implement update_state")

    def result(self) -> Any:
        """The value of all batches since the last reset."""
        raise NotImplementedError(f"{type(self).__name__} must implement result")

    def reset_state(self) -> None:
        """Forget every batch: all variables become 0."""
        if type(self).reset_states is not Metric.reset_states:
            self.reset_states()
            return
        for variable in self.variables:
            accumulate.zero(variable)

    def reset_states(self) -> None:
        """`reset_state`, by its name in tf.keras 2."""
        self.reset_state()

    # -- state

    def add_variable(
        self,
        shape: Any,
        initializer: Any,
        dtype: Any = None,
        aggregation: str = "sum",
        name: str | None = None,
        trainable: bool = False,
    ) -> Variable:
        """Make a variable of the metric's state."""
        made = KerasVariable(
            initializers.get(initializer),
            shape=shape,
            dtype=self._dtype if dtype is None else dtype,
            trainable=trainable,
            aggregation=aggregation,
            name=name,
        )
        made.path = f"{self.name}/{made.name}"
        self._own.append(made)
        return made

    def add_weight(self, *args: Any, **kwargs: Any) -> Variable:
        """Make a variable of the metric's state: (shape, initializer) as in Keras 3, or (name, shape) as in tf.keras 2."""
        if args and isinstance(args[0], str):
            kwargs["name"], args = args[0], args[1:]
        names = ("shape", "initializer", "dtype", "name")
        given = dict(zip(names, args, strict=False)) | kwargs
        for unused in ("aggregation", "synchronization"):  # of replicas, which sum their states here
            given.pop(unused, None)
        given.setdefault("shape", ())
        given["initializer"] = given.get("initializer") or "zeros"
        return self.add_variable(**given)

    def _add_count(self, name: str) -> HostScalar:
        made = HostScalar(0, self.dtype, name, f"{self.name}/{name}")
        self._own.append(made)
        return made

    @property
    def variables(self) -> list[Variable]:
        """The state: variables made by `add_variable`, then those of attributes and of nested metrics."""
        found = {id(variable): variable for variable in self._own}
        for value in vars(self).values():
            for variable in _variables_in(value):
                found.setdefault(id(variable), variable)
        return list(found.values())

    @property
    def weights(self) -> list[Variable]:
        """The state."""
        return self.variables

    non_trainable_variables = variables
    trainable_variables: tuple[Variable, ...] = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take a batch into account and return the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def stateless_update_state(self, metric_variables: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """The state that follows `metric_variables`; the metric's own state does not change."""
        return self._stateless(metric_variables, lambda: self.update_state(*args, **kwargs))[1]

    def stateless_result(self, metric_variables: Any) -> Any:
        """The result for the state `metric_variables`."""
        return self._stateless(metric_variables, self.result)[0]

    def stateless_reset_state(self) -> list[Any]:
        """The state after a reset; the metric's own state does not change."""
        return self._stateless([variable.value() for variable in self.variables], self.reset_state)[1]

    def _stateless(self, state: Any, function: Any) -> tuple[Any, list[Any]]:
        variables = self.variables
        kept = [variable.numpy() for variable in variables]
        try:
            for variable, value in zip(variables, state, strict=True):
                variable.assign(value)
            return function(), [variable.value() for variable in variables]
        finally:
            for variable, value in zip(variables, kept, strict=True):
                variable.assign(value)

    def get_config(self) -> dict[str, Any]:
        """The keyword arguments that make an equal metric, ready for JSON."""
        cls: Any = type(self)
        base = {"name": self.name, "dtype": self.dtype}
        if is_builtin(cls):
            values = base | builtin_arguments(self) | base
        else:
            values = {n: v for n, v in base.items() if accepts(cls, n)} | captured_arguments(self)
        return {name: serialize_keras_object(value) for name, value in values.items()}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


def _names_dtype(name: Any) -> bool:
    try:
        as_dtype(name)
    except TypeError:
        return False
    return True


def _variables_in(value: Any) -> Iterator[Variable]:
    if isinstance(value, Variable):
        yield value
    elif isinstance(value, Metric):
        yield from value.variables
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _variables_in(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _variables_in(item)
