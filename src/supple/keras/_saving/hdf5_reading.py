"""Reading an HDF5 file that may be hostile: every object is looked at before anything is read.

Allowed are groups and plain datasets of numbers, each reached by one hard link, whose values lie in this file and
take about as much of it as their shapes say. Links to elsewhere, virtual and external datasets, references, strings
and shapes that are larger than the file are refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import h5py
import numpy as np
from h5py import h5d, h5g, h5l, h5o, h5s, h5z

from supple.errors import SavingError
from supple.keras._saving import json_text
from supple.keras._saving.hdf5_writing import ABOUT, CHECKSUM, OWN, combined, digest

_DEPTH_LIMIT: Final = 200
_COUNT_LIMIT: Final = 500_000
_PATH_LIMIT: Final = 4_000
_COMPRESSION_LIMIT: Final = 64
_SLACK: Final = 2**16
_FILTERS: Final = {h5z.FILTER_DEFLATE, h5z.FILTER_SHUFFLE, h5z.FILTER_FLETCHER32, h5z.FILTER_LZF}
# NumPy's dtypes of other packages are stored as bare bytes: of two bytes there is only bfloat16.
_OPAQUE: Final = {2: "bfloat16"}
# What h5py and HDF5 raise for files that are not what they say.
FAILURES: Final = (
    OSError,
    RuntimeError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    MemoryError,
    UnicodeError,
)


@dataclass(frozen=True)
class Entry:
    """One dataset: the shape and dtype of its values, and the dtype under which they are stored."""

    shape: tuple[int, ...]
    dtype: Any
    opaque: bool


class Contents:
    """The checked contents of one file: datasets by path."""

    def __init__(self, file: BinaryIO | Any, size: int, name: str) -> None:
        self.name = name
        self._size = size
        self.entries: dict[str, Entry] = {}
        self.checksum: str | None = None
        self.about: dict[str, Any] = {}
        self._about_array: Any = None
        try:
            self._file = h5py.File(file, "r")
        except FAILURES as error:
            raise SavingError(f"{name}: no HDF5 file, or a truncated one: {_brief(error)}") from error
        try:
            self._walk()
            self._take_own()
        except SavingError:
            self.close()
            raise
        except FAILURES as error:
            self.close()
            raise SavingError(f"{name}: damaged: {_brief(error)}") from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    # -- looking

    def _walk(self) -> None:
        seen: set[Any] = set()
        waiting: list[tuple[str, Any, int]] = [("", self._file.id, 0)]
        stored = 0
        while waiting:
            path, group, depth = waiting.pop()
            if depth > _DEPTH_LIMIT:
                raise SavingError(f"{self.name}: groups are nested more than {_DEPTH_LIMIT} levels deep")
            for name in self._names(group):
                inner = f"{path}/{name}" if path else name
                self._check_link(group, name, inner)
                info = h5o.get_info(group, name.encode())
                if (info.fileno, info.addr) in seen:
                    raise SavingError(f"{self.name}: {inner!r:.200} is a second link to one object")
                seen.add((info.fileno, info.addr))
                if len(seen) > _COUNT_LIMIT:
                    raise SavingError(f"{self.name}: more than {_COUNT_LIMIT} objects")
                if info.type == h5o.TYPE_GROUP:
                    waiting.append((inner, h5g.open(group, name.encode()), depth + 1))
                elif info.type == h5o.TYPE_DATASET:
                    stored += self._note(inner, h5d.open(group, name.encode()))
                else:
                    raise SavingError(f"{self.name}: {inner!r:.200} is neither a group nor a dataset")
        if stored > _COMPRESSION_LIMIT * self._size + _SLACK:
            raise SavingError(f"{self.name}: its datasets hold {stored} bytes, the file {self._size}")

    def _names(self, group: Any) -> Iterator[str]:
        found: list[bytes] = []
        group.links.iterate(found.append)
        for raw in found:
            name = raw.decode("utf-8")
            if not name or name in {".", ".."} or len(name) > _PATH_LIMIT:
                raise SavingError(f"{self.name}: {name!r:.80} is no name for an object")
            yield name

    def _check_link(self, group: Any, name: str, path: str) -> None:
        kind = group.links.get_info(name.encode()).type
        if kind != h5l.TYPE_HARD:
            what = {h5l.TYPE_SOFT: "a soft link", h5l.TYPE_EXTERNAL: "a link to another file"}.get(
                kind, "a foreign link"
            )
            raise SavingError(f"{self.name}: {path!r:.200} is {what}")
        if len(path) > _PATH_LIMIT:
            raise SavingError(f"{self.name}: a path is {len(path)} characters long")

    def _note(self, path: str, dataset: Any) -> int:
        """Check one dataset and keep what is known of it; returns how many bytes its values take."""
        space = dataset.get_space()
        if space.get_simple_extent_type() not in {h5s.SCALAR, h5s.SIMPLE}:
            raise SavingError(f"{self.name}: {path!r:.200} has no shape")
        shape = tuple(int(size) for size in space.get_simple_extent_dims())
        dtype = dataset.dtype
        opaque = dtype.kind == "V" and dtype.names is None and dtype.subdtype is None
        if opaque:
            if dtype.itemsize not in _OPAQUE:
                raise SavingError(f"{self.name}: {path!r:.200} holds {dtype}, expected numbers")
            dtype = np.dtype(_OPAQUE[dtype.itemsize])
        elif dtype.kind not in "biuf" or dtype.hasobject:
            raise SavingError(f"{self.name}: {path!r:.200} holds {dtype}, expected numbers")
        count = math.prod(shape)
        needed = int(count * dtype.itemsize)
        self._check_storage(path, dataset, needed)
        self.entries[path] = Entry(shape, dtype, opaque)
        return needed

    def _check_storage(self, path: str, dataset: Any, needed: int) -> None:
        settings = dataset.get_create_plist()
        layout = settings.get_layout()
        stored = dataset.get_storage_size()
        if layout == h5d.CONTIGUOUS:
            if settings.get_external_count():
                raise SavingError(f"{self.name}: {path!r:.200} keeps its values in another file")
            start = dataset.get_offset()
            if needed and (stored < needed or start is None or start + needed > self._size):
                raise SavingError(
                    f"{self.name}: {path!r:.200} should hold {needed} bytes, which the file of {self._size} does not; "
                    "it is truncated or damaged"
                )
        elif layout == h5d.CHUNKED:
            used = {settings.get_filter(i)[0] for i in range(settings.get_nfilters())}
            if used - _FILTERS:
                raise SavingError(f"{self.name}: {path!r:.200} is packed by filters {sorted(used - _FILTERS)}")
            if stored > self._size or needed > _COMPRESSION_LIMIT * stored + _SLACK:
                raise SavingError(f"{self.name}: {path!r:.200} should hold {needed} bytes, stored are {stored}")
        elif layout != h5d.COMPACT:
            raise SavingError(f"{self.name}: {path!r:.200} is a virtual dataset")

    def _take_own(self) -> None:
        """Read what Keras has no place for, and take it out of the entries."""
        own = {path: self.entries.pop(path) for path in list(self.entries) if path.startswith(f"{OWN}/")}
        for path, entry in own.items():
            if entry.dtype != np.uint8 or len(entry.shape) != 1:
                raise SavingError(f"{self.name}: {path} holds {entry.dtype} of shape {entry.shape}, expected bytes")
        if CHECKSUM in own:
            self.checksum = self._read(CHECKSUM, own[CHECKSUM]).tobytes().hex()
        if ABOUT in own:
            self._about_array = self._read(ABOUT, own[ABOUT])
            self.about = json_text.parse(self._about_array.tobytes(), f"{self.name}: {ABOUT}")
            if not isinstance(self.about, dict):
                raise SavingError(f"{self.name}: {ABOUT}: expected an object, got {type(self.about).__name__}")

    # -- reading

    def read(self, path: str) -> Any:
        """The values of one dataset."""
        entry = self.entries[path]
        array = self._read(path, entry)
        return array.view(entry.dtype) if entry.opaque else array

    def _read(self, path: str, entry: Entry) -> Any:
        stored = f"V{entry.dtype.itemsize}" if entry.opaque else entry.dtype
        array = np.empty(entry.shape, stored)
        try:
            if array.size:
                h5py.Dataset(h5d.open(self._file.id, path.encode())).read_direct(array)
        except FAILURES as error:
            raise SavingError(f"{self.name}: {path!r:.200} cannot be read: {_brief(error)}") from error
        return array

    def verify(self) -> None:
        """Read everything once; SavingError if it is not what was written."""
        digests = {path: digest(path, self._read(path, entry)) for path, entry in self.entries.items()}
        if self.checksum is None:
            return
        if self._about_array is not None:
            digests[ABOUT] = digest(ABOUT, self._about_array)
        found = combined(digests).hex()
        if found != self.checksum:
            raise SavingError(
                f"{self.name}: the weights are not those that were written: their SHA-256 is {found[:16]}.., "
                f"the file says {self.checksum[:16]!r}.."
            )


def _brief(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]
