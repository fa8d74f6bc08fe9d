"""The parts of a behaviour policy out of its file."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hengke.policies import fields
from hengke.policies.behaviour.scheme import (
    CHANNELS,
    Deposits,
    Flow,
    Habit,
    Income,
    Purchases,
    Recurring,
    Spending,
)


def deposits(top: fields.Table) -> Deposits:
    where = "deposits"
    raw = _part(
        top, where, ("families", "kinds", "term_families", "rollover_days", "season_months")
    )
    return Deposits(
        families=_families(raw, "families", where),
        kinds=fields.texts(raw, "kinds", where=where),
        term_families=_families(raw, "term_families", where),
        rollover_days=fields.whole(raw, "rollover_days", 0, where=where),
        season_months=fields.whole(raw, "season_months", 12, where=where, least=2),
    )


def channels(top: fields.Table) -> dict[str, tuple[str, ...]]:
    raw = _part(top, "channels", CHANNELS)
    return {name: fields.texts(raw, name, where="channels") for name in CHANNELS}


def flow(top: fields.Table) -> Flow:
    where = "flow"
    raw = _part(top, where, ("families", "cash_kinds", "even", "least"))
    return Flow(
        families=_families(raw, "families", where),
        cash_kinds=fields.texts(raw, "cash_kinds", where=where),
        even=fields.fraction(fields.needed(raw, "even", where=where), where="flow.even"),
        least_minor=fields.hundredths(fields.needed(raw, "least", where=where), where="flow.least"),
    )


def purchases(top: fields.Table) -> Purchases:
    raw = _part(top, "purchases", ("kinds", "families"))
    return Purchases(
        kinds=fields.texts(raw, "kinds", where="purchases"),
        families=_families(raw, "families", "purchases"),
    )


def spending(top: fields.Table) -> Spending:
    raw = _part(top, "spending", ("families", "refunds", "categories"))
    named = fields.needed(raw, "categories", where="spending")
    categories = fields.check_keys(named, list(named), where="spending.categories")
    return Spending(
        families=_families(raw, "families", "spending"),
        refunds=fields.texts(raw, "refunds", where="spending"),
        categories={
            name: fields.texts(categories, name, where="spending.categories") for name in categories
        },
    )


def recurring(top: fields.Table) -> Recurring:
    where = "recurring"
    raw = _part(top, where, ("kinds", "months", "least_months", "most_per_month", "spread"))
    return Recurring(
        kinds=fields.texts(raw, "kinds", where=where),
        months=fields.whole(raw, "months", 6, where=where, least=1),
        least_months=fields.whole(raw, "least_months", 5, where=where, least=2),
        most_per_month=fields.whole(raw, "most_per_month", 1, where=where, least=1),
        spread=fields.fraction(fields.needed(raw, "spread", where=where), where="recurring.spread"),
    )


def income(top: fields.Table) -> Income:
    where = "income"
    raw = _part(top, where, ("kinds", "middle", "high"))
    floors = {
        name: fields.hundredths(fields.needed(raw, name, where=where), where=f"{where}.{name}")
        for name in ("middle", "high")
    }
    return Income(
        kinds=fields.texts(raw, "kinds", where=where),
        middle_minor=floors["middle"],
        high_minor=floors["high"],
    )


def habit(raw: Any) -> Habit:
    keys = ("class", "category", "share", "least_monthly", "most_monthly", "least_ticket")
    table = fields.check_keys(raw, keys, where="habit")
    name = fields.text(table, "class", where="habit")
    where = f"habit.{name}"
    return Habit(
        name=name,
        category=fields.text(table, "category", where=where) if "category" in table else None,
        share=_fraction(table, "share", where),
        least_monthly=_fraction(table, "least_monthly", where),
        most_monthly=_fraction(table, "most_monthly", where),
        least_ticket_minor=(
            fields.hundredths(table["least_ticket"], where=f"{where}.least_ticket")
            if "least_ticket" in table
            else None
        ),
    )


def _part(top: fields.Table, key: str, keys: tuple[str, ...]) -> fields.Table:
    return fields.check_keys(fields.needed(top, key, where="policy"), keys, where=key)


def _families(raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    return fields.families(fields.texts(raw, key, where=where), where=f"{where}.{key}")


def _fraction(raw: fields.Table, key: str, where: str) -> Fraction | None:
    return fields.fraction(raw[key], where=f"{where}.{key}") if key in raw else None
