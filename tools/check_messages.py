"""Every message that a person can meet is translated, and what is read is what catalogues say.

Messages of pages lie in each app's own catalogue, for Django; sentences from below the pages
(tools/sentence_sources.py) in that of the kernel.

`python -m tools.check_messages --write [WORD …]` brings catalogues up to date: new messages are
added without a translation, what nobody uses any more is dropped, the binary form is compiled.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tools import message_catalogue, message_sources, sentence_sources
from tools.message_catalogue import Catalogue, Entry
from tools.message_sources import Found, Message

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"
BELOW = ("kernel", "policies", "engine", "learning", "pipelines")


@dataclass(frozen=True)
class Area:
    """What shares one catalogue: an app, the shared parts together with the server's rail, or
    everything below the pages."""

    word: str
    folders: tuple[Path, ...]
    catalogue: Path

    def used(self, root: Path) -> list[Found]:
        read = sentence_sources.sentences if self.word == "sentences" else message_sources.messages
        return read(list(self.folders), root=root)


def areas(root: Path = ROOT) -> list[Area]:
    source = root / "src" / "hengke"
    web, server = source / "web", source / "server"
    apps = [path.parent for path in sorted((source / "apps").glob("*/apps.py"))]
    shared = [Area("web", (web, server), web / CATALOGUE)] if web.is_dir() else []
    return [
        *(Area(app.name, (app,), app / CATALOGUE) for app in apps),
        *shared,
        *_below(source),
    ]


def _below(source: Path) -> list[Area]:
    folders = tuple(source / name for name in BELOW if (source / name).is_dir())
    catalogue = source / "kernel" / CATALOGUE.with_name("sentences.po")
    return [Area("sentences", folders, catalogue)] if folders else []


def problems(root: Path = ROOT) -> list[str]:
    """One line per message that a reader of Chinese would meet in English, or wrongly."""
    known = areas(root)
    found = [line for area in known for line in _of_area(area, root)]
    return [*found, *_disagreements(known, root)]


def _of_area(area: Area, root: Path) -> list[str]:
    used = area.used(root)
    lines = [f"{one.place}: {one.problem}" for one in used if one.problem]
    name = area.catalogue.relative_to(root)
    wanted = _wanted(used)
    if not area.catalogue.exists():
        return lines + ([f"{name}: is missing; {len(wanted)} messages"] if wanted else [])
    catalogue = message_catalogue.read(area.catalogue.read_text(encoding="utf-8"))
    return lines + [f"{name}: {line}" for line in _of_catalogue(area, catalogue, wanted)]


def _of_catalogue(area: Area, catalogue: Catalogue, wanted: dict[Message, str]) -> list[str]:
    known = Counter(entry.message for entry in catalogue.entries)
    return [
        *(f"{_short(m)} is missing ({place})" for m, place in wanted.items() if m not in known),
        *(f"{_short(message)} stands {n} times" for message, n in known.items() if n > 1),
        *(line for entry in catalogue.entries for line in _of_entry(entry, wanted)),
        *([f"{catalogue.obsolete} obsolete messages"] if catalogue.obsolete else []),
        *_of_binary(area, catalogue),
    ]


def _of_entry(entry: Entry, wanted: dict[Message, str]) -> list[str]:
    short = _short(entry.message)
    if entry.message not in wanted:
        return [f"{short} is used nowhere"]
    if entry.fuzzy:
        return [f"{short} is marked as fuzzy"]
    if not entry.translation:
        return [f"{short} has no translation"]
    source = f"{entry.message.text} {entry.message.plural}"
    wrong = message_catalogue.placeholders(entry.translation) - message_catalogue.placeholders(
        source
    )
    return [f"{short} has unknown placeholders: {', '.join(sorted(wrong))}"] if wrong else []


def _of_binary(area: Area, catalogue: Catalogue) -> list[str]:
    binary = area.catalogue.with_suffix(".mo")
    fresh = message_catalogue.compiled(catalogue)
    if binary.exists() and binary.read_bytes() == fresh:
        return []
    return [f"{binary.name} is not what it compiles to; run python -m tools.check_messages --write"]


def _disagreements(known: list[Area], root: Path) -> list[str]:
    """Django merges all catalogues: of two translations of one message, one is never shown."""
    said: dict[Message, tuple[str, str]] = {}
    found = []
    for area in known:
        if not area.catalogue.exists():
            continue
        for entry in message_catalogue.read(area.catalogue.read_text(encoding="utf-8")).entries:
            word, translation = said.setdefault(entry.message, (area.word, entry.translation))
            if translation and entry.translation and translation != entry.translation:
                found.append(
                    f"{area.catalogue.relative_to(root)}: {_short(entry.message)} is "
                    f"{entry.translation!r} here, {translation!r} in {word}; agree, or use pgettext"
                )
    return found


def _wanted(used: list[Found]) -> dict[Message, str]:
    wanted: dict[Message, str] = {}
    for one in used:
        if one.message is not None and one.message.text:
            wanted.setdefault(one.message, one.place)
    return wanted


def _short(message: Message) -> str:
    text = message.text if len(message.text) <= 50 else f"{message.text[:49]}…"
    return f"{text!r}" + (f" [{message.context}]" if message.context else "")


def write(area: Area, root: Path = ROOT) -> None:
    """Bring a catalogue and its binary form up to date, keeping every translation in use."""
    wanted = _wanted(area.used(root))
    old = (
        message_catalogue.read(area.catalogue.read_text(encoding="utf-8"))
        if area.catalogue.exists()
        else Catalogue()
    )
    if not wanted:
        return
    kept = {entry.message: entry for entry in old.entries}
    fresh = Catalogue([kept.get(message) or Entry(message, "") for message in wanted])
    area.catalogue.parent.mkdir(parents=True, exist_ok=True)
    area.catalogue.write_text(message_catalogue.written(fresh), encoding="utf-8")
    area.catalogue.with_suffix(".mo").write_bytes(message_catalogue.compiled(fresh))


def main(words: list[str]) -> int:
    if "--write" in words:
        chosen = {word for word in words if word != "--write"}
        for area in areas():
            if not chosen or area.word in chosen:
                write(area)
    found = problems()
    for problem in found:
        print(problem)
    print(f"{len(found)} problems with messages")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
