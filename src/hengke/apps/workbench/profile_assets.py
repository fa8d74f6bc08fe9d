"""What a customer holds and how it moved: totals, product mix, maturities, course of assets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.workbench import profile_words as words
from hengke.apps.workbench.profile_facts import Fact, fact
from hengke.pipelines.protection import masking

LIABILITIES = ("loan", "credit_card")
LADDER_MONTHS = 12


def totals(
    customer: customers.Customer, *, unknown: str, others: int = 0, hidden: int = 0
) -> dict[str, Fact]:
    """Assets, liabilities and the household's pooled assets, each with its date.

    `others` and `hidden` tell of the household how many others there are, and how many of them the
    reader may not see: from a sum over all of them theirs could be taken off.
    """
    as_of, currency = customer.as_of, customer.currency
    pooled = "not_all_in_book" if hidden else unknown if others else "no_household"
    return {
        "aum": fact(customer.aum_minor, as_of=as_of, unknown=unknown, currency=currency),
        "liability": fact(customer.liability_minor, as_of=as_of, currency=currency),
        "household_aum": fact(
            customer.household_aum_minor if others and not hidden else None,
            as_of=as_of,
            unknown=pooled,
            currency=currency,
        ),
    }


def holding_rows(holdings: Sequence[customers.Holding]) -> list[dict[str, Any]]:
    """One row per account held; the account number is masked."""
    return [
        {
            "account": masking.account(row.account_id),
            "product": row.product_name or row.product_id,
            "family": row.family,
            "role": row.role,
            "share": None if row.share_ppm is None else row.share_ppm / 1_000_000,
            "currency": row.currency,
            "balance_minor": row.balance_minor,
            "home_minor": row.home_minor,
            "balance_date": row.balance_date,
            "opened_on": row.opened_on,
            "matures_on": row.matures_on,
            "rate": None if row.rate_e8 is None else row.rate_e8 / 100_000_000,
        }
        for row in holdings
    ]


def movement_rows(movements: Sequence[customers.Movement]) -> list[dict[str, Any]]:
    """The latest bookings in words; the account number is masked."""
    return [
        {
            "on": row.booked_on,
            "account": masking.account(row.account_id),
            "amount_minor": row.amount_minor,
            "currency": row.currency,
            "kind": words.word(words.MOVEMENTS, row.kind),
            "channel": words.word(words.CHANNELS, row.channel),
            "counterparty": words.word(words.COUNTERPARTIES, row.counterparty_kind),
        }
        for row in movements
    ]


def mix(holdings: Sequence[customers.Holding]) -> dict[str, Any]:
    """Assets by product family in the home's currency, largest first; debts stand elsewhere.

    A holding without a value in the home's currency (no exchange rate) is counted, not guessed.
    """
    sums: dict[str, int] = defaultdict(int)
    unvalued = 0
    for row in holdings:
        if row.family in LIABILITIES:
            continue
        if row.home_minor is None:
            unvalued += 1
        else:
            sums[row.family or "other"] += row.home_minor
    total = sum(sums.values())
    parts = [
        {"family": family, "minor": minor, "share": minor / total if total > 0 else None}
        for family, minor in sorted(sums.items(), key=lambda item: (-item[1], item[0]))
        if minor
    ]
    return {"parts": parts, "total_minor": total if parts else None, "unvalued": unvalued}


def ladder(holdings: Sequence[customers.Holding], *, as_of: date | None) -> dict[str, Any]:
    """What matures in each of the next twelve months, and every single maturity ahead."""
    if as_of is None:
        return {"months": [], "ahead": [], "later_minor": None}
    ahead = sorted(
        (row for row in holdings if _comes_due(row, as_of)),
        key=lambda row: (row.matures_on, row.account_id),
    )
    months = [_month(as_of, index) for index in range(LADDER_MONTHS)]
    sums = dict.fromkeys(months, 0)
    later = 0
    for row in ahead:
        month = row.matures_on.replace(day=1)  # type: ignore[union-attr]
        if month in sums:
            sums[month] += row.home_minor or 0
        else:
            later += row.home_minor or 0
    return {
        "months": [{"month": month, "minor": minor} for month, minor in sums.items()],
        "ahead": holding_rows(ahead),
        "later_minor": later,
    }


def _comes_due(row: customers.Holding, as_of: date) -> bool:
    """Money of the customer that comes back; the last day of a debt is another matter."""
    return bool(row.matures_on and row.matures_on >= as_of and row.family not in LIABILITIES)


def _month(day: date, later: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + later, 12)
    return date(year, month + 1, 1)


def course(points: Sequence[customers.AssetPoint]) -> list[dict[str, Any]]:
    """Assets at month ends and on the business date; an unknown point stays unknown."""
    return [
        {
            "on": row.point_on,
            "aum_minor": row.aum_minor,
            "month_average_minor": row.month_average_minor,
        }
        for row in points
    ]
