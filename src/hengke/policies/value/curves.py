"""What money costs inside the bank: curves by currency and term, and terms of what has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from hengke.kernel.errors import PolicyError

E8 = 100_000_000


@dataclass(frozen=True)
class Segment:
    """A straight piece of a curve: yearly rates x 10^8 at two terms in days, the second not in."""

    from_days: int
    until_days: int
    from_e8: int
    until_e8: int


@dataclass(frozen=True)
class Curve:
    """Yearly rates by term in days, of one currency, from a day on until the next curve.

    Between two terms the rate lies on the straight line; before the first and after the last it is
    theirs.
    """

    since: date
    currency: str
    points: Mapping[int, Fraction]

    def __post_init__(self) -> None:
        if not self.points:
            raise PolicyError("curve of {currency}: no points", currency=self.currency)

    def segments(self) -> list[Segment]:
        """Pieces that together cover every term from 0 on."""
        known = sorted((days, round(rate * E8)) for days, rate in self.points.items())
        first, last = known[0], known[-1]
        pieces = [Segment(a, b, at, then) for (a, at), (b, then) in pairwise(known)]
        before = [Segment(0, first[0], first[1], first[1])] if first[0] > 0 else []
        return [*before, *pieces, Segment(last[0], FOREVER, last[1], last[1])]

    def at_e8(self, days: int) -> int:
        """The yearly rate x 10^8 of a term, to the nearest whole number."""
        one = next(part for part in self.segments() if part.from_days <= days < part.until_days)
        run = Fraction(days - one.from_days, one.until_days - one.from_days)
        return round(one.from_e8 + (one.until_e8 - one.from_e8) * run)


FOREVER = 1_000_000
"""Longer than any term, in days."""


@dataclass(frozen=True)
class Share:
    """So much of what a family without maturities holds is priced like money of this term."""

    share: Fraction
    days: int


@dataclass(frozen=True)
class FundsPricing:
    """Matched terms: what matures keeps the rate of its term on its first day; what does not is
    priced month by month by the shares of `profiles`."""

    curves: tuple[Curve, ...]
    profiles: Mapping[str, tuple[Share, ...]]

    def __post_init__(self) -> None:
        named = [(curve.currency, curve.since) for curve in self.curves]
        for one in named:
            if named.count(one) > 1:
                raise PolicyError(
                    "two curves of {currency} from {since}", currency=one[0], since=one[1]
                )
        for family, shares in self.profiles.items():
            if sum(one.share for one in shares) != 1:
                raise PolicyError(
                    "profile of {family}: the shares do not add up to 1", family=family
                )

    def of(self, currency: str) -> list[Curve]:
        """The curves of a currency, the earliest first."""
        found = [curve for curve in self.curves if curve.currency == currency]
        return sorted(found, key=lambda curve: curve.since)

    @property
    def currencies(self) -> list[str]:
        return sorted({curve.currency for curve in self.curves})

    def profile_e8(self, family: str, currency: str, *, on: date) -> int | None:
        """The rate of what has no maturity, on a day; None before the first curve, and where the
        family has no profile."""
        begun = [curve for curve in self.of(currency) if curve.since <= on]
        if family not in self.profiles or not begun:
            return None
        parts = self.profiles[family]
        return round(sum(one.share * begun[-1].at_e8(one.days) for one in parts))
