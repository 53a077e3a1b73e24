"""The variable of a layer: one that knows its path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supple._core import conversion, dtype as dtypes, settings
from supple._core.variable import Variable
from supple.errors import ArgumentError
from supple.keras._layer import initializers
from supple.keras._layer.loading import WATCH
from supple.keras._layer.naming import auto_name


class KerasVariable(Variable):
    """A variable with Keras' constructor: `keras.Variable`."""

    made_trainable: bool
    overwrite_with_gradient: bool

    def __init__(
        self,
        initializer: Any,
        shape: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        aggregation: str = "none",
        synchronization: str = "auto",
        layout: Any = None,
        name: str | None = None,
        *,
        path: str | None = None,
        regularizer: Callable[[Any], Any] | None = None,
        constraint: Callable[[Any], Any] | None = None,
    ) -> None:
        """Make a variable from a value, or from an initializer and a `shape`."""
        if layout is not None:
            raise ArgumentError(f"Variable: layout: expected None, got {layout!r}; variables are placed by tf.device")
        name = name or auto_name("variable")
        if "/" in name:
            raise ArgumentError(f"Variable: name: expected a name without '/', got {name!r}")
        if isinstance(initializer, str) or callable(initializer):
            if shape is None:
                raise ArgumentError(f"Variable {name!r}: shape: expected a shape for initializer {initializer!r}")
            dtype = dtypes.as_dtype(dtype or settings.floatx())
            sizes = checked_shape(shape, name)
            watch = WATCH.get()
            if watch is not None:
                watch(sizes, path or name)
            value = initializers.get(initializer)(sizes, dtype=dtype.name)
        else:
            value = initializer
        if dtype is not None:
            # A value is converted to the dtype that was asked for, a tensor too.
            value = conversion.to_torch(value).to(dtypes.to_torch(dtype))
        super().__init__(value, trainable=trainable, name=name, dtype=dtype, constraint=constraint)
        self.path = path or name
        self.regularizer = regularizer
        self.autocast = autocast
        self.aggregation = aggregation
        self.synchronization = synchronization

    @property
    def name(self) -> str:
        """The name, the last part of the path."""
        return str(self._name)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype.name}, value={self.numpy()}>"


def checked_shape(shape: Any, name: str) -> tuple[int, ...]:
    """`shape` as a tuple of sizes; raises if one is not known."""
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    for size in sizes:
        if size is None or (not isinstance(size, int) and not hasattr(size, "__index__")) or int(size) < 0:
            raise ArgumentError(
                f"weight {name!r}: shape: expected sizes that are known when it is built, got {tuple(sizes)}"
            )
    return tuple(int(size) for size in sizes)
