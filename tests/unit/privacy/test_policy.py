"""The privacy policy that ships, and mistakes in one."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.apps.privacy.policy import working_days_after
from hengke.kernel.errors import PolicyError
from hengke.policies.privacy import IDENTITY, MARKETING, load, load_prospects, prospects
from hengke.policies.privacy.shelf import SHIPPED, parse

TEXT = (SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")
DAY = date(2020, 1, 1)


@pytest.mark.requirement("L06")
def test_identity_and_transactions_are_kept_ten_years_and_marketing_shorter():
    policy = load(on=date(2026, 1, 1))
    identity, marketing = policy.retention[IDENTITY], policy.retention[MARKETING]
    assert (identity.months, identity.counted_from) == (120, "relation_end")
    assert marketing.months < identity.months


def test_who_never_became_a_customer_is_kept_for_a_shorter_time_than_any_other(tmp_path):
    kept = load_prospects(on=DAY)
    assert 0 < kept.months < load(on=DAY).retention[MARKETING].months
    text = (prospects.SHIPPED / "prospects" / "2026-11-26.toml").read_text(encoding="utf-8")
    (tmp_path / "prospects").mkdir()
    own = text.replace("months = 1 ", "months = 3 ")
    (tmp_path / "prospects" / "2027-01-01.toml").write_text(own, encoding="utf-8")
    assert load_prospects(on=date(2027, 1, 1), own=tmp_path).months == 3
    with pytest.raises(PolicyError, match="months"):
        prospects.parse(text.replace("months", "years"), since=DAY)


def test_every_purpose_names_its_basis_and_its_law():
    purposes = load(on=DAY).purposes.values()
    assert all(one.law and one.zh and one.en for one in purposes)
    assert {one.basis for one in purposes} == {"consent", "contract", "duty"}
    assert [one.code for one in purposes if one.separate] == ["sensitive", "sharing"]


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 26), 15, date(2026, 12, 17)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_deadlines_count_monday_to_friday_from_the_day_after(day, days, due):
    assert working_days_after(day, days) == due


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('basis = "contract"', 'basis = "habit"', "habit"),
        ("months = 120", 'months = "ten years"', "months"),
        ("guardian_below = 14", "", "guardian_below"),
        ('from = "relation_end"', 'from = "sometime"', "sometime"),
        ("[retention.marketing]", "[retention.other]", "marketing"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_its_place(old, new, said):
    with pytest.raises(PolicyError, match=said):
        parse(TEXT.replace(old, new, 1), name="test", since=DAY)
