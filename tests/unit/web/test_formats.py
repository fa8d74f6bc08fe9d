"""Numbers and dates as people write them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.apps.tagging import words
from hengke.web import formats


@pytest.mark.parametrize(
    ("minor", "chinese", "english"),
    [
        (0, "0", "0"),
        (99, "1", "1"),
        (50, "0", "0"),  # half a yuan goes to the even neighbour
        (150, "2", "2"),
        (99_449, "994", "994"),
        (99_949, "999", "1.00K"),
        (99_951, "1,000", "1.00K"),
        (994_900, "9,949", "9.95K"),
        (999_949, "1.00 万", "10.0K"),
        (999_951, "1.00 万", "10.0K"),
        (38_600_000, "38.6 万", "386.0K"),
        (99_999_999, "100.0 万", "1.00M"),
        (56_140_000_00, "5,614 万", "56.1M"),
        (48_200_000_000, "4.82 亿", "482.0M"),
        (3_412_000_000_000, "341.2 亿", "34.1B"),
        (-8_600_000, "−8.60 万", "−86.0K"),
        (None, "None", "None"),
    ],
)
def test_an_amount_has_at_most_five_digits_and_the_unit_of_the_language(
    minor: int | None, chinese: str, english: str
) -> None:
    assert str(formats.amount(minor, "zh-hans")) == chinese
    assert str(formats.amount(minor, "en")) == english


@pytest.mark.parametrize(
    ("language", "currency", "text"),
    [
        ("zh-hans", "CNY", "38.6 万元"),
        ("zh-hans", "CZK", "38.6 万 CZK"),
        ("en", "CNY", "386.0K CNY"),
        ("en", "MXN", "386.0K MXN"),
        ("en-gb", "USD", "386.0K USD"),
    ],
)
def test_the_currency_stands_with_the_unit(language: str, currency: str, text: str) -> None:
    assert str(formats.amount(38_600_000, language, currency=currency)) == text


def test_a_small_amount_keeps_its_currency_apart() -> None:
    assert str(formats.amount(30_000, "en", currency="MXN")) == "300 MXN"
    assert str(formats.amount(30_000, "zh-hans", currency="CNY")) == "300 元"


def test_a_signed_amount_shows_plus_and_minus() -> None:
    assert str(formats.amount(100, "en", signed=True)) == "+1"
    assert str(formats.amount(-100, "en", signed=True)) == "−1"
    assert str(formats.amount(0, "en", signed=True)) == "0"


def test_points_are_whole_unless_they_are_not() -> None:
    assert formats.points(8_000_000) == "80,000"
    assert formats.points(8_000_050) == "80,000.50"


def test_a_number_with_a_unit_of_its_own_is_no_percentage() -> None:
    assert [formats.decimal(one) for one in (51.2, 7.12344, 100.0, 0.0)] == [
        "51.2", "7.1234", "100", "0",
    ]  # fmt: skip
    assert words.value("composite_score", 51.2) == "51.2"


def test_exact_money_has_two_decimals_and_thousands_apart() -> None:
    assert formats.exact(56_140_000) == "561,400.00"
    assert formats.exact(-1) == "−0.01"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_rounds_to_nothing_has_no_sign(language: str) -> None:
    for minor in (-49, -50, -1, 0, 1, 50):
        for signed in (False, True):
            assert str(formats.amount(minor, language, signed=signed)) == "0"
    assert str(formats.amount(-51, language)) == "−1"
    assert str(formats.band(-30, language)) == "−1–0"
    assert formats.exact(None) is None


@pytest.mark.parametrize(
    ("ratio", "digits", "text"),
    [
        (0.018, 1, "1.8%"),
        (0.125, 0, "12%"),
        (0.135, 0, "14%"),
        (-0.064, 1, "−6.4%"),
        (None, 0, None),
    ],
)
def test_percentages_round_half_to_even(ratio: float | None, digits: int, text: str | None) -> None:
    assert formats.percent(ratio, digits) == text


def test_days_are_written_as_the_language_does() -> None:
    day = date(2026, 11, 23)
    assert formats.day(day, "zh-hans") == "11 月 23 日"
    assert formats.day(day, "zh-hans", year=True) == "2026 年 11 月 23 日"
    assert formats.day(day, "en", year=True) == "23 Nov 2026"
    assert (formats.weekday(day, "zh-hans"), formats.weekday(day, "en")) == ("周一", "Mon")
    assert formats.day(None, "en") is None
