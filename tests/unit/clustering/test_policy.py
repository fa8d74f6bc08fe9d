"""Clustering policies: those that ship are whole, mistakes are refused with their place."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.engine.clustering.rules import checked
from hengke.kernel.errors import PolicyError
from hengke.policies.clustering import load, parse
from hengke.policies.clustering.shelf import SHIPPED

ON = date(2026, 10, 23)
TEXT = (SHIPPED / "standard" / "2026-01-01.toml").read_text(encoding="utf-8")


def read(text: str) -> object:
    return checked(parse(text, name="standard", since=date(2026, 1, 1)))


def test_the_shipped_policy_can_be_computed_with():
    asked = checked(load(on=ON))
    assert {"kind", "status", "aum"} <= set(asked.columns)
    assert not {"age", "gender", "region"} & set(asked.columns)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('feature = "aum"', 'feature = "aun"', "no feature aun"),
        ('feature = "aum"', 'feature = "kind"', "kind is no number"),
        ('feature = "aum"', 'feature = "cluster"', "cluster is no number"),
        ('feature = "debts"', 'feature = "aum"', "each named once"),
        ("kind = 'person' and", "kynd = 'person' and", "population"),
        ("kind = 'person' and", "cluster = 1 and", "computed after the groups"),
        ("kind = 'person' and", "tag('vip') and", "no tag 'vip'"),
        ('clip = "4"', 'clip = "0"', "clip must be above 0"),
        ('least_share = "0.03"', 'least_share = "3"', "least_share must be 0 to 1"),
        ("most = 8", "most = 2", "most must be"),
        ("words = 3", "wordz = 3", "wordz"),
    ],
)
def test_a_mistake_is_refused_with_its_place(old, new, problem):
    assert old in TEXT
    with pytest.raises(PolicyError, match=problem):
        read(TEXT.replace(old, new, 1))
