"""The schemes that ship: rules of real banks as data, each told by a story worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.unit.tiering.ladders import told

from hengke.policies.tiering import TierPolicy, effective_date, load, names, versions
from hengke.policies.tiering.shelf import SHIPPED

TODAY = date(2026, 6, 30)
REAL = (
    "bohai_month_average", "ccb_star", "cib_weighted", "citi_us_camb", "cmb_month_average",
    "hsbc_au_premier", "hsbc_cn_premier", "hsbc_uk_premier", "icbc_contribution_star",
    "icbc_service_star",
)  # fmt: skip
ALL = names()


def floors(policy: TierPolicy) -> dict[str, str]:
    return {tier.name: f"{tier.floor_minor / 100:.2f}" for tier in policy.tiers}


@pytest.mark.parametrize("name", ALL)
def test_every_shipped_scheme_is_in_force_and_says_where_it_comes_from(name):
    policy = load(name, on=TODAY)
    assert policy.source
    assert policy.illustrative
    assert policy.version.startswith(f"{name}@{policy.in_force_from}:")
    assert policy.lowest.floor_minor == 0
    assert len(set(policy.title_zh) & set(":,()")) == 0
    for tier in policy.tiers:
        assert tier.zh
        assert tier.en


@pytest.mark.requirement("R037")
def test_a_scheme_is_data_and_persons_and_institutions_have_their_own(tmp_path):
    """Tiers in order, floors, the three kinds of measure, dates from which a version holds."""
    policies = {name: load(name, on=TODAY) for name in ALL}
    kinds = {policy.measure.kind for policy in policies.values()}
    assert {"month_average", "star_points", "composite_score"} <= kinds
    assert policies["institution_score"].applies_to == "institution"
    assert policies["standard_month_average"].applies_to == "person"
    assert list(floors(policies["standard_month_average"])) == [
        "mass", "gold", "platinum", "diamond", "private",
    ]  # fmt: skip
    shipped = versions("standard_month_average")[-1]
    folder = tmp_path / shipped.name
    folder.mkdir()
    text = _text_of(shipped).replace('floor = "50000.00"', 'floor = "60000.00"')
    (folder / "2027-01-01.toml").write_text(text, encoding="utf-8")
    in_2026 = load(shipped.name, on=date(2026, 12, 31), own=tmp_path)
    in_2027 = load(shipped.name, on=date(2027, 1, 1), own=tmp_path)
    assert floors(in_2026)["gold"] == "50000.00"
    assert floors(in_2027)["gold"] == "60000.00"
    assert in_2026.version != in_2027.version


def _text_of(policy: TierPolicy) -> str:
    return (SHIPPED / policy.name / f"{policy.in_force_from}.toml").read_text(encoding="utf-8")


def test_at_least_six_real_banks_ship_with_the_figures_they_published():
    assert len(REAL) >= 6
    assert floors(load("cmb_month_average", on=TODAY)) == {
        "basic": "0.00", "gold_card": "50000.00", "sunflower": "500000.00",
        "diamond": "5000000.00", "private": "10000000.00",
    }  # fmt: skip
    assert floors(load("citi_us_camb", on=TODAY)) == {
        "everyday": "0.00", "priority": "30000.00", "citigold": "200000.00",
        "private_client": "1000000.00",
    }  # fmt: skip
    stars = floors(load("icbc_contribution_star", on=TODAY))
    assert [stars[f"star{number}"] for number in (3, 4, 5, 6, 7)] == [
        "50.00", "500.00", "2000.00", "10000.00", "80000.00",
    ]  # fmt: skip
    assert floors(load("ccb_star", on=TODAY))["star4"] == "500.00"
    assert floors(load("ccb_star", on=TODAY))["star5"] == "2000.00"
    assert floors(load("hsbc_cn_premier", on=TODAY))["premier"] == "500000.00"
    assert load("hsbc_cn_premier", on=TODAY).measure.household
    assert floors(load("hsbc_au_premier", on=TODAY))["premier"] == "150000.00"
    assert load("hsbc_au_premier", on=TODAY).alternatives[0].floors_minor == {"premier": 9_000_00}
    assert load("hsbc_uk_premier", on=TODAY).in_force_from == date(2025, 4, 9)
    private = floors(load("cib_weighted", on=TODAY))
    assert [private[name] for name in ("private", "private_30m", "private_100m")] == [
        "6000000.00", "30000000.00", "100000000.00",
    ]  # fmt: skip


def test_bohai_lets_a_tier_fall_in_month_four_to_that_of_month_three():
    told(
        load("bohai_month_average", on=TODAY),
        """
        month:str | assessed:str | effective:str | fails:int | from:date  | state:str
        2026-01   | diamond      | diamond       | 0         | 2026-02-01 | new
        2026-02   | gold         | diamond       | 1         | 2026-03-01 | watch
        2026-03   | mass         | diamond       | 2         | 2026-04-01 | watch
        2026-04   | platinum     | platinum      | 0         | 2026-05-01 | downgraded
        2026-05   | diamond      | diamond       | 0         | 2026-06-01 | upgraded
        """,
    )


def test_bohai_gives_private_clients_six_months_and_one_good_month_starts_afresh():
    told(
        load("bohai_month_average", on=TODAY),
        """
        month:str | assessed:str | effective:str | fails:int | of:int | state:str
        2026-01   | private_gold | private_gold  | 0         | 6      | new
        2026-02   | private      | private_gold  | 1         | 6      | watch
        2026-03   | private_gold | private_gold  | 0         | 6      | normal
        2026-04   | private      | private_gold  | 1         | 6      | watch
        2026-05   | diamond      | private_gold  | 2         | 6      | watch
        2026-06   | diamond      | private_gold  | 3         | 6      | watch
        2026-07   | diamond      | private_gold  | 4         | 6      | watch
        2026-08   | diamond      | private_gold  | 5         | 6      | watch
        2026-09   | platinum     | platinum      | 0         | 3      | downgraded
        """,
    )


def test_icbc_raises_the_service_star_monthly_and_lowers_it_on_two_days_a_year():
    told(
        load("icbc_service_star", on=TODAY),
        """
        month:str | assessed:str | effective:str | fails:int | from:date  | state:str  | reason:str
        2026-01   | star4        | star4         | 0         | 2026-02-01 | new        | first_assessment
        2026-02   | star5        | star5         | 0         | 2026-03-01 | upgraded   | floor_reached
        2026-03   | star4        | star5         | 1         | 2026-04-01 | watch      | below_floor
        2026-04   | star4        | star5         | 2         | 2026-05-01 | watch      | below_floor
        2026-05   | star3        | star5         | 3         | 2026-06-01 | watch      | waits_for_fall_day
        2026-06   | star4        | star4         | 0         | 2026-07-01 | downgraded | grace_used_up
        2026-07   | star3        | star4         | 1         | 2026-08-01 | watch      | below_floor
        """,
    )


def test_icbc_s_contribution_star_follows_the_points_up_and_down():
    told(
        load("icbc_contribution_star", on=TODAY),
        """
        month:str | assessed:str | effective:str | state:str
        2026-01   | star6        | star6         | new
        2026-02   | star3        | star3         | downgraded
        2026-03   | star4        | star4         | upgraded
        """,
    )


def test_ccb_gives_five_stars_half_a_year_and_six_stars_a_year():
    policy = load("ccb_star", on=TODAY)
    assert [policy.tier(f"star{stars}").grace for stars in (3, 4, 5, 6, 7)] == [3, 6, 6, 12, 12]
    assert effective_date(policy, date(2026, 6, 30)) == date(2026, 7, 1)
    told(
        policy,
        """
        month:str | assessed:str | effective:str | fails:int | of:int | state:str
        2026-01   | star5        | star5         | 0         | 6      | new
        2026-02   | star3        | star5         | 1         | 6      | watch
        2026-03   | star3        | star5         | 2         | 6      | watch
        2026-04   | star3        | star5         | 3         | 6      | watch
        2026-05   | star3        | star5         | 4         | 6      | watch
        2026-06   | star3        | star5         | 5         | 6      | watch
        2026-07   | star3        | star3         | 0         | 3      | downgraded
        """,
    )


def test_citi_re_tiers_after_three_calendar_months_below():
    told(
        load("citi_us_camb", on=TODAY),
        """
        month:str | assessed:str   | effective:str  | fails:int | state:str
        2026-01   | citigold       | citigold       | 0         | new
        2026-02   | priority       | citigold       | 1         | watch
        2026-03   | priority       | citigold       | 2         | watch
        2026-04   | everyday       | everyday       | 0         | downgraded
        2026-05   | private_client | private_client | 0         | upgraded
        """,
    )


def test_institutions_fall_a_step_at_a_time_and_a_good_quarter_takes_one_fail_off():
    told(
        load("institution_score", on=TODAY),
        """
        month:str | assessed:str | effective:str | fails:int | state:str
        2025-03   | strategic    | strategic     | 0         | new
        2025-06   | ordinary     | strategic     | 1         | watch
        2025-09   | ordinary     | strategic     | 2         | watch
        2025-12   | strategic    | strategic     | 1         | watch
        2026-03   | ordinary     | strategic     | 2         | watch
        2026-06   | ordinary     | strategic     | 3         | watch
        2026-09   | ordinary     | key           | 0         | downgraded
        """,
    )


@pytest.mark.parametrize("name", ["icbc_contribution_star", "icbc_service_star", "ccb_star"])
def test_half_a_year_s_hundred_thousand_traded_twice_makes_167_and_4000_points(name):
    """domain.md 1.4: 100,000 of gold held 30 of 180 days; 200,000 traded at 200 per 10,000."""
    measure = load(name, on=TODAY).measure
    gold = next(stock.weight for stock in measure.stocks if "metal" in stock.families)
    trades = next(flow for flow in measure.flows if "purchase" in flow.kinds)
    assert round(Fraction(100_000_00 * 30, 180) * gold / 100) == 167
    assert 200_000_00 * trades.weight / 100 == 4_000
    assert measure.coefficients["metal"] == measure.scale * gold


def test_industrial_bank_weighs_classes_and_measures_diamond_without_weights():
    policy = load("cib_weighted", on=TODAY)
    weights = {family: Fraction(weight, policy.measure.scale) for family, weight in
               policy.measure.coefficients.items()}  # fmt: skip
    assert weights["demand_deposit"] == 1
    assert weights["fund"] == Fraction(6, 10)
    assert "loan" not in weights
    net = policy.alternatives[0].measure.coefficients
    assert net["loan"] == net["fund"] == 1
    assert policy.tier("diamond").only_by == "net_assets"
