"""What is published must not name the machine it was made on or the registry it came from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "an absolute path of somebody's machine": re.compile(
        r"(?<![\w.<])/(?:root|home/\w+|work/main|work/shared|Users/\w+)/"
    ),
    "a package registry's address": re.compile(r"https?://[\w.-]*(?:pypi|npmjs|pythonhosted)\.\w+"),
}
TEXT = {".py", ".md", ".toml", ".html", ".css", ".js", ".lock", ".in", ".cfg", ".yml", ""}


def problems(root: Path = ROOT) -> list[str]:
    """One line per finding in the files under version control."""
    return [
        f"{name}:{number}: {what}"
        for name in _tracked(root)
        if Path(name).suffix in TEXT and not name.startswith("tools/check_words")
        for number, line in _lines(root / name)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]


def _tracked(root: Path) -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False
    )
    return listed.stdout.split("\n")[:-1]


def _lines(path: Path) -> list[tuple[int, str]]:
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    return list(enumerate(text.splitlines(), start=1))
