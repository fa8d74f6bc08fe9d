"""Templates as Django reads them: a `{# comment #}` ends on its line, or pages print it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMENT = re.compile(r"{#.*?#}")


def problems(root: Path = ROOT) -> list[str]:
    """One line per comment that would be shown to people."""
    return [
        f"{path.relative_to(root)}:{line}: {problem}"
        for path in sorted((root / "src" / "hengke").rglob("templates/**/*"))
        if path.suffix in (".html", ".txt", ".svg")
        for line, problem in _findings(path.read_text(encoding="utf-8"))
    ]


def _findings(text: str) -> list[tuple[int, str]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        rest = COMMENT.sub("", line)
        if "{#" in rest:
            found.append((number, "the comment does not end on its line; use {% comment %}"))
        elif "#}" in rest:
            found.append((number, "a comment ends here that did not begin on this line"))
    return found
