"""The forecasts of the small bank, against a plain reckoning from its own month ends."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF

from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.policies.forecast import load

ORIGINS = [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30),
           date(2026, 7, 31), date(2026, 8, 31)]  # fmt: skip
AFTER = [*ORIGINS[1:], date(2026, 9, 30)]


def rows(home: Home, name: str) -> list[dict[str, Any]]:
    return pq.read_table(home.lake / lake.load(home).runs[-1].gold[name]).to_pylist()


@pytest.fixture(scope="module")
def points(small_home: Home) -> dict[str, dict[date, int | None]]:
    found: dict[str, dict[date, int | None]] = {}
    for row in rows(small_home, "asset_points"):
        found.setdefault(row["customer_id"], {})[row["point_on"]] = row["aum_minor"]
    return found


@pytest.mark.requirement("R082")
def test_the_error_report_says_how_far_the_last_value_missed(small_home, points):
    least, missed, happened = load(on=AS_OF).least_months, [], []
    for course in points.values():
        for start, end in zip(ORIGINS, AFTER, strict=True):
            known = sum(one is not None and on <= start for on, one in course.items())
            if None not in (course.get(start), course.get(end)) and known >= least:
                missed.append(abs(course[start] - course[end]))
                happened.append(course[end])
    told = rows(small_home, "forecast_errors")
    whole = {
        (one["quantity"], one["months"], one["method"]): one for one in told if not one["band"]
    }
    plain = whole["assets", 1, "persistence"]
    assert plain["n"] == len(missed)
    assert plain["mae"] == pytest.approx(sum(missed) / len(missed))
    assert plain["wape"] == pytest.approx(sum(missed) / sum(happened))
    assert (plain["first_on"], plain["last_on"]) == (ORIGINS[0], ORIGINS[-1])
    assert {key[:2] for key in whole} == {("assets", 1), ("assets", 3), ("bookings", 2)}
    for key in {key[:2] for key in whole}:
        tried = [one for one in whole.values() if (one["quantity"], one["months"]) == key]
        (used,) = [one for one in tried if one["chosen"]]
        assert used["wape"] == min(one["wape"] for one in tried)
        assert 0.7 <= used["coverage"] <= 0.95


@pytest.mark.requirement("R082")
def test_everybody_has_a_forecast_with_an_interval_or_a_reason(small_home, points):
    least = load(on=AS_OF).least_months
    found = rows(small_home, "forecasts")
    assert {one["customer_id"] for one in found} == set(points)
    reasons: Counter[Any] = Counter()
    for one in found:
        course = points[one["customer_id"]]
        known = sum(value is not None and on < AS_OF for on, value in course.items())
        assert (one["assets_reason"] == "short_history") == (known < least)
        reasons[one["assets_reason"]] += 1
        for name, low, high in (
            ("next_minor", "next_low_minor", "next_high_minor"),
            ("later_minor", "later_low_minor", "later_high_minor"),
            ("bookings", "bookings_low", "bookings_high"),
        ):
            reason = one["bookings_reason" if name == "bookings" else "assets_reason"]
            assert (one[name] is None) == (one[low] is None) == (one[high] is None)
            assert (one[name] is None) == (reason is not None)
            if name != "bookings" and one[name] is not None:
                assert 0 <= one[low] <= one[name] <= one[high]
                assert one["now_minor"] == course[AS_OF]
                if one["next_method"] == "persistence":
                    assert one["next_minor"] == course[AS_OF]
        assert (one["next_on"], one["later_on"]) == (date(2026, 10, 31), date(2026, 12, 31))
        assert one["month_on"] == date(2026, 11, 30)
    assert reasons[None] > 400
    assert reasons["short_history"] > 0


@pytest.mark.requirement("R082")
def test_the_mean_of_bookings_is_that_of_the_last_six_months(small_home):
    from hengke.pipelines.answers import rows as asked

    manifest = lake.load(small_home)
    files = {
        name: [str(path) for path in lake.silver_paths(small_home, manifest, name)]
        for name in ("transactions", "accounts")
    }
    counted = asked(
        "SELECT customer_id, count(*) AS n FROM "
        f"read_parquet({files['transactions']}) JOIN (SELECT DISTINCT account_id, customer_id "
        f"FROM read_parquet({files['accounts']})) USING (account_id) WHERE customer_initiated "
        "AND booked_on BETWEEN DATE '2026-04-01' AND DATE '2026-09-30' GROUP BY 1"
    )
    begun = {one["customer_id"]: one["n"] for one in counted}
    shared = {
        one["customer_id"] for one in rows(small_home, "holdings") if one["share_ppm"] < 1_000_000
    }
    compared = [
        (one["bookings"], begun[one["customer_id"]] / 6)
        for one in rows(small_home, "forecasts")
        if one["bookings_method"] == "mean" and one["customer_id"] in begun.keys() - shared
    ]
    assert len(compared) > 100
    for told, counted_by_hand in compared:
        assert told == pytest.approx(counted_by_hand, abs=0.01)
