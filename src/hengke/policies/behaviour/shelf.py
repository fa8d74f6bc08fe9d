"""Where behaviour policies stand, `<name>/<from>.toml`, and which is in force; the bank's first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hengke.policies import dated, fields
from hengke.policies.behaviour import reading
from hengke.policies.behaviour.scheme import BehaviourPolicy

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "currency", "months", "recent_months", "usual_months", "deposits", "channels", "flow",
    "purchases", "spending", "recurring", "income", "habit",
)  # fmt: skip


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> BehaviourPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> BehaviourPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    top = dated.table(text, KEYS, name=name)
    return BehaviourPolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(top, "source", where=name),
        currency=fields.text(top, "currency", where=name),
        months=fields.whole(top, "months", 12, where=name, least=1),
        recent_months=fields.whole(top, "recent_months", 3, where=name, least=1),
        usual_months=fields.whole(top, "usual_months", 3, where=name, least=1),
        deposits=reading.deposits(top),
        channels=reading.channels(top),
        flow=reading.flow(top),
        purchases=reading.purchases(top),
        spending=reading.spending(top),
        recurring=reading.recurring(top),
        income=reading.income(top),
        habits=tuple(reading.habit(one) for one in fields.tables(top, "habit", where=name)),
    )
