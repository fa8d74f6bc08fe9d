"""Behaviour at night: one row per customer out of the bookings of the last complete months."""

from __future__ import annotations

from datetime import date

from hengke.engine.behaviour.profile import behaviour
from hengke.engine.results import HOLDINGS
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import behaviour as policies
from hengke.policies.behaviour import BehaviourPolicy


def weigh(weighing: Weighing) -> None:
    night = weighing.night
    held = night.catalog.read([night.lake / night.gold.paths["holdings"]], HOLDINGS)
    rows = behaviour(
        night.book,
        holdings=held,
        records=weighing.results["customer_records"],
        policy=_policy(weighing.home, weighing.as_of),
        as_of=weighing.as_of,
        keep=night.catalog.keep,
    )
    weighing.write("behaviour", rows)


def _policy(home: Home, on: date) -> BehaviourPolicy:
    return policies.load(on=on, own=home.behaviour_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part("behaviour", _followed, weigh)
