"""What a user may give as the path of a file, and what is said about the rest."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any, BinaryIO, Final

from supple.errors import NotSupportedError, SavingError

ARCHIVE: Final = ".keras"
WEIGHTS: Final = ".weights.h5"


def as_path(filepath: Any, what: str) -> Path:
    """`filepath` as a path; SavingError for anything that names no file of this machine."""
    if not isinstance(filepath, str | os.PathLike):
        raise SavingError(f"{what}: filepath: expected a path, got {filepath!r} of type {type(filepath).__name__}")
    text = os.fspath(filepath)
    if not isinstance(text, str) or not text or "\0" in text:
        raise SavingError(f"{what}: filepath: expected a path, got {filepath!r}")
    if "://" in text:
        raise NotSupportedError(
            f"{what}: remote files are not opened, got {text!r}; copy the file to a local path first"
        )
    return Path(text)


def of_archive(filepath: Any, what: str) -> Path:
    """The path of a whole model."""
    path = as_path(filepath, what)
    if path.name.endswith(WEIGHTS):
        raise SavingError(
            f"{what}: {path} is a name for weights alone; use save_weights and load_weights, or a name in {ARCHIVE}"
        )
    if path.suffix in {".h5", ".hdf5"}:
        raise NotSupportedError(
            f"{what}: whole models in legacy HDF5 are not done yet, got {path}; use a name that ends in {ARCHIVE}"
        )
    if path.suffix != ARCHIVE:
        raise SavingError(
            f"{what}: expected a name that ends in {ARCHIVE}, got {path}; SavedModel folders are not written or read"
        )
    return path


def of_weights(filepath: Any, what: str, archive_too: bool = False) -> Path:
    """The path of weights alone; with `archive_too` also that of a whole model, of which the weights are taken."""
    path = as_path(filepath, what)
    if path.name.endswith(WEIGHTS) or (archive_too and path.suffix == ARCHIVE):
        return path
    if path.suffix in {".h5", ".hdf5"}:
        raise NotSupportedError(
            f"{what}: the legacy layout of weights is not done yet, got {path}; use a name that ends in {WEIGHTS}"
        )
    raise SavingError(f"{what}: expected a name that ends in {WEIGHTS}, got {path}")


def check_target(path: Path, overwrite: bool, what: str) -> None:
    """Raise unless a file may be written at `path`."""
    if path.is_dir():
        raise SavingError(f"{what}: {path} is a folder")
    if path.exists() and not overwrite:
        raise SavingError(f"{what}: {path} exists already; give overwrite=True to replace it")
    if not path.parent.is_dir():
        raise SavingError(f"{what}: the folder {path.parent} does not exist")


def open_for_reading(path: Path, what: str) -> tuple[BinaryIO, int]:
    """The one file that a load opens, and its size."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SavingError(f"{what}: {path} is no regular file")
        file = path.open("rb")
    except OSError as error:
        raise SavingError(f"{what}: {path}: {error.strerror or error}") from error
    return file, os.fstat(file.fileno()).st_size
