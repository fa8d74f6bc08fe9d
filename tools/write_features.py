"""docs/features.md from the catalogue; `python -m tools.write_features` after changing it."""

from __future__ import annotations

from pathlib import Path

from hengke.engine.rules import listing

PAGE = Path(__file__).resolve().parent.parent / "docs" / "features.md"


def main() -> None:
    PAGE.write_text(listing.page(), encoding="utf-8")


if __name__ == "__main__":
    main()
