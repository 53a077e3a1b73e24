"""The base of callbacks."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

Logs: TypeAlias = "dict[str, Any] | None"

HOOKS: Final = (
    *("on_epoch_begin", "on_epoch_end", "on_train_begin", "on_train_end"),
    *("on_test_begin", "on_test_end", "on_predict_begin", "on_predict_end"),
    *("on_train_batch_begin", "on_train_batch_end", "on_test_batch_begin", "on_test_batch_end"),
    *("on_predict_batch_begin", "on_predict_batch_end", "on_batch_begin", "on_batch_end"),
)


class Callback:
    """Base of what is called at the stages of `fit`, `evaluate` and `predict`; override the hooks that you need."""

    lazy_logs = False
    """True if the batch hooks take logs that may be a function, or hold tensors that are still being computed."""

    def __init__(self) -> None:
        self.params: dict[str, Any] | None = None
        self._model: Any = None

    @property
    def model(self) -> Any:
        """The model that is being trained."""
        return getattr(self, "_model", None)

    def set_params(self, params: dict[str, Any]) -> None:
        """Take `verbose`, `epochs` and `steps`."""
        self.params = params

    def set_model(self, model: Any) -> None:
        """Take the model."""
        self._model = model

    def on_train_begin(self, logs: Logs = None) -> None:
        """Before the first epoch."""

    def on_train_end(self, logs: Logs = None) -> None:
        """After the last epoch, with its logs."""

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Before an epoch."""

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """After an epoch and its validation; what is added to `logs` is seen by later callbacks and the history."""

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a training batch."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a training batch, with the metrics so far."""
        self.on_batch_end(batch, logs=logs)

    def on_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Keras 2's name of `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Keras 2's name of `on_train_batch_end`."""

    def on_test_begin(self, logs: Logs = None) -> None:
        """Before an evaluation or validation."""

    def on_test_end(self, logs: Logs = None) -> None:
        """After an evaluation or validation, with its results."""

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a test batch."""

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a test batch, with the metrics so far."""

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Before a prediction."""

    def on_predict_end(self, logs: Logs = None) -> None:
        """After a prediction."""

    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None:
        """Before a batch is predicted."""

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        """After a batch was predicted, with its `outputs`."""


def overrides(callback: Any, hook: str) -> bool:
    """True if `callback` does something at `hook`."""
    if hook in getattr(callback, "__dict__", ()):
        return True
    own = getattr(type(callback), hook, None)
    if own is None:
        return False
    if own is not getattr(Callback, hook, None):
        return True
    legacy = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}.get(hook)
    return legacy is not None and overrides(callback, legacy)
