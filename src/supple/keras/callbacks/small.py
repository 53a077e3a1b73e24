"""Callbacks of a few lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from supple.errors import ArgumentError, NotSupportedError
from supple.keras._layer.registry import nearest
from supple.keras.callbacks.callback import HOOKS, Callback, Logs
from supple.keras.callbacks.telling import say


class LambdaCallback(Callback):
    """Calls the functions it was given at the hooks they are named after."""

    def __init__(
        self,
        on_epoch_begin: Callable[..., Any] | None = None,
        on_epoch_end: Callable[..., Any] | None = None,
        on_train_begin: Callable[..., Any] | None = None,
        on_train_end: Callable[..., Any] | None = None,
        on_train_batch_begin: Callable[..., Any] | None = None,
        on_train_batch_end: Callable[..., Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__()
        functions = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
            **kwargs,
        }
        for hook, function in functions.items():
            if hook not in HOOKS:
                raise ArgumentError(f"LambdaCallback: unknown hook {hook!r}{nearest(hook, HOOKS)}")
            if function is not None:
                self.__dict__[hook] = function


class TerminateOnNaN(Callback):
    """Stops training, or raises, when the loss is NaN or infinite."""

    def __init__(self, raise_error: bool = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(f"TerminateOnNaN: the loss is {loss} after batch {batch}")
        say(f"Batch {batch}: Invalid loss, terminating training")
        self.model.stop_training = True


class BackupAndRestore(Callback):
    """Not done yet: training that goes on after an interruption."""

    def __init__(
        self,
        backup_dir: Any,
        save_freq: Any = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        super().__init__()
        raise NotSupportedError(
            f"BackupAndRestore({backup_dir!r}) is not done yet; use ModelCheckpoint and pass initial_epoch to fit"
        )
