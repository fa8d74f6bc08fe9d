"""No cell of a file is run by a spreadsheet; numbers stay numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengke.kernel import cells


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "-",
        "- 5",
    ],
)
def test_what_would_be_run_is_marked_as_text(text: str) -> None:
    assert cells.safe(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["-5", "-12.50", "-1e-07", "5", "C1", "张三", "", "a=b", "3-4"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert cells.safe(cell) == cell


def test_unknown_is_empty_and_figures_are_written_out() -> None:
    assert cells.safe(None) == ""
    assert cells.safe(-5) == "-5"
    assert cells.safe(0.25) == "0.25"


@given(st.text())
def test_nothing_that_is_no_number_begins_like_a_formula(text: str) -> None:
    found = cells.safe(text)
    assert found.endswith(text)
    if re.match(r"[=+\-@\t\r\n＝＋－＠]", found):
        assert re.fullmatch(cells.NUMBER, found)
