"""Where lifetime policies stand and which is in force: `<name>/<from>.toml`, own ones first."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields
from hengke.policies.lifetime.scheme import (
    END_OF_YEAR,
    FIRST_MARGINS,
    KINDS,
    Growth,
    HazardRule,
    LifetimePolicy,
    Over,
)

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "first_margin", "horizon_years", "discount", "least_days", "full_days", "growth",
    "hazard", "over", "markov", "back_test",
)  # fmt: skip
HAZARD_KEYS = (
    "plain", "tenure_from_months", "weight_months", "window_months", "least_window_months",
)  # fmt: skip


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> LifetimePolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> LifetimePolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    top = dated.table(text, KEYS, name=name)
    growth = fields.check_keys(fields.needed(top, "growth", where=name), KINDS, where="growth")
    markov = _table(top, "markov", ("weight_customers",))
    back_test = _table(top, "back_test", ("months",))
    return LifetimePolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(top, "source", where=name),
        first_margin=fields.one_of(top, "first_margin", FIRST_MARGINS, END_OF_YEAR, where=name),
        horizon_years=fields.whole(top, "horizon_years", 0, where=name, least=1),
        discount=fields.needed_fraction(top, "discount", where=name),
        least_days=fields.whole(top, "least_days", 0, where=name, least=1),
        full_days=fields.whole(top, "full_days", 0, where=name, least=1),
        growth={
            kind: _growth(fields.needed(growth, kind, where="growth"), f"growth.{kind}")
            for kind in KINDS
        },
        hazard=_hazard(_table(top, "hazard", HAZARD_KEYS)),
        over=_over(_table(top, "over", ("share_of_peak", "least_peak", "months"))),
        weight_customers=fields.whole(markov, "weight_customers", 0, where="markov", least=1),
        back_test_months=fields.whole(back_test, "months", 0, where="back_test", least=1),
    )


def _growth(raw: Any, where: str) -> Growth:
    table = fields.check_keys(raw, ("yearly", "potential", "years"), where=where)
    return Growth(
        fields.needed_fraction(table, "yearly", where=where),
        fields.needed_fraction(table, "potential", where=where),
        fields.whole(table, "years", 0, where=where),
    )


def _hazard(table: fields.Table) -> HazardRule:
    plain = fields.check_keys(fields.needed(table, "plain", where="hazard"), KINDS,
                              where="hazard.plain")  # fmt: skip
    return HazardRule(
        plain={kind: fields.needed_fraction(plain, kind, where="hazard.plain") for kind in KINDS},
        tenure_from_months=_months(table),
        weight_months=fields.whole(table, "weight_months", 0, where="hazard", least=1),
        window_months=fields.whole(table, "window_months", 0, where="hazard", least=1),
        least_window_months=fields.whole(table, "least_window_months", 0, where="hazard", least=1),
    )


def _months(table: fields.Table) -> tuple[int, ...]:
    value = fields.needed(table, "tenure_from_months", where="hazard")
    whole = isinstance(value, list) and all(type(one) is int for one in value)
    if not whole or any(not 0 <= one <= 600 for one in value):
        raise PolicyError("hazard: tenure_from_months must be a list of months, 0 to 600 each")
    return tuple(value)


def _over(table: fields.Table) -> Over:
    peak = fields.needed(table, "least_peak", where="over")
    return Over(
        fields.needed_fraction(table, "share_of_peak", where="over"),
        fields.hundredths(peak, where="over.least_peak"),
        fields.whole(table, "months", 0, where="over", least=1),
    )


def _table(top: fields.Table, key: str, keys: tuple[str, ...]) -> fields.Table:
    return fields.check_keys(fields.needed(top, key, where="lifetime"), keys, where=key)
