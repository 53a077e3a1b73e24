"""Writing a file so that there is always a whole one: temporary file in the same folder, fsync, rename."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from supple.errors import SavingError


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The path of a new file that takes the place of `path` when the block ends without an error."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        try:
            # Created here, so that a folder that cannot be written to is named before the work is done.
            os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
            yield temporary
            _sync(temporary)
            temporary.replace(path)
        except OSError as error:
            raise SavingError(f"{path}: cannot be written: {error.strerror or error}") from error
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # Folders cannot be opened on Windows; the rename is as durable as the system makes it.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
