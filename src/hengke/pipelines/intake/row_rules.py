"""What one row by itself must satisfy, as SQL conditions; judged in one pass over the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hengke.engine.schemas import Column
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.reasons import Reason, reason
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.unreadable import why_unreadable

FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"
EVER_BEFORE, EVER_AFTER = "1800-01-01", "9999-12-31"
LONG_LIVED = {  # banks write 9999-12-31 for "never", and firms are older than accounts
    "birth_date": (EVER_BEFORE, LAST_DAY),
    "matures_on": (FIRST_DAY, EVER_AFTER),
    "id_expires_on": (FIRST_DAY, EVER_AFTER),
    "valid_to": (FIRST_DAY, EVER_AFTER),
}
NEVER_NEGATIVE = {
    "items": reason("a number of products cannot be negative"),
    "days_past_due": reason("a number of days cannot be negative"),
    "principal_minor": reason("a principal cannot be negative"),
    "outstanding_minor": reason("an outstanding principal cannot be negative"),
}
QUOTE = "quote"
CURRENCIES = ("currency", QUOTE)


@dataclass(frozen=True)
class Finding:
    """A broken rule: where (`column`), when (`broken`, SQL), which, and the reason."""

    column: str
    broken: str
    rule: str
    reason: Reason


def findings(candidates: Candidates) -> list[Finding]:
    """Every rule of the table. Rows that only delete need a readable key, nothing else."""
    found = []
    for column in candidates.schema.columns:
        for finding in _column_findings(column, candidates):
            is_key = column.name in candidates.schema.key
            found.append(finding if is_key else _not_deleting(finding))
    pairs = PAIRS.get(candidates.table, ())
    return found + [_not_deleting(finding) for finding in pairs]


def _not_deleting(finding: Finding) -> Finding:
    broken = f"NOT _delete AND ({finding.broken})"
    return Finding(finding.column, broken, finding.rule, finding.reason)


def _column_findings(column: Column, candidates: Candidates) -> list[Finding]:
    own, raw = name(column.name), candidates.raw(column.name)
    found = []
    if f"_raw_{column.name}" in candidates.columns:
        found.append(
            Finding(
                column.name,
                f"{own} IS NULL AND {raw} IS NOT NULL",
                _kind_of_unreadable(column, candidates),
                why_unreadable(column, candidates),
            )
        )
    if column.required:
        missing = f"{own} IS NULL AND {raw} IS NULL"
        found.append(Finding(column.name, missing, "missing", reason("a value is required")))
    if column.choices:
        listed = ", ".join(literal(choice) for choice in column.choices)
        known = literal(", ".join(column.choices))
        why = reason("unknown code; the contract knows {known}", known=known)
        found.append(Finding(column.name, f"{own} NOT IN ({listed})", "unknown_code", why))
    return found + [finding for rule in VALUE_RULES for finding in rule(column)]


def _kind_of_unreadable(column: Column, candidates: Candidates) -> str:
    rules = [part.rule(column.name) for part in candidates.parts]
    if any(rule.lookup for rule in rules):
        return "not_found"
    return "unknown_code" if any(rule.values for rule in rules) else "unreadable"


def _plausible_date(column: Column) -> list[Finding]:
    if column.type not in ("date", "timestamp"):
        return []
    first, last = LONG_LIVED.get(column.name, (FIRST_DAY, LAST_DAY))
    own = f"CAST({name(column.name)} AS DATE)"
    broken = f"{own} NOT BETWEEN DATE {literal(first)} AND DATE {literal(last)}"
    why = reason(
        "not between {first} and {last}; if it stands for none, list it in null_values",
        first=literal(first),
        last=literal(last),
    )
    return [Finding(column.name, broken, "implausible_date", why)]


def _not_negative(column: Column) -> list[Finding]:
    why = NEVER_NEGATIVE.get(column.name)
    return [Finding(column.name, f"{name(column.name)} < 0", "negative", why)] if why else []


def _share(column: Column) -> list[Finding]:
    if column.name != "share_ppm":
        return []
    broken = "share_ppm NOT BETWEEN 0 AND 1000000"
    return [Finding("share_ppm", broken, "share", reason("a share lies between 0 and 100 %"))]


def _currency(column: Column) -> list[Finding]:
    if column.name not in CURRENCIES:
        return []
    broken = f"NOT regexp_full_match({name(column.name)}, '[A-Z]{{3}}')"
    if column.name == QUOTE:  # an index is counted in points
        broken = f"kind <> 'index' AND {broken}"
    why = reason('not an ISO 4217 code; translate it: values = { "人民币" = "CNY", "156" = "CNY" }')
    return [Finding(column.name, broken, "unknown_code", why)]


VALUE_RULES: tuple[Callable[[Column], list[Finding]], ...] = (
    _plausible_date, _not_negative, _share, _currency,
)  # fmt: skip


def _order(earlier: str, later: str, why: Reason) -> Finding:
    return Finding(later, f"{later} < {earlier}", "dates_out_of_order", why)


PAIRS: dict[str, tuple[Finding, ...]] = {
    "customers": (_order("opened_on", "closed_on", reason("closed before it was opened")),),
    "accounts": (
        _order("opened_on", "closed_on", reason("closed before it was opened")),
        _order("opened_on", "matures_on", reason("matures before it was opened")),
    ),
    "relations": (
        _order("valid_from", "valid_to", reason("ends before it begins")),
        Finding("related_id", "related_id = customer_id", "related_to_itself",
                reason("a customer cannot be related to itself")),
    ),
    "account_holders": (
        Finding("share_ppm", "role = 'disponent' AND share_ppm <> 0", "share",
                reason("a disponent owns nothing: the share must be 0")),
        Finding("share_ppm", "role <> 'disponent' AND share_ppm = 0", "share",
                reason("an owner needs a share above 0")),
    ),
    "market_rates": (
        Finding("rate_e8", "kind = 'fx_middle' AND rate_e8 <= 0", "negative",
                reason("an exchange rate is above 0")),
        Finding("rate_e8", "kind = 'index' AND rate_e8 <= 0", "negative",
                reason("an index is above 0")),
        Finding("rate_e8", "kind = 'fx_middle' AND rate_e8 > 0 AND "
                "rate_e8 NOT BETWEEN 10000 AND 1000000000000", "implausible_rate",
                reason("an exchange rate lies between 0.0001 and 10000")),
    ),
}  # fmt: skip
