"""Where value policies stand, `<name>/<from>.toml`, and which is in force; the bank's own first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.value import reading
from hengke.policies.value.scheme import ValuePolicy

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "currency", "months", "interest_as_booked", "income_kinds", "curve", "profile",
    "management_fee", "income", "tax", "cost", "upkeep", "acquisition", "loss", "capital",
    "decline", "score",
)  # fmt: skip


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> ValuePolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> ValuePolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    top = dated.table(text, KEYS, name=name)
    return ValuePolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(top, "source", where=name),
        currency=fields.text(top, "currency", where=name),
        months=_months(top, name),
        funds=reading.funds(top),
        interest_as_booked=fields.families(
            fields.texts(top, "interest_as_booked", where=name), where="interest_as_booked"
        ),
        management_fee=reading.by_family(top, "management_fee", fields.fraction),
        incomes=tuple(reading.income(one) for one in fields.tables(top, "income", where=name)),
        tax=reading.tax(fields.needed(top, "tax", where=name)),
        units=reading.units(top),
        upkeep=reading.by_family(top, "upkeep", fields.hundredths),
        acquisition=reading.acquisition(top),
        losses=tuple(reading.loss(one) for one in fields.tables(top, "loss", where=name)),
        capital=reading.capital(fields.needed(top, "capital", where=name)),
        decline=reading.decline(fields.needed(top, "decline", where=name)),
        income_kinds=fields.texts(top, "income_kinds", where=name),
        scores=reading.scores(top),
    )


def _months(top: dict[str, Any] | fields.Table, name: str) -> int:
    months = fields.whole(top, "months", 12, where=name, least=1)
    if months > 24:
        raise PolicyError("{where}: months must be 1 to 24", where=name)
    return months
