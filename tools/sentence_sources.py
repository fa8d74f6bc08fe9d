"""Which sentences come from below the pages: refusals, notes, reasons of rows, titles of mappings,
sources of policies, meanings of the contract's columns.

They are templates with `{parts}` (see `hengke/kernel/sentences.py`), written out where they are
raised. A template that is computed, or whose parts are not those that are given, is a problem.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.message_sources import Found, Message

REFUSALS = {
    "Refused", "PolicyError", "NotInForce", "NotItsCurrency", "NotComputed", "NeedsConfirmation",
    "Busy", "RuleError", "refuse",
}  # fmt: skip
OTHERS = {"sentence", "reason"}
PLACE = re.compile(r"\{(\w+)(?::[^{}]*)?\}")
SPOKEN_KEYS = {"title", "reason"}
"""What a mapping that ships says to people."""
SOURCES_SHOWN = {"fairness", "lifetime", "recommendation", "tagging", "tiering"}
"""Policies of which pages say where their numbers are from."""
CONTRACT = "engine/schemas.py"
MEANINGS = {"C": (2, ""), "_sealed": (1, ""), "_index": (1, "blind index of ")}
"""How the contract writes its columns: which argument is the meaning, and what goes before it."""


def sentences(folders: list[Path], *, root: Path) -> list[Found]:
    """Everything that these folders tell, in the order of files and lines."""
    found: list[Found] = []
    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        name = str(path.relative_to(root))
        if path.suffix == ".py":
            found += of_python(path.read_text(encoding="utf-8"), name)
            if name.endswith(CONTRACT):
                found += of_contract(path.read_text(encoding="utf-8"), name)
        elif path.suffix == ".toml" and path.parent.name == "mappings":
            found += of_mapping(path.read_text(encoding="utf-8"), name)
        elif path.suffix == ".toml" and _shows_sources(path):
            found += of_policy(path.read_text(encoding="utf-8"), name)
    return found


def of_python(text: str, name: str) -> Iterator[Found]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _called(node) in REFUSALS | OTHERS and node.args:
            yield from _of_call(node, f"{name}:{node.lineno}")


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _of_call(node: ast.Call, place: str) -> Iterator[Found]:
    spoken = [node.args[0]]
    if _called(node) in REFUSALS:
        spoken += [word.value for word in node.keywords if word.arg == "next_step"]
    templates = [template for value in spoken for template in _templates(value)]
    for template in templates:
        if template is None:
            yield Found(None, place, "a sentence must be written out, its parts given by name")
        else:
            yield Found(Message("", template), place)
    known = [template for template in templates if template is not None]
    yield from _of_parts(node, known, place)


def _templates(value: ast.expr) -> list[str | None]:
    """Texts written out; None for one that is computed. Anything else was made elsewhere."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return [value.value]
    if isinstance(value, ast.IfExp):
        return [*_templates(value.body), *_templates(value.orelse)]
    return [None] if isinstance(value, ast.JoinedStr | ast.BinOp) else []


def _of_parts(node: ast.Call, templates: list[str], place: str) -> Iterator[Found]:
    """The parts that templates name, and those that the call gives, are the same."""
    given = {word.arg for word in node.keywords} - {"next_step"}
    if None in given or not templates:
        return
    wanted = {match[1] for template in templates for match in PLACE.finditer(template)}
    for part in sorted(wanted - given):
        yield Found(None, place, f"{{{part}}} is not given")
    for part in sorted(str(one) for one in given - wanted):
        yield Found(None, place, f"{part} is given and stands in no sentence")


def of_contract(text: str, name: str) -> Iterator[Found]:
    """What each column of the contract means."""
    calls = [one for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)]
    for node in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        at, before = MEANINGS.get(_called(node), (0, ""))
        value = node.args[at] if at and len(node.args) > at else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield Found(Message("", before + value.value), f"{name}:{node.lineno}")


def of_mapping(text: str, name: str) -> Iterator[Found]:
    spoken = _spoken(tomllib.loads(text), SPOKEN_KEYS)
    yield from (Found(Message("", one), name) for one in spoken)


def of_policy(text: str, name: str) -> Iterator[Found]:
    """Where the numbers of a policy that ships are from; a source of one word is a code."""
    spoken = _spoken(tomllib.loads(text), {"source"})
    yield from (Found(Message("", one), name) for one in spoken if " " in one)


def _shows_sources(path: Path) -> bool:
    """Is it policies/WORD/NAME/FROM-DATE.toml of a word whose sources are shown?"""
    word = path.parent.parent
    return word.name in SOURCES_SHOWN and word.parent.name == "policies"


def _spoken(raw: Any, keys: set[str]) -> Iterator[str]:
    if isinstance(raw, list):
        for item in raw:
            yield from _spoken(item, keys)
    elif isinstance(raw, dict):
        for key, value in raw.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _spoken(value, keys)
