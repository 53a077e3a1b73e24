"""The progress bar of `fit`, `evaluate` and `predict`."""

from __future__ import annotations

import sys
from typing import Any

from supple.keras._training.progress import Progbar
from supple.keras.callbacks.callback import Callback, Logs


class ProgbarLogger(Callback):
    """Draws a bar for each epoch, evaluation and prediction, as `verbose` says; validation inside `fit` has none."""

    lazy_logs = True

    def __init__(self) -> None:
        super().__init__()
        self.verbose = 1
        self.epochs = 1
        self.target: int | None = None
        self._in_fit = False
        self._bar: Progbar | None = None
        self._done = 0

    def set_params(self, params: dict[str, Any]) -> None:
        """Take `verbose`, `epochs` and `steps`."""
        self.params = params
        verbose = params.get("verbose", 1)
        self.verbose = 1 if verbose in ("auto", True) else int(verbose)
        self.epochs = params.get("epochs", 1)
        if not self._in_fit:
            self.target = params.get("steps")

    def on_train_begin(self, logs: Logs = None) -> None:
        """Take the number of steps of an epoch."""
        self._in_fit = True
        self.target = (self.params or {}).get("steps")

    def on_train_end(self, logs: Logs = None) -> None:
        """Be ready for another run."""
        self._in_fit = False
        self._bar = None

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Start the bar of an epoch."""
        self._start()
        if self.verbose and self.epochs > 1:
            sys.stdout.write(f"Epoch {epoch + 1}/{self.epochs}\n")
            sys.stdout.flush()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar."""
        self._move(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Draw the bar of an epoch for the last time, with the results of its validation."""
        self._finish(logs)
        if self.target is None:
            self.target = self._done

    def on_test_begin(self, logs: Logs = None) -> None:
        """Start the bar of an evaluation."""
        if not self._in_fit:
            self._start()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar."""
        if not self._in_fit:
            self._move(batch, logs)

    def on_test_end(self, logs: Logs = None) -> None:
        """Draw the bar of an evaluation for the last time."""
        if not self._in_fit:
            self._finish(logs)

    def on_predict_begin(self, logs: Logs = None) -> None:
        """Start the bar of a prediction."""
        self._start()

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move the bar; outputs are not drawn."""
        self._move(batch, None)

    def on_predict_end(self, logs: Logs = None) -> None:
        """Draw the bar of a prediction for the last time."""
        self._finish(logs)

    def _start(self) -> None:
        self._done = 0
        self._bar = Progbar(self.target, verbose=self.verbose) if self.verbose else None

    def _move(self, batch: int, logs: Any) -> None:
        self._done = batch + 1
        if self._bar is not None:
            self._bar.update(batch + 1, logs, finalize=False)

    def _finish(self, logs: Logs) -> None:
        if self._bar is not None:
            self._bar.update(self._done, logs, finalize=True)
