"""Rules of plans: what ships, which price a second person looks at, and files that do not hold."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies.needs import plan_scheme

DAY = date(2026, 11, 27)
SHIPPED = plan_scheme.SHIPPED / plan_scheme.NAME / "2020-01-01.toml"


@pytest.mark.parametrize(
    ("special", "prices", "asks"),
    [
        (False, [(5_000_000, "CNY")], False),
        (False, [(5_000_000, "CNY"), (1, "CNY")], True),
        (False, [(1, "USD")], True),
        (False, [(0, "USD")], False),
        (True, [], True),
        (False, [], False),
    ],
)
def test_a_second_person_looks_above_the_limit_at_special_and_at_foreign_prices(
    special: bool, prices: list[tuple[int, str]], asks: bool
) -> None:
    rules = plan_scheme.load(on=DAY)
    assert rules.free_minor == 5_000_000
    assert rules.second_person(special=special, prices=prices) is asks


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('code = "scope"', 'code = "price"', "stands there twice"),
        ('home = "CNY"', 'home = "JPY"', "home"),
        ("longest_days = 180", "longest_days = 0", "longest_days"),
        ('free = "50000.00"', 'free = "much"', "free"),
        ("warn_days = 14", "", "warn_days"),
    ],
)
def test_a_file_that_does_not_hold_is_refused_with_its_place(old: str, new: str, told: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(PolicyError, match=told):
        plan_scheme.parse(text.replace(old, new), name="plans", since=DAY)
