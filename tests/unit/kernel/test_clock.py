"""A day begins when it begins at the bank, not in Greenwich."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hengke.kernel import clock


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2027, 1, 1, 15, 59, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_policy_of_the_new_year_holds_from_midnight_at_the_bank(
    instant: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: instant)
    assert clock.today() == day
