"""What `fit` returns: the logs of every epoch."""

from __future__ import annotations

from typing import Any

from supple.keras.callbacks.callback import Callback, Logs


class History(Callback):
    """Collects the logs of every epoch in `history`, their numbers in `epoch`."""

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        """Start the list of epochs anew."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Add the logs of an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        if self.model is not None:
            self.model.history = self
