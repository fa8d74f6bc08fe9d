"""Which assessments the data support, and the cut-off of an earlier period that matches today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.falls.moments import Calendar, Period
from hengke.pipelines.history import Span, check_business_date, supported
from hengke.policies.tiering import load

DAILY = Span(date(2026, 1, 5), date(2026, 4, 28), daily_from=date(2026, 1, 5), snapshots=())
ENDS = (date(2019, 7, 31), date(2019, 8, 31), date(2019, 9, 30))
MONTH_ENDS = Span(ENDS[0], ENDS[-1], daily_from=None, snapshots=ENDS)
AVERAGE = load("standard_month_average", on=date(2026, 1, 1))
MONTH_END = load("xiamen_deposits", on=date(2019, 7, 1))


def test_a_month_counts_once_its_first_day_is_in_the_history() -> None:
    dates = [on for _, on in supported([AVERAGE], DAILY, as_of=date(2026, 4, 30))]
    assert dates == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_month_end_after_the_last_delivery_is_not_assessed_unless_only_quiet_days_lie_between():
    def dates(last: date) -> list[date]:
        reach = replace(DAILY, last=last)
        return [on for _, on in supported([AVERAGE], reach, as_of=date(2026, 5, 10))]

    assert dates(date(2026, 4, 23))[-1] == date(2026, 4, 30)
    assert dates(date(2026, 4, 22))[-1] == date(2026, 3, 31)


def test_month_end_books_are_assessed_on_their_snapshots_and_no_average_is_formed() -> None:
    as_of = date(2019, 10, 15)
    assert [on for _, on in supported([MONTH_END], MONTH_ENDS, as_of=as_of)] == list(ENDS)
    assert supported([AVERAGE], MONTH_ENDS, as_of=as_of) == []


def test_each_date_is_assessed_by_the_version_in_force_on_it() -> None:
    later = replace(AVERAGE, version="later", in_force_from=date(2026, 3, 15))
    found = supported([AVERAGE, later], DAILY, as_of=date(2026, 4, 30))
    assert [(policy.version, on.month) for policy, on in found] == [
        (AVERAGE.version, 2), ("later", 3), ("later", 4),
    ]  # fmt: skip


def test_the_last_snapshot_is_what_is_seen_between_two() -> None:
    assert MONTH_ENDS.seen_on(date(2019, 9, 15)) == date(2019, 8, 31)
    assert MONTH_ENDS.seen_on(date(2019, 7, 30)) is None
    assert DAILY.seen_on(date(2026, 3, 3)) == date(2026, 3, 3)


@pytest.mark.parametrize("as_of", [date(2026, 1, 4), date(2026, 5, 30)])
def test_business_dates_outside_the_reach_are_refused(as_of: date) -> None:
    with pytest.raises(Refused, match=r"2026-01-05|2026-04-28"):
        check_business_date(as_of, DAILY)


def test_an_earlier_period_is_looked_at_from_several_of_its_days() -> None:
    found = Calendar(AVERAGE, DAILY).past(Period(date(2026, 2, 28), date(2026, 3, 31)))
    assert [one.cut_off for one in found] == [
        date(2026, 2, 28), date(2026, 3, 10), date(2026, 3, 20), date(2026, 3, 27),
    ]  # fmt: skip
    assert {one.assessment_on for one in found} == {date(2026, 3, 31)}
    assert [one.place for one in found] == [0, 1, 2, 3]


def test_month_end_books_are_looked_at_where_there_are_balances_and_never_from_the_outcome() -> (
    None
):
    looked_at = Calendar(MONTH_END, MONTH_ENDS)
    assert [one.cut_off for one in looked_at.past(Period(ENDS[1], ENDS[2]))] == [ENDS[1]]
    assert [one.cut_off for one in looked_at.past(Period(ENDS[0], ENDS[2]))] == [ENDS[0], ENDS[1]]


def test_days_before_the_history_are_left_out() -> None:
    found = Calendar(AVERAGE, DAILY).past(Period(date(2025, 12, 31), date(2026, 1, 31)))
    assert [one.cut_off for one in found] == [
        date(2026, 1, 10),
        date(2026, 1, 20),
        date(2026, 1, 27),
    ]
