"""docs/features.md says what the catalogue says."""

from __future__ import annotations

from pathlib import Path

from hengke.engine.rules import listing

ROOT = Path(__file__).resolve().parent.parent


def problems(root: Path = ROOT) -> list[str]:
    """One line where the page is not what would be written now."""
    page = root / "docs" / "features.md"
    written = page.read_text(encoding="utf-8") if page.exists() else ""
    if written == listing.page():
        return []
    return ["docs/features.md is out of date: python -m tools.write_features"]
