"""Save the model while it is trained."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from supple.errors import ArgumentError
from supple.keras.callbacks.callback import Logs
from supple.keras.callbacks.monitor import Monitor
from supple.keras.callbacks.telling import say


class ModelCheckpoint(Monitor):
    """Saves the model, or its weights, after each epoch or every `save_freq` batches, always or if it is the best.

    `filepath` may hold `{epoch:02d}`, `{batch}` and names of the logs such as `{val_loss:.2f}`.
    """

    def __init__(
        self,
        filepath: Any,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: Any = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__(monitor, mode, best=initial_value_threshold)
        self.filepath: str = os.fspath(filepath)
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.save_freq = save_freq
        self._epoch = 0
        self._batches = 0
        endings = (".weights.h5", ".h5") if save_weights_only else (".keras", ".h5")
        if not self.filepath.endswith(endings):
            what = "weights" if save_weights_only else "a model"
            raise ArgumentError(
                f"ModelCheckpoint: filepath: {what} can be saved to a path that ends in {endings[0]!r}, got {self.filepath!r}"
            )
        if save_freq != "epoch" and (isinstance(save_freq, bool) or not isinstance(save_freq, int) or save_freq < 1):
            raise ArgumentError(
                f"ModelCheckpoint: save_freq: expected 'epoch' or a number of batches, got {save_freq!r}"
            )
        if save_freq != "epoch":
            # Only now is there something to do at batches: without the hook the loop need not make logs for them.
            self.__dict__["on_train_batch_end"] = self._after_batch

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        """Take the number of the epoch."""
        self._epoch = epoch

    def _after_batch(self, batch: int, logs: Logs = None) -> None:
        self._batches += 1
        if self._batches >= self.save_freq:
            self._batches = 0
            self._save(self._epoch, batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Save, if it is time."""
        if self.save_freq == "epoch":
            self._save(epoch, None, logs)

    def _save(self, epoch: int, batch: int | None, logs: Logs) -> None:
        path = self._path(epoch, batch, logs)
        if self.save_best_only:
            self.direction()
            value = self.current(logs, "ModelCheckpoint with save_best_only")
            if value is None:
                return
            if not self.better(value, self.best):
                self._say(epoch, f"{self.monitor} did not improve from {self.best:.5f}")
                return
            before = "None" if self.best is None else f"{self.best:.5f}"
            self._say(epoch, f"{self.monitor} improved from {before} to {value:.5f}, saving model to {path}")
            self.best = value
        else:
            self._say(epoch, f"saving model to {path}")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        self._say(epoch, f"finished saving model to {path}")

    def _path(self, epoch: int, batch: int | None, logs: Logs) -> str:
        values = {"epoch": epoch + 1, **(logs or {})}
        if batch is not None:
            values["batch"] = batch + 1
        try:
            return self.filepath.format(**values)
        except KeyError as error:
            raise ArgumentError(
                f"ModelCheckpoint: filepath: {self.filepath!r} names {error}, the logs have {sorted(values)}"
            ) from error

    def _say(self, epoch: int, message: str) -> None:
        if self.verbose:
            say(f"\nEpoch {epoch + 1}: {message}")
