"""Statistics of the small bank, against a plain count of its results."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.integration.homes import POLICY

from hengke.pipelines import lake
from hengke.pipelines.home import Home

LEAST = 20


def rows(home: Home, name: str) -> list[dict[str, Any]]:
    return pq.read_table(home.lake / lake.load(home).runs[-1].gold[name]).to_pylist()


@pytest.mark.requirement("R233")
def test_figures_are_what_the_records_say(small_home):
    records = {one["customer_id"]: one for one in rows(small_home, "customer_records")}
    tiers = {
        one["customer_id"]: one["effective_tier"] or ""
        for one in rows(small_home, "positions") if one["policy"] == POLICY
    }  # fmt: skip
    held: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in records.items():
        if one["status"] == "active" and one["aum_minor"] is not None:
            held["", tiers.get(number, "")].append(one["aum_minor"])
            held[one["branch_id"], tiers.get(number, "")].append(one["aum_minor"])
    told = [one for one in rows(small_home, "statistics")
            if (one["grouping"], one["feature"]) == ("tier", "aum")]  # fmt: skip
    assert {one["branch_id"] for one in told} > {""}
    for one in told:
        values = np.array(held[one["branch_id"], one["slice"]])
        assert one["customers"] == one["known"] == len(values) >= LEAST
        assert one["mean"] == pytest.approx(values.mean(), abs=0.5)
        assert one["deviation"] == pytest.approx(values.std(ddof=1), abs=0.6)
        assert one["p50"] == pytest.approx(np.quantile(values, 0.5), abs=0.5)
        assert sum(count for _low, _high, count in json.loads(one["bins"])) == len(values)
        assert all(count == 0 or count >= 5 for *_edges, count in json.loads(one["bins"]))
    small = {slice_ for (branch, slice_), some in held.items() if not branch and len(some) < LEAST}
    assert small, "the bank has a tier that is too small to be shown"
    for name in ("statistics", "statistics_trends", "statistics_findings"):
        hidden = [one for one in rows(small_home, name)
                  if one["grouping"] == "tier" and one["slice"] in small]  # fmt: skip
        assert hidden == []


@pytest.mark.requirement("R233")
def test_courses_are_the_points_of_those_known_all_the_time(small_home):
    active = {one["customer_id"] for one in rows(small_home, "customer_records")
              if one["status"] == "active"}  # fmt: skip
    told = next(
        one for one in rows(small_home, "statistics_trends")
        if (one["branch_id"], one["grouping"], one["series"]) == ("", "all", "assets")
    )  # fmt: skip
    points: dict[str, dict[str, int]] = defaultdict(dict)
    folder = small_home.lake / lake.load(small_home).runs[-1].gold["asset_points"]
    for one in pq.read_table(folder).to_pylist():
        if one["customer_id"] in active and one["aum_minor"] is not None:
            points[one["customer_id"]][str(one["point_on"])] = one["aum_minor"]
    course = json.loads(told["course"])
    panel = [one for one in points.values() if all(month in one for month, *_ in course)]
    assert (told["customers"], told["months"]) == (len(panel), len(course))
    for month, mean, above in course:
        values = [one[month] for one in panel]
        assert mean == pytest.approx(sum(values) / len(values), rel=1e-9)
        assert above == pytest.approx(1e6 * sum(one > 0 for one in values) / len(values), abs=1)


@pytest.mark.requirement("R233")
def test_a_bank_without_trends_has_none_and_says_how_much_was_looked_for(small_home):
    """Balances and enquiries of the synthetic bank move without a trend."""
    scopes = {one["branch_id"]: one for one in rows(small_home, "statistics_scopes")}
    found = rows(small_home, "statistics_findings")
    assert scopes[""]["tests"] > 200
    assert scopes[""]["by_chance"] == pytest.approx(scopes[""]["tests"] * 0.05)
    assert [one["sentence_en"] for one in found if one["kind"] != "pair"] == []
    pairs = [one for one in found if one["kind"] == "pair"]
    assert pairs
    assert all("rank correlation" in one["sentence_en"] for one in pairs)
    assert all("秩相关" in one["sentence_zh"] for one in pairs)
    assert scopes[""]["found"] == len(pairs)
