"""Groups of the small bank: those of a first night, and of the nights after it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF, only

from hengke.engine.rules.features import CATALOGUE
from hengke.pipelines import lake, nightly
from hengke.pipelines.home import Home

NEXT = date(2026, 10, 24)


def rows(home: Home, run: lake.RunEntry, name: str) -> list[dict[str, Any]]:
    return pq.read_table(home.lake / run.gold[name]).to_pylist()


@pytest.mark.requirement("R230")
def test_every_active_person_is_in_the_group_whose_sums_the_night_tells(small_home):
    run = lake.load(small_home).runs[-1]
    records = {row["customer_id"]: row for row in rows(small_home, run, "customer_records")}
    members, groups = (rows(small_home, run, name) for name in ("cluster_members", "clusters"))
    wanted = {
        one for one, row in records.items() if (row["kind"], row["status"]) == ("person", "active")
    }
    assert {row["customer_id"] for row in members} == wanted
    assert len(groups) >= 3
    for group in groups:
        held = [row for row in members if row["cluster"] == group["cluster"]]
        assets = [records[row["customer_id"]]["aum_minor"] or 0 for row in held]
        assert (len(held), sum(assets)) == (group["customers"], group["aum_minor"])
    booked = rows(small_home, run, "cluster_books")
    assert sum(row["customers"] for row in booked) == len(members)
    told = rows(small_home, run, "cluster_features")
    assert {row["feature"] for row in told} <= set(CATALOGUE.features)
    assert sum(row["chosen"] for row in rows(small_home, run, "cluster_tries")) == 1


@pytest.mark.requirement("R230")
def test_the_next_night_goes_on_with_the_same_groups(own_home):
    first = lake.load(own_home).runs[-1]
    only(own_home, "activity", "value", "behaviour", "clustering")
    nightly.run(own_home, as_of=NEXT)
    second = lake.load(own_home).runs[-1]
    before, after = (rows(own_home, run, "cluster_models")[0] for run in (first, second))
    assert second.as_of == NEXT.isoformat()
    assert after["model"] == before["model"]
    assert after["fitted_on"] == AS_OF
    was = {row["customer_id"]: row["cluster"] for row in rows(own_home, first, "cluster_members")}
    for row in rows(own_home, second, "cluster_members"):
        assert row["cluster_before"] == was[row["customer_id"]]
    moved = sum(row["arrived"] for row in rows(own_home, second, "clusters"))
    assert moved < 10


def test_a_bank_whose_nights_lack_the_inputs_is_told(own_home):
    only(own_home, "clustering")
    nightly.run(own_home, as_of=NEXT)
    model = rows(own_home, lake.load(own_home).runs[-1], "cluster_models")[0]
    assert "profit" in model["lacking"].split()
