"""Value policies: the shipped one, its curves, and contradictions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies.value import load
from hengke.policies.value.shelf import SHIPPED, STANDARD, parse

ON = date(2026, 1, 1)
TEXT = (SHIPPED / STANDARD / "2020-01-01.toml").read_text(encoding="utf-8")


def read(text: str) -> object:
    return parse(text, name=STANDARD, since=ON)


def test_a_curve_is_straight_between_its_terms_and_the_one_of_the_day_counts():
    funds = load(on=ON).funds
    old, new = funds.of("CNY")
    assert (old.at_e8(0), old.at_e8(365), old.at_e8(99_999)) == (1_500_000, 2_250_000, 3_100_000)
    assert old.at_e8(273) == round(2_100_000 + Fraction(150_000 * 91, 183))
    assert funds.profile_e8("demand_deposit", "CNY", on=ON) == 1_902_500
    assert funds.profile_e8("demand_deposit", "CNY", on=date(1999, 1, 1)) is None
    assert funds.profile_e8("wealth", "CNY", on=ON) is None
    assert new.since > old.since


def test_tax_that_prices_contain_is_taken_out_of_them():
    assert load(on=ON).tax.of_income == Fraction(6, 106) * Fraction(112, 100)


def test_the_banks_own_file_wins(tmp_path):
    own = tmp_path / STANDARD
    own.mkdir()
    (own / "2025-01-01.toml").write_text(TEXT.replace('"18.00"', '"19.00"'), encoding="utf-8")
    assert load(on=ON, own=tmp_path).units[("*", "counter")] == 1_900


@pytest.mark.requirement("R073")
@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ('share = "0.65"', 'share = "0.60"', "do not add up to 1"),
        ('weight = "0.40"', 'weight = "0.41"', "the weights do not add up to 1"),
        ('direction = "higher"', 'direction = "sideways"', "is not known"),
        ('low = "-300000"', 'low = "300001"', "low must lie below high"),
        ('pd = "0.06"', 'pd = "6"', "must be 0 to 1"),
        ("past_due_from = 0", "past_due_from = 2", "must begin at 0"),
        ("periods = 2", "periods = 4", "do not fit"),
        ('kinds = ["card_spending"]', 'kinds = ["fee"]', "counted twice"),
        ('channel = "atm"', 'channel = "counter"', "stands there twice"),
        ("from = 2025-06-01", "from = 2000-01-01", "two curves of CNY"),
        ('1 = "0.0150"', 'x = "0.0150"', "is not a term in days"),
        ("[tax]", "[taxes]", "unknown key 'taxes'"),
        ('unit = "18.00"', "unit = 18.5", "write the number as text"),
    ],
)
def test_contradictions_are_refused_with_their_place(there, instead, said):
    assert there in TEXT
    with pytest.raises(PolicyError) as refused:
        read(TEXT.replace(there, instead, 1))
    assert said in str(refused.value)
