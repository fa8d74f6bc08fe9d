"""Activity at night: recency, number and turnover of the bookings that customers began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hengke.engine.features.activity import activity
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing


def followed(home: Home, on: date) -> Sequence[str]:
    """No policy: the days are those of `activity.DAYS`."""
    return ()


def weigh(weighing: Weighing) -> None:
    """`activity`: one row per customer known by the day."""
    found = activity(weighing.night.book, [weighing.as_of])
    weighing.write("activity", found.drop("on"))


PART = Part("activity", followed, weigh)
