"""Policies of associations: those that ship are whole, mistakes are refused with their place."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.engine.associations.rules import checked
from hengke.kernel.errors import PolicyError
from hengke.policies.associations import load, parse
from hengke.policies.associations.shelf import SHIPPED

TEXT = (SHIPPED / "standard" / "2026-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_can_be_computed_with():
    asked = checked(load(on=date(2026, 10, 23)))
    assert {"status", "has_fund"} <= set(asked.columns)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("status = 'active'", "statu = 'active'", "population"),
        ("status = 'active'", "aum", "population"),
        ('support = "0.01"', 'support = "0"', "support must lie between"),
        ('lift = "1.20"', 'lift = "0.5"', "lift must be 1 or more"),
        ('"fund",', '"funds",', "families"),
        ('"fund",', '"wealth",', "families must be at least two"),
    ],
)
def test_a_mistake_is_refused_with_its_place(old, new, problem):
    assert old in TEXT
    with pytest.raises(PolicyError, match=problem):
        checked(parse(TEXT.replace(old, new, 1), name="standard", since=date(2026, 1, 1)))
