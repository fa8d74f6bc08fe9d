"""Troubles of the machine in words: a full disk, a database that has gone, a file nobody can read.

Each library says these in its own way and with its own kind of error; here they become refusals
with a way out. Whatever is not recognised stays what it is: broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hengke.kernel.errors import Refused

MOST_SHOWN = 200  # characters of a library's own words
FULL = (
    "no space left on device", "database or disk is full", "disk quota exceeded", "file too large",
    "disk i/o error", "failed to offload data block", "could not extend file",
)  # fmt: skip
MEMORY = ("out of memory error", "failed to allocate", "cannot allocate memory")
DATABASE_GONE = (
    "server closed the connection", "connection refused", "terminating connection",
    "connection to server", "the database system is", "connection is closed", "connection is lost",
    "consuming input failed", "no connection to the server", "could not receive data from server",
    "could not send data to server", "the connection is closed", "connection already closed",
    "query cancelled", "bad connection",
)  # fmt: skip
UNREADABLE = (
    "parquet", "zstd decompression", "snappy", "magic bytes", "thrift", "tprotocolexception",
    "invalid page header", "corrupt",
)  # fmt: skip


def explained(error: BaseException) -> Refused | None:
    """The refusal that says what happened; None where it is nothing of the kind."""
    for one in _chain(error):
        if not _is_of_a_library(one):
            continue
        words = str(one).lower()
        for marks, said in TROUBLES:
            if any(mark in words for mark in marks):
                return said(_short(one))
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _is_of_a_library(error: BaseException) -> bool:
    """Our own errors and plain mistakes of a program are not explained away."""
    return isinstance(error, (OSError, MemoryError)) or not (
        type(error).__module__.startswith(("hengke", "builtins"))
    )


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:MOST_SHOWN]


def _full(words: str) -> Refused:
    return Refused(
        "The disk takes no more: {words}.",
        next_step="Make room (`hengke doctor` says how much is free), then give the same command "
        "again. What was there before is untouched.",
        words=words,
    )


def _memory(words: str) -> Refused:
    return Refused(
        "There is not enough memory: {words}.",
        next_step="End other programs or take a larger machine, then give the same command again. "
        "What was there before is untouched.",
        words=words,
    )


def _database_gone(words: str) -> Refused:
    return Refused(
        "The workbench's database does not answer: {words}.",
        next_step="Start it, then show the newest run with: hengke publish (what was computed is "
        "kept, the database shows what it showed before).",
        words=words,
    )


def _unreadable(words: str) -> Refused:
    return Refused(
        "A file cannot be read: {words}.",
        next_step="hengke doctor --deep names every damaged file of the lake and the way out.",
        words=words,
    )


TROUBLES: tuple[tuple[tuple[str, ...], Callable[[str], Refused]], ...] = (
    (FULL, _full),
    (MEMORY, _memory),
    (DATABASE_GONE, _database_gone),
    (UNREADABLE, _unreadable),
)
"""Words of the libraries, and what they mean; the first that fits."""
