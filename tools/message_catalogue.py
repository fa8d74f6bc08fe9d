"""Catalogues of translations: the text form that people edit, and the binary form Django reads."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from tools.message_sources import Message

HEADER = (
    "Project-Id-Version: Hengke\n"
    "Language: zh_Hans\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)
MAGIC = 0x950412DE
KEYWORD = re.compile(r"^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+\"(.*)\"$")
CONTINUED = re.compile(r"^\"(.*)\"$")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+(?::[^{}]*)?\}")
"""Those of Django's messages, and those of sentences."""


@dataclass
class Entry:
    """One translation; a Chinese one has a single form whatever the number."""

    message: Message
    translation: str
    fuzzy: bool = False


@dataclass
class Catalogue:
    """The translations of one place. `obsolete` counts what was commented out."""

    entries: list[Entry] = field(default_factory=list)
    header: str = HEADER
    obsolete: int = 0


def read(text: str) -> Catalogue:
    """A catalogue from its text form."""
    catalogue = Catalogue(header="")
    for block in re.split(r"\n\s*\n", text):
        _read_block(block, catalogue)
    return catalogue


def _read_block(block: str, catalogue: Catalogue) -> None:
    parts: dict[str, str] = {}
    fuzzy, last = False, ""
    for line in block.splitlines():
        if line.startswith("#~"):
            catalogue.obsolete += line.startswith("#~ msgid ")
        elif line.startswith("#,"):
            fuzzy = fuzzy or "fuzzy" in line
        elif match := KEYWORD.match(line):
            last = match[1]
            parts[last] = _unescaped(match[2])
        elif (match := CONTINUED.match(line)) and last:
            parts[last] += _unescaped(match[1])
    if "msgid" not in parts:
        return
    translation = parts.get("msgstr", parts.get("msgstr[0]", ""))
    message = Message(parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", ""))
    if message.text == "" and not message.context:
        catalogue.header = translation
    else:
        catalogue.entries.append(Entry(message, translation, fuzzy))


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), text)


def written(catalogue: Catalogue) -> str:
    """The text form, in the order of the entries; the same entries give the same bytes."""
    blocks = [f'msgid ""\nmsgstr ""\n{_lines(HEADER)}']
    blocks += [_block(entry) for entry in catalogue.entries]
    return "\n\n".join(blocks) + "\n"


def _block(entry: Entry) -> str:
    message = entry.message
    lines = ["#, fuzzy"] if entry.fuzzy else []
    if message.context:
        lines.append(f"msgctxt {_quoted(message.context)}")
    lines.append(f"msgid {_quoted(message.text)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
    form = "msgstr[0]" if message.plural else "msgstr"
    return "\n".join([*lines, f"{form} {_quoted(entry.translation)}"])


def _lines(text: str) -> str:
    return "\n".join(_quoted(line) for line in text.splitlines(keepends=True))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped.replace(chr(9), chr(92) + "t").replace(chr(13), chr(92) + "r")}"'


def compiled(catalogue: Catalogue) -> bytes:
    """The binary form: sorted keys, no hash table, no date; same entries, same bytes."""
    pairs = {b"": (catalogue.header or HEADER).encode()}
    for entry in catalogue.entries:
        if entry.translation and not entry.fuzzy:
            pairs[_key(entry.message)] = entry.translation.encode()
    keys = sorted(pairs)
    values = [pairs[key] for key in keys]
    start = 7 * 4 + 16 * len(keys)
    offsets, position = [], start
    for text in (*keys, *values):
        offsets.append((len(text), position))
        position += len(text) + 1
    head = struct.pack("<7I", MAGIC, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    table = b"".join(struct.pack("<2I", *offset) for offset in offsets)
    return head + table + b"".join(text + b"\0" for text in (*keys, *values))


def _key(message: Message) -> bytes:
    context = f"{message.context}\x04" if message.context else ""
    plural = f"\0{message.plural}" if message.plural else ""
    return f"{context}{message.text}{plural}".encode()


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
