"""The published figures as rows of a page: a name, what is shown, and why where it is unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hengke.apps.behaviour import words
from hengke.apps.behaviour.models import Profile
from hengke.apps.customers.api import FAMILY_WORDS
from hengke.web import amounts, formats

PPM = 1_000_000


@dataclass(frozen=True)
class Figure:
    """One line. `shown` None is unknown, for the `reason`."""

    name: Any
    shown: Any
    reason: Any = None
    note: Any = ""


def deposits(row: Profile) -> list[Figure]:
    """How much, how large, when; ratios of amounts are for who sees amounts whole."""
    none = words.reason("no_deposits")
    found = [
        Figure(_("Deposited"), money(row.deposit_total_minor, row), note=_times(row.deposit_count)),
        Figure(_("Largest deposit"), money(row.deposit_largest_minor, row), none),
        Figure(_("Mean deposit"), money(row.deposit_mean_minor, row), none),
    ]
    if amounts.are_whole():
        season = words.reason(row.season_reason)
        alike = _("times the mean month")
        found.append(Figure(_("Strongest month"), _season(row), season, alike))
    return found


def held(row: Profile) -> list[Figure]:
    """What is deposited now, and what became of what matured; known without bookings too."""
    none, matured = _("no term deposit is held"), row.deposits_matured or 0
    number = ngettext("%(n)d matured", "%(n)d matured", matured) % {"n": matured}
    rolled = words.reason(row.rollover_reason)
    found = [
        Figure(_("Mean term"), _days(row.deposit_term_days), none),
        Figure(_("Rolled over"), share(row.rollover_ppm), rolled, number if matured else ""),
    ]
    if amounts.are_whole():
        bound = Figure(
            _("Bound to a term"), share(row.deposit_term_ppm), words.reason(row.held_reason)
        )
        found.insert(0, bound)
    return found


def flows(row: Profile) -> list[Figure]:
    why, before = words.reason(row.flow_reason), words.reason(row.flow_reason or row.usual_reason)
    return [
        Figure(_("In"), money(row.flow_in_recent_minor, row), why),
        Figure(_("Out"), money(row.flow_out_recent_minor, row), why),
        Figure(_("Net"), money(row.flow_net_recent_minor, row, signed=True), why),
        Figure(_("Net, as usual"), money(row.flow_net_usual_minor, row, signed=True), before),
    ]


def spending(row: Profile) -> list[Figure]:
    nothing, none = words.reason(row.spending_reason), words.reason(row.recurring_reason)
    found = [
        Figure(_("Spending a month"), money(row.spending_monthly_minor, row)),
        Figure(_("Payments a month"), _monthly(row.spending_count, row.months)),
        Figure(_("Mean payment"), money(row.spending_ticket_minor, row), nothing),
        Figure(
            _("Recurring, a month"), money(row.recurring_monthly_minor, row), none,
            _times(row.recurring_payments),
        ),
        Figure(
            _("Income booked a month"), money(row.income_monthly_minor, row),
            words.reason(row.unknown_reason),
        ),
    ]  # fmt: skip
    if row.plain:
        return found
    return [
        *found,
        Figure(
            _("Income level"), words.word(words.LEVELS, row.income_level),
            words.reason(row.income_reason), words.word(words.SOURCES, row.income_source) or "",
        ),
        Figure(
            _("Habit"), words.word(words.HABITS, row.habit_class), words.reason(row.habit_reason)
        ),
    ]  # fmt: skip


def services(row: Profile) -> list[Figure]:
    why = words.reason(row.services_reason)
    none = _("none was bought")
    return [
        Figure(_("Bookings begun and log-ins"), formats.count(row.services_recent), why),
        Figure(
            _("As usual"), formats.count(row.services_usual),
            why or words.reason(row.usual_reason),
        ),
        Figure(_("Bought most"), words.word(FAMILY_WORDS, row.product_preferred), none),
        Figure(
            _("Bought most before"), words.word(FAMILY_WORDS, row.product_preferred_usual),
            none,
        ),
    ]  # fmt: skip


def money(minor: int | None, row: Profile, *, signed: bool = False) -> Any:
    return amounts.amount(minor, currency=row.currency or "", signed=signed)


def share(ppm: int | None) -> str | None:
    return None if ppm is None else formats.percent(ppm / PPM)


def members(text: str | None) -> dict[str, list[int]]:
    """An object of lists, as a run writes it; empty where it is unknown."""
    found: Mapping[str, Sequence[int]] = json.loads(text) if text else {}
    return {name: list(numbers) for name, numbers in found.items()}


def _times(number: int | None) -> str:
    if not number:
        return ""
    return ngettext("%(n)d time", "%(n)d times", number) % {"n": number}


def _season(row: Profile) -> Any:
    if row.deposit_season_ppm is None:
        return None
    return _("month %(month)d: %(times)s") % {
        "month": row.deposit_peak_month, "times": f"{row.deposit_season_ppm / PPM:.1f}",
    }  # fmt: skip


def _days(days: int | None) -> str | None:
    return None if days is None else ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _monthly(number: int | None, months: int | None) -> str | None:
    return None if number is None or not months else f"{number / months:.1f}"
