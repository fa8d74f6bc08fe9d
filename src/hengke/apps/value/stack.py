"""The profit stack as steps of a waterfall, and each part as rate x balance x days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.value import words
from hengke.apps.value.models import ProductValue
from hengke.web import amounts, formats
from hengke.web.charts.waterfall import Step

INCOME = (
    "deposit_margin_minor", "loan_margin_minor", "fees_minor", "management_minor", "other_minor",
)  # fmt: skip
COSTS = ("tax_minor", "service_minor", "acquisition_minor", "loss_minor")
YEAR = 365


ORDER = (*INCOME, "revenue_minor", *COSTS, "profit_minor", "capital_minor", "eva_minor")
TAKEN = (*COSTS, "capital_minor")
SUMS = ("revenue_minor", "profit_minor", "eva_minor")


def steps(row: Any) -> list[Step]:
    """From income over costs to contribution and EVA; `row` has the columns of the stack."""
    return [_step(row, name) for name in ORDER]


def linked(steps: Sequence[Step], addresses: Mapping[str, str], *, current: str) -> list[Step]:
    """The steps, each with the address of its part."""
    return [
        replace(step, address=addresses[name], current=name == current)
        for name, step in zip(ORDER, steps, strict=True)
    ]


def sign(name: str) -> int:
    """Costs are shown as what they take away."""
    return -1 if name in TAKEN else 1


def _value(row: Any, name: str) -> int | None:
    return row[name] if isinstance(row, dict) else getattr(row, name)


def _step(row: Any, name: str) -> Step:
    value = _value(row, name)
    signed = None if value is None else sign(name) * value
    return Step(words.part(name), signed, _shown(signed), is_sum=name in SUMS)


def _shown(minor: int | None) -> Any:
    found = amounts.amount(minor, signed=True)
    return _("unknown") if found is None else found


@dataclass(frozen=True)
class Line:
    """One part of one product: its name, how it came about, and the amount (costs negative)."""

    name: Any
    how: str
    minor: int | None


@dataclass(frozen=True)
class Product:
    """One product: what it brought, and the lines behind it."""

    row: ProductValue
    name: Any
    family: Any
    reason: Any
    lines: Sequence[Line]

    @property
    def average_minor(self) -> int | None:
        return average(self.row)


def products(rows: Sequence[ProductValue]) -> list[Product]:
    return [
        Product(
            row,
            row.product_name or words.family(row.family),
            words.family(row.family),
            words.reason(row.unknown_reason),
            lines(row),
        )
        for row in rows
    ]


def average(row: ProductValue) -> int | None:
    """Balance of an average day; what is owed is negative."""
    if row.balance_days is None or not row.days:
        return None
    return round(row.balance_days / row.days)


def lines(row: ProductValue) -> list[Line]:
    """Every part that is not nothing, with the numbers behind it."""
    found = [_line(row, name) for name in (*INCOME, *TAKEN)]
    return [line for line in found if line.minor != 0]


def _line(row: ProductValue, name: str) -> Line:
    minor = getattr(row, name)
    how = HOW[name](row) if name in HOW and minor else ""
    return Line(words.part(name), how, None if minor is None else sign(name) * minor)


def _deposit_margin(row: ProductValue) -> str:
    return _(
        "%(balance)s × (transfer price %(price)s − customer's rate %(rate)s) × %(days)s / 365"
    ) % _priced(row)


def _loan_margin(row: ProductValue) -> str:
    return _(
        "%(balance)s × (customer's rate %(rate)s − transfer price %(price)s) × %(days)s / 365"
    ) % _priced(row)


def _priced(row: ProductValue) -> dict[str, Any]:
    return {
        "balance": amounts.exact(abs(average(row) or 0)),
        "price": _rate(row.transfer_minor, row),
        "rate": _rate(row.interest_minor, row),
        "days": row.days,
    }


def _yearly(name: str) -> Any:
    def said(row: ProductValue) -> str:
        return _("%(balance)s × %(rate)s × %(days)s / 365") % {
            "balance": amounts.exact(abs(average(row) or 0)),
            "rate": _rate(getattr(row, name), row),
            "days": row.days,
        }

    return said


def _service(row: ProductValue) -> str:
    return _("%(count)s bookings and log-ins at their unit costs, and upkeep") % {
        "count": formats.count(row.activities)
    }


def _rate(minor: int | None, row: ProductValue) -> str:
    """The yearly rate that makes this amount of balance x days."""
    if minor is None or not row.balance_days:
        return "–"
    return formats.percent(abs(minor * YEAR / row.balance_days), 2) or "–"


HOW = {
    "deposit_margin_minor": _deposit_margin,
    "loan_margin_minor": _loan_margin,
    "management_minor": _yearly("management_minor"),
    "loss_minor": _yearly("loss_minor"),
    "capital_minor": _yearly("capital_minor"),
    "service_minor": _service,
}
