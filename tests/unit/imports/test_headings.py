"""What of the first line of a file is shown: words of a header, nothing of a person."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.intake import headings
from hengke.pipelines.intake.rows_of_text import header_checked

ROW = [
    "X990001", "司马相如", "13987654321", "310101198001011234", "sima@example.com",
    "上海市浦东新区世纪大道1号", "Jana Nováková", "li wei",
]  # fmt: skip
PERSONAL = ROW[1:]
NEEDED = ["customer_id", "kind", "name"]


def refused(present: list[str], **said: str) -> Refused:
    with pytest.raises(Refused) as caught:
        headings.missing_refused(NEEDED, present, file="a.csv", source="customers", **said)
    return caught.value


@pytest.mark.requirement("R245")
def test_a_row_of_data_where_the_header_should_be_is_not_told() -> None:
    refusal = refused(ROW, delimiter=",")
    assert not [value for value in PERSONAL if value in str(refusal)]
    assert "8 columns found" in str(refusal)
    assert "looks like data, as if the header were missing" in str(refusal)


def test_a_line_in_one_piece_names_the_delimiter_that_was_looked_for() -> None:
    refusal = refused(["|".join(ROW)], delimiter=",")
    assert not [value for value in PERSONAL if value in str(refusal)]
    assert 'no "," stands in its first line' in str(refusal)


@pytest.mark.parametrize("value", PERSONAL)
def test_of_a_header_only_words_of_headers_are_listed(value: str) -> None:
    refusal = refused(["客户号", "name", "KIND", "手机号码", value])
    assert value not in str(refusal)
    assert "5 columns found: 客户号, name, KIND, 手机号码, " in str(refusal)


def test_a_slip_of_the_pen_in_a_header_is_named() -> None:
    assert 'Did you mean "custmer_id"?' in str(refused(["custmer_id", "name", "kind"]))
    assert "custmer" not in str(refused(["custmer_id", "司马相如", "13987654321"]))


@pytest.mark.parametrize("value", [*PERSONAL, "_print.13987654321"])
def test_a_doubled_or_reserved_heading_is_told_by_its_place(value: str) -> None:
    with pytest.raises(Refused) as caught:
        header_checked(["a", value, value], file="a.csv")
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    ["客户号", "客户号(CUST_NO)", "CUST_NO", "id_number", "手机", "account_id", "密码", "own"],
)
def test_words_of_headers_are_shown_whole(name: str) -> None:
    assert headings.shown([name], known=["own"]) == [name]


def test_headings_of_a_checked_line_are_shown_unless_they_look_like_data() -> None:
    names = ["login_password", "cvv2", "CUST_NM2", *PERSONAL]
    told = headings.shown(names, checked=True)
    assert told[:3] == names[:3]
    assert not set(told) & set(PERSONAL)


@pytest.mark.parametrize("name", ["姓名(司马相如)", "Custer", "zhang_san", "kinde"])
def test_what_only_resembles_a_word_is_not(name: str) -> None:
    assert headings.shown([name]) != [name]
