"""How long people who never became customers are kept: `prospects/<from>.toml`, files of their own,
so that a bank's own privacy policy of whatever day stays in force as it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hengke.policies import dated, fields
from hengke.policies.privacy.scheme import ProspectRetention

SHIPPED = Path(__file__).parent
NAME = "prospects"


def load(*, on: date, own: Path | None = None) -> ProspectRetention:
    """The rule in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, NAME, parse, on=on, own=own)


def parse(text: str, *, name: str = NAME, since: date) -> ProspectRetention:
    """A rule from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", "months", "law"), name=name)
    fields.needed(table, "months", where=name)
    fields.text(table, "source", where=name)
    return ProspectRetention(
        version=f"{name}@{since}",
        months=fields.whole(table, "months", 0, where=name),
        law=fields.text(table, "law", where=name),
    )
