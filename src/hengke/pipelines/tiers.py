"""Questions about tiers, answered from the results that lie in the lake.

The door behind `hengke tiers` and the resident worker. Amounts are decimal text in the home's
currency; what is unknown is empty, None or the word `unknown`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, cast, get_args

from hengke.engine.results import ASSESSMENTS, POSITIONS
from hengke.kernel.errors import Refused
from hengke.kernel.money import decimal_string
from hengke.pipelines.answers import Results, rows
from hengke.pipelines.home import Home
from hengke.pipelines.lineage import lineage
from hengke.pipelines.releases import rules_of
from hengke.pipelines.stages import Progress

__all__ = ["RADAR_COLUMNS", "explain", "migration", "model", "radar", "simulate", "summary"]

UNKNOWN = "unknown"
RADAR_COLUMNS = (
    "customer_id", "assessed_tier", "effective_tier", "average_so_far", "gap_to_keep",
    "needed_for_rest", "fails_used", "fails_allowed", "next_change_on", "next_tier",
    "fall_probability", "reasons",
)  # fmt: skip
RADAR = """
SELECT customer_id, assessed_tier, effective_tier, average_so_far_minor, gap_to_keep_minor,
    needed_for_rest_minor, fails_used, fails_allowed, next_change_on, next_tier,
    fall_probability, reasons, gap_to_next_minor
