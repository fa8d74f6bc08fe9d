"""The shipped policy with the few numbers that a test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from hengke.policies.value import Capital, Curve, FundsPricing, Loss, Share, Tax, ValuePolicy, load

SHIPPED = load(on=date(2026, 1, 1))


def policy(**changes: Any) -> ValuePolicy:
    """No tax, no fees of holding, and one loss and risk weight, unless the test says more."""
    plain: dict[str, Any] = {
        "funds": FundsPricing(
            (Curve(date(2020, 1, 1), "CNY", {1: Fraction(1, 100), 365: Fraction(2, 100)}),),
            {"demand_deposit": (Share(Fraction(1), 1),)},
        ),
        "tax": Tax(Fraction(0), Fraction(0), included=False),
        "management_fee": {},
        "losses": (Loss("loan", 0, Fraction(2, 100), Fraction(45, 100)),),
        "capital": Capital(Fraction(1, 10), Fraction(1, 10), {("loan", "person"): Fraction(3, 4)}),
        "upkeep": {},
        "acquisition": {},
    }
    return replace(SHIPPED, **{**plain, **changes})
