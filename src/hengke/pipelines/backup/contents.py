"""What an archive says about itself: `contents.json`, the last thing written, sealed by the home.

Every member stands there with its size and SHA-256; whatever else lies in the archive is refused.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Any

from hengke.kernel.errors import Refused
from hengke.pipelines.protection.ring import SECRETS, Ring
from hengke.pipelines.protection.sealing import Sealer

FORM = 1
CONTENTS, SEAL = "contents.json", "contents.seal"
HOME, DATABASE, MASTER = "home/", "database/", "master.sealed.json"
SEALED_WORDS = "hengke backup "
RING = f"{HOME}keys/ring.json"


@dataclass(frozen=True)
class Member:
    """One file of the archive, as it is when unpacked."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Contents:
    """`run_id` is the run that the database shows, `sequence` the lake's manifest beside it.

    `tables` (rows of each), `migrations` and `comments` are what a database that is not a file
    needs to stand up again; `damaged` names files that were not what the manifest says.
    """

    release: str
    made_at: str
    bank: str
    database: str  # sqlite | postgresql | none
    run_id: str
    sequence: int
    members: tuple[Member, ...]
    form: int = FORM
    tables: dict[str, int] = field(default_factory=dict)
    migrations: tuple[tuple[str, str], ...] = ()
    comments: dict[str, str] = field(default_factory=dict)
    damaged: tuple[str, ...] = ()

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    def bytes(self) -> int:
        return sum(member.size for member in self.members)

    def has(self, name: str) -> bool:
        return any(member.name == name for member in self.members)


def understood(text: bytes) -> Contents:
    """The contents of an archive. Refused when a later release wrote it, or nobody did."""
    try:
        raw: dict[str, Any] = json.loads(text)
        form = int(raw["form"])
    except (ValueError, KeyError, TypeError):
        raise not_a_backup() from None
    if form > FORM:
        raise Refused(
            "This backup was written by Hengke {release} in a form that this release does not "
            "know.",
            next_step="Restore it with that release or a newer one.",
            release=str(raw.get("release", "?")),
        )
    try:
        members = tuple(Member(**member) for member in raw.pop("members"))
        known = {key: raw[key] for key in Contents.__dataclass_fields__ if key in raw}
        known["migrations"] = tuple((app, name) for app, name in known.get("migrations", ()))
        known["damaged"] = tuple(known.get("damaged", ()))
        found = Contents(**known, members=members)
    except (KeyError, TypeError, ValueError):
        raise not_a_backup() from None
    for member in found.members:
        check_name(member.name)
    return found


def check_name(name: str) -> None:
    """A name leads to a place inside the home or the database's folder, and nowhere else."""
    parts = PurePosixPath(name).parts
    plain = name == "/".join(parts) and not set(parts) & {"..", ".", "/"}
    if not plain or "\\" in name or "\x00" in name or ":" in name or not _is_placed(name):
        raise Refused(
            'The backup names a file "{name}" that would lie outside the home. Nothing was '
            "written.",
            next_step="It was not made by hengke backup; find out where it comes from.",
            name=name[:80],
        )


def _is_placed(name: str) -> bool:
    return name == MASTER or (name.startswith((HOME, DATABASE)) and not name.endswith("/"))


def sealed(text: bytes, ring: Ring) -> str:
    """Proof that the holder of the key ring wrote this table of contents."""
    return str(Sealer(ring, SECRETS).seal(_words(text)))


def check_seal(text: bytes, seal: str, ring: Ring) -> None:
    """Refused where the contents were changed, or the master key is of another home."""
    if Sealer(ring, SECRETS).open(seal) != _words(text):
        raise Refused(
            "The backup's table of contents was changed after it was sealed. Nothing was written.",
            next_step="Take another copy of the backup; this one is not what was saved.",
        )


def not_a_backup() -> Refused:
    return Refused(
        "This file is no backup of a Hengke home, or not all of it is there.",
        next_step="Take another copy of it, or an earlier backup. Nothing was written.",
    )


def _words(text: bytes) -> str:
    return SEALED_WORDS + hashlib.sha256(text).hexdigest()
