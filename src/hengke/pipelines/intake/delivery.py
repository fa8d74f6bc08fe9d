"""A delivery: the files of one folder, hashed, and the source that each of them feeds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.intake.mapping import Control, Mapping, Source

LEFT_OUT = sentence("the mapping leaves it out")
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
        raise Refused(
            "There is no folder {folder}.", next_step="Name the delivery's folder.", folder=folder
        )
    files, left = [], []
    names = _names(folder)
    controls = _controls(names, mapping)
    for name in names:
        if name in controls:
            continue
        taken = _taken(folder / name, name, mapping)
        if isinstance(taken, DeliveredFile):
            files.append(taken)
        else:
            left.append((name, taken))
    delivery = Delivery(folder, tuple(sorted(files, key=_natural)), tuple(left))
    _check_complete(delivery, mapping)
    return delivery


def _names(folder: Path) -> list[str]:
    """Files below the folder; hidden ones are the system's."""
    names = (p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")) if p.is_file())
    return [name for name in names if not any(part.startswith(".") for part in name.split("/"))]


def _natural(file: DeliveredFile) -> list[object]:
    """m9 before m10."""
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part)
        for part in re.split(r"(\d+)", f"{file.source}/{file.name}")
    ]


def _taken(path: Path, name: str, mapping: Mapping) -> DeliveredFile | str:
    """The file as a source takes it, or the reason why none does."""
    for ignored in mapping.ignored:
        if caught(ignored.files, name) is not None:
            return sentence(ignored.reason or LEFT_OUT)
    for source in mapping.sources:
        found = caught(source.files, name)
        if found is not None:
            if path.suffix.lower() in ARCHIVES:
                raise Refused(
                    "{name} is an archive.", next_step="Unpack it (or use gzip).", name=name
                )
            digest, size = _hashed(path)
            return DeliveredFile(path, name, digest, size, source.name, found)
    return sentence("no source of the mapping takes it")


def control_name(name: str, control: Control, captured: dict[str, str]) -> str:
    """The control file that belongs to a data file, as a pattern."""
    file = name.rsplit("/", 1)[-1]
    wanted = control.files
    for key, value in {"name": file, "stem": file.split(".")[0], **captured}.items():
        wanted = wanted.replace("{" + key + "}", value)
    return wanted


def _controls(names: list[str], mapping: Mapping) -> set[str]:
    """Files that are the control file of another one; they are no data themselves."""
    found = set()
    for source in mapping.sources:
        for name in names if source.control else ():
            captured = caught(source.files, name)
            if captured is not None and source.control:
                wanted = control_name(name, source.control, captured)
                found |= {other for other in names if caught([wanted], other) is not None} - {name}
    return found


def _hashed(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return digest.hexdigest(), path.stat().st_size


def _check_complete(delivery: Delivery, mapping: Mapping) -> None:
    for source in mapping.sources:
        if source.required and not delivery.of(source):
            raise Refused(
                '{folder} has no file for source "{source}" ({patterns}).',
                next_step="Deliver it, or correct the pattern in the mapping.",
                folder=delivery.folder.name,
                source=source.name,
                patterns=", ".join(source.files),
            )
    if not delivery.files:
        patterns = [glob for source in mapping.sources for glob in source.files]
        raise Refused(
            "No file in {folder} fits mapping {mapping} ({patterns}).",
            next_step="Check the folder and the mapping, or propose one: hengke mapping new DIR",
            folder=delivery.folder.name,
            mapping=mapping.name,
            patterns=", ".join(patterns),
        )
