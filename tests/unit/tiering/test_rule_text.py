"""A policy as a sentence: every clause follows from the file, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from hengke.apps.tiering import rule_text
from hengke.policies.tiering import load, names
from hengke.policies.tiering.scheme import CALENDARS, CLEARINGS, EFFECTIVE, LANDINGS

ON = date(2026, 10, 23)
STANDARD = load("standard_month_average", on=ON)


def said(policy, language: str = "en") -> str:
    with translation.override(language):
        return rule_text.sentence(policy)


def test_the_standard_policy_reads_as_its_file_says() -> None:
    assert said(STANDARD) == (
        "Tiers follow the daily average of assets over the calendar month; assessed at every month "
        "end; in force from the first of the next month; a higher floor reached raises at once; a "
        "tier falls only after 3 failing assessments in a row (Private 6), to the tier of the last "
        "failing assessment; one good assessment clears the count; no fall in a new customer's "
        "first 3 months."
    )
    assert said(STANDARD, "zh-hans") == (
        "等级依据：自然月日均资产；每月末评定；次月 1 日生效；达到更高门槛即升级；"
        "连续 3 次未达标（私人银行 6 次）才降级，降至最近一次评定的等级；一次达标即清零；"
        "新客户前 3 个月不降级。"
    )


@pytest.mark.parametrize(
    ("field", "values"),
    [("calendar", CALENDARS), ("effective", EFFECTIVE), ("landing", LANDINGS),
     ("clearing", CLEARINGS)],
)  # fmt: skip
def test_every_choice_of_a_field_reads_differently(field: str, values: tuple[str, ...]) -> None:
    for language in ("en", "zh-hans"):
        texts = {said(replace(STANDARD, **{field: value}), language) for value in values}
        assert len(texts) == len(values)


def test_a_changed_grace_changes_the_sentence() -> None:
    tiers = tuple(replace(tier, grace=1) for tier in STANDARD.tiers)
    assert "falls at the first failing assessment" in said(replace(STANDARD, tiers=tiers))


@pytest.mark.parametrize("name", names())
def test_every_shipped_policy_can_be_said(name: str) -> None:
    policy = load(name, on=ON)
    assert said(policy).endswith(".")
    assert said(policy, "zh-hans").endswith("。")
