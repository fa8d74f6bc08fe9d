"""Limits by role, as the dated file says them."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies.approvals import load
from hengke.policies.approvals.shelf import parse

TEXT = """
source = "test"
expires_days = 30
[delegation]
longest_days = 60
[delegation.stand_ins]
branch_head = ["branch_head"]
[kinds.loan]
alone = { branch_head = "1000.00" }
together = { branch_head = "5000.00", business = "9000.00" }
"""
DAY = date(2026, 1, 1)


def read(text: str = TEXT):
    return parse(text, name="test", since=DAY)


@pytest.mark.parametrize(
    ("role", "amount", "people"),
    [
        ("branch_head", 1000_00, 1),
        ("branch_head", 1000_01, 2),
        ("branch_head", 5000_00, 2),
        ("branch_head", 5000_01, 0),
        ("business", 1, 2),
        ("business", 9000_00, 2),
        ("business", 9000_01, 0),
        ("rm", 1, 0),
        ("branch_head", None, 0),
    ],
)
def test_how_many_people_an_amount_takes(role, amount, people):
    assert read().of("loan").people(role, amount) == people


def test_a_kind_without_limits_takes_one_person_of_any_role():
    rules = read().of("anything")
    assert (rules.people("rm", None), rules.limited, rules.expires_days) == (1, False, 30)


def test_beyond_every_limit_nobody_decides():
    assert read().of("loan").anybody(9000_00)
    assert not read().of("loan").anybody(9000_01)


def test_standing_in_goes_by_role():
    policy = read()
    assert policy.may_stand_in("branch_head", giver="branch_head")
    assert not policy.may_stand_in("rm", giver="branch_head")
    assert not policy.may_stand_in("business", giver="business")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('together = { branch_head = "5000.00"', 'together = { branch_head = "1000.00"', "further"),
        ("expires_days = 30", "expires_days = 0", "expires_days"),
        ('source = "test"', "", "source"),
        ("[kinds.loan]", '[kinds.loan]\nunit = "grams"', "unit"),
        ("[kinds.loan]", '[kinds.loan]\nunit = "count"', "whole number"),
    ],
)
def test_a_mistake_in_the_file_is_refused_with_its_place(old, new, said):
    with pytest.raises(PolicyError, match=said):
        read(TEXT.replace(old, new))


def test_the_shipped_policy_reads_and_a_bank_replaces_it(tmp_path):
    shipped = load(on=DAY)
    assert shipped.of("customers.export").people("branch_head", 500) == 1
    assert shipped.of("customers.export").people("branch_head", 501) == 2
    (tmp_path / "standard").mkdir()
    (tmp_path / "standard" / "2026-01-01.toml").write_text(TEXT, encoding="utf-8")
    assert load(on=DAY, own=tmp_path).of("loan").limited
    assert load(on=date(2025, 12, 31), own=tmp_path) == shipped
