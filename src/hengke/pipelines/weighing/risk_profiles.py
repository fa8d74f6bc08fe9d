"""Risk profiles at night: the assessment that counts of each customer, and until when."""

from __future__ import annotations

from datetime import date

from hengke.engine.risk_profiles.profiles import risk_profiles
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import care
from hengke.policies.care import CarePolicy


def weigh(weighing: Weighing) -> None:
    """`risk_profiles`: one row per customer who was ever assessed."""
    rules = _rules(weighing.home, weighing.as_of)
    rows = risk_profiles(
        weighing.night.book,
        as_of=weighing.as_of,
        valid_months=rules.risk_assessment.valid_months,
        version=rules.version,
    )
    weighing.write("risk_profiles", rows)


def _rules(home: Home, on: date) -> CarePolicy:
    """How long an assessment holds is said where its renewal becomes a task."""
    return care.load(on=on, own=home.care_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_rules(home, on).version]


PART = Part("risk_profiles", _followed, weigh)
