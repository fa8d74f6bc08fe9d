"""The error report: for each quantity and horizon, every method of all customers, and by band the
chosen one beside the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hengke.apps.forecast import queries, words
from hengke.apps.forecast.models import Error
from hengke.policies.forecast import METHODS
from hengke.web import formats

ASSETS = "assets"
BASELINE = METHODS[0]


@dataclass(frozen=True)
class Row:
    """One method in one band; `mae` as it is read: an amount, or a number of bookings."""

    error: Error
    band: str
    method: Any
    mae: Any


@dataclass(frozen=True)
class Report:
    """One quantity, so many months ahead. `rows` of all customers first, then by band."""

    title: str
    first: Error
    rows: Sequence[Row]


def reports() -> list[Report]:
    found = groupby(queries.errors(), key=lambda one: (one.quantity, one.months))
    return [_report(quantity, months, list(rows)) for (quantity, months), rows in found]


def _report(quantity: str, months: int, rows: list[Error]) -> Report:
    shown = [one for one in rows if not one.band or one.chosen or one.method == BASELINE]
    shown.sort(key=_order)
    title = (
        ngettext("Assets, %(n)d month ahead", "Assets, %(n)d months ahead", months)
        if quantity == ASSETS
        else ngettext("Bookings, %(n)d month ahead", "Bookings, %(n)d months ahead", months)
    )
    return Report(title % {"n": months}, rows[0], [_row(quantity, one, rows) for one in shown])


def _order(one: Error) -> tuple[int, int, int]:
    """Everybody first, then bands as they rise; the chosen method, the baseline, the others."""
    return int(one.band or -1), 1 - (one.chosen or 0), int(one.method != BASELINE)


def _row(quantity: str, one: Error, rows: Sequence[Error]) -> Row:
    return Row(one, _band(quantity, one, rows), words.method(one.method), _mae(quantity, one))


def _band(quantity: str, one: Error, rows: Sequence[Error]) -> str:
    if not one.band:
        return _("All customers")
    if int(one.band):
        return _("from %(floor)s") % {"floor": _said(quantity, int(one.band))}
    above = min((int(other.band) for other in rows if int(other.band or 0)), default=None)
    if above is None:
        return _("All customers")
    return _("below %(floor)s") % {"floor": _said(quantity, above)}


def _said(quantity: str, floor: int) -> Any:
    """A number of a rule, shown whole to everybody."""
    return formats.amount(floor, get_language() or "") if quantity == ASSETS else floor


def _mae(quantity: str, one: Error) -> Any:
    """Of many customers together, so nobody's amount."""
    if one.mae is None:
        return None
    if quantity == ASSETS:
        return formats.amount(round(one.mae), get_language() or "")
    return f"{one.mae:.2f}"
