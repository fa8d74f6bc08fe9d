"""Questions about tiers on the small bank: each answer against an independent count."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.integration.homes import AS_OF, POLICY, fingerprints

from hengke.kernel.errors import NotComputed, Refused
from hengke.pipelines import lake, tiers
from hengke.pipelines.answers import rows
from hengke.pipelines.home import Home
from hengke.policies import tiering

pytestmark = pytest.mark.slow_test
NEW_YEAR, AUGUST, SEPTEMBER = date(2025, 12, 31), date(2026, 8, 31), date(2026, 9, 30)
SHIPPED = Path(tiering.shelf.__file__).parent / POLICY / "2020-01-01.toml"


def decisions(home: Home, on: date) -> dict[str, dict[str, Any]]:
    entry = lake.load(home).assessment(POLICY, on.isoformat())
    assert entry is not None
    found = rows(f"SELECT * FROM '{home.lake / entry.path}'")
    return {row["customer_id"]: row for row in found}


def test_the_summary_counts_every_customer_once_lowest_tier_first(small_home: Home) -> None:
    answer = tiers.summary(small_home, as_of=SEPTEMBER, policy=POLICY)
    found = decisions(small_home, SEPTEMBER)
    names = ["mass", "gold", "platinum", "diamond", "private"]
    assert [row["tier"] for row in answer["tiers"]][:5] == names
    for row in answer["tiers"]:
        held = [one for one in found.values() if (one["assessed_tier"] or "unknown") == row["tier"]]
        assert row["customers"] == len(held)
        assert Decimal(row["aum"]) * 100 == sum(one["aum_minor"] or 0 for one in held)


def test_on_a_business_date_without_assessment_the_summary_shows_the_last_tier_and_todays_assets(
    small_home: Home,
) -> None:
    answer = tiers.summary(small_home, as_of=AS_OF, policy=POLICY)
    positions = small_home.lake / lake.load(small_home).runs[-1].gold["positions"]
    total = rows(f"SELECT sum(aum_minor) AS aum FROM '{positions}'")[0]["aum"]
    assert sum(Decimal(row["aum"]) * 100 for row in answer["tiers"]) == total
    assert answer["assessed_on"] == "2026-09-30"


@pytest.mark.parametrize("effective", [False, True])
def test_migration_is_counted_over_those_known_at_the_first_date(
    small_home: Home, effective: bool
) -> None:
    answer = tiers.migration(
        small_home, start=NEW_YEAR, end=SEPTEMBER, policy=POLICY, effective=effective
    )
    before, after = decisions(small_home, NEW_YEAR), decisions(small_home, SEPTEMBER)
    tier = "effective_tier" if effective else "assessed_tier"
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for customer, row in before.items():
        expected[row[tier] or "unknown", after[customer][tier] or "unknown"] += 1
    assert {(row["from"], row["to"]): row["customers"] for row in answer["rows"]} == expected
    assert len(before) < len(after), "who came later is not counted"


@pytest.mark.requirement("R061")
def test_rows_of_the_migration_sum_to_the_whole_also_by_assets(small_home: Home) -> None:
    answer = tiers.migration(small_home, start=NEW_YEAR, end=SEPTEMBER, policy=POLICY)
    shares: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    assets: dict[str, Decimal] = defaultdict(Decimal)
    for row in answer["rows"]:
        shares[row["from"]][0] += Decimal(row["share"])
        shares[row["from"]][1] += Decimal(row["aum_share"])
        assets[row["from"]] += Decimal(row["aum"])
    for by_number, by_assets in shares.values():
        assert abs(by_number - 1) < Decimal("0.00001")
        assert abs(by_assets - 1) < Decimal("0.00001")
    held: dict[str, int] = defaultdict(int)
    for row in decisions(small_home, NEW_YEAR).values():
        held[row["assessed_tier"] or "unknown"] += row["aum_minor"] or 0
    assert {tier: int(amount * 100) for tier, amount in assets.items()} == held


def test_the_radar_has_one_row_for_everybody_above_the_lowest_tier(small_home: Home) -> None:
    found = list(tiers.radar(small_home, as_of=AS_OF, policy=POLICY))
    positions = small_home.lake / lake.load(small_home).runs[-1].gold["positions"]
    above = rows(f"SELECT customer_id FROM '{positions}' WHERE effective_rank > 0 ORDER BY 1")
    assert [row["customer_id"] for row in found] == [row["customer_id"] for row in above]
    for row in found:
        assert tuple(row) == (*tiers.RADAR_COLUMNS, "gap_to_next", "balance")
        assert row["balance"] == "", "the policy looks at an average"
        assert "-" not in row["reasons"]
        assert Decimal(row["gap_to_keep"]) >= 0
        assert 0 <= float(row["fall_probability"]) <= 1
        assert row["reasons"]
        assert len(row["average_so_far"].partition(".")[2]) == 2


def test_the_radars_gap_is_what_must_come_in_tomorrow_to_reach_the_floor(small_home: Home) -> None:
    """domain.md section 1.7, from the position's own figures: 23 of 31 days have passed."""
    positions = small_home.lake / lake.load(small_home).runs[-1].gold["positions"]
    floors = {tier.name: tier.floor_minor for tier in policy().tiers}
    checked = 0
    for row in rows(f"SELECT * FROM '{positions}' WHERE effective_rank > 0"):
        missing = floors[row["effective_tier"]] * 31 - row["average_so_far_minor"] * 23
        needed = max(Decimal(0), Decimal(missing) / 8)
        assert abs(row["needed_for_rest_minor"] - needed) <= 3  # the average is rounded
        gap = max(0, row["needed_for_rest_minor"] - row["aum_minor"])
        assert row["gap_to_keep_minor"] == gap
        checked += gap > 0
    assert checked > 5


