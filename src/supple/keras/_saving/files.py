"""Saving and loading as functions of a model and a path."""

from __future__ import annotations

from typing import Any

from supple.errors import NotSupportedError, SavingError
from supple.keras._saving import archive, weights


def save_model(model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **options: Any) -> None:
    """Write a model to a `.keras` file: config, weights and the state of the optimizer."""
    if zipped is False:
        raise NotSupportedError(f"save_model: zipped=False, a model as a folder, is not done yet, got {filepath!r}")
    include_optimizer = options.pop("include_optimizer", True)
    save_format = options.pop("save_format", None)
    if save_format not in {None, "keras"}:
        raise NotSupportedError(f"save_model: save_format: only 'keras' is written, got {save_format!r}")
    if options:
        raise SavingError(f"save_model: unknown keyword {sorted(options)}")
    archive.save(model, filepath, overwrite=overwrite, include_optimizer=include_optimizer)


def save_weights(model: Any, filepath: Any, overwrite: bool = True, max_shard_size: float | None = None) -> None:
    """Write the weights of a model to a `.weights.h5` file."""
    if max_shard_size is not None:
        raise NotSupportedError(
            f"save_weights: several files are not written yet, got max_shard_size={max_shard_size!r}"
        )
    weights.save(model, filepath, overwrite=overwrite)


def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False, **options: Any) -> None:
    """Read the weights of a model from a `.weights.h5` or `.keras` file."""
    weights.load(model, filepath, skip_mismatch=skip_mismatch, **options)
