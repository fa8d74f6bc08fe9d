"""The shipped policy, a bank's own, and what is refused with its place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies.needs import load, shelf
from hengke.policies.needs.scheme import CATEGORIES

DAY = date(2026, 11, 27)
TEXT = (shelf.SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")


def parsed(text: str) -> object:
    return shelf.parse(text, name="draft", since=DAY)


@pytest.mark.requirement("R085")
def test_every_class_has_a_category_and_a_step_of_the_hierarchy() -> None:
    """Settlement first, succession last."""
    policy = load(on=DAY)
    assert {one.category for one in policy.classes.values()} == set(CATEGORIES)
    levels = {code: one.level for code, one in policy.classes.items()}
    assert [levels[code] for code in (
        "settlement", "saving", "protection", "house", "car", "business", "investment",
        "retirement", "education", "succession",
    )] == [1, 2, 3, 4, 4, 4, 5, 6, 6, 7]  # fmt: skip
    assert policy.classes["education"].category == "non_financial"


def test_a_stage_of_life_lasts_until_the_next() -> None:
    policy = load(on=DAY)
    assert policy.likely(17) == ()
    assert policy.likely(35) == policy.likely(26) != policy.likely(36)


def test_a_file_of_the_bank_wins(tmp_path: Path) -> None:
    folder = tmp_path / "standard"
    folder.mkdir()
    own = TEXT.replace('discount_rate = "0.05"', 'discount_rate = "0.08"')
    (folder / "2026-11-01.toml").write_text(own, encoding="utf-8")
    assert load(on=DAY, own=tmp_path).benefit_cost.discount_rate == Fraction(2, 25)
    assert load(on=date(2026, 10, 31), own=tmp_path).benefit_cost.discount_rate == Fraction(1, 20)


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ('swot = "0.20"', 'swot = "0.30"', "must add up to 1"),
        ('"M", "O", "A", "I", "R"', '"M", "O", "A", "I", "I"', "once each"),
        ('high_from = "3.00"', 'high_from = "1.50"', "must rise"),
        ('M = "1.00"', 'M = "1.50"', "must be 0 to 1"),
        ('discount_rate = "0.05"', "discount_rate = 0.05", "write the number as text"),
        ("least_customers = 5", "least_customers = 1", "from 2 to"),
        ("age_bands = [18, 26, 36, 51, 66]", "age_bands = [26, 18]", "must rise"),
        ('classes = ["health", "succession"]', 'classes = ["fame"]', "a class that there is not"),
        ('category = "non_financial"', 'category = "spiritual"', "is not known"),
        ('code = "car"', 'code = "house"', "house stands there twice"),
        ('kind = "yes_no"', 'kind = "perhaps"', "is not known"),
        ('code = "retirement"\nkind', 'code = "children"\nkind', "children stands there twice"),
        ("full_ratio", "full_ration", "unknown key 'full_ration'"),
    ],
)
def test_a_contradiction_is_refused(was: str, becomes: str, problem: str) -> None:
    assert was in TEXT
    with pytest.raises(PolicyError, match=problem):
        parsed(TEXT.replace(was, becomes))
