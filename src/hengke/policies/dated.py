"""Dated policy files: `<kind>/<name>/<from>.toml`, shipped beside the code and in the bank's home.

A bank's file with the same name and date replaces the shipped one; any other date is added. The
newest that has begun is in force; before the first one begins, the first is.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hengke.kernel.errors import PolicyError
from hengke.kernel.sentences import sentence
from hengke.policies import fields

Policy = TypeVar("Policy")


def load(
    shipped: Path, name: str, parse: Callable[..., Policy], *, on: date, own: Path | None
) -> Policy:
    """The policy of this name in force on the day, as `parse(text, name=…, since=…)` reads it."""
    found = files(shipped, name, own)
    if not found:
        raise PolicyError("there is no policy {kind}/{name}", kind=shipped.name, name=name)
    since = max([day for day in found if day <= on] or [min(found)])
    return read(found[since], partial(parse, name=name, since=since))


def files(shipped: Path, name: str, own: Path | None) -> dict[date, Path]:
    """Every file of this name by its first day."""
    roots = [root for root in (shipped, own) if root is not None]
    return {
        first_day(path): path for root in roots for path in sorted((root / name).glob("*.toml"))
    }


def read(path: Path, parse: Callable[[str], Policy]) -> Policy:
    """A mistake is told with the file that it is in, and with a way out."""
    try:
        return parse(_text(path))
    except PolicyError as error:
        raise PolicyError(
            "{file}: {problem}",
            next_step=error.next_step or sentence("Correct it in this file, then try again."),
            file=path,
            problem=error.message,
        ) from error


def table(text: str, keys: Collection[str], *, name: str) -> fields.Table:
    """The whole file, when it is TOML and every part of it is known."""
    return fields.check_keys(toml(text, name=name), keys, where=name)


def toml(text: str, *, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            "policy '{name}' is not valid TOML: {error}", name=name, error=error
        ) from error


def version(text: str, *, name: str, since: date) -> str:
    """What results carry: the policy, its first day, and a digest of the text in force."""
    return f"{name}@{since}:{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def first_day(path: Path) -> date:
    """The day from which a policy file is in force: its name."""
    try:
        return date.fromisoformat(path.stem)
    except ValueError as error:
        raise PolicyError(
            "policy file {folder}/{file} is not named after a date",
            next_step="Name it after its first day in force, such as 2026-01-01.toml.",
            folder=path.parent.name,
            file=path.name,
        ) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(
            "policy file {folder}/{file} is not UTF-8",
            next_step="Save it as UTF-8.",
            folder=path.parent.name,
            file=path.name,
        ) from error
