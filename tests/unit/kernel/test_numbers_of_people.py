"""Numbers with a check of their own; the good ones are public (GB 11643's example, companies)."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel import numbers_of_people as numbers


@pytest.mark.parametrize("good", ["11010519491231002X", " 110105 19491231 002x"])
def test_an_identity_number_fits(good: str) -> None:
    assert numbers.wrong_id_number(good) is None
    assert numbers.born_on(good) == date(1949, 12, 31)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("110105194912310021", "id_check"),
        ("11010519491331002X", "id_birth"),
        ("1101051949123100", "id_form"),
        ("", "id_form"),
    ],
)
def test_what_is_wrong_with_an_identity_number(bad: str, code: str) -> None:
    assert numbers.wrong_id_number(bad) == code


@pytest.mark.parametrize("place", range(17))
def test_one_mistyped_digit_is_always_found(place: int) -> None:
    good = "11010519491231002X"
    for digit in "0123456789":
        if digit != good[place]:
            assert numbers.wrong_id_number(good[:place] + digit + good[place + 1 :]) is not None


def test_a_credit_code_fits_its_check_sign() -> None:
    assert numbers.wrong_credit_code("91330100799655058B") is None
    assert numbers.wrong_credit_code("9144030071526726XG") is None
    assert numbers.wrong_credit_code("91330100799655058C") == "credit_check"
    assert numbers.wrong_credit_code("9133010079965505IB") == "credit_form"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("138 1234 5678", None), ("0592-2345678", None), ("+4420 7946 0018", None),
        ("12012345678", "phone_form"), ("1381234567a", "phone_form"), ("12", "phone_form"),
    ],
)  # fmt: skip
def test_telephone_numbers(text: str, code: str | None) -> None:
    assert numbers.wrong_phone(text) == code


def test_mail_addresses() -> None:
    assert numbers.wrong_email("li.lei@mail.example.com") is None
    assert numbers.wrong_email("li.lei@example") == "email_form"
    assert numbers.wrong_email("li lei@example.com") == "email_form"


@pytest.mark.parametrize(
    ("number", "called", "code"),
    [
        ("11010519491231002x", "居民身份证", None), ("110105194912310021", "id_card", "id_check"),
        ("91330100799655058B", "统一社会信用代码", None),
        ("91330100799655058C", " Credit_Code ", "credit_check"),
        ("E12345678", "passport", None), ("706213/1234", "", None), ("H123456(7)", "HKID", None),
        ("军字第1234567号", "军官证", None), ("110105194912310021", "", None),
        ("-5", "", "document_form"), ("bad", "passport", "document_form"),
        ("ABCDEFG", "", "document_form"), ("=1+1+1+1", "", "document_form"),
        ("1" * 31, "other", "document_form"),
    ],
)  # fmt: skip
def test_a_document_is_judged_by_its_kind(number: str, called: str, code: str | None) -> None:
    assert numbers.wrong_document(number, called) == code
    place = numbers.DOCUMENTS.index(numbers.kind_of_document(called))
    assert numbers.wrong_as_each(number)[place] == code
