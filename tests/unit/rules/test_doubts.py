"""What a rule says and hardly anybody means is noted, and what is meant is not."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.engine.rules.checking import check
from hengke.engine.rules.references import References
from hengke.engine.tagging.library import checked
from hengke.kernel.sentences import in_language
from hengke.policies import tagging


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("aum between 5 and 3", "From 5 to 3 lies nothing"),
        ("not (aum between 5.5 and 3)", "From 5.5 to 3 lies nothing"),
        ("age > 30 and age < 20", "age > 30 and age < 20 exclude each other"),
        ("age > 30 and (aum > 5 and 30 > age)", "age > 30 and age < 30 exclude"),
        ("aum = 7 and aum = 8.25", "aum = 7 and aum = 8.25 exclude"),
        ("age between 20 and 30 and age > 30", "age <= 30 and age > 30 exclude"),
        ("kind = 'person' and kind = 'institution'", "kind = 'person' and kind = 'institution'"),
        ("opened_on > '2026-01-01' and opened_on < '2025-01-01'", "opened_on > '2026-01-01'"),
        ("days_since(opened_on) > 9 and days_since(opened_on) < 5", "days_since(opened_on) > 9"),
        ("aum_trend_3m < -20", "-20 is -2,000 %. If -20 % is meant, write -0.2."),
        ("fall_probability between 20 and 0.5", "If 20 % is meant, write 0.2."),
        ("composite_score >= 5000", "nobody has 5000. If hundredths of a point are"),
        ("potential_score between 30 and 100.5", "nobody has 100.5"),
    ],
)
def test_what_can_never_hold_and_a_share_that_is_none_are_noted(text: str, told: str) -> None:
    notes = check(text).notes
    assert any(told in one for one in notes), notes
    assert all(in_language(one, "zh") != one for one in notes)


@pytest.mark.parametrize(
    "text",
    [
        "aum between 3 and 3", "age > 20 and age < 30", "age >= 30 and age <= 30",
        "age > 30 or age < 20", "age > 30 and own_bookings_90d < 20", "aum_trend_3m < -0.2",
        "aum_trend_3m > 10", "market_usd_cny > 11", "composite_score <= 100",
        "kind = 'person' and kind <> 'institution'",
        "age > 30 and coalesce(age, 1) < 20", "age > 30 and null < age and (age < 20) is null",
    ],
)  # fmt: skip
def test_what_can_be_meant_is_not_noted(text: str) -> None:
    doubted = ("exclude", "meant", "nobody has")
    assert not [one for one in check(text).notes if any(word in one for word in doubted)]


def test_a_segment_is_the_business_of_who_wrote_it() -> None:
    known = References({"odd": "age > 30 and age < 20"})
    assert check("segment('odd') and aum > 1", references=known).notes == ()


def test_no_rule_that_ships_is_doubted() -> None:
    library = checked(tagging.load(on=date(2026, 10, 23)))
    assert {one.tag.code: one.rule.notes for one in library.tags if one.rule.notes} == {}
