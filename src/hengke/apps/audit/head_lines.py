"""A head as a line of text: how long both chains are, where they end, signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from hengke.apps.audit import canonical
from hengke.apps.audit.signing import Signer

FILE = "heads.jsonl"


@dataclass(frozen=True)
class Ends:
    """Rows of the chain of changes and its last hash; seals of reads and the hash of the last."""

    changes: int
    changes_hash: str
    seals: int
    seals_hash: str


@dataclass(frozen=True)
class HeadLine:
    """`previous` is the hash of the line before. `restored` says that the database was put back to
    an earlier state on purpose, and why: heads before it may know more than the chains hold."""

    number: int
    at: str
    changes: int
    changes_hash: str
    seals: int
    seals_hash: str
    restored: str
    previous: str
    key: str
    signature: str = ""

    def signed_text(self) -> bytes:
        said = {key: value for key, value in asdict(self).items() if key != "signature"}
        return canonical.text([said])

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def made(ends: Ends, before: str, *, now: datetime, signer: Signer, restored: str = "") -> HeadLine:
    """The head that follows the line `before` (empty at the beginning)."""
    number = read(before).number + 1 if before else 1
    previous = hash_of(before) if before else canonical.START
    unsigned = HeadLine(
        number, canonical.instant(now), **asdict(ends), restored=restored, previous=previous,
        key=signer.key_id,
    )  # fmt: skip
    text = unsigned.signed_text()
    return HeadLine(**{**asdict(unsigned), "signature": signer.sign(text)})


def read(line: str) -> HeadLine:
    """Raises ValueError where the line is not one of ours."""
    try:
        raw = json.loads(line)
        head = HeadLine(**raw)
    except TypeError:
        raise ValueError("not a head") from None
    kinds = dict.fromkeys(("number", "changes", "seals"), int)
    for name, value in asdict(head).items():
        if type(value) is not kinds.get(name, str):
            raise ValueError(f"{name} of a head is {value!r}")
    return head


def hash_of(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def lines_of(path: Path) -> Iterator[str]:
    """Lines without their ends; none where there is no file."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def last_of(lines: Iterable[str]) -> str:
    last = ""
    for last in lines:  # noqa: B007 - only the last is wanted
        pass
    return last
