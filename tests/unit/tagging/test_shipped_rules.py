"""What the shipped tags say of customers, threshold by threshold; unknown is not no."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from hengke.engine.tagging.library import CheckedLibrary, checked
from hengke.engine.tagging.reasons import answer
from hengke.policies.tagging import load

ON = date(2026, 10, 23)
PERSON, FIRM = {"kind": "person"}, {"kind": "institution"}
NOTHING_HELD = {
    f"{what}_{family}": value
    for family in (
        "demand_deposit", "term_deposit", "structured_deposit", "certificate", "wealth", "fund",
        "insurance", "trust", "loan", "credit_card",
    )
    for what, value in (("has", False), ("balance", 0))
}  # fmt: skip


@cache
def library() -> CheckedLibrary:
    return checked(load(on=ON))


def tags_of(group: str, row: dict[str, Any]) -> set[str]:
    found = {"as_of": ON, **row}
    return {
        one.tag.code
        for one in library().tags
        if one.tag.group == group and answer(one.tree, found) is True
    }


def held(*families: str, **more: Any) -> dict[str, Any]:
    having = {f"has_{one}": True for one in families}
    return {**NOTHING_HELD, **having, **more}


@pytest.mark.requirement("R024")
@pytest.mark.parametrize(
    ("group", "row", "codes"),
    [
        ("age_band", {**PERSON, "age": 17}, {"age_minor"}),
        ("age_band", {**PERSON, "age": 18}, {"age_young"}),
        ("age_band", {**PERSON, "age": 54}, {"age_middle"}),
        ("age_band", {**PERSON, "age": 55}, {"age_senior"}),
        ("age_band", {**PERSON, "age": 65}, {"age_elder"}),
        ("age_band", {**FIRM, "age": None}, set()),
        ("occupation", {**PERSON, "occupation": "教师"}, {"occupation_public"}),
        ("occupation", {**PERSON, "occupation": "退休"}, {"occupation_retired"}),
        ("region_kind", {"region": "望江区"}, {"region_urban"}),
        ("region_kind", {"region": "长沙市长沙县"}, {"region_county"}),
        ("region_kind", {"region": None}, set()),
        ("income", {**PERSON, "income_level": "high"}, {"income_high"}),
        ("institution_industry", {**FIRM, "industry": "批发零售"}, {"industry_trade"}),
        ("institution_industry", {**FIRM, "industry": "教育培训"}, {"industry_services"}),
        ("institution_scale", {**FIRM, "aum": 4_999_999_99, "debts": 1}, {"scale_large"}),
        ("institution_scale", {**FIRM, "aum": 500_000_00, "debts": None}, {"scale_medium"}),
    ],
)
def test_attributes(group: str, row: dict[str, Any], codes: set[str]) -> None:
    assert tags_of(group, row) == codes


@pytest.mark.requirement("R030")
@pytest.mark.parametrize(
    ("group", "row", "codes"),
    [
        ("asset_scale", {"aum": 1_000_000_00}, {"asset_large"}),
        ("asset_scale", {"aum": 999_999_99}, {"asset_medium"}),
        ("asset_scale", {"aum": 99_999_99}, {"asset_small"}),
        ("asset_scale", {"aum": None}, set()),
        ("transaction_frequency", {"own_bookings_90d": 30}, {"frequency_high"}),
        ("transaction_frequency", {"own_bookings_90d": 6}, {"frequency_medium"}),
        ("transaction_frequency", {"own_bookings_90d": 1}, {"frequency_low"}),
        ("transaction_frequency", {"own_bookings_90d": 0}, {"frequency_none"}),
        ("transaction_frequency", {"own_bookings_90d": None}, set()),
    ],
)
def test_classes_of_scale_and_frequency(group: str, row: dict[str, Any], codes: set[str]) -> None:
    assert tags_of(group, row) == codes


@pytest.mark.requirement("R031")
@pytest.mark.parametrize(
    ("since", "without", "codes"),
    [
        (90, 90, {"activity_active"}), (91, 91, {"activity_waning"}),
        (365, 365, {"activity_waning"}), (366, 366, {"activity_sleeping"}), (None, None, set()),
        (None, 30, set()), (None, 91, {"activity_waning"}), (None, 669, {"activity_sleeping"}),
    ],
)  # fmt: skip
def test_activity_is_measured_in_days(
    since: int | None, without: int | None, codes: set[str]
) -> None:
    """Of whom no own booking is on record it is known for how long there was none, at least."""
    row = {"days_since_own_booking": since, "days_without_own_booking": without}
    assert tags_of("activity", row) == codes


@pytest.mark.requirement("R027")
@pytest.mark.parametrize(
    ("group", "row", "codes"),
    [
        ("need_retail", {**PERSON, **held("fund", aum=1, own_bookings_90d=12)},
         {"need_wealth", "need_settlement"}),
        ("need_retail", {**PERSON, **held("loan", aum=1, own_bookings_90d=0)}, {"need_financing"}),
        ("need_retail", {**FIRM, **held("loan", aum=1, own_bookings_90d=99)}, set()),
        ("need_institution", {**FIRM, **held("wealth", own_bookings_90d=0, own_turnover_90d=0)},
         {"institution_wealth"}),
        ("need_institution", {**FIRM, **held(own_bookings_90d=30, own_turnover_90d=0)},
         {"institution_trading"}),
        ("need_institution", {**FIRM, **held(own_bookings_90d=3, own_turnover_90d=0)},
         {"institution_service"}),
    ],
)  # fmt: skip
def test_needs_of_persons_and_of_institutions(
    group: str, row: dict[str, Any], codes: set[str]
) -> None:
    assert tags_of(group, row) == codes


@pytest.mark.requirement("R029")
@pytest.mark.parametrize(
    ("group", "row", "codes"),
    [
        ("investment_preference", held("term_deposit"), {"prefers_deposits"}),
        ("investment_preference", held("wealth", "fund", balance_wealth=1, balance_fund=2),
         {"prefers_funds"}),
        ("risk_appetite", {"risk_level": "C2"}, {"appetite_cautious"}),
        ("risk_appetite", {"risk_level": "C5"}, {"appetite_bold"}),
        ("service_need", {"maturing": 1, "maturing_on": date(2026, 11, 22), **PERSON,
                          **held(), "risk_assessed_on": ON}, {"service_maturing"}),
        ("grade", {"tier_rank": 2}, {"grade_upper"}),
        ("grade", {"tier_rank": 0}, {"grade_basic"}),
    ],
)  # fmt: skip
def test_preferences_and_grade(group: str, row: dict[str, Any], codes: set[str]) -> None:
    assert tags_of(group, row) == codes


@pytest.mark.requirement("R026")
@pytest.mark.parametrize(
    ("group", "row", "codes"),
    [
        ("contribution", {"profit": 1, "value_decile": 1}, {"contribution_high"}),
        ("contribution", {"profit": 1, "value_decile": 5}, {"contribution_middle"}),
        ("contribution", {"profit": 0, "value_decile": 6}, {"contribution_low"}),
        ("contribution", {"profit": -1, "value_decile": 1}, {"contribution_negative"}),
        ("contribution", {"profit": None, "value_decile": None}, set()),
        ("contribution_trend", {"value_movement": "falling"}, {"contribution_falling"}),
        ("potential", {"potential_score": 60.0}, {"potential_high"}),
        ("potential", {"potential_score": 59.99}, {"potential_middle"}),
        ("potential", {"potential_score": 29.99}, {"potential_low"}),
    ],
)
def test_value_from_contribution_and_potential(
    group: str, row: dict[str, Any], codes: set[str]
) -> None:
    assert tags_of(group, row) == codes


@pytest.mark.requirement("R032")
@pytest.mark.parametrize(
    ("composite", "potential", "past_due", "codes"),
    [
        (35.0, 0.0, 0, {"result_quality"}), (35.0, 90.0, None, {"result_quality"}),
        (34.99, 50.0, 0, {"result_potential"}), (34.99, 49.99, 0, set()),
        (90.0, 90.0, 1, {"result_risk"}), (14.99, 90.0, 0, {"result_risk"}),
        (None, 90.0, 0, set()),
    ],
)  # fmt: skip
def test_the_result_of_the_composite_score(
    composite: float | None, potential: float, past_due: int | None, codes: set[str]
) -> None:
    row = {"composite_score": composite, "potential_score": potential, "days_past_due": past_due}
    assert tags_of("result", row) == codes


@pytest.mark.requirement("R025")
@pytest.mark.parametrize(
    ("group", "row", "codes"),
    [
        ("transaction_frequency", {"own_bookings_90d": 30}, {"frequency_high"}),
        ("deposit_habit", {**held(balance_term_deposit=2, balance_demand_deposit=1)},
         {"deposit_term"}),
        ("deposit_channel", {"channel_dominant": "counter"}, {"channel_counter"}),
        ("deposit_channel", {"channel_dominant": "self_service"}, {"channel_self_service"}),
        ("deposit_channel", {"channel_dominant": "online"}, {"channel_online"}),
        ("deposit_channel", {"channel_dominant": None}, set()),
        ("rollover", {"rollover_rate": 0.8}, {"rollover_keeps"}),
        ("rollover", {"rollover_rate": 0.79}, {"rollover_partly"}),
        ("rollover", {"rollover_rate": 0.0}, {"rollover_takes"}),
        ("rollover", {"rollover_rate": None}, set()),
        ("service_frequency", {"services_recent": 60}, {"service_often"}),
        ("service_frequency", {"services_recent": 12}, {"service_regular"}),
        ("service_frequency", {"services_recent": 1}, {"service_seldom"}),
        ("service_frequency", {"services_recent": 0}, {"service_none"}),
        ("service_frequency", {"services_recent": None}, set()),
        ("service_trend", {"services_change": -0.5}, {"service_fading"}),
        ("service_trend", {"services_change": 0.5}, {"service_growing"}),
        ("service_trend", {"services_change": 0.0}, set()),
    ],
)  # fmt: skip
def test_behaviour_from_bookings_deposits_channels_and_services(
    group: str, row: dict[str, Any], codes: set[str]
) -> None:
    assert tags_of(group, row) == codes


@pytest.mark.requirement("R028")
@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ({"days_past_due": 0}, {"risk_low"}),
        ({"days_past_due": 1}, {"risk_medium"}),
        ({"days_past_due": 90}, {"risk_medium"}),
        ({"days_past_due": 91}, {"risk_high"}),
        ({"days_past_due": 0, "loan_average": 100, "expected_loss": 1}, {"risk_low"}),
        ({"days_past_due": 0, "loan_average": 100, "expected_loss": 2}, {"risk_medium"}),
        ({"days_past_due": 0, "loan_average": 100, "expected_loss": 10}, {"risk_high"}),
        ({"days_past_due": 0, "status": "frozen"}, {"risk_medium"}),
        ({"days_past_due": None, "status": "blacklisted"}, {"risk_high"}),
        ({"days_past_due": None}, set()),
        ({"days_past_due": 0, "loan_average": None, "expected_loss": None}, set()),
    ],
)
def test_the_grade_of_risk(row: dict[str, Any], codes: set[str]) -> None:
    found = {"status": "active", "loan_average": 0, "expected_loss": 0, **row}
    assert tags_of("risk_grade", found) == codes


def test_where_something_is_unknown_the_tag_is_unknown_and_not_absent() -> None:
    tree = library().get("asset_large").tree
    assert answer(tree, {"aum": None}) is None
    assert answer(tree, {"aum": 1}) is False
