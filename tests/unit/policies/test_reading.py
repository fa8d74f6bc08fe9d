"""Policy files that contradict themselves are refused, with the place and the way out."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hengke.engine.schemas import CUSTOMERS
from hengke.engine.schemas import STATUSES as CONTRACT_STATUSES
from hengke.kernel.errors import PolicyError
from hengke.policies.tiering import TierPolicy, load, names, parse, versions
from hengke.policies.tiering.measures import ATTRIBUTES
from hengke.policies.tiering.reading import read
from hengke.policies.tiering.scheme import STATUSES
from hengke.policies.tiering.shelf import SHIPPED

GOOD = """
title_zh = "甲"
title_en = "A"
source = "tests"
currency = "CNY"
calendar = "monthly"

[measure]
kind = "month_average"

[[alternatives]]
name = "income"
floors = { gold = "9000.00" }

[alternatives.measure]
kind = "month_average"

[[alternatives.measure.flows]]
direction = "in"

[[tiers]]
name = "mass"
zh = "普通"
en = "Mass"

[[tiers]]
name = "gold"
zh = "金卡"
en = "Gold"
floor = "50000.00"
grace = 3

[[tiers]]
name = "platinum"
zh = "白金"
en = "Platinum"
floor = "500000.00"
"""
SCORE = """
[measure]
kind = "composite_score"

[[measure.indicators]]
name = "deposits"
source = "balance_average"
families = ["demand_deposit"]
weight = "0.6"
break_points = [["0", "0"], ["1000", "100"]]

