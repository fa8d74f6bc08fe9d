"""What a run computed, on the pages: the watch list, and a tier by hand from form to decision."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pytest
from django.utils import translation
from tests.integration.homes import AS_OF as BOOK_ENDS_ON
from tests.integration.homes import POLICY

from hengke.apps.tiering.models import Position, Scheme, TierOverride
from hengke.engine.results import ASSESSMENTS
from hengke.engine.tiering.step import decided
from hengke.pipelines import lake
from hengke.pipelines.assessing import override_table
from hengke.pipelines.catalog import opened
from hengke.pipelines.home import Home
from hengke.policies import care
from hengke.policies.tiering import load

NEXT = date(2026, 10, 31)
pytestmark = pytest.mark.slow_test
STORED = (
    "effective_rank_before", "effective_rank", "effective_tier", "effective_from", "assessed_rank",
    "sum_minor_days", "days", "policy_version", "reason_code", "run_id", "known_at",
)  # fmt: skip


def rows(home: Home, path: str, where: str = "true") -> list[dict[str, Any]]:
    found = duckdb.sql(f"SELECT * FROM read_parquet('{home.lake / path}') WHERE {where}")
    return found.to_arrow_table().to_pylist()


def gold(home: Home, table: str) -> list[dict[str, Any]]:
    return rows(home, lake.load(home).runs[-1].gold[table])


@pytest.fixture
def published(small_home: Home, users: Any, make_customer: Any) -> list[dict[str, Any]]:
    """The run's positions in the workbench, as the book of one manager; gives them back."""
    positions = gold(small_home, "positions")
    Scheme.objects.bulk_create(Scheme(**row) for row in gold(small_home, "schemes"))
    Position.objects.bulk_create(
        Position(**row, branch_id="B001", manager_id="S0001") for row in positions
    )
    for row in positions:
        make_customer(row["customer_id"])
    return positions


@pytest.mark.requirement("R048")
def test_the_watch_list_tells_gap_days_fails_forecast_and_probability_as_computed(
    published, client_of
) -> None:
    possible = care.load(on=BOOK_ENDS_ON).downgrade.least_probability
    short = {
        row["customer_id"]: row
        for row in published
        if row["effective_rank"]
        and (
            row["gap_to_keep_minor"]
            or row["fails_used"]
            or (row["fall_probability"] or 0) >= possible
        )
    }
    assert short
    client, listed, address = client_of("alice"), {}, "/tiers/radar/"
    while address:
        answer = client.get(address)
        page = answer.content.decode()
        for row in answer.context["rows"]:
            listed[row.customer_id] = row
            with translation.override("en"):
                assert row.fails in page
                assert str(row.gap) in page
                assert str(row.probability) in page
        cursor = answer.context["page"].next_cursor
        address = f"/tiers/radar/?after={cursor}" if cursor else ""
        assert "8 days left" in page
    assert set(listed) == set(short)
    for number, row in listed.items():
        computed = short[number]
        floor, value = computed["keep_floor_minor"], computed["average_so_far_minor"]
        so_far, days, left = value * 23, 31, computed["days_left"]
        needed = (floor * days - so_far) / left
        assert computed["needed_for_rest_minor"] == pytest.approx(needed, abs=23)
        assert row.fails == f"{computed['fails_used']} / {computed['fails_allowed']}"
        assert row.position.fall_probability == computed["fall_probability"] is not None
        assert row.position.gap_to_keep_minor == computed["gap_to_keep_minor"] >= 0
        assert (row.position.next_change_on, row.position.next_tier) == (
            computed["next_change_on"], computed["next_tier"],
        )  # fmt: skip


@pytest.mark.requirement("R045")
def test_every_tier_change_is_stored_with_its_causes_and_by_hand_only_with_a_second_person(
    small_home: Home, published, client_of, tmp_path: Path
) -> None:
    changes = 0
    for entry in lake.load(small_home).assessments:
        for row in rows(small_home, entry.path, "effective_rank_before <> effective_rank"):
            assert all(row[name] is not None for name in STORED), row
            changes += 1
    assert changes > 20

    customer = next(row for row in published if row["effective_rank"] == 1)["customer_id"]
    ask = f"/tiers/overrides/ask/{customer}/"
    asked = {"policy": POLICY, "tier": "diamond", "reason": "Sale of a firm", "until": "2027-01-31"}
    for missing in ({"reason": ""}, {"until": ""}):
        assert client_of("alice").post(ask, {**asked, **missing}).status_code == 422
    client_of("alice").post(ask, asked)
    decide = f"/tiers/overrides/{TierOverride.objects.get().pk}/"
    assert client_of("alice").post(decide, {"decision": "approve"}).status_code == 403
    assert _decided(small_home, customer, tmp_path)["reason_code"] != "set_by_hand"

    assert client_of("head").post(decide, {"decision": "approve"}).status_code == 302
    row = _decided(small_home, customer, tmp_path)
    assert (row["state"], row["reason_code"]) == ("overridden", "set_by_hand")
    assert (row["effective_rank_before"], row["effective_tier"]) == (1, "diamond")
    assert all(row[name] is not None for name in set(STORED) - {"run_id", "known_at"})


def _decided(home: Home, customer: str, folder: Path) -> dict[str, Any]:
    """The assessment after the last one, with the overrides that people have approved by then."""
    from hengke.apps.tiering.api import approved_overrides

    with opened(folder) as catalog:
        entry = lake.load(home).assessment(POLICY, "2026-09-30")
        last = catalog.read([home.lake / entry.path], ASSESSMENTS)
        measured = last.mutate(
            assessed_on=ibis.date(NEXT), qualified_by=ibis.literal(""),
            status=ibis.literal("active"), opened_on=ibis.date("2020-01-01"),
        )  # fmt: skip
        by_hand = override_table(catalog, approved_overrides(), POLICY)
        policy = load(POLICY, on=BOOK_ENDS_ON)
        decisions = decided(last, measured, by_hand, policy=policy, assessed_on=NEXT)
        (row,) = catalog.arrow(decisions.filter(decisions.customer_id == customer)).to_pylist()
    return row
