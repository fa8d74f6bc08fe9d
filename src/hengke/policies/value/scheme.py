"""What a value policy is. Amounts in minor units, rates and shares as exact fractions per year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from hengke.kernel.errors import PolicyError
from hengke.policies.value.curves import FundsPricing
from hengke.policies.value.scores import Score

COMMON = "relationship"
"""Family of what is earned from, or spent on, the customer and no product."""
ANY = "*"


@dataclass(frozen=True)
class Income:
    """Bookings that the bank earns by.

    `part` fees or other; `share` None: what was charged is earned, and what was given back is not.
    Otherwise so much of the amount booked. No `families` are all.
    """

    part: str
    kinds: tuple[str, ...]
    families: tuple[str, ...]
    share: Fraction | None


@dataclass(frozen=True)
class Tax:
    """Value-added tax and the surcharge on it; `included`: prices and rates contain it."""

    vat: Fraction
    surcharge: Fraction
    included: bool

    @property
    def of_income(self) -> Fraction:
        """The part of taxed income that goes to the tax office."""
        net = self.vat / (1 + self.vat) if self.included else self.vat
        return net * (1 + self.surcharge)


@dataclass(frozen=True)
class Acquisition:
    """What winning a customer cost, spread evenly over so many months from the first one on."""

    amount_minor: int
    months: int


@dataclass(frozen=True)
class Loss:
    """Probability of default within a year and loss given default, from so many days past due."""

    family: str
    past_due_from: int
    pd: Fraction
    lgd: Fraction


@dataclass(frozen=True)
class Capital:
    """Capital = owed x risk weight x ratio; it must earn the hurdle. Weights by family and kind."""

    ratio: Fraction
    hurdle: Fraction
    weights: Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True)
class Decline:
    """Falling: every one of so many steps between periods is down, and all of them together by
    `fall` or more."""

    period_months: int
    periods: int
    fall: Fraction


@dataclass(frozen=True)
class ValuePolicy:
    """One dated set of numbers; `version` names them. `units`: (activity, channel) -> cost of one;
    the activity may be any (*). `upkeep`: cost of one account for a month, by family.
    `management_fee`: yearly, of what is held."""

    name: str
    version: str
    source: str
    currency: str
    months: int
    funds: FundsPricing
    interest_as_booked: tuple[str, ...]
    management_fee: Mapping[str, Fraction]
    incomes: tuple[Income, ...]
    tax: Tax
    units: Mapping[tuple[str, str], int]
    upkeep: Mapping[str, int]
    acquisition: Mapping[str, Acquisition]
    losses: tuple[Loss, ...]
    capital: Capital
    decline: Decline
    income_kinds: tuple[str, ...]
    scores: tuple[Score, ...]

    def __post_init__(self) -> None:
        _check_shares(self)
        _check_once(self)
        if self.decline.period_months * self.decline.periods >= self.months:
            raise PolicyError(
                "decline: {steps} steps of {each} months do not fit into {months} months",
                steps=self.decline.periods,
                each=self.decline.period_months,
                months=self.months,
            )

    def losses_of(self, family: str) -> list[Loss]:
        """From the least days past due on."""
        found = [one for one in self.losses if one.family == family]
        return sorted(found, key=lambda one: one.past_due_from)

    def score(self, name: str, kind: str) -> Score | None:
        return next((one for one in self.scores if (one.name, one.kind) == (name, kind)), None)


def _check_shares(policy: ValuePolicy) -> None:
    shares = {
        "tax.vat": policy.tax.vat,
        "decline.fall": policy.decline.fall,
        "capital.ratio": policy.capital.ratio,
        "capital.hurdle": policy.capital.hurdle,
        **{f"loss.{one.family}.{one.past_due_from}.pd": one.pd for one in policy.losses},
        **{f"loss.{one.family}.{one.past_due_from}.lgd": one.lgd for one in policy.losses},
        **{f"management_fee.{name}": rate for name, rate in policy.management_fee.items()},
    }
    for place, value in shares.items():
        if not 0 <= value <= 1:
            raise PolicyError("{place} must be 0 to 1", place=place)


def _check_once(policy: ValuePolicy) -> None:
    """Nothing is said twice, and what is said of debts begins at 0 days past due."""
    for family in sorted({one.family for one in policy.losses}):
        steps = [one.past_due_from for one in policy.losses_of(family)]
        if len(set(steps)) != len(steps) or steps[0] != 0:
            raise PolicyError(
                "loss of {family}: days past due must begin at 0 and differ", family=family
            )
    told = [(kind, family) for one in policy.incomes for kind in one.kinds
            for family in one.families or (ANY,)]  # fmt: skip
    for kind, family in told:
        if told.count((kind, family)) > 1 or (family != ANY and (kind, ANY) in told):
            raise PolicyError("income: bookings of kind '{kind}' are counted twice", kind=kind)
