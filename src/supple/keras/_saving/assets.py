"""Files that layers keep beside their weights: `save_assets(folder)` and `load_assets(folder)` of a layer's class."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Any

from supple.errors import SavingError
from supple.keras._saving.walk import Part, parts
from supple.keras._saving.zip_reading import Archive

_FOLDER = "assets"


def write(model: Any, target: zipfile.ZipFile) -> None:
    """Let every layer that has `save_assets` write its files, and add them to the archive."""
    for part in parts(model):
        if hasattr(part.holder, "save_assets"):
            with tempfile.TemporaryDirectory() as folder:
                part.holder.save_assets(folder)
                for path in sorted(Path(folder).rglob("*")):
                    if path.is_file() and not path.is_symlink():
                        target.write(path, f"{_place(part)}/{path.relative_to(folder).as_posix()}")


def read(model: Any, archive: Archive) -> None:
    """Give every layer that has `load_assets` its files; only these leave the archive, into a temporary folder."""
    for part in parts(model):
        if hasattr(part.holder, "load_assets"):
            with tempfile.TemporaryDirectory() as folder:
                _unpack(part, archive, Path(folder))
                part.holder.load_assets(folder)


def _unpack(part: Part, archive: Archive, folder: Path) -> None:
    prefix = f"{_place(part)}/"
    for name in archive.members:
        if name.startswith(prefix) and not name.endswith("/"):
            place = (folder / name.removeprefix(prefix)).resolve()
            if not place.is_relative_to(folder.resolve()):
                raise SavingError(f"{name!r} lies outside of the folder of layer {part.holder.name!r}")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.text(name))


def _place(part: Part) -> str:
    return f"{_FOLDER}/{part.path}" if part.path else _FOLDER
