"""Files that a person names on the command line: a wrong name is a refusal, not a breakage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hengke.kernel.errors import Refused


@contextmanager
def named_by_a_person() -> Iterator[None]:
    """Around reading or writing such a file."""
    try:
        yield
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "filename", None) or "the file"
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise Refused(
            f"Cannot use {what}: {why}.", next_step="Check the name, and who may read or write it."
        ) from None


def text_of(path: Path) -> str:
    with named_by_a_person():
        return path.read_text(encoding="utf-8")
