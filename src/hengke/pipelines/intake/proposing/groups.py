"""Files of one form are one source: what they are called together, and what their names tell."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.intake.delivery import caught
from hengke.pipelines.intake.proposing.sniffing import Sniffed, sniffed

MONTH_OF_YEAR = r"(?<=[mM_-])(?:1[0-2]|0?[1-9])(?=\.)|(?:1[0-2]|0?[1-9])(?=月)"
DAY, MONTH = r"(?<!\d)(?:19|20)\d{6}(?!\d)", r"(?<!\d)(?:19|20)\d{4}(?!\d)"
CONTROLS = (".ctl", ".chk", ".flg", ".ok")
MARKERS = (*CONTROLS, ".done", ".md5", ".sha256", ".md", ".pdf", ".doc", ".docx")


@dataclass(frozen=True)
class Group:
    """One source to be: its files, one of them looked into."""

    name: str
    globs: tuple[str, ...]
    sample: Sniffed
    files: tuple[str, ...]
    dated: str = ""  # "day", "month", "month of a year": what {date} in the globs catches


@dataclass(frozen=True)
class Unread:
    """A file of which nothing could be made, and why."""

    name: str
    reason: str


def grouped(directory: Path) -> tuple[list[Group], list[Unread]]:
    """Every file of the folder, as a part of a source or with the reason why not."""
    forms: dict[object, list[Sniffed]] = {}
    unread = []
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if not path.is_file() or any(part.startswith(".") for part in name.split("/")):
            continue
        if path.name.lower().endswith(MARKERS):
            unread.append(Unread(name, sentence("looks like a control file or a document")))
            continue
        try:
            found = sniffed(path, name=name)
        except Refused as refusal:
            unread.append(Unread(name, refusal.message))
            continue
        forms.setdefault((found.layout, found.columns, _stem(name)), []).append(found)
    groups = [_group(files) for files in forms.values()]
    return _told_apart(groups), unread


def _stem(name: str) -> str:
    """The name without its numbers: kh_20191031.csv and kh_20191130.csv are of one kind."""
    return re.sub(r"\d+", "#", name.rsplit("/", 1)[-1].split(".")[0])


def _group(files: list[Sniffed]) -> Group:
    names = [file.name.rsplit("/", 1)[-1] for file in files]
    fullest = max(files, key=lambda file: len(file.rows))
    dated = _dated(names)
    title = re.sub(r"[\W\d_]+", "_", names[0].split(".")[0]).strip("_").lower() or "file"
    globs = dict.fromkeys(_glob(name, dated) for name in names)
    return Group(title, tuple(globs), fullest, tuple(file.name for file in files), dated)


def _dated(names: list[str]) -> str:
    if all(_day(name) for name in names):
        return "day"
    if all(re.search(MONTH, name) for name in names):
        return "month"
    return "month of a year" if all(re.search(MONTH_OF_YEAR, name) for name in names) else ""


def _day(name: str) -> bool:
    found = re.search(DAY, name)
    if found is None:
        return False
    try:
        datetime.strptime(found.group(), "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _glob(name: str, dated: str) -> str:
    """Other deliveries carry other numbers in their names."""
    pattern = {"day": DAY, "month": MONTH, "month of a year": MONTH_OF_YEAR}.get(dated)
    found = re.search(pattern, name) if pattern else None
    if found:
        before = re.sub(r"[0-9]+", "*", name[: found.start()])
        return f"{before}{{date}}{re.sub(r'[0-9]{3,}', '*', name[found.end() :])}"
    stem, dot, endings = name.partition(".")
    return f"{re.sub(r'[0-9]+', '*', stem)}{dot}{endings}"


def _told_apart(groups: list[Group]) -> list[Group]:
    """Names are unique, and no pattern takes a file of another source."""
    counts: Counter[str] = Counter()
    result = []
    for group in groups:
        counts[group.name] += 1
        name = group.name if counts[group.name] == 1 else f"{group.name}_{counts[group.name]}"
        foreign = [file for other in groups if other is not group for file in other.files]
        greedy = any(caught(group.globs, file) is not None for file in foreign)
        globs = tuple(file for file in group.files) if greedy else group.globs
        result.append(Group(name, globs, group.sample, group.files, "" if greedy else group.dated))
    return result
