"""What a criteria policy is, and which is in force: `<name>/<from>.toml`, the bank's own first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
PARTS = (
    "near", "near_most", "flicker_most", "top_share", "top_most", "gini_most", "left_at",
    "tolerance", "overrides_most",
)  # fmt: skip
WHOLES = {"every_months": 1, "months": 2, "least_customers": 1, "flicker_months": 1,
          "outcome_months": 1, "round_digits": 1}  # fmt: skip
KEYS = (
    "source", *PARTS, *WHOLES, "compare_months", "psi_watch", "psi_act", "shifts", "shares",
)  # fmt: skip
MOST_MONTHS, MOST_DIGITS = 60, 9


@dataclass(frozen=True)
class Bounds:
    """From and up to which share of all, in this tier or a higher one."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class CriteriaPolicy:
    """When a review is due and what of it is a warning; the file says what each number means.

    Shares lie between 0 and 1. `shares` are the bounds by tier policy and tier: of customers and
    of assets. `months` are the month ends looked at; no comparison reaches farther back.
    """

    version: str
    source: str
    every_months: int
    months: int
    least_customers: int
    near: Fraction
    near_most: Fraction
    flicker_months: int
    flicker_most: Fraction
    compare_months: tuple[int, ...]
    psi_watch: Fraction
    psi_act: Fraction
    top_share: Fraction
    top_most: Fraction
    gini_most: Fraction
    outcome_months: int
    left_at: Fraction
    tolerance: Fraction
    overrides_most: Fraction
    shifts: tuple[Fraction, ...]
    round_digits: int
    shares: Mapping[str, Mapping[str, Mapping[str, Bounds]]]

    def __post_init__(self) -> None:
        if not 0 < self.psi_watch < self.psi_act:
            raise PolicyError("criteria: psi_watch must be above 0 and below psi_act")
        if self.months > MOST_MONTHS or self.round_digits > MOST_DIGITS:
            raise PolicyError(
                "criteria: months may be {months} and round_digits {digits} at most",
                months=MOST_MONTHS,
                digits=MOST_DIGITS,
            )
        back = (*self.compare_months, self.flicker_months, self.outcome_months)
        if not self.compare_months or max(back) >= self.months:
            raise PolicyError(
                "criteria: compare_months, flicker_months and outcome_months must lie within the "
                "{months} months looked at",
                months=self.months,
            )
        if any(not one > -1 or one == 0 for one in self.shifts):
            raise PolicyError("criteria: shifts must be above -1, and none may be 0")
        if len(set(self.shifts)) < len(self.shifts):
            raise PolicyError("criteria: shifts must name each shift once")

    def bounds(self, policy: str, tier: str, what: str) -> Bounds | None:
        """Of `customers` or `assets`; None where the bank has set none."""
        return self.shares.get(policy, {}).get(tier, {}).get(what)


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> CriteriaPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> CriteriaPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    top = dated.table(text, KEYS, name=name)
    numbers: dict[str, Any] = {
        key: fields.fraction(fields.needed(top, key, where=name), where=key)
        for key in ("psi_watch", "psi_act")
    }
    for key in PARTS:
        numbers[key] = _part(fields.needed(top, key, where=name), where=key)
    for key, least in WHOLES.items():
        numbers[key] = _whole(top, key, least, name)
    return CriteriaPolicy(
        version=dated.version(text, name=name, since=since),
        source=fields.text(top, "source", where=name),
        compare_months=_months(top, name),
        shifts=tuple(
            fields.fraction(one, where="shifts") for one in fields.texts(top, "shifts", where=name)
        ),
        shares=_shares(top, name),
        **numbers,
    )


def _whole(top: fields.Table, key: str, least: int, name: str) -> int:
    fields.needed(top, key, where=name)
    return fields.whole(top, key, least, where=name, least=least)


def _part(value: object, *, where: str) -> Fraction:
    found = fields.fraction(value, where=where)
    if not 0 <= found <= 1:
        raise PolicyError("criteria: {key} must lie between 0 and 1", key=where)
    return found


def _months(top: fields.Table, name: str) -> tuple[int, ...]:
    value = fields.needed(top, "compare_months", where=name)
    if not isinstance(value, list) or not all(type(one) is int and one > 0 for one in value):
        raise PolicyError("criteria: compare_months must be a list of numbers of months")
    return tuple(sorted(set(value)))


def _shares(top: fields.Table, name: str) -> dict[str, dict[str, dict[str, Bounds]]]:
    """Bounds by tier policy, tier, and what they are of."""
    found: dict[str, dict[str, dict[str, Bounds]]] = {}
    for policy, tiers in _table(top.get("shares", {}), where="shares").items():
        found[policy] = {
            tier: {
                what: _bounds(raw, where=f"shares.{policy}.{tier}.{what}")
                for what, raw in fields.check_keys(
                    raws, ("customers", "assets"), where=f"shares.{policy}.{tier}"
                ).items()
            }
            for tier, raws in _table(tiers, where=f"shares.{policy}").items()
        }
    return found


def _table(value: object, *, where: str) -> fields.Table:
    if not isinstance(value, Mapping):
        raise PolicyError("criteria: {place} must be a table", place=where)
    return value


def _bounds(value: object, *, where: str) -> Bounds:
    if not isinstance(value, list) or len(value) != 2:
        raise PolicyError("criteria: {place} must be two shares, from and to", place=where)
    low, high = (_part(one, where=where) for one in value)
    if low >= high:
        raise PolicyError("criteria: {place} must rise", place=where)
    return Bounds(low, high)
