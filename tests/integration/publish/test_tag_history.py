"""The history of tags grows from run shown to run shown, and tells who gained and lost what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.integration.publish.small_bank import Night, night
from tests.integration.publish.workbench_file import Bench

FIRST, SECOND, THIRD = date(2026, 10, 21), date(2026, 10, 22), date(2026, 10, 23)


def tagged(run_id: str, on: date, **codes: str) -> Night:
    """Customers by number (`n1` is "0001") with their tags."""
    numbers = [f"000{name[1:]}" for name in codes]
    tags: list[dict[str, Any]] = [
        {"customer_id": number, "codes": told, "unknown": "", "policy_version": "v"}
        for number, told in zip(numbers, codes.values(), strict=True)
    ]
    counts = [
        {"code": code, "rank": at, "family": "value", "tag_group": "g", "group_zh": "g",
         "group_en": "g", "exclusive": 0, "zh": code, "en": code, "reads": "[]", "owner": "o",
         "source": "s", "own": 0, "valid_from": FIRST, "policy_version": "v"}
        for at, code in enumerate(("a_b", "axb"))
    ]  # fmt: skip
    tables = {"tags": tags, "tag_counts": counts}
    return night(run_id, numbers, as_of=on, tables=tables)


HISTORY = "SELECT customer_id, since, codes_before, codes FROM tagging_history ORDER BY 1, 2"
TURNS = "SELECT code, since, gained, lost FROM tagging_turn ORDER BY 2, 1"


def history(bench: Bench) -> list[tuple[Any, ...]]:
    return [(row[0], str(row[1]), *row[2:]) for row in bench.rows(HISTORY)]


def turns(bench: Bench) -> list[tuple[Any, ...]]:
    return [(row[0], str(row[1]), *row[2:]) for row in bench.rows(TURNS)]


@pytest.mark.requirement("R033")
def test_each_change_is_a_row_with_its_day_and_what_stayed_is_none(bench: Bench) -> None:
    bench.publish(tagged("R1", FIRST, n1=" a_b ", n2=" axb ", n3=""))
    assert turns(bench) == []
    bench.publish(tagged("R2", SECOND, n1=" a_b axb ", n2=" axb ", n4=" a_b "))
    bench.publish(tagged("R3", THIRD, n1=" axb ", n2="", n4=" a_b "))
    assert history(bench) == [
        ("0001", "2026-10-21", None, " a_b "),
        ("0001", "2026-10-22", " a_b ", " a_b axb "),
        ("0001", "2026-10-23", " a_b axb ", " axb "),
        ("0002", "2026-10-21", None, " axb "),
        ("0002", "2026-10-23", " axb ", ""),
        ("0003", "2026-10-21", None, ""),
        ("0004", "2026-10-22", None, " a_b "),
    ]
    assert turns(bench) == [
        ("a_b", "2026-10-22", 0, 0), ("axb", "2026-10-22", 1, 0),
        ("a_b", "2026-10-23", 0, 1), ("axb", "2026-10-23", 0, 1),
    ]  # fmt: skip


def test_a_day_that_is_computed_again_replaces_what_it_had_said(bench: Bench) -> None:
    bench.publish(tagged("R1", FIRST, n1=" a_b ", n2=""))
    bench.publish(tagged("R2", SECOND, n1=" axb ", n2=" axb "))
    bench.publish(tagged("R3", SECOND, n1=" a_b ", n2=" axb "))
    assert history(bench) == [
        ("0001", "2026-10-21", None, " a_b "),
        ("0002", "2026-10-21", None, ""),
        ("0002", "2026-10-22", "", " axb "),
    ]
    assert turns(bench) == [("a_b", "2026-10-22", 0, 0), ("axb", "2026-10-22", 1, 0)]


def test_an_earlier_day_that_is_shown_again_takes_back_what_came_later(bench: Bench) -> None:
    bench.publish(tagged("R1", FIRST, n1=" a_b "))
    bench.publish(tagged("R2", SECOND, n1=" axb "))
    bench.publish(tagged("R3", FIRST, n1=" a_b "))
    assert history(bench) == [("0001", "2026-10-21", None, " a_b ")]
    assert turns(bench) == []
