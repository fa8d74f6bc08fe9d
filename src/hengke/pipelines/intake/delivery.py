"""A delivery: the files of one folder, hashed, and the source that each of them feeds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.pipelines.intake.mapping import Mapping, Source

ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class DeliveredFile:
    """One file as received. `captured` holds what the source's pattern caught in its name."""

    path: Path
    name: str
    sha256: str
    bytes: int
    source: str
    captured: dict[str, str] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        return self.path.name.split(".")[0]

    def identity(self) -> dict[str, object]:
        return {
            "name": self.name, "sha256": self.sha256, "bytes": self.bytes,
            "source": self.source, "captured": self.captured,
        }  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """The files that a mapping takes from a folder, and those it leaves (with the reason)."""

    folder: Path
    files: tuple[DeliveredFile, ...]
    left: tuple[tuple[str, str], ...] = ()

    def of(self, source: Source) -> list[DeliveredFile]:
        return [file for file in self.files if file.source == source.name]

    @property
    def digest(self) -> str:
        """The same files give the same digest, whatever the folder is called."""
        parts = sorted(f"{file.source} {file.name} {file.sha256}" for file in self.files)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def pattern(glob: str) -> re.Pattern[str]:
    """`cunkuan_m{month}.csv*`: `*` is any text, `?` a character, `{name}` catches a part."""
    pieces = re.split(r"(\*|\?|\{\w+\})", glob)
    regex = "".join(_piece(piece) for piece in pieces)
    return re.compile(regex, re.IGNORECASE)


def _piece(piece: str) -> str:
    if piece == "*":
        return ".*"
    if piece == "?":
        return "."
    if piece.startswith("{"):
        return f"(?P<{piece[1:-1]}>[^./]+?)"
    return re.escape(piece)


def caught(globs: Iterable[str], name: str) -> dict[str, str] | None:
    """What the first matching pattern caught; None when none matches."""
    for glob in globs:
        subject = name if "/" in glob else name.rsplit("/", 1)[-1]
        if found := pattern(glob).fullmatch(subject):
            return found.groupdict()
    return None


def collect(folder: Path, mapping: Mapping) -> Delivery:
    """Give every file of the folder to the first source whose pattern it fits."""
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}.", next_step="Name the delivery's folder.")
    files, left = [], []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or any(part.startswith(".") for part in name.split("/")):
            continue
        taken = _taken(path, name, mapping)
        if isinstance(taken, DeliveredFile):
            files.append(taken)
        elif taken:
            left.append((name, taken))
    delivery = Delivery(folder, tuple(sorted(files, key=_natural)), tuple(left))
    _check_complete(delivery, mapping)
    return delivery


def _natural(file: DeliveredFile) -> list[object]:
    """m9 before m10."""
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.split(r"(\d+)", f"{file.source}/{file.name}")
    ]


def _taken(path: Path, name: str, mapping: Mapping) -> DeliveredFile | str:
    """The file as a source takes it, or the reason why none does; control files belong to data."""
    for ignored in mapping.ignored:
        if caught(ignored.files, name) is not None:
            return ignored.reason or "the mapping leaves it out"
    for source in mapping.sources:
        found = caught(source.files, name)
        if found is not None:
            if path.suffix.lower() in ARCHIVES:
                raise Refused(f"{name} is an archive.", next_step="Unpack it (or use gzip).")
            digest, size = _hashed(path)
            return DeliveredFile(path, name, digest, size, source.name, found)
    return "" if _is_control(name, mapping) else "no source of the mapping takes it"


def _is_control(name: str, mapping: Mapping) -> bool:
    globs = [
        re.sub(r"\{\w+\}", "*", source.control.files)
        for source in mapping.sources
        if source.control
    ]
    return caught(globs, name) is not None


def _hashed(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return digest.hexdigest(), path.stat().st_size


def _check_complete(delivery: Delivery, mapping: Mapping) -> None:
    for source in mapping.sources:
        if source.required and not delivery.of(source):
            raise Refused(
                f'{delivery.folder.name} has no file for source "{source.name}" '
                f"({', '.join(source.files)}).",
                next_step="Deliver it, or correct the pattern in the mapping.",
            )
    if not delivery.files:
        patterns = [glob for source in mapping.sources for glob in source.files]
        raise Refused(
            f"No file in {delivery.folder.name} fits mapping {mapping.name} "
            f"({', '.join(patterns)}).",
            next_step="Check the folder and the mapping, or propose one: hengke mapping new DIR",
        )
