"""Which business days a delivery touches: results of those days rest on data that have changed.

Balances and bookings carry their day. An account touches the days from its opening on, a changed
day of closing those from then on. Who owns what, of which asset class and since when has no day:
a correction there may touch any (`None`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hengke.engine.schemas import CONTRACT
from hengke.pipelines.intake.first_rows import days_before
from hengke.pipelines.intake.sql_text import name
from hengke.pipelines.intake.workspace import Workspace

DAY_OF = {
    "balances": "balance_date", "transactions": "booked_on", "loan_status": "status_date",
    "market_rates": "rate_date", "digital_events": "occurred_at", "snapshots": "snapshot_date",
    "product_ratings": "rated_on", "risk_assessments": "assessed_on", "withheld": "from_on",
}  # fmt: skip
WITHOUT_DAY = {
    "customers": ("kind", "opened_on"),
    "products": ("family", "currency"),
    "accounts": ("customer_id", "product_id", "currency", "opened_on"),
    "account_holders": ("role", "share_ppm"),
    "relations": ("kind", "share_ppm", "valid_from", "valid_to"),
}
"""Columns whose correction changes every day that was computed with them."""


@dataclass(frozen=True)
class Days:
    """First and last business day; no first day means that any day may be touched."""

    first: str | None
    last: str | None


def touched(workspace: Workspace, tables: Iterable[str]) -> Days:
    """Of the tables that were merged; needs `fresh_<t>`, `met_<t>`, `leaving_<t>`, `gone_<t>`."""
    tables = list(tables)
    shown = {table: _shown(workspace, table) for table in tables if table in DAY_OF}
    firsts = [first for first, _ in shown.values() if first]
    if "accounts" in tables:
        firsts += _accounts(workspace)
    before = days_before(workspace, tables)
    firsts += [first for first in before if first]
    lasts = [last for table, (_, last) in shown.items() if last and table != "withheld"]
    any_day = any(_any_day(workspace, table) for table in tables if table in WITHOUT_DAY)
    any_day = any_day or None in before or ("withheld" in tables and _any_day_withheld(workspace))
    return Days(None if any_day else min(firsts, default=None), max(lasts, default=None))


def _shown(workspace: Workspace, table: str) -> tuple[str | None, str | None]:
    """Of rows that are new, corrected or leaving."""
    day, key = DAY_OF[table], _key(table)
    first, last = workspace.rows(
        "SELECT CAST(CAST(min(day) AS DATE) AS VARCHAR), CAST(CAST(max(day) AS DATE) AS VARCHAR) "
        f"FROM (SELECT {day} AS day FROM fresh_{table} UNION ALL "
        f"SELECT {day} FROM was_{table} SEMI JOIN leaving_{table} USING ({key}))"
    )[0]
    return first, last


def _accounts(workspace: Workspace) -> list[str]:
    """Opening days of new accounts, earlier closing days of changed ones."""
    found = workspace.rows(
        "SELECT CAST(min(day) AS VARCHAR) FROM ("
        "SELECT opened_on AS day FROM fresh_accounts ANTI JOIN was_accounts USING (account_id) "
        "UNION ALL SELECT least(n.closed_on, e.closed_on) FROM fresh_accounts n "
        "JOIN was_accounts e USING (account_id) WHERE n.closed_on IS DISTINCT FROM e.closed_on)"
    )
    return [row[0] for row in found if row[0]]


def _any_day(workspace: Workspace, table: str) -> bool:
    """A row without a day was corrected in what counts, left, or joined what was there."""
    key = _key(table)
    changed = " OR ".join(
        f"n.{name(column)} IS DISTINCT FROM e.{name(column)}" for column in WITHOUT_DAY[table]
    )
    tests = [
        f"SELECT 1 FROM gone_{table}",
        f"SELECT 1 FROM fresh_{table} n JOIN was_{table} e USING ({key}) WHERE {changed}",
    ]
    if table == "accounts":  # of no known day: unknown since ever, until a balance speaks of it
        tests.append(
            f"SELECT 1 FROM (FROM fresh_{table} ANTI JOIN was_{table} USING ({key})) "
            f"WHERE opened_on IS NULL AND EXISTS (FROM was_{table})"
        )
    if table == "account_holders":
        tests.append(
            f"SELECT 1 FROM fresh_{table} ANTI JOIN was_{table} USING ({key}) "
            "SEMI JOIN was_accounts USING (account_id)"
        )
    if table == "relations":
        tests.append(
            f"SELECT 1 FROM fresh_{table} ANTI JOIN was_{table} USING ({key}) "
            "SEMI JOIN was_customers USING (customer_id)"
        )
    return any(workspace.rows(f"{test} LIMIT 1") for test in tests)


def _any_day_withheld(workspace: Workspace) -> bool:
    """A row of no known day came into quarantine, or was corrected."""
    test = (
        "SELECT 1 FROM (SELECT from_on FROM fresh_withheld UNION ALL SELECT from_on FROM "
        'was_withheld SEMI JOIN leaving_withheld USING ("table", row_key)) WHERE from_on IS NULL'
    )
    return bool(workspace.rows(f"{test} LIMIT 1"))


def _key(table: str) -> str:
    return ", ".join(name(column) for column in CONTRACT[table].key)
