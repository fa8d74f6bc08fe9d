"""Products that come together in the small bank, against a plain count of its holdings."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq
import pytest

from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.policies.associations import load


def rows(home: Home, run: lake.RunEntry, name: str) -> list[dict[str, Any]]:
    return pq.read_table(home.lake / run.gold[name]).to_pylist()


@pytest.mark.requirement("R231")
def test_rules_and_candidates_are_what_the_holdings_say(small_home):
    run = lake.load(small_home).runs[-1]
    policy = load(on=run_day(run))
    owned: dict[str, set[str]] = {}
    for row in rows(small_home, run, "holdings"):
        if row["share_ppm"]:
            owned.setdefault(row["customer_id"], set()).add(row["family"])
    records = rows(small_home, run, "customer_records")
    active = [one["customer_id"] for one in records if one["status"] == "active"]
    held = [owned.get(one, set()) for one in active if None not in owned.get(one, set())]
    found = rows(small_home, run, "product_rules")
    assert found
    booked = rows(small_home, run, "product_rule_books")
    for rule in found:
        condition, product = set(rule["condition"].split()), rule["product"]
        with_it = [one for one in held if condition <= one]
        both = [one for one in with_it if product in one]
        share = sum(product in one for one in held) / len(held)
        assert (rule["population"], rule["count"]) == (len(held), len(both))
        assert rule["candidates"] == len(with_it) - len(both)
        assert rule["support"] == pytest.approx(len(both) / len(held))
        assert rule["confidence"] == pytest.approx(len(both) / len(with_it))
        assert rule["lift"] == pytest.approx(len(both) / len(with_it) / share)
        assert rule["lift"] >= policy.lift
        assert rule["discovery"] <= policy.discovery
        told = [one for one in booked if one["condition"] == rule["condition"]]
        assert (
            sum(one["candidates"] for one in told if one["product"] == product)
            == (rule["candidates"])
        )


def run_day(run: lake.RunEntry) -> Any:
    from datetime import date

    return date.fromisoformat(run.as_of)
