"""Why a rule holds for one customer: the tests that decide it, said so that they are true."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from hengke.engine.rules.checking import check
from hengke.engine.rules.references import References
from hengke.engine.rules.sentences import sentence_of
from hengke.engine.tagging.inlining import inlined
from hengke.engine.tagging.reasons import reasons

ROW = {
    "as_of": date(2026, 10, 23), "aum": 300_000_00, "has_fund": False, "age": None,
    "has_loan": True, "kind": "person",
}  # fmt: skip
KNOWN = References(segments={"rich": "aum > 200000"}, tags=("borrower",))


def told(text: str, row: dict[str, Any] = ROW) -> list[str]:
    tree = check(text, references=KNOWN).tree
    whole = inlined(tree, {"borrower": check("has('loan')").tree})
    return [sentence_of(one.test, "en") for one in reasons(whole, row)]


@pytest.mark.requirement("R035")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("aum > 200000 and not has('fund')", ["assets is above CNY 200,000", "holds no funds"]),
        ("aum > 900000 or has('loan')", ["holds loans"]),
        ("aum > 900000 and has('loan')", ["assets is at most CNY 900,000"]),
        ("not (has('fund') or aum > 900000)", ["holds no funds", "assets is at most CNY 900,000"]),
        ("segment('rich') and tag('borrower')", ["assets is above CNY 200,000", "holds loans"]),
        ("age > 30 and aum > 1", ["age is above 30"]),
        ("age > 30 or has('loan')", ["holds loans"]),
        ("has('loan') and has('loan')", ["holds loans"]),
    ],
)
def test_only_what_decides_is_said(text: str, said: list[str]) -> None:
    assert told(text) == said


def test_each_reason_names_the_features_behind_it() -> None:
    tree = check("aum > debts and has('loan')").tree
    found = reasons(tree, {**ROW, "debts": 5})
    assert [one.reads for one in found] == [("aum", "debts"), ("has_loan",)]
