"""The logs of every epoch in a CSV file."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

from supple.keras.callbacks.callback import Callback, Logs


class CSVLogger(Callback):
    """Writes a row for each epoch: its number, then the logs by name; what an epoch lacks is NA.

    There are columns for `val_*` even if nothing is validated in the first epoch, so that they can be filled later.
    """

    def __init__(self, filename: Any, separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename = Path(os.fspath(filename))
        self.separator = separator
        self.append = append
        self._file: Any = None
        self._names: list[str] = []
        self._with_header = True

    def on_train_begin(self, logs: Logs = None) -> None:
        """Open the file."""
        self._with_header = not (self.append and self.filename.exists() and self.filename.stat().st_size)
        self._file = self.filename.open("a" if self.append else "w", newline="", encoding="utf-8")
        self._names = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Write a row."""
        logs = logs or {}
        if not self._names:
            self._names = sorted(logs)
            if not any(name.startswith("val_") for name in self._names):
                self._names += [f"val_{name}" for name in self._names]
        writer = csv.writer(self._file, delimiter=self.separator, lineterminator="\n")
        if self._with_header:
            writer.writerow(["epoch", *self._names])
            self._with_header = False
        writer.writerow([epoch, *(_cell(logs.get(name, "NA")) for name in self._names)])
        self._file.flush()

    def on_train_end(self, logs: Logs = None) -> None:
        """Close the file."""
        self._file.close()
        self._file = None


def _cell(value: Any) -> Any:
    if getattr(value, "ndim", 0) > 0 or isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(str, value)) + "]"
    return value
