"""All callbacks of one run as one; what nobody listens to costs nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from supple._core.tensor import Eager
from supple.errors import DtypeError
from supple.keras.callbacks.callback import HOOKS, Callback, Logs, overrides
from supple.keras.callbacks.history import History
from supple.keras.callbacks.progbar_logger import ProgbarLogger

BatchHook: TypeAlias = Callable[..., None]


class CallbackList(Callback):
    """Calls the hooks of several callbacks, in the order in which they were given.

    Which callback listens to which hook is decided when the list is made, and `batch_hooks` says so: a loop need not
    call what nobody hears. The logs of batch hooks may be a function that returns them: it is called, and its tensors
    become floats, only if somebody wants them at that batch.
    """

    lazy_logs = True

    def __init__(
        self,
        callbacks: Any = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        super().__init__()
        given = callbacks.callbacks if isinstance(callbacks, CallbackList) else callbacks
        if given is not None and not isinstance(given, Iterable):
            given = [given]
        self.callbacks: list[Any] = _flat(given or ())
        if add_progbar and not any(isinstance(each, ProgbarLogger) for each in self.callbacks):
            self.callbacks.append(ProgbarLogger())
        if add_history and not any(isinstance(each, History) for each in self.callbacks):
            self.callbacks.append(History())
        self._resolve()
        if model is not None:
            self.set_model(model)
        self.set_params(params)

    def _resolve(self) -> None:
        self._hooks: dict[str, list[tuple[Callable[..., Any], bool]]] = {
            hook: [
                (getattr(each, hook), bool(getattr(each, "lazy_logs", False)))
                for each in self.callbacks
                if overrides(each, hook)
            ]
            for hook in HOOKS
        }

    def batch_hooks(self, phase: str) -> tuple[BatchHook | None, BatchHook | None]:
        """What to call before and after each batch of `phase` (train, test, predict); None where nobody listens."""
        return self._batch_hook(f"on_{phase}_batch_begin"), self._batch_hook(f"on_{phase}_batch_end")

    def _batch_hook(self, hook: str) -> BatchHook | None:
        listeners = self._hooks[hook]
        return functools.partial(_tell, listeners) if listeners else None

    @property
    def history(self) -> History:
        """The `History` of the list."""
        for each in self.callbacks:
            if isinstance(each, History):
                return each
        raise DtypeError(f"CallbackList: no History among {[type(each).__name__ for each in self.callbacks]}")

    def append(self, callback: Any) -> None:
        """Add a callback."""
        self.callbacks.append(callback)
        self._resolve()

    def set_params(self, params: dict[str, Any]) -> None:
        """Hand `params` to every callback."""
        self.params = params
        for each in self.callbacks:
            each.set_params(params)

    def set_model(self, model: Any) -> None:
        """Hand `model` to every callback."""
        super().set_model(model)
        for each in self.callbacks:
            each.set_model(model)

    # -- stages

    def on_train_begin(self, logs: Logs = None) -> None:
        """Tell those who listen."""
        self._stage("on_train_begin", logs)

    def on_train_end(self, logs: Logs = None) -> None:
        """Tell those who listen."""
        self._stage("on_train_end", logs)

    def on_test_begin(self, logs: Logs = None) -> None:
        """Tell those who listen."""
        self._stage("on_test_begin", logs)

    def on_test_end(self, logs: Logs = None) -> None:
        """Tell those who listen."""
        self._stage("on_test_end", logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Tell those who listen."""
        self._stage("on_predict_begin", logs)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Tell those who listen."""
        self._stage("on_predict_end", logs)

    def _stage(self, hook: str, logs: Logs) -> None:
        numbers = as_floats(logs)
        for method, _ in self._hooks[hook]:
            method(numbers)

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Tell those who listen."""
        numbers = as_floats(logs)
        for method, _ in self._hooks["on_epoch_begin"]:
            method(epoch, numbers)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Tell those who listen; all get the same dict, so one sees what another added."""
        numbers = as_floats(logs)
        for method, _ in self._hooks["on_epoch_end"]:
            method(epoch, numbers)
        if isinstance(logs, dict):
            logs.update(numbers)

    # -- batches

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell those who listen."""
        _tell(self._hooks["on_train_batch_begin"], batch, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell those who listen."""
        _tell(self._hooks["on_train_batch_end"], batch, logs)

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Keras 2's name of `on_train_batch_begin`."""
        self.on_train_batch_begin(batch, logs)

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        """Keras 2's name of `on_train_batch_end`."""
        self.on_train_batch_end(batch, logs)

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell those who listen."""
        _tell(self._hooks["on_test_batch_begin"], batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell those who listen."""
        _tell(self._hooks["on_test_batch_end"], batch, logs)

    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Tell those who listen."""
        _tell(self._hooks["on_predict_batch_begin"], batch, logs)

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Tell those who listen."""
        _tell(self._hooks["on_predict_batch_end"], batch, logs)


def _tell(hooks: list[tuple[Callable[..., Any], bool]], batch: int, logs: Any = None) -> None:
    numbers: dict[str, Any] | None = None
    for method, lazy in hooks:
        if lazy:
            method(batch, logs)
            continue
        if numbers is None:
            numbers = as_floats(logs)
        method(batch, logs=numbers)


def as_floats(logs: Any) -> dict[str, Any]:
    """A new dict of the logs with tensors of one element as floats and others as arrays."""
    if callable(logs):
        logs = logs()
    return {name: _plain(value) for name, value in (logs or {}).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Eager):
        return float(value) if value.size == 1 else value.numpy()
    if isinstance(value, dict):
        return as_floats(value)
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(item) for item in value)
    return value


def _flat(callbacks: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for each in callbacks:
        if isinstance(each, (list, tuple)):
            found.extend(_flat(each))
        elif isinstance(each, type) or not hasattr(each, "set_model"):
            shown = f"the class {each.__name__}; make an object of it" if isinstance(each, type) else repr(each)
            raise DtypeError(f"callbacks: expected keras.callbacks.Callback objects, got {shown}")
        else:
            found.append(each)
    return found