[[measure.indicators]]
name = "risk"
source = "attribute"
attribute = "risk_level"
weight = "0.4"
levels = { C1 = "10", C5 = "100" }
"""


def changed(*edits: tuple[str, str]) -> str:
    text = GOOD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def scored(*edits: tuple[str, str]) -> str:
    return changed(('[measure]\nkind = "month_average"\n', SCORE), *edits)


def test_the_good_policy_is_read():
    policy = parse(GOOD, name="good", in_force_from=date(2026, 1, 1))
    assert [tier.floor_minor for tier in policy.tiers] == [0, 50_000_00, 500_000_00]
    assert policy.version.startswith("good@2026-01-01:")
    assert parse(scored(), name="good").measure.unit == "score"
    assert parse(GOOD, name="good").version.startswith("good@draft:")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (changed(('"50000.00"', '"900000.00"')), "floors .* must rise strictly, got 0.00, 900,000"),
        (changed(('"50000.00"', '"500000.00"')), "must rise strictly"),
        (changed(('"50000.00"', '"0.00"')), "must rise strictly"),
        (changed(('floor = "50000.00"', "")), "tiers.1.: 'floor' is missing"),
        (changed(('"50000.00"', "50000.5")), "write the number as text"),
        (changed(('"50000.00"', '"50000.001"')), "more than two decimals"),
        (changed(('"50000.00"', '"fifty"')), "is not a number"),
        (changed(('"500000.00"', '"1e30"')), "beyond what sums can hold"),
        (changed(("grace = 3", "grace = 1000000")), "from 1 to 10000"),
        (changed(('"50000.00"', '"NaN"')), "is not a number"),
        (changed(("grace = 3", "grace = 0")), "grace must be a whole number from 1"),
        (changed(("grace = 3", "graec = 3")), "unknown key 'graec'.*'grace'"),
        (changed(('kind = "month_average"\n\n[[alt', 'kind = "year_average"\n\n[[alt')), "choose"),
        (changed(('"monthly"', '"weekly"')), "calendar = 'weekly' is not known"),
        (changed(('"CNY"', '"yuan"')), "ISO code"),
        (changed(('title_zh = "甲"', 'title_zh = ""')), "title_zh must be a text"),
        (changed(('calendar = "monthly"', 'fall_days = ["06-15"]')), "'06-15' is not an assessm"),
        (changed(('calendar = "monthly"', 'excluded_statuses = ["asleep"]')), "'asleep'"),
        (changed(('calendar = "monthly"', "grandfathered_until = 2026")), "must be a date"),
        (changed(('name = "gold"', 'name = "mass"')), "tier names .* repeat"),
        (changed(('"9000.00"', '"0.00"')), "alternative 'income' must be positive"),
        (changed(("gold = \"9000.00\"", "silver = \"9000.00\"")), "no tier 'silver'.*mass, gold"),
        (changed(("grace = 3", 'only_by = "lottery"')), "opened by unknown 'lottery'"),
        (changed(('floor = "500000.00"', 'floor = "500000.00"\nonly_by = "income"')), "no floor"),
        (changed(('kind = "month_average"\n\n[[alternatives]]',
                  'families = ["fonds"]\n\n[[alternatives]]')), "asset class 'fonds'.*fund"),
        (scored(('"0.4"', '"0.39999999"'), ('"0.6"', '"0.60000001"')), "fewer decimals"),
        (scored(('"0.4"', '"0.5"')), "must sum to 1, got 1.1"),
        (scored(('"0.4"', '"-0.4"'), ('"0.6"', '"1.4"')), "must be more than 0"),
        (scored(('[["0", "0"], ["1000", "100"]]', '[["1000", "0"], ["0", "100"]]')), "must rise"),
        (scored(('[["0", "0"], ["1000", "100"]]', '[["0", "100"], ["1000", "0"]]')), "higher-is-b"),
        (scored(('"risk_level"', '"shoe_size"')), "no attribute 'shoe_size'"),
        (
            scored(('"balance_average"\n', '"booking_count"\nper_balance_of = ["fund"]\n')),
            "'deposits' counts bookings, which are no part of a balance",
        ),
        (scored(('levels = { C1 = "10", C5 = "100" }', "")), "needs levels"),
        (scored(('families = ["demand_deposit"]', "")), "which families"),
        (scored(('name = "risk"', 'name = "deposits"')), "repeat"),
        ("title_zh = ", "not valid TOML"),
        (changed(("grace = 3", "grace = 3\n[[tiers]]\nname = 1")), "name must be a text"),
    ],
)  # fmt: skip
def test_a_policy_that_contradicts_itself_is_refused(text, complaint):
    with pytest.raises(PolicyError, match=f"(?is){complaint}"):
        parse(text, name="spoilt")


SPOILS: tuple[Any, ...] = (
    None, "", "x", -1, 10**30, 0.5, True, [], [1], [[]], {}, {"x": 1}, date(2026, 1, 1),
)  # fmt: skip


@pytest.mark.slow_test
@pytest.mark.parametrize(
    "name", ["standard_month_average", "institution_score", "cib_weighted", "icbc_service_star"]
)
def test_whatever_stands_in_a_file_is_refused_in_words_and_never_by_accident(name):
    """Every value of a shipped file, replaced by thirteen odd ones."""
    raw = tomllib.loads(next((SHIPPED / name).glob("*.toml")).read_text(encoding="utf-8"))
    refused = 0
    for path in _paths(raw):
        for value in SPOILS:
            try:
                assert isinstance(read(_with(raw, path, value), name=name), TierPolicy)
            except PolicyError:
                refused += 1
    assert refused > 500


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(one, (*path, key))


def _with(raw: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    spoilt = copy.deepcopy(raw)
    place: Any = spoilt
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return spoilt


def write(folder: Path, since: str, text: str = GOOD) -> None:
    (folder / "mine").mkdir(exist_ok=True, parents=True)
    (folder / "mine" / f"{since}.toml").write_text(text, encoding="utf-8")


def test_a_later_file_replaces_an_earlier_one_from_its_date(tmp_path):
    write(tmp_path, "2025-01-01")
    write(tmp_path, "2026-01-01", changed(('"500000.00"', '"600000.00"')))
    assert load("mine", on=date(2025, 12, 31), own=tmp_path).highest.floor_minor == 500_000_00
    assert load("mine", on=date(2026, 1, 1), own=tmp_path).highest.floor_minor == 600_000_00
    assert len(versions("mine", own=tmp_path)) == 2
    with pytest.raises(PolicyError, match=r"not in force on 2024-12-31.*begins on 2025-01-01"):
        load("mine", on=date(2024, 12, 31), own=tmp_path)


def test_dates_that_overlap_or_run_backwards_are_refused_and_a_gap_is_told(tmp_path):
    ends = GOOD.replace('calendar = "monthly"', "until = 2026-03-31")
    write(tmp_path, "2025-01-01", ends)
    write(tmp_path, "2026-01-01")
    with pytest.raises(PolicyError, match=r"runs until 2026-03-31 and overlaps.*2025-12-31"):
        load("mine", on=date(2026, 6, 1), own=tmp_path)
    write(tmp_path, "2026-01-01", ends.replace("2026-03-31", "2025-03-31"))
    with pytest.raises(PolicyError, match="ends on 2025-03-31, before it begins"):
        versions("mine", own=tmp_path)


def test_a_policy_that_has_ended_is_not_in_force(tmp_path):
    write(tmp_path, "2025-01-01", GOOD.replace('calendar = "monthly"', "until = 2025-06-30"))
    with pytest.raises(PolicyError, match="ended on 2025-06-30, nothing replaces it"):
        load("mine", on=date(2025, 7, 1), own=tmp_path)


def test_a_bank_s_own_file_of_the_same_date_wins_over_the_shipped_one(tmp_path):
    shipped = versions("standard_month_average")[0]
    folder = tmp_path / "standard_month_average"
    folder.mkdir()
    (folder / f"{shipped.in_force_from}.toml").write_text(GOOD, encoding="utf-8")
    mine = versions("standard_month_average", own=tmp_path)
    assert [policy.title_en for policy in mine] == ["A"]
    assert "standard_month_average" in names(tmp_path)


def test_files_with_another_name_or_encoding_are_refused(tmp_path):
    write(tmp_path, "first")
    with pytest.raises(PolicyError, match=r"mine/first.toml is not named after a date"):
        versions("mine", own=tmp_path)
    (tmp_path / "mine" / "first.toml").unlink()
    (tmp_path / "mine" / "2026-01-01.toml").write_bytes(GOOD.encode("gb18030"))
    with pytest.raises(PolicyError, match=r"2026-01-01.toml is not UTF-8"):
        versions("mine", own=tmp_path)
    with pytest.raises(PolicyError, match=r"no tier policy 'nobody'.*standard_month_average"):
        versions("nobody")


def test_words_that_policies_share_with_the_bank_contract_are_the_same():
    assert STATUSES == CONTRACT_STATUSES
    assert {CUSTOMERS.column(name).type for name in ATTRIBUTES} == {"string"}
