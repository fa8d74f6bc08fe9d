"""The panel of the 360 page: deposits, flows, spending, services, each against what is usual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.behaviour import figures, queries, words
from hengke.apps.behaviour.models import Profile
from hengke.apps.customers.api import FAMILY_WORDS, Customer
from hengke.engine.behaviour.columns import BY_MONTH
from hengke.policies.behaviour import CHANNELS
from hengke.web import amounts, formats
from hengke.web.charts.bars import Part
from hengke.web.composition import Panel

TEMPLATE = "behaviour/panel.html"
COURSES = ("deposits_minor", "in_minor", "out_minor", "spending_minor", "services")


def panel(customer: Customer, user: Any) -> Panel | None:
    """None where the person may not read behaviour. Shares and courses of amounts are for who sees
    amounts whole: they say what a band hides."""
    if not queries.can_read(user):
        return None
    row = queries.of_customer(customer.customer_id)
    context: dict[str, Any] = {"row": row}
    if row is not None:
        context |= {
            "reason": words.reason(row.unknown_reason),
            "held": figures.held(row),
            **_told(row),
        }
    return Panel("behaviour", _("Behaviour"), TEMPLATE, context)


def _told(row: Profile) -> dict[str, Any]:
    """What bookings tell; nothing where they tell nothing."""
    if row.unknown_reason:
        return {}
    return {
        "deposits": figures.deposits(row),
        "flows": figures.flows(row),
        "spending": figures.spending(row),
        "services": figures.services(row),
        "direction": words.word(words.DIRECTIONS, row.flow_direction),
        "direction_usual": words.word(words.DIRECTIONS, row.flow_direction_usual),
        "ways": _ways(row),
        "way_reason": words.reason(row.channel_reason),
        "way_recent": words.word(words.CHANNELS, row.channel_dominant_recent),
        "parties": _parties(row),
        "categories": _categories(row),
        "recurring": _recurring(row),
        "bought": _bought(row),
        **_courses(row),
    }


def _ways(row: Profile) -> list[Part]:
    """By number of deposits, so for everybody."""
    if row.channel_reason:
        return []
    parts = {way: getattr(row, f"channel_{way}_ppm") or 0 for way in CHANNELS}
    return [
        Part(words.CHANNELS[way], figures.share(ppm), ppm / figures.PPM)
        for way, ppm in parts.items()
    ]


def _parties(row: Profile) -> list[dict[str, Any]]:
    """Who moved most lately first."""
    found = figures.members(row.flow_parties).items()
    ordered = sorted(found, key=lambda one: (-sum(one[1][:2]), -sum(one[1]), one[0]))
    if not amounts.are_whole():
        ordered = sorted(found)
    return [
        {"name": words.word(words.PARTIES, party), "into": numbers[0], "out": numbers[1],
         "into_before": numbers[2], "out_before": numbers[3]}
        for party, numbers in ordered
    ]  # fmt: skip


def _categories(row: Profile) -> list[Part]:
    """Nothing where amounts are not shown whole."""
    if not amounts.are_whole():
        return []
    found = figures.members(row.spending_categories)
    whole = sum(max(numbers[0], 0) for numbers in found.values())
    ordered = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
    return [
        Part(
            words.word(words.CATEGORIES, name), figures.money(numbers[0], row),
            numbers[0] / whole if whole else None,
            formats.percent(max(numbers[0], 0) / whole) if whole else "",
        )
        for name, numbers in ordered
    ]  # fmt: skip


def _recurring(row: Profile) -> list[figures.Figure]:
    return [
        figures.Figure(words.word(words.KINDS, kind), figures.money(numbers[1], row))
        for kind, numbers in sorted(figures.members(row.recurring_kinds).items())
    ]


def _bought(row: Profile) -> list[figures.Figure]:
    """Product families, the one bought most lately first; by name where amounts are not whole."""
    found = figures.members(row.products_bought).items()
    whole = amounts.are_whole()
    ordered = sorted(found, key=lambda one: (-one[1][0], -one[1][2], one[0]) if whole else one[0])
    return [
        figures.Figure(
            words.word(FAMILY_WORDS, family), figures.money(numbers[0], row),
            note=_("before %(amount)s") % {"amount": figures.money(numbers[2], row)},
        )
        for family, numbers in ordered
    ]  # fmt: skip


def _courses(row: Profile) -> dict[str, Sequence[int]]:
    """Values month by month for the sparklines; amounts only for who sees them whole."""
    months = figures.members(row.by_month)
    shown = [name for name in COURSES if amounts.are_whole() or not name.endswith("_minor")]
    return {
        f"course_{name}": [months[month][BY_MONTH.index(name)] for month in sorted(months)]
        for name in shown
    }
