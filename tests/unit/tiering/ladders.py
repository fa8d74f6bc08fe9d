"""A small ladder for tests, and stories told as tables: what is assessed, what follows."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.spec import ascii_table

from hengke.engine.tiering.decide import Assessed, Override, decide, fails_allowed
from hengke.kernel.periods import month_end
from hengke.policies.tiering import Measure, Tier, TierPolicy, effective_date
from hengke.policies.tiering.measures import StockItem

MONTH_AVERAGE = Measure("month_average", stocks=(StockItem(("demand_deposit",), 1),))


def ladder(**clauses: Any) -> TierPolicy:
    """mass < gold (50,000) < platinum (500,000) < private (10,000,000); grace 3, 3 and 6."""
    tiers = (
        Tier("mass", 0, 0, "普通", "Mass"),
        Tier("gold", 1, 50_000_00, "金卡", "Gold", grace=3),
        Tier("platinum", 2, 500_000_00, "白金", "Platinum", grace=3),
        Tier("private", 3, 10_000_000_00, "私人银行", "Private", grace=6),
    )
    plain: dict[str, Any] = {
        "name": "ladder", "version": "ladder@2026-01-01:00000000", "title_zh": "阶梯",
        "title_en": "Ladder", "source": "tests", "currency": "CNY", "tiers": tiers,
        "measure": MONTH_AVERAGE,
    }  # fmt: skip
    return TierPolicy(**plain | clauses)


def told(policy: TierPolicy, story: str, *, by_hand: str = "") -> None:
    """Decide the story's months and compare every column that the table writes.

    Given: `month` (2026-01: assessed on its last day), `assessed` (empty: unknown), and where they
    matter `status` and `opened_on`. `by_hand` has tier, starts_on and until.
    """
    table = ascii_table.parse(story)
    rows = [dict(zip(table.names, row, strict=True)) for row in table.rows]
    decisions = decide(
        [_assessed(row, policy) for row in rows], policy, _overrides(by_hand, policy)
    )
    for row, decision in zip(rows, decisions, strict=True):
        found = {
            "effective": _name(policy, decision.effective),
            "fails": decision.fails,
            "of": fails_allowed(policy, decision.effective),
            "state": decision.state,
            "reason": decision.reason,
            "from": effective_date(policy, decision.on),
        }
        expected = {key: row[key] for key in row if key in found}
        assert {key: found[key] for key in expected} == expected, f"in {row['month']}"


def _assessed(row: dict[str, Any], policy: TierPolicy) -> Assessed:
    on = month_end(date.fromisoformat(f"{row['month']}-01"))
    rank = policy.tier(row["assessed"]).rank if row["assessed"] else None
    return Assessed(on, rank, row.get("status"), row.get("opened_on"))


def _overrides(text: str, policy: TierPolicy) -> list[Override]:
    rows = ascii_table.parse(text).rows if text else ()
    return [Override(policy.tier(tier).rank, since, until) for tier, since, until in rows]


def _name(policy: TierPolicy, rank: int | None) -> str | None:
    return None if rank is None else policy.by_rank(rank).name
