"""A whole file under one key: AES-GCM, piece by piece, so that memory stays that of a piece.

Every piece is bound to its place and the last one says that it is the last: a file that was cut
off, reordered or changed does not open. Used for uploads and for what is kept of a delivery
(bronze, quarantine); destroying the key of its partition destroys the file, wherever copies lie.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hengke.kernel.errors import Refused
from hengke.pipelines.protection.ring import NONCE, Ring

MAGIC = b"HKSF1\n"
PIECE = 1 << 20
TAG = 16
ENDING = ".sealed"


def seal_file(ring: Ring, purpose: str, source: Path, target: Path) -> None:
    """Write `target` from `source` with the active key of the purpose; on disk when it returns."""
    with source.open("rb") as plain:
        seal_chunks(ring, purpose, iter(lambda: plain.read(PIECE), b""), target)


def seal_chunks(ring: Ring, purpose: str, chunks: Iterable[bytes], target: Path) -> None:
    """The same from bytes as they come, of whatever lengths."""
    key = ring.active(purpose)
    cipher = AESGCM(ring.secret(key.id))
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.draft")
    with draft.open("wb") as sealed:
        sealed.write(MAGIC + f"{key.id}\n".encode())
        for number, piece, last in _numbered(_cut(chunks, PIECE)):
            nonce = os.urandom(NONCE)
            sealed.write(nonce + cipher.encrypt(nonce, piece, _place(number, last)))
        sealed.flush()
        os.fsync(sealed.fileno())
    draft.chmod(0o600)
    os.replace(draft, target)


def open_file(ring: Ring, source: Path, target: Path) -> None:
    """The plain file again. Refused where the key is gone or the file was changed."""
    with source.open("rb") as sealed, target.open("wb") as plain:
        if sealed.read(len(MAGIC)) != MAGIC:
            raise _damaged(source)
        cipher = AESGCM(ring.secret(sealed.readline().decode("ascii", "replace").strip()))
        for number, piece, last in _pieces(sealed, NONCE + PIECE + TAG):
            try:
                plain.write(cipher.decrypt(piece[:NONCE], piece[NONCE:], _place(number, last)))
            except (InvalidTag, ValueError):
                raise _damaged(source) from None


def is_sealed_file(path: Path) -> bool:
    """Whether the file begins as ours do."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def key_of(source: Path) -> str:
    """The key that the file names; "" where it is not one of ours."""
    with source.open("rb") as sealed:
        ours = sealed.read(len(MAGIC)) == MAGIC
        return sealed.readline().decode("ascii", "replace").strip() if ours else ""


def _pieces(file: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    return _numbered(iter(lambda: file.read(size), b""))


def _numbered(pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes, and whether it is the last; where there is none, one that is empty."""
    coming = iter(pieces)
    piece, number = next(coming, b""), 0
    for following in coming:
        yield number, piece, False
        piece, number = following, number + 1
    yield number, piece, True


def _cut(chunks: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of one size; the last may be shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def _place(number: int, last: bool) -> bytes:
    return f"{number}{' last' if last else ''}".encode()


def _damaged(path: Path) -> Refused:
    return Refused(
        "{path} was damaged or changed; it does not open.",
        next_step="Restore it from a backup.",
        path=path.name,
    )
