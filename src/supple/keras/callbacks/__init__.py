"""What `fit`, `evaluate` and `predict` call at their stages: `keras.callbacks`."""

from __future__ import annotations

from supple._core.names import unknown_name
from supple.keras.callbacks.callback import Callback
from supple.keras.callbacks.callback_list import CallbackList
from supple.keras.callbacks.csv_logger import CSVLogger
from supple.keras.callbacks.early_stopping import EarlyStopping
from supple.keras.callbacks.history import History
from supple.keras.callbacks.learning_rate import LearningRateScheduler, ReduceLROnPlateau
from supple.keras.callbacks.model_checkpoint import ModelCheckpoint
from supple.keras.callbacks.progbar_logger import ProgbarLogger
from supple.keras.callbacks.small import BackupAndRestore, LambdaCallback, TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
]

__getattr__ = unknown_name("keras.callbacks", lambda: __all__)


def __dir__() -> list[str]:
    return sorted(__all__)
