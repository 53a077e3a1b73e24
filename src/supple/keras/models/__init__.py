"""Models: `keras.models`."""

from __future__ import annotations

from typing import Any

from supple._core.names import unknown_name
from supple.keras._saving.archive import load as load_model, save as save_model
from supple.keras.models.cloning import clone_model, model_from_json
from supple.keras.models.functional import Functional
from supple.keras.models.model import Model
from supple.keras.models.sequential import Sequential

__all__ = ["Functional", "Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]


def __dir__() -> list[str]:
    return __all__


__getattr__: Any = unknown_name("keras.models", __dir__)
