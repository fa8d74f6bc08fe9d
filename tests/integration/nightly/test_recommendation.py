"""Recommendations of the small bank: every one passes the gate, told by a plain function."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF

from hengke.engine.recommendation import gate
from hengke.pipelines import lake
from hengke.policies.recommendation import load

POLICY = load(on=AS_OF)


@pytest.fixture(scope="module")
def told(small_home: Any) -> dict[str, list[dict[str, Any]]]:
    gold = lake.load(small_home).runs[-1].gold
    names = ("suitability", "offered_products", "recommendations", "suitability_notices",
             "customer_records")  # fmt: skip
    return {name: pq.read_table(small_home.lake / gold[name]).to_pylist() for name in names}


@pytest.mark.requirement("R094")
@pytest.mark.requirement("L08")
def test_no_customer_of_the_bank_is_recommended_what_is_not_suitable(told):
    products = {row["product_id"]: row for row in told["offered_products"]}
    who = {row["customer_id"]: row for row in told["suitability"]}
    assert len(told["recommendations"]) > len(who)
    for row in told["recommendations"]:
        product, stands = products[row["product_id"]], _standing(who[row["customer_id"]])
        found = gate.verdict(
            POLICY.suitability, stands, family=product["family"], risk=product["risk"]
        )
        assert (found, product["state"]) == ("", "offered"), row


@pytest.mark.requirement("L09")
def test_no_valid_assessment_is_older_than_twelve_months_or_of_a_day_to_come(told):
    states = {row["state"] for row in told["suitability"]}
    assert {"valid", "expired", "not_assessed"} <= states
    for row in told["suitability"]:
        if row["state"] == "valid":
            assert AS_OF - timedelta(days=365) <= row["assessed_on"] <= AS_OF, row


def test_the_score_is_the_product_of_the_four_numbers_and_places_follow_it(told):
    best: dict[str, float] = {}
    for row in sorted(told["recommendations"], key=lambda one: (one["customer_id"], one["place"])):
        if row["score_minor"] is None or row["score_minor"] <= 0:
            continue
        parts = (row["propensity_ppm"], row["context_ppm"], row["lever_ppm"])
        exact = float(row["value_minor"])
        for part in parts:
            exact *= part / 1_000_000
        assert row["score_minor"] == pytest.approx(exact, abs=1 + abs(exact) / 1000), row
        assert row["score_minor"] <= best.get(row["customer_id"], float("inf"))
        best[row["customer_id"]] = row["score_minor"]


def test_value_is_of_the_own_assets_where_the_product_holds_money(told):
    """Amounts are multiplied in whole hundreds: less than a hundred is lost before each share."""
    assets = {row["customer_id"]: row["aum_minor"] for row in told["customer_records"]}
    least = {one.code: one.least_minor for one in POLICY.products}
    own = [row for row in told["recommendations"] if row["volume_minor"] is not None]
    assert {row["family"] for row in own} >= {"term_deposit", "wealth"}
    assert all(row["volume_minor"] is None for row in told["recommendations"]
               if row["family"] in ("loan", "credit_card"))  # fmt: skip
    for row in own:
        has = assets[row["customer_id"]]
        assert has >= least[row["product_id"]], row
        if row["share_ppm"] is None:
            assert row["volume_minor"] == least[row["product_id"]], row
        else:
            assert row["share_ppm"] <= POLICY.model.most_share_ppm, row
            assert row["volume_minor"] == pytest.approx(has * row["share_ppm"] / 1e6, abs=100), row
        exact = row["volume_minor"] * row["margin_ppm"] / 1e6 - row["upkeep_minor"]
        lost = 1 + abs(row["margin_ppm"]) / 10_000
        assert row["value_minor"] == pytest.approx(exact if has > 0 else 0, abs=lost), row


def test_holders_above_their_level_are_told_where_a_product_was_rated_higher(told):
    causes = {row["cause"] for row in told["suitability_notices"]}
    assert "product_rose" in causes
    assert all(row["risk"] > row["level"] for row in told["suitability_notices"])


def _standing(row: dict[str, Any]) -> gate.Standing:
    names = ("state", "level", "assessed_on", "valid_through", "age", "status")
    return gate.Standing(person=row["person"] == 1, **{name: row[name] for name in names})
