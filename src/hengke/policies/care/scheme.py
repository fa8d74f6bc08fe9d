"""What a care policy is. Amounts in minor units, shares as exact fractions, days as whole days."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hengke.kernel.errors import PolicyError


@dataclass(frozen=True)
class Downgrade:
    """A tier at risk: short of its floor, failing already, or likely to fall."""

    stake: Fraction
    least_probability: Fraction
    unknown_probability: Fraction


@dataclass(frozen=True)
class Upgrade:
    """Little is missing to the next tier."""

    stake: Fraction
    within_share: Fraction


@dataclass(frozen=True)
class Maturity:
    """Term money comes due."""

    stake: Fraction
    days_ahead: int
    least_amount_minor: int


@dataclass(frozen=True)
class Outflow:
    """Much money went to other banks."""

    stake: Fraction
    least_amount_minor: int
    least_share: Fraction
    call_within_days: int


@dataclass(frozen=True)
class Birthday:
    stake: Fraction
    days_ahead: int
    least_rank: int


@dataclass(frozen=True)
class RiskAssessment:
    """The yearly risk assessment runs out."""

    stake: Fraction
    valid_months: int
    days_ahead: int
    days_after: int
    least_rank: int


@dataclass(frozen=True)
class IdExpiry:
    """The identity document runs out."""

    stake: Fraction
    days_ahead: int
    days_after: int
    least_rank: int


@dataclass(frozen=True)
class Welcome:
    """A new customer is called once."""

    stake: Fraction
    days_after: int
    call_within_days: int
    least_amount_minor: int


@dataclass(frozen=True)
class CarePolicy:
    """One dated set of rules for tasks; a field per kind of task."""

    name: str
    version: str
    source: str
    downgrade: Downgrade
    upgrade: Upgrade
    maturity: Maturity
    outflow: Outflow
    birthday: Birthday
    risk_assessment: RiskAssessment
    id_expiry: IdExpiry
    welcome: Welcome

    def __post_init__(self) -> None:
        for kind in KINDS:
            if not 0 <= getattr(self, kind).stake <= 1:
                raise PolicyError(
                    "care policy '{name}': stake of {kind} must be 0 to 1",
                    name=self.name,
                    kind=kind,
                )


KINDS = {
    "downgrade": Downgrade, "upgrade": Upgrade, "maturity": Maturity, "outflow": Outflow,
    "birthday": Birthday, "risk_assessment": RiskAssessment, "id_expiry": IdExpiry,
    "welcome": Welcome,
}  # fmt: skip
"""Every kind of task that a run proposes, and the rules it needs."""
