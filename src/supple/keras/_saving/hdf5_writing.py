"""Writing arrays to an HDF5 file in the layout of Keras 3, with a checksum over all of them."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import h5py
import numpy as np

from supple.errors import SavingError

# Datasets of our own; Keras looks for its paths only. The reader does not touch attributes: HDF5 keeps their text in a
# heap in which it runs in circles if it is damaged.
OWN: Final = "_supple"
CHECKSUM: Final = f"{OWN}/sha256"
ABOUT: Final = f"{OWN}/about"
_OPAQUE: Final = {"bfloat16": 2}
_KINDS: Final = "biuf"


class Writer:
    """One open file; arrays may come in any order, the checksum is over their digests by path."""

    def __init__(self, target: Any) -> None:
        self._file = h5py.File(target, "w")
        self._digests: dict[str, bytes] = {}

    def group(self, path: str, name: str) -> None:
        """Make the group of the own variables of the layer called `name`."""
        self._file.require_group(path).attrs["name"] = name

    def array(self, path: str, value: Any) -> None:
        """Write one array of numbers."""
        array = np.asarray(value)
        dtype = array.dtype.name
        if dtype in _OPAQUE:
            array = array.view(f"V{_OPAQUE[dtype]}")
        elif array.dtype.kind not in _KINDS:
            raise SavingError(f"{path}: expected an array of numbers, got dtype {array.dtype}")
        dataset = self._file.create_dataset(path, data=array)
        if dtype in _OPAQUE:
            dataset.attrs["dtype"] = dtype
        self._digests[path] = digest(path, array)

    def finish(self, about: dict[str, Any]) -> str:
        """Write what Keras has no place for, and the checksum; returns the checksum."""
        text = json.dumps(about, separators=(",", ":")).encode()
        self.array(ABOUT, np.frombuffer(text, dtype=np.uint8))
        checksum = combined(self._digests)
        self._file.create_dataset(CHECKSUM, data=np.frombuffer(checksum, dtype=np.uint8))
        self._file.close()
        return checksum.hex()

    def close(self) -> None:
        """Close the file, finished or not."""
        self._file.close()


def digest(path: str, array: Any) -> bytes:
    """The SHA-256 of one array: its path, dtype, shape and bytes."""
    found = hashlib.sha256(f"{path}\0{array.dtype.str}\0{tuple(array.shape)}\0".encode())
    found.update(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    return found.digest()


def combined(digests: dict[str, bytes]) -> bytes:
    """The checksum of a file from the digests of its arrays by path."""
    whole = hashlib.sha256()
    for path in sorted(digests):
        whole.update(digests[path])
    return whole.digest()
