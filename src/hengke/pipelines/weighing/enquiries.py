"""Enquiries at night: how often each customer asked about each subject lately."""

from __future__ import annotations

from datetime import date

from hengke.engine.enquiries.counts import enquiries
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import enquiries as policies
from hengke.policies.enquiries import EnquiriesPolicy


def weigh(weighing: Weighing) -> None:
    """`enquiries`: one row per customer known by the day."""
    policy = _policy(weighing.home, weighing.as_of)
    rows = enquiries(weighing.night.book, policy=policy, as_of=weighing.as_of)
    weighing.write("enquiries", rows)


def _policy(home: Home, on: date) -> EnquiriesPolicy:
    return policies.load(on=on, own=home.enquiries_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part("enquiries", _followed, weigh)