def policy() -> tiering.TierPolicy:
    return tiering.load(POLICY, on=AS_OF)


@pytest.mark.parametrize("question", ["summary", "radar"])
def test_a_day_without_a_result_names_the_command_that_computes_it(
    small_home: Home, question: str
) -> None:
    with pytest.raises(NotComputed) as refused:
        getattr(tiers, question)(small_home, as_of=date(2026, 10, 1), policy=POLICY)
    assert refused.value.exit_code == 3
    assert "hengke run" in refused.value.next_step
    assert "--as-of 2026-10-01" in refused.value.next_step


def test_a_day_that_was_assessed_but_not_run_has_no_radar_and_names_the_days_that_have(
    small_home: Home,
) -> None:
    with pytest.raises(NotComputed, match="no radar for 2026-09-30") as refused:
        tiers.radar(small_home, as_of=SEPTEMBER, policy=POLICY)
    assert refused.value.message.endswith(f"runs were made for {AS_OF}.")
    assert "--as-of 2026-09-30" in refused.value.next_step


def test_a_run_that_was_made_is_not_asked_for_again_when_the_day_is_no_assessment_date(
    small_home: Home,
) -> None:
    with pytest.raises(NotComputed, match="no assessment date") as refused:
        tiers.migration(small_home, start=SEPTEMBER, end=AS_OF, policy=POLICY)
    assert "2026-09-30" in refused.value.message
    assert "hengke run" not in refused.value.next_step


def test_the_model_tells_its_tests_beside_the_plain_baseline(small_home: Home) -> None:
    told = tiers.model(small_home, as_of=AS_OF, policy=POLICY)
    assert told["run_id"] == lake.load(small_home).runs[-1].run_id
    for test in (told["out_of_time"], told["five_fold"]):
        assert 0.5 < test["baseline_auc"] <= 1
        assert test["rows"] > test["falls"] > 0
    assert sum(one["customers"] for one in told["calibration"]) == told["five_fold"]["rows"]


def test_a_draft_in_another_currency_is_refused(small_home: Home) -> None:
    foreign = SHIPPED.read_text(encoding="utf-8").replace('"CNY"', '"CZK"')
    with pytest.raises(Refused, match="counts in CZK, this home in CNY"):
        tiers.simulate(small_home, as_of=AS_OF, policy=POLICY, draft=foreign)


def test_migration_from_a_later_to_an_earlier_date_is_refused(small_home: Home) -> None:
    with pytest.raises(Refused, match="before"):
        tiers.migration(small_home, start=SEPTEMBER, end=AUGUST, policy=POLICY)


def test_the_same_policy_as_a_draft_moves_nobody(small_home: Home) -> None:
    answer = tiers.simulate(
        small_home, as_of=AS_OF, policy=POLICY, draft=SHIPPED.read_text(encoding="utf-8")
    )
    assert (answer["movers"], answer["rows"], answer["sample"]) == (0, [], [])
    assert answer["aum_at_stake"] == "0.00"
    assert sum(row["customers_after"] for row in answer["tiers"]) == answer["customers"]


def test_a_draft_says_who_would_move_with_which_assets_and_writes_nothing(
    small_home: Home,
) -> None:
    before = fingerprints(small_home.path)
    raised = SHIPPED.read_text(encoding="utf-8").replace('"500000.00"', '"800000.00"')
    answer = tiers.simulate(small_home, as_of=AS_OF, policy=POLICY, draft=raised)
    assert fingerprints(small_home.path) == before
    assert answer["movers"] > 0
    assert {(row["from"], row["to"]) for row in answer["rows"]} == {("platinum", "gold")}
    assert sum(row["customers"] for row in answer["rows"]) == answer["movers"]
    now = decisions(small_home, SEPTEMBER)
    for mover in answer["sample"]:
        assert now[mover["customer_id"]]["effective_tier"] == "platinum"
        assert now[mover["customer_id"]]["value_minor"] < 80_000_000
    platinum = next(row for row in answer["tiers"] if row["tier"] == "platinum")
    assert platinum["customers_before"] - platinum["customers_after"] == answer["movers"]


def test_a_draft_that_is_no_policy_is_refused_with_its_place(small_home: Home) -> None:
    broken = SHIPPED.read_text(encoding="utf-8").replace('floor = "50000.00"', 'floor = "many"')
    with pytest.raises(Refused, match="gold"):
        tiers.simulate(small_home, as_of=AS_OF, policy=POLICY, draft=broken)
