"""What an audit row takes, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hengke.apps.audit import canonical, guard
from hengke.kernel.errors import Broken, Refused


@pytest.mark.parametrize(
    "text",
    ["call 13800138000", "138 0013 8000 回电", "+86 13800138000", "身份证350203199001011234",
     "id 35020319900101123X.", "card 6228 4800 1234 5678", "6228480012345678901",
     "write to lin@example.com"],
)  # fmt: skip
def test_contact_data_in_a_reason_is_refused_with_the_way_out(text: str) -> None:
    with translation.override("en"), pytest.raises(Refused, match="Leave them out"):
        guard.reason(text)


@pytest.mark.parametrize(
    "text",
    ["hand-over of C10200137", "资产 500000 元, 3 个月", "2026-10-23", "batch 20261126-101500", ""],
)
def test_an_honest_reason_passes(text: str) -> None:
    assert guard.reason(text) == text


@pytest.mark.parametrize("value", [1.5, object(), b"x", {"a": {"b": {"c": {"d": {"e": 1}}}}}])
def test_details_hold_codes_and_whole_numbers(value: object) -> None:
    with pytest.raises(Broken):
        guard.details({"value": value})


@given(st.text())
def test_no_text_makes_two_lines_or_hides_anything(text: str) -> None:
    line = guard.one_line(text)
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\u202e\u200b\x1b\r\n\x85\u2028")


@pytest.mark.parametrize(
    ("kept", "same"),
    [
        ('{"b": 1, "a": [1.0, 1e3]}', {"a": [1, 1000], "b": 1}),
        ("{}", {}),
        ('{"名": "值"}', {"名": "值"}),
    ],
)
def test_the_canonical_form_is_the_same_from_both_databases(kept: str, same: object) -> None:
    """SQLite gives texts, PostgreSQL an instant with its zone and JSON in another order."""
    at = datetime(2026, 10, 23, 1, 2, 3, tzinfo=UTC)
    rest = ("x.y", "alice", "rm", "C1", "why")
    assert canonical.entry(("2026-10-23 01:02:03", *rest, kept)) == canonical.entry(
        (at, *rest, same)
    )


def test_the_form_that_shipped_stays() -> None:
    at = datetime(2026, 10, 23, 1, 2, 3, 4, tzinfo=UTC)
    content = canonical.entry((at, "care.task_done", "alice", "rm", "C1", "", {"task": "t1"}))
    assert content == (
        b'["2026-10-23T01:02:03.000004+00:00","care.task_done","alice","rm","C1","",{"task":"t1"}]'
    )
    assert canonical.linked(1, canonical.START, content) == (
        "b7d4ca39b92b587049d5317305d19504e604141030d7acae226523a957ee9b6b"
    )
