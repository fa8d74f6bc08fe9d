"""Which part of outcomes lay within the interval, on months that are over: said of a customer only
where it was measured for customers like this one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from hengke.apps.forecast.models import Error, Forecast
from hengke.policies.forecast import ForecastPolicy

ASSETS, BOOKINGS, EVERYBODY = "assets", "bookings", ""


@dataclass(frozen=True)
class Proof:
    """`part` None: it could not be measured. `level`: what is aimed at; None where the policy has
    changed since."""

    part: float | None
    level: float | None = None


def proofs(
    row: Forecast, errors: Sequence[Error], policy: ForecastPolicy | None
) -> tuple[Proof, Proof, Proof]:
    """Of the assets at the next month end and at the later one, by the band of the customer's own
    assets; of the bookings of all customers together."""
    if policy is None:
        return Proof(None), Proof(None), Proof(None)
    level = float(policy.level)
    floors = policy.assets.floors
    band = str(floors[max(0, bisect_right(floors, row.now_minor or 0) - 1)])
    ahead = sorted({one.months for one in errors if one.quantity == ASSETS})
    near, far = (ahead[0], ahead[-1]) if ahead else (0, 0)
    return (
        Proof(_part(errors, ASSETS, band, near, row.next_method), level),
        Proof(_part(errors, ASSETS, band, far, row.later_method), level),
        Proof(_part(errors, BOOKINGS, EVERYBODY, None, None), level),
    )


def _part(
    errors: Sequence[Error], quantity: str, band: str, months: int | None, method: str | None
) -> float | None:
    return next(
        (
            one.coverage
            for one in errors
            if (one.quantity, one.band) == (quantity, band)
            and (months is None or one.months == months)
            and (method is None or one.method == method)
        ),
        None,
    )
