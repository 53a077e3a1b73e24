"""Reading a zip archive that may be hostile: the members are looked at before one is read.

Allowed are the members that Keras writes, each once, stored or deflated, of a size that fits the archive's own.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from typing import Any, BinaryIO, Final

from supple.errors import SavingError

METADATA: Final = "metadata.json"
CONFIG: Final = "config.json"
WEIGHTS: Final = "model.weights.h5"
_ASSET: Final = re.compile(r"assets(/[\w\-. ]+)*/?")
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED: Final = 0x1
_COUNT_LIMIT: Final = 10_000
_RATIO_LIMIT: Final = 128
_SLACK: Final = 2**16
_HEADER: Final = struct.Struct("<4s5H3I2H")


class Archive:
    """The checked members of one open zip file."""

    def __init__(self, file: BinaryIO, size: int, name: str) -> None:
        self._file = file
        self._name = name
        try:
            self._zip = zipfile.ZipFile(file)
            members = self._zip.infolist()
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            struct.error,
            EOFError,
            NotImplementedError,
            OverflowError,
        ) as error:
            raise SavingError(
                f"{name}: no .keras archive (a zip file of {METADATA}, {CONFIG} and {WEIGHTS}), or a truncated one: {error}"
            ) from error
        if len(members) > _COUNT_LIMIT:
            raise SavingError(f"{name}: {len(members)} members, more than {_COUNT_LIMIT}")
        self.members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._check(member, size)
            self.members[member.filename] = member
        packed = sum(member.compress_size for member in members)
        if packed > size:
            raise SavingError(f"{name}: its members overlap: {packed} bytes in a file of {size}")
        missing = [wanted for wanted in (METADATA, CONFIG, WEIGHTS) if wanted not in self.members]
        if missing:
            raise SavingError(f"{name}: no .keras archive: {', '.join(missing)} missing")

    def _check(self, member: zipfile.ZipInfo, size: int) -> None:
        # `orig_filename` is what the file says; zipfile cuts `filename` at a null byte.
        shown = f"{self._name}: member {member.orig_filename!r:.200}"
        plain = member.filename in {METADATA, CONFIG, WEIGHTS} or _ASSET.fullmatch(member.filename)
        if not plain or member.orig_filename != member.filename or ".." in member.filename.split("/"):
            raise SavingError(f"{shown} is none that a .keras archive has")
        if member.filename in self.members:
            raise SavingError(f"{shown} occurs twice")
        mode = member.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise SavingError(f"{shown} is a link or a special file")
        if member.flag_bits & _ENCRYPTED:
            raise SavingError(f"{shown} is encrypted")
        if member.compress_type not in _METHODS:
            raise SavingError(f"{shown} is packed by method {member.compress_type}, expected stored or deflated")
        if member.compress_type == zipfile.ZIP_STORED and member.compress_size != member.file_size:
            raise SavingError(f"{shown} is stored in {member.compress_size} bytes, but says it has {member.file_size}")
        if (
            member.header_offset + member.compress_size > size
            or member.file_size > _RATIO_LIMIT * member.compress_size + _SLACK
        ):
            raise SavingError(
                f"{shown} says it has {member.file_size} bytes in {member.compress_size}, the archive has {size}"
            )

    def text(self, name: str) -> bytes:
        """The bytes of a small member, checked by its checksum."""
        member = self.members[name]
        try:
            with self._zip.open(member) as file:
                # One byte more than declared, so that a member that goes on is seen; zipfile checks the CRC at the end.
                found = file.read(member.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise SavingError(f"{self._name}: {name} is damaged: {error}") from error
        if len(found) != member.file_size:
            raise SavingError(f"{self._name}: {name} has {len(found)} bytes, expected {member.file_size}")
        return found

    def seekable(self, name: str) -> tuple[Any, int]:
        """A member as a file that can be read anywhere, and its size: a window on the archive if it is stored."""
        member = self.members[name]
        if member.compress_type != zipfile.ZIP_STORED:
            return io.BytesIO(self.text(name)), member.file_size
        self._file.seek(member.header_offset)
        header = self._file.read(_HEADER.size)
        if len(header) < _HEADER.size:
            raise SavingError(f"{self._name}: {name} is damaged: its header is cut at {len(header)} bytes")
        magic, *_, name_size, extra_size = _HEADER.unpack(header)
        if magic != b"PK\3\4" or self._file.read(name_size) != name.encode():
            raise SavingError(f"{self._name}: {name} is damaged: its header is not where the index says")
        start = member.header_offset + _HEADER.size + name_size + extra_size
        return Window(self._file, start, member.file_size), member.file_size

    def check_crc(self, name: str) -> None:
        """Read a stored member once; SavingError if its checksum is not the one in the index."""
        if self.members[name].compress_type != zipfile.ZIP_STORED:
            return  # checked while it is unpacked
        window, size = self.seekable(name)
        found = 0
        while block := window.read(2**22):
            found = zlib.crc32(block, found)
        if found != self.members[name].CRC:
            raise SavingError(
                f"{self._name}: {name} ({size} bytes) is damaged: its checksum is not the one in the index"
            )


class Window(io.RawIOBase):
    """A part of a file as a file of its own, for reading."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._size = size
        self._place = 0

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The place from which `read` goes on."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` as far as the part goes; returns how many bytes it was."""
        view = memoryview(buffer).cast("B")[: max(0, self._size - self._place)]
        self._file.seek(self._start + self._place)
        filled = 0
        while filled < len(view):
            count = self._file.readinto(view[filled:])  # type: ignore[attr-defined]  # a file opened as 'rb' has it
            if not count:
                break
            filled += count
        self._place += filled
        return filled
