"""docs/map.md says where to put a thing; a path in it that is gone misleads more than no map.

Every `path/` or `path.ext` in backquotes that has a slash must exist, unless it holds a placeholder
(`<word>`, `*`, FROM-DATE) or begins with a bank's directory (HOME/, mybank/, demo-home/). The other
way round, every folder of code must stand on the map.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("docs/map.md", "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/capabilities")
A_BANKS_DIRECTORIES = {"mybank", "demo-home"}
QUOTED = re.compile(r"`([A-Za-z0-9_.<>*/-]+)`")
LINKED = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def problems(root: Path = ROOT) -> list[str]:
    """One line per dead path (page, line, path), and one per room that the map does not show."""
    return [*_dead_paths(root), *_unnamed_rooms(root)]


def _dead_paths(root: Path) -> list[str]:
    return [
        f"{page.relative_to(root)}:{number}: no such file or folder: {path}"
        for page in _pages(root)
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
        for path in _dead(line, page=page, root=root)
    ]


def _unnamed_rooms(root: Path) -> list[str]:
    map_ = root / "docs" / "map.md"
    shown = set(QUOTED.findall(map_.read_text(encoding="utf-8"))) if map_.exists() else set()
    rooms = {path.parent for path in (root / "src" / "hengke").rglob("*.py")}
    names = (f"{room.relative_to(root).as_posix()}/" for room in rooms if _is_room(room))
    return [f"docs/map.md: does not show {name}" for name in sorted(names) if name not in shown]


def _is_room(folder: Path) -> bool:
    """Code of our own making; what Django wants in a folder of its own is none."""
    only_marks = [path.name for path in folder.glob("*.py")] == ["__init__.py"]
    inside = {"hengke", "migrations", "templatetags"}
    return folder.name not in inside and not only_marks


def _pages(root: Path) -> list[Path]:
    places = [root / place for place in PAGES]
    return [
        page
        for place in places
        for page in (sorted(place.glob("*.md")) if place.is_dir() else [place])
        if page.exists()
    ]


def _dead(line: str, *, page: Path, root: Path) -> list[str]:
    quoted = [path for path in QUOTED.findall(line) if _names_a_place(path)]
    linked = LINKED.findall(line)
    return [path for path in quoted if not _found(root, path)] + [
        path for path in linked if not (page.parent / path).exists()
    ]


def _names_a_place(path: str) -> bool:
    first, *rest = path.split("/")
    placeholder = any(mark in path for mark in "<>*") or any(part.isupper() for part in rest)
    of_a_bank = first.isupper() or first in A_BANKS_DIRECTORIES
    return bool(rest) and not path.startswith("/") and not placeholder and not of_a_bank


def _found(root: Path, path: str) -> bool:
    return any((root / base / path).exists() for base in ("", "src/hengke"))
