"""Open a delivered file as bytes or lines of text, however it is packed, within bounds.

A compressed file that swells beyond its allowance, a line without end, a cut-off archive and a
byte outside the encoding end in a refusal that names the place; memory stays that of a chunk.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from hengke.kernel.errors import Refused
from hengke.pipelines.intake.encodings import SAMPLE, broken_at, settled
from hengke.pipelines.intake.mapping import Layout

CHUNK = 1 << 20
LONGEST_LINE = 16 << 20
ALWAYS_ALLOWED = 64 << 20  # a tiny file of blanks may legitimately swell beyond the factor


class GuardedBytes(io.RawIOBase):
    """The unpacked bytes of one file; counts them and refuses what cannot be meant seriously."""

    def __init__(self, path: Path, *, name: str, layout: Layout) -> None:
        self.name = name
        self.packed_size = path.stat().st_size
        self.allowed = max(self.packed_size * layout.max_expansion, ALWAYS_ALLOWED)
        self.packed = is_gzip(path)
        self.stream = _stream(path, packed=self.packed)
        self.seen = 0
        self.since_newline = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            chunk = self.stream.read(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            raise self._damaged(error) from None
        buffer[: len(chunk)] = chunk
        self._watch(chunk)
        return len(chunk)

    def close(self) -> None:
        self.stream.close()
        super().close()

    def _watch(self, chunk: bytes) -> None:
        self.seen += len(chunk)
        if self.packed and self.seen > self.allowed:
            raise Refused(
                "{name} unpacks to more than {times:.0f} times its size ({packed:,} bytes "
                "packed): it looks like a decompression bomb.",
                next_step="If the file is genuine, raise max_expansion for this source.",
                name=self.name,
                times=self.seen / self.packed_size,
                packed=self.packed_size,
            )
        newline = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self.since_newline = (
            len(chunk) - newline - 1 if newline >= 0 else self.since_newline + len(chunk)
        )
        if self.since_newline > LONGEST_LINE:
            raise Refused(
                "{name} has a line of more than {limit} MB: it is not a text file of rows, or its "
                "encoding is not what the mapping says.",
                next_step="Check the layout and the encoding of this source.",
                name=self.name,
                limit=LONGEST_LINE >> 20,
            )

    def _damaged(self, error: Exception) -> Refused:
        return Refused(
            "{name} cannot be unpacked after byte {seen:,}: {error}.",
            next_step="The transfer was probably cut off; deliver the file again.",
            name=self.name,
            seen=self.seen,
            error=error,
        )


def _stream(path: Path, *, packed: bool) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(path, "rb")) if packed else path.open("rb")


def is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def chunks(path: Path, *, name: str, layout: Layout) -> Iterator[bytes]:
    with GuardedBytes(path, name=name, layout=layout) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def encoding_of(path: Path, *, name: str, layout: Layout) -> str:
    with GuardedBytes(path, name=name, layout=layout) as stream:
        sample = io.BufferedReader(stream, CHUNK).read(SAMPLE)
    return settled(sample, declared=layout.encoding, name=name)


def lines(path: Path, *, name: str, layout: Layout) -> Iterator[str]:
    """Lines with their line ends; CR LF and a lone CR count as one end."""
    encoding = encoding_of(path, name=name, layout=layout)
    raw = GuardedBytes(path, name=name, layout=layout)
    with io.TextIOWrapper(io.BufferedReader(raw, CHUNK), encoding=encoding, newline=None) as text:
        try:
            yield from text
        except UnicodeError:
            raise wrong_encoding(path, name=name, layout=layout, encoding=encoding) from None


def wrong_encoding(path: Path, *, name: str, layout: Layout, encoding: str) -> Refused:
    """The refusal that names the first byte outside the encoding."""
    place = broken_at(chunks(path, name=name, layout=layout), encoding)
    line, byte = place or (0, 0)
    other = "gb18030" if encoding.startswith("utf-8") else "utf-8"
    return Refused(
        "{name}, line {line}: byte {byte} is not {encoding}.",
        next_step='If the file is {other}, set encoding = "{other}" for this source; otherwise '
        "have it exported again.",
        name=name,
        line=line,
        byte=byte,
        encoding=encoding.removesuffix("-sig"),
        other=other,
    )
