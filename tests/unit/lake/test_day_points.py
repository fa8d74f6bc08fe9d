"""Which past days stay in the lake."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from hengke.kernel.periods import add_months, month_ends
from hengke.pipelines.day_points import MONTH_ENDS, OTHER_DAYS, DayPoints
from hengke.pipelines.lake import Batch, Manifest


def test_month_ends_outlast_weeks_and_what_was_overtaken_or_left_behind_goes(
    tmp_path: Path,
) -> None:
    bank = Manifest(batches=[Batch("b1", "m", "2026-10-01", earliest_date="2020-01-01")])
    days = DayPoints(tmp_path, bank, "CNY")
    today = date(2026, 10, 23)
    ends = list(month_ends(add_months(today, -40), today))
    sundays = [date(2026, 10, 18) - timedelta(weeks=back) for back in range(30)]
    for on in (*ends, *sundays):
        days.path(on).touch()
    other = DayPoints(tmp_path, Manifest(), "CNY").path(ends[-1])
    for left in (other, tmp_path / f".{ends[-1]}-abc.parquet.77.draft"):
        left.touch()
    days.sweep()
    stay = {days.path(on) for on in (*ends[-MONTH_ENDS:], *sorted(sundays)[-OTHER_DAYS:])}
    assert {*tmp_path.iterdir()} == stay | {days.path(on) for on in ends[-MONTH_ENDS:]}
