from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.periods import age


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1985, 3, 1), date(2026, 2, 28), 40),
        (date(1985, 3, 1), date(2026, 3, 1), 41),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_whole_years_on_a_day(born: date, on: date, years: int) -> None:
    assert age(born, on=on) == years
