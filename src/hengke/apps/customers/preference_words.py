"""Preferences in the reader's language; the codes are those that rules know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.customers.family_words import FAMILIES
from hengke.engine.preferences import columns

Choices = tuple[tuple[str, Any], ...]
CHANNELS: Choices = (("phone", _("Phone")), ("visit", _("Visit")), ("message", _("Message")))
WINDOWS: Choices = (
    ("workday_morning", _("mornings of workdays")),
    ("workday_afternoon", _("afternoons of workdays")),
    ("workday_evening", _("evenings of workdays")), ("weekend", _("weekends")),
)  # fmt: skip
TOPICS: Choices = (
    ("deposits", _("Deposits")), ("wealth", _("Wealth products")), ("insurance", _("Insurance")),
    ("loans", _("Loans")), ("cards", _("Cards")), ("market", _("News of markets")),
    ("events", _("Events for customers")),
)  # fmt: skip
GOALS: Choices = (
    ("education", _("Education of children")), ("pension", _("A pension")), ("home", _("A home")),
    ("health", _("Health")), ("travel", _("Travel")), ("business", _("A business of one's own")),
    ("succession", _("Succession")),
)  # fmt: skip
PRODUCTS: Choices = tuple(one for one in FAMILIES.items() if one[0] != "other")
KINDS: Mapping[str, tuple[str, Choices]] = {
    columns.CHANNEL: ("contact_channel", CHANNELS),
    columns.HOURS: ("contact_hours", WINDOWS),
    columns.TOPIC: ("contact_topics", TOPICS),
    columns.PRODUCT: ("product_interests", PRODUCTS),
    columns.GOAL: ("life_goals", GOALS),
}
"""Kind of a preference to the field of the record that says it, and its words."""
FIELDS = {field: kind for kind, (field, _) in KINDS.items()}


def word(kind: str, code: str) -> Any:
    return dict(KINDS[kind][1]).get(code, code)
