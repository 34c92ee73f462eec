"""Opens zips and tars that nobody vouches for, within bounds of memory and time."""

from __future__ import annotations

import bz2
import copy
import gzip
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, Any

MAX_ZIP_BYTES = 100 << 20
MAX_DIRECTORY_BYTES = 4 << 20  # the zip's list of its files, all of which becomes objects
MAX_TAR_BYTES = 64 << 20  # unpacked: a tar has no list, so that all of it is read
# The rest are known and not read.
READ = (".zip", ".tar", ".tar.gz", ".tgz")
_ENDINGS = (*READ, ".7z", ".rar", ".bz2", ".gz", ".xz")
_GZIP = b"\x1f\x8b"
MAX_LZMA_BYTES = 64 << 20  # of memory
_LZMA = struct.Struct("<HH")
_ZIP64_LOCATOR, _ZIP64_RECORD = 20, 56

Source = IO[bytes]


def is_named_as_one(name: str) -> bool:
    """Whether a file's name is an archive's."""
    return name.casefold().endswith(_ENDINGS)


def is_tar(file: Source) -> bool:
    """Whether a file is a tar or a compressed one, by its first bytes."""
    file.seek(0)
    start = file.read(512)
    return start[:2] == _GZIP or start[257:262] == b"ustar"


def open_zip(file: Source) -> zipfile.ZipFile:
    """A zip, once its end record says that the list of its files is small.

    Raises:
        ValueError, zipfile.BadZipFile: where it is none that can be read.
    """
    _require_small_directory(file)
    return zipfile.ZipFile(file)


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, count: int) -> bytes:
    """The first so many bytes of a member, whatever it unpacks to and its header says.

    Raises:
        Exception: whatever a broken member gives.
    """
    if info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with archive.open(info) as member:
            return member.read(count)
    # zipfile unpacks other kinds without a bound: it is to hand them over as they are.
    stored = copy.copy(info)
    stored.compress_type, stored.file_size = zipfile.ZIP_STORED, info.compress_size
    stored.CRC = None  # type: ignore[assignment]
    with archive.open(stored) as member:
        packed = member.read(2 * count)
    unpack = _bzip2 if info.compress_type == zipfile.ZIP_BZIP2 else _lzma
    data = unpack(packed, info, count)
    if len(data) < count and zlib.crc32(data) != info.CRC:
        raise zipfile.BadZipFile("its checksum is another")
    return data


def _bzip2(packed: bytes, info: zipfile.ZipInfo, count: int) -> bytes:
    return bz2.BZ2Decompressor().decompress(packed, count)


def _lzma(packed: bytes, info: zipfile.ZipInfo, count: int) -> bytes:
    # A version, properties with their length, and the stream. In a file of its own the size stands
    # in between, or ones where the stream has a mark at its end.
    start = _LZMA.size + _LZMA.unpack_from(packed)[1]
    size = b"\xff" * 8 if info.flag_bits & 2 else struct.pack("<Q", info.file_size)
    alone = packed[_LZMA.size : start] + size + packed[start:]
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, MAX_LZMA_BYTES).decompress(alone, count)


def tar_members(file: Source) -> Iterator[tuple[tarfile.TarInfo, Callable[[int], bytes]]]:
    """The members of a tar, each to be read before the next is asked for.

    Raises:
        ValueError: where it can't be read, or unpacks to too much.
    """
    file.seek(0)
    compressed = file.read(2) == _GZIP
    file.seek(0)
    plain: IO[bytes] = gzip.GzipFile(fileobj=file) if compressed else file  # type: ignore[assignment]
    bounded: Any = _Bounded(plain)  # a stream is asked to read alone, typeshed wants more of it
    try:
        with tarfile.open(fileobj=bounded, mode="r|") as archive:
            for info in archive:

                def read(count: int, info: tarfile.TarInfo = info) -> bytes:
                    member = archive.extractfile(info)
                    return member.read(count) if member else b""

                yield info, read
    except (tarfile.TarError, EOFError) as error:
        raise ValueError(str(error) or "it ends early") from None


class _Bounded:
    """The first MAX_TAR_BYTES of a stream; more is an error."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = MAX_TAR_BYTES

    def read(self, count: int) -> bytes:
        """Up to `count` bytes more."""
        piece = self._stream.read(min(count, self._left + 1))
        self._left -= len(piece)
        if self._left < 0:
            raise ValueError(f"it unpacks to more than {MAX_TAR_BYTES >> 20} MiB")
        return piece


def _require_small_directory(file: Source) -> None:
    """Look at the end record before `zipfile` makes an object of every listed file."""
    size = file.seek(0, os.SEEK_END)
    if size > MAX_ZIP_BYTES:
        raise ValueError(f"it is larger than {MAX_ZIP_BYTES >> 20} MiB")
    start = max(size - (1 << 16) - 22 - _ZIP64_LOCATOR - _ZIP64_RECORD, 0)
    file.seek(start)
    tail = file.read()
    # As zipfile does it: at the very end, or else the last signature before a comment.
    at = len(tail) - 22
    if at < 0 or tail[at : at + 4] != b"PK\5\6" or tail[-2:] != b"\0\0":
        at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise ValueError("it is no zip")
    (directory_bytes,) = struct.unpack_from("<I", tail, at + 12)
    locator = at - _ZIP64_LOCATOR
    if locator >= 0 and tail[locator : locator + 4] == b"PK\6\7":
        directory_bytes = _zip64_directory_bytes(tail, locator, start)
    if directory_bytes > MAX_DIRECTORY_BYTES:
        raise ValueError("it lists far too many files")


def _zip64_directory_bytes(tail: bytes, locator: int, start: int) -> int:
    """The size of the list as the long form says it, which small zips have too where a program
    wrote them as a stream.
    """
    record = locator - _ZIP64_RECORD
    (said,) = struct.unpack_from("<Q", tail, locator + 8)
    # Versions of zipfile look in one place or the other; both must be the one that was looked at.
    if record < 0 or said != start + record or tail[record : record + 4] != b"PK\6\6":
        raise ValueError("its zip64 record isn't where it should be; make an ordinary zip")
    (directory_bytes,) = struct.unpack_from("<Q", tail, record + 40)
    return int(directory_bytes)
