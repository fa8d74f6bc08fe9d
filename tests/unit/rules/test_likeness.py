"""A name that does not exist is answered with names of the same words or meaning, or with none."""

from __future__ import annotations

import pytest

from hengke.engine.rules.checking import check
from hengke.engine.rules.errors import LISTED, RuleError, nearest
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.likeness import MOST, alike


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("balance_total", ["aum"]),  # never balance_metal, of which some letters are the same
        ("total_assets", ["aum"]),
        ("household_assets", ["household_aum"]),
        ("fund_balance", ["balance_fund"]),
        ("balance_metel", ["balance_metal"]),
        ("deposit_balance",
         ["balance_demand_deposit", "balance_structured_deposit", "balance_term_deposit"]),
        ("aum_mnth_avg", ["aum_month_avg"]),
        ("aum_average", ["aum_month_avg", "aum"]),
        ("AumMonthAvg", ["aum_month_avg", "aum"]),
        ("fall_prob", ["fall_probability"]),
        ("churn", ["churn_percentile", "churn_probability"]),
        ("customer_age", ["age"]),
        ("has_loans", ["has_loan"]),
        ("total_loans", ["debts"]),
        ("contribution", ["profit"]),  # as pages say it
        ("economic_value_added", ["eva"]),
        ("operating_income", ["revenue"]),
        ("tenth_of_the_bank", ["value_decile"]),
        ("margin_of_a_year", ["lifetime_margin"]),
        ("years_to_remain", ["remaining_months"]),
        ("probability_of_leaving", ["churn_probability", "churn_percentile"]),
        ("likely_to_leave", ["churn_probability"]),
        ("lifecycle_stage", ["stage"]),
        ("highest_in_twelve_months", ["aum_12m_peak"]),
        ("three_month_mean", ["aum_3m_mean"]),
        ("last_own_booking", ["days_since_own_booking"]),
        ("day_of_assessment", ["risk_assessed_on"]),
    ],
)  # fmt: skip
def test_what_shares_words_or_meaning_is_named(typed: str, meant: list[str]) -> None:
    assert alike(typed, CATALOGUE.features, CATALOGUE.meanings) == meant


@pytest.mark.parametrize("typed", ["zzzzz", "gold", "last_login", "balance_gold", "_", "余额"])
def test_rather_nothing_than_something_far_off(typed: str) -> None:
    assert alike(typed, CATALOGUE.features, CATALOGUE.meanings) == []
    assert nearest(typed, CATALOGUE.features, CATALOGUE.meanings) == LISTED


def test_of_more_equals_than_are_named_none_is() -> None:
    many = [f"balance_{one}" for one in ("bond", "cash", "fund", "gold")]
    assert len(many) > MOST
    assert alike("balance", many) == []
    assert alike("balance", many[:MOST]) == many[:MOST]


@pytest.mark.parametrize("name", sorted(CATALOGUE.features)[3::12])
def test_a_name_of_the_catalogue_is_found_by_a_letter_left_out(name: str) -> None:
    assert name in alike(name[:-2] + name[-1], CATALOGUE.features, CATALOGUE.meanings)


def test_several_are_told_in_one_sentence() -> None:
    with pytest.raises(RuleError) as refusal:
        check("churn > 1")
    told = "Did you mean one of these: churn_percentile, churn_probability?"
    assert refusal.value.next_step == told


def test_a_name_longer_than_any_is_compared_with_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 650 words against 200 names it took twelve seconds, while somebody typed."""

    def compared(*_: object) -> float:
        raise AssertionError("compared after all")

    monkeypatch.setattr("hengke.engine.rules.likeness._likeness", compared)
    assert alike("aum_" * 20 + "aum", CATALOGUE.features, CATALOGUE.meanings) == []
    with pytest.raises(AssertionError, match="after all"):
        alike("aum_" * 18 + "aum", CATALOGUE.features, CATALOGUE.meanings)
