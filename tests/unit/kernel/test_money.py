"""Money: Decimal at the edges, whole minor units inside."""

from __future__ import annotations

from decimal import Decimal

import pytest

from hengke.kernel.money import decimal_string, to_major, to_minor


@pytest.mark.parametrize(
    ("amount", "minor"),
    [("1234.50", 123450), ("0.005", 0), ("0.015", 2), ("-0.01", -1), (7, 700), ("0.1", 10)],
)
def test_major_units_become_minor_units_and_half_a_fen_goes_to_the_even_neighbour(amount, minor):
    assert to_minor(amount) == minor


def test_minor_units_have_exactly_two_decimals_and_come_back():
    assert to_major(123450) == Decimal("1234.50")
    assert str(to_major(100)) == "1.00"
    assert to_minor(to_major(9_007_199_254_740_993)) == 9_007_199_254_740_993


def test_machines_read_plain_decimals_and_nothing_where_it_is_unknown():
    assert decimal_string(600_000_000_00) == "600000000.00"
    assert decimal_string(0) == "0.00"
    assert decimal_string(None) == ""
