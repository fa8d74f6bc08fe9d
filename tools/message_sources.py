"""Which messages pages use: from Python by its syntax tree, from templates by their tags.

A message is (context, text, plural) as gettext knows it; Django's own rules apply: `{{ name }}`
becomes `%(name)s`, a per cent sign in a template is doubled, `trimmed` joins lines.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# function of django.utils.translation -> places of (context, text, plural) among its arguments
PLACES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None), "gettext_lazy": (None, 0, None), "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1), "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None), "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2), "npgettext_lazy": (0, 1, 2),
}  # fmt: skip
TAGS = re.compile(r"({%.*?%}|{{.*?}}|{#.*?#})", re.DOTALL)
QUOTED = r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
INLINE = re.compile(rf"{{%\s*trans(?:late)?\s+{QUOTED}(.*?)%}}", re.DOTALL)
BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b(.*?)%}", re.DOTALL)
END, PLURAL = re.compile(r"{%\s*endblocktrans(?:late)?\s*%}"), re.compile(r"{%\s*plural\s*%}")
CONTEXT = re.compile(rf"\bcontext\s+{QUOTED}")
IN_EXPRESSION = re.compile(rf"\b_\({QUOTED}\)")
VARIABLE = re.compile(r"{{\s*([\w.]+)\s*}}")


@dataclass(frozen=True, order=True)
class Message:
    """One message as it stands in a catalogue; `plural` empty where there is none."""

    context: str
    text: str
    plural: str = ""


@dataclass(frozen=True)
class Found:
    """A message and where it was met first, or a problem with how it is written."""

    message: Message | None
    place: str
    problem: str = ""


def messages(folders: list[Path], *, root: Path) -> list[Found]:
    """Everything that these folders say, in the order of files and lines."""
    return [
        found
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts
        for found in _of_file(path, str(path.relative_to(root)))
    ]


def _of_file(path: Path, name: str) -> Iterator[Found]:
    text = path.read_text(encoding="utf-8")
    yield from of_python(text, name) if path.suffix == ".py" else of_template(text, name)


def of_python(text: str, name: str) -> Iterator[Found]:
    """Calls of the translation functions, under whatever name they were imported."""
    tree = ast.parse(text)
    known = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (function := _function(node, known)) in PLACES:
            yield _call(node, PLACES[function], f"{name}:{node.lineno}")


def _function(node: ast.Call, known: dict[str, str]) -> str:
    if isinstance(node.func, ast.Name):
        return known.get(node.func.id, "")
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return node.func.attr if known.get(node.func.value.id, "") == "translation" else ""
    return ""


def _call(node: ast.Call, places: tuple[int | None, int, int | None], place: str) -> Found:
    parts = [_literal(node, at) for at in places]
    if None in parts:
        return Found(None, place, "a message must be written out, not computed")
    return Found(Message(*(part or "" for part in parts)), place)


def _literal(node: ast.Call, at: int | None) -> str | None:
    """The text of an argument; empty where the function has none, None where it is computed."""
    if at is None:
        return ""
    value = node.args[at] if at < len(node.args) else None
    text = value.value if isinstance(value, ast.Constant) else None
    return text if isinstance(text, str) else None


def of_template(text: str, name: str) -> Iterator[Found]:
    """Messages of `translate`, `blocktranslate` and `_("…")` within tags."""
    pieces = TAGS.split(text)
    at, line = 0, 1
    while at < len(pieces):
        piece, place = pieces[at], f"{name}:{line}"
        if inline := INLINE.match(piece):
            context = CONTEXT.search(inline[2])
            message = Message(_unquoted(context[1]) if context else "", _inline(inline[1]))
            yield Found(message, place)
        elif block := BLOCK.match(piece):
            end = next(i for i in range(at, len(pieces)) if END.match(pieces[i]))
            yield Found(_block(block[1], pieces[at + 1 : end]), place)
            line += sum(part.count("\n") for part in pieces[at:end])
            at = end
        elif piece.startswith(("{%", "{{")):
            for quoted in IN_EXPRESSION.findall(piece):
                yield Found(Message("", _inline(quoted)), place)
        line += pieces[at].count("\n")
        at += 1


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _inline(quoted: str) -> str:
    return _unquoted(quoted).replace("%", "%%")


def _block(options: str, pieces: list[str]) -> Message:
    """The text between the tags, with variables as placeholders."""
    context = CONTEXT.search(options)
    cut = next((i for i, piece in enumerate(pieces) if PLURAL.match(piece)), len(pieces))
    trimmed = re.search(r"\btrimmed\b", options) is not None
    texts = [_placed(part, trimmed) for part in (pieces[:cut], pieces[cut + 1 :])]
    return Message(_unquoted(context[1]) if context else "", *texts)


def _placed(pieces: list[str], trimmed: bool) -> str:
    """A per cent sign is doubled before the placeholders bring their own."""
    text = "".join(
        f"%({variable[1]})s" if (variable := VARIABLE.match(piece)) else piece.replace("%", "%%")
        for piece in pieces
    )
    return " ".join(line.strip() for line in text.strip().splitlines()) if trimmed else text
