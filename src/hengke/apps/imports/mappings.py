"""The mappings that can be chosen on the page: those that ship and those of this home."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from hengke import pipelines
from hengke.pipelines.home import Home

SHIPPED = Path(pipelines.__file__).parent / "mappings"


@dataclass(frozen=True)
class Choice:
    """One mapping by name. `own` ones lie in the home and win over a shipped one of that name."""

    name: str
    title: str
    own: bool


def choices(home: Home) -> list[Choice]:
    """By name, the bank's own first; a file that is no TOML is offered by name all the same."""
    found = {path.stem: _choice(path, own=False) for path in SHIPPED.glob("*.toml")}
    found |= {path.stem: _choice(path, own=True) for path in home.mappings.glob("*.toml")}
    return sorted(found.values(), key=lambda choice: (not choice.own, choice.name))


def _choice(path: Path, *, own: bool) -> Choice:
    try:
        title = str(tomllib.loads(path.read_text(encoding="utf-8")).get("title", ""))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        title = ""
    return Choice(path.stem, title, own)
