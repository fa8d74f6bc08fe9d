"""An amount is whole, a band or not there, as the reader's class says, and written in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

import hengke
from hengke.policies.access import View
from hengke.web import amounts, formats
from hengke.web.templatetags.hengke import money, money_exact, money_parts

RULES = {
    "web/amounts.py", "apps/tiering/policy_facts.py", "apps/workbench/home_branch.py",
    "apps/workbench/list_choices.py", "apps/lifecycle/leaving.py",
    "apps/forecast/report.py", "apps/statistics/words.py", "apps/recommendation/group_words.py",
}  # fmt: skip
"""The one place; floors of rules; a floor in a sentence; what the reader typed; the least loss that
leaving means; bounds of bands and the mean miss of many; bounds of the groups of a policy."""
SOURCE = Path(hengke.__file__).parent


@pytest.mark.parametrize(("minor", "english", "chinese"), [
    (38_600_000, "100K–1M CNY", "10 万–100 万 元"),
    (10_000_000, "100K–1M CNY", "10 万–100 万 元"),
    (9_999_999, "10K–100K CNY", "1 万–10 万 元"),
    (99, "0–1 CNY", "0–1 元"),
    (0, "0–1 CNY", "0–1 元"),
    (-250_000, "−1K–10K CNY", "−1,000–1 万 元"),
    (2_000_000_000_00, "1B–10B CNY", "10 亿–100 亿 元"),
])  # fmt: skip
def test_a_band_lies_between_powers_of_ten(minor: int, english: str, chinese: str) -> None:
    assert str(formats.band(minor, "en", currency="CNY")) == english
    assert str(formats.band(minor, "zh-hans", currency="CNY")) == chinese


def test_outside_a_request_amounts_are_whole() -> None:
    assert amounts.are_whole()
    assert amounts.in_a_file(38_600_050) == "386000.50"


def test_who_sees_bands_reads_no_amount_in_any_form() -> None:
    with translation.override("en"), amounts.shown_as(View.MASKED):
        assert not amounts.are_whole()
        assert str(money(38_600_050, "CNY")) == "100K–1M CNY"
        assert str(money_parts(38_600_050)) == str(money_exact(38_600_050)) == "100K–1M"
        assert amounts.in_a_file(38_600_050) == "100000-1000000"
        assert amounts.in_a_file(-38_600_050) == "-100000-1000000"
        assert "unknown" in str(money(None))
    assert amounts.are_whole()


def test_who_sees_none_is_told_so_and_not_that_it_is_unknown() -> None:
    with translation.override("en"), amounts.shown_as(View.NONE):
        assert {str(money(38_600_050)), str(money_exact(1)), str(money_parts(0))} == {"not shown"}
        assert amounts.in_a_file(38_600_050) == ""


def test_amounts_are_written_in_one_place() -> None:
    beside = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(r"formats\.(amount|exact)\(", path.read_text())
    }
    assert beside == RULES
