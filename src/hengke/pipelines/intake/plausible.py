"""Days and exchange rates beyond belief: one spoilt row must not move what a whole book says."""

from __future__ import annotations

from datetime import date, timedelta

from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.reasons import Reason, reason
from hengke.pipelines.intake.set_rules import object_to
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.workspace import Workspace

DAY_OF = {
    "balances": "balance_date", "transactions": "booked_on", "loan_status": "status_date",
    "digital_events": "occurred_at", "market_rates": "rate_date",
}  # fmt: skip
OF_ACCOUNTS = ("balances", "transactions", "loan_status")
FIRST_DAY = "1950-01-01"  # no bank keeps daily books of older days
DAYS_AHEAD = 7  # business days a bank may deliver before they come
DAYS_BEYOND = 731
"""A delivery may lie in the future as a whole (a made-up bank): so far beyond its middle."""
DAYS_BEFORE_OPENING = 366
MOST_TIMES = 3


def days(workspace: Workspace, candidates: Candidates, *, today: date) -> None:
    """Observed days: not before 1950, not in the future, not long before the account's opening."""
    table = candidates.table
    if table not in DAY_OF:
        return
    column = DAY_OF[table]
    own = f"CAST({name(column)} AS DATE)"
    last = today + timedelta(days=DAYS_AHEAD)
    found = workspace.rows(f"SELECT max({own}) FROM sound_{table}")[0][0]
    if found and found > last:
        middle = workspace.value(
            f"SELECT CAST(to_timestamp(approx_quantile(epoch({own}), 0.5)) AS DATE) "
            f"FROM sound_{table}"
        )
        last = max(last, middle + timedelta(days=DAYS_BEYOND))
    _object(
        workspace, candidates, column,
        f"FROM sound_{table} WHERE {own} NOT BETWEEN DATE '{FIRST_DAY}' AND DATE '{last}'",
        reason("not between {first} and {last}: such a day cannot have been observed",
               first=literal(FIRST_DAY), last=literal(str(last))),
    )  # fmt: skip


def after_opening(workspace: Workspace, candidates: Candidates) -> None:
    """Of an account that was not there nothing can have been observed."""
    table = candidates.table
    column = DAY_OF[table]
    _object(
        workspace, candidates, column,
        f"FROM sound_{table} s JOIN (SELECT account_id, opened_on FROM now_accounts) a "
        f"USING (account_id) WHERE s.{name(column)} < a.opened_on - {DAYS_BEFORE_OPENING}",
        reason("the account was opened on {day}, more than a year later",
               day="CAST(opened_on AS VARCHAR)"),
    )  # fmt: skip


def rates(workspace: Workspace, candidates: Candidates) -> None:
    """Exchange rates and indices that are three times the one before, where none beside them
    agrees."""
    known = "SELECT NULL AS _row, kind, base, quote, rate_date, rate_e8, NULL AS value FROM "
    fresh = f"SELECT _row, kind, base, quote, rate_date, rate_e8, {candidates.raw('rate_e8')} FROM "
    key = "(kind, base, quote, rate_date)"
    workspace.run(
        "CREATE TABLE rate_steps AS SELECT *, lag(rate_e8) OVER w AS before, "
        "lag(rate_e8, 2) OVER w AS earlier, lead(rate_e8) OVER w AS following FROM ("
        f"{known} was_market_rates w WHERE {key} NOT IN (SELECT {key} FROM sound_market_rates) "
        f"UNION ALL {fresh} sound_market_rates WHERE NOT _delete) "
        "WHERE kind IN ('fx_middle', 'index') "
        "WINDOW w AS (PARTITION BY kind, base, quote ORDER BY rate_date, _row)"
    )
    times = f"rate_e8 > {MOST_TIMES} * {{other}} OR {MOST_TIMES} * rate_e8 < {{other}}"
    off = [f"coalesce({times.format(other=other)}, true)" for other in ("following", "earlier")]
    _object(
        workspace, candidates, "rate_e8",
        f"FROM rate_steps WHERE _row IS NOT NULL AND ({times.format(other='before')}) "
        f"AND {' AND '.join(off)}",
        reason("more than three times, or less than a third of, the rate before: {before}",
               before="CAST(CAST(before / 1e8 AS DECIMAL(18, 4)) AS VARCHAR)"),
        value="value", rule="implausible_rate",
    )  # fmt: skip


def _object(
    workspace: Workspace,
    candidates: Candidates,
    column: str,
    rows: str,
    why: Reason,
    *,
    value: str = "",
    rule: str = "implausible_date",
) -> None:
    delete = "" if value else " AND NOT _delete"
    object_to(
        workspace, candidates.table,
        f"SELECT _row, {literal(column)} AS column_name, {value or candidates.raw(column)} "
        f"AS value, {literal(rule)} AS rule, {why.columns} {rows}{delete}",
    )  # fmt: skip