FROM {positions} WHERE policy = ? AND effective_rank > 0 ORDER BY customer_id
"""
Language = Literal["zh", "en"]
LANGUAGES = get_args(Language)


def summary(home: Home, *, as_of: date, policy: str) -> dict[str, Any]:
    """Customers and end-of-day assets per assessed tier, lowest first.

    On an assessment date it is that assessment; on another business date with a run, the tier last
    assessed and the assets of the day. `assessed_on` says which assessment the tiers are of.
    """
    results = Results(home)
    if results.manifest.assessment(policy, as_of.isoformat()) is not None:
        table = results.file(results.assessment(policy, as_of).path)
    else:
        table = results.file(results.run(policy, as_of).gold["positions"])
    last = f"SELECT max(assessed_on) AS last FROM {table} WHERE policy = ?"
    assessed_on = rows(last, [policy])[0]["last"]
    counted = rows(
        "SELECT assessed_tier AS tier, count(*) AS customers, "
        f"CAST(sum(aum_minor) AS BIGINT) AS aum FROM {table} WHERE policy = ? GROUP BY 1",
        [policy],
    )
    found = {row["tier"]: row for row in counted}
    names: list[str | None] = [tier.name for tier in results.policy(policy, as_of).tiers]
    names += [name for name in found if name not in names]
    tiers = [_tier_row(name, found.get(name)) for name in names]
    return {
        "as_of": as_of.isoformat(),
        "policy": policy,
        "assessed_on": None if assessed_on is None else assessed_on.isoformat(),
        "tiers": tiers,
    }


def _tier_row(name: str | None, row: dict[str, Any] | None) -> dict[str, Any]:
    customers = row["customers"] if row else 0
    aum = decimal_string(row["aum"] if row else 0)
    return {"tier": name or UNKNOWN, "customers": customers, "aum": aum}


def migration(
    home: Home, *, start: date, end: date, policy: str, effective: bool = False
) -> dict[str, Any]:
    """From which tier to which, over the customers known at `start`, with their assets on it.

    `share` and `aum_share` are parts of the row's tier: they sum to 1 over its cells.
    """
    from hengke.pipelines.migrating import migrated

    if end < start:
        raise Refused(
            "{end} lies before {start}.",
            next_step="Give the earlier date first.",
            end=end,
            start=start,
        )
    results = Results(home)
    first, last = (results.assessment(policy, on) for on in (start, end))
    return {
        "policy": policy,
        "from": start.isoformat(),
        "to": end.isoformat(),
        "effective": effective,
        "rows": migrated(results, first, last, effective=effective),
    }


def radar(home: Home, *, as_of: date, policy: str) -> Iterator[dict[str, Any]]:
    """One row per customer whose effective tier is above the lowest; see RADAR_COLUMNS.

    Beside them `gap_to_next`, and `balance` where a policy looks at the balance of month ends:
    from that no average is made. A day that was assessed yet not run has no radar.
    """
    results = Results(home)
    entry = results.run(policy, as_of)
    table = results.file(entry.gold["positions"])
    at_month_end = results.policy(policy, as_of).measure.kind == "month_end"
    found = rows(RADAR.format(positions=table), [policy])
    return (_radar_row(row, at_month_end=at_month_end) for row in found)


def _radar_row(row: dict[str, Any], *, at_month_end: bool) -> dict[str, Any]:
    probability, gap = row["fall_probability"], row["gap_to_keep_minor"]
    ahead, measured = row["gap_to_next_minor"], decimal_string(row["average_so_far_minor"])
    return {
        "customer_id": row["customer_id"],
        "assessed_tier": row["assessed_tier"],
        "effective_tier": row["effective_tier"],
        "average_so_far": "" if at_month_end else measured,
        "gap_to_keep": decimal_string(None if gap is None else max(gap, 0)),
        "needed_for_rest": decimal_string(row["needed_for_rest_minor"]),
        "fails_used": row["fails_used"],
        "fails_allowed": row["fails_allowed"],
        "next_change_on": row["next_change_on"],
        "next_tier": row["next_tier"],
        "fall_probability": None if probability is None else format(probability, ".6f"),
        "reasons": reasons_text(row["reasons"]),
        "gap_to_next": decimal_string(None if ahead is None else max(ahead, 0)),
        "balance": measured if at_month_end else "",
    }


def model(home: Home, *, as_of: date, policy: str) -> dict[str, Any]:
    """What the run of a day reports about its fall model: tests, calibration, plain baseline.

    Without a model, `reason` says why.
    """
    entry = Results(home).run(policy, as_of)
    told = entry.report.get("falls", {}).get(policy, {"reason": "not_assessed"})
    return {"as_of": as_of.isoformat(), "policy": policy, "run_id": entry.run_id, **told}


def reasons_text(reasons: str | None) -> str:
    """Reasons in one cell: `near_floor (above 12.00, floor 50000.00); few_products (items 1)`.

    The words carry the direction (fell, rose); an amount that is no longer needed is 0.00.
    """
    return "; ".join(_reason(one["key"], one["params"]) for one in json.loads(reasons or "[]"))


def _reason(key: str, params: dict[str, Any]) -> str:
    told = [
        f"{name.removesuffix('_minor')} "
        f"{decimal_string(max(value, 0)) if name.endswith('_minor') else value}"
        for name, value in params.items()
        if value is not None
    ]
    return f"{key} ({', '.join(told)})" if told else key


def explain(
    home: Home, *, customer_id: str, as_of: date, policy: str, language: str = "zh"
) -> dict[str, Any]:
    """One sentence for the manager, one for the customer, every number in them with its field, and
    where it all comes from."""
    from hengke.engine.tiering import explain as explaining

    if language not in LANGUAGES:
        raise Refused(
            "There is no explanation in '{language}'.",
            next_step="Choose one of: {languages}.",
            language=language,
            languages=", ".join(LANGUAGES),
        )
    results = Results(home)
    entry = results.last_assessment(policy, as_of)
    facts = _facts(results, entry.path, customer_id, policy)
    place = _place(results, customer_id, policy, as_of)
    rules = rules_of(home, entry)
    told = explaining.explain(
        explaining.facts_of(facts, place), policy=rules, language=cast(Language, language)
    )
    return {
        "customer_id": customer_id,
        "as_of": as_of.isoformat(),
        "policy": policy,
        "policy_version": entry.policy_version,
        "assessed_on": entry.assessed_on,
        "manager": told.manager,
        "customer": told.customer,
        "numbers": [vars(number) for number in told.numbers],
        "lineage": lineage(results, entry),
    }


def _facts(results: Results, path: str, customer_id: str, policy: str) -> dict[str, Any]:
    columns, table = ", ".join(ASSESSMENTS), results.file(path)
    found = rows(f"SELECT {columns} FROM {table} WHERE customer_id = ?", [customer_id])
    if not found:
        raise Refused(
            "Customer '{customer_id}' has no tier under {policy}.",
            next_step="Check the number (leading zeros count); a policy covers persons, "
            "institutions or both.",
            customer_id=customer_id,
            policy=policy,
        )
    return found[0]


def _place(results: Results, customer_id: str, policy: str, as_of: date) -> dict[str, Any] | None:
    """The position of the day; None where no run was made for exactly this day."""
    entry = results.newest_run(policy, as_of)
    if entry is None:
        return None
    table = results.file(entry.gold["positions"])
    found = rows(
        f"SELECT {', '.join(POSITIONS)} FROM {table} WHERE policy = ? AND customer_id = ?",
        [policy, customer_id],
    )
    return found[0] if found else None


def simulate(
    home: Home,
    *,
    as_of: date,
    policy: str,
    draft: str,
    named: int = 20,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Who would move under a draft of the policy, with which assets; nothing is written.

    The `named` largest are told one by one.
    """
    from hengke.pipelines.currencies import check_draft
    from hengke.pipelines.simulating import simulated

    check_draft(home, draft, policy=policy)
    return simulated(home, as_of=as_of, policy=policy, draft=draft, named=named, progress=progress)
