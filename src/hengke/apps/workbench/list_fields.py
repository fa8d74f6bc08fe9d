"""Every field by which the book can be narrowed: profile, value and tier.

A field is read from the address under its own name: choices and texts as `name=value`, ranges as
`name_from` and `name_to`, both counted. Fields of the record stand in `Customer`, fields of the
tier in `Position`; identifiers are not here: they are looked for, not filtered (see search).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hengke.apps.customers import api as customers
from hengke.apps.tagging import api as tagging
from hengke.apps.workbench import profile_words as words
from hengke.apps.workbench.list_amounts import amount, written

CHOICE, TEXT, DAY, MONEY, NUMBER, SHARE, TIER, TAG = (
    "choice", "text", "day", "money", "number", "share", "tier", "tag",
)  # fmt: skip
RANGES = (DAY, MONEY, NUMBER, SHARE)
RECORD, POSITION = "record", "position"
PROFILE, VALUE, STANDING = _("Profile"), _("Value"), _("Tier")


@dataclass(frozen=True)
class Field:
    """One field. `column` is the column it asks; `choices` are codes and their words; `preference`
    is the kind of what customers told, which no column of theirs says."""

    name: str
    label: Any
    group: Any
    kind: str
    on: str = RECORD
    column: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    preference: str = ""

    @property
    def asked(self) -> str:
        return self.column or self.name

    @property
    def is_range(self) -> bool:
        return self.kind in RANGES

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names under which the address says it."""
        return (f"{self.name}_from", f"{self.name}_to") if self.is_range else (self.name,)

    def understood(self, text: str) -> Any:
        """The value a text stands for; None when it stands for none."""
        return READERS[self.kind](self, text.strip())


@dataclass(frozen=True)
class Condition:
    """One field narrowed: to a value, or from `low` to `high` (None = open)."""

    field: Field
    value: Any = None
    low: Any = None
    high: Any = None

    def q(self) -> Q:
        if self.field.kind == TAG:
            return tagging.has_tag(self.value)
        if self.field.preference:
            return customers.prefers(self.field.preference, self.value)
        column = self.field.asked
        if not self.field.is_range:
            lookup = "__istartswith" if self.field.kind == TEXT else ""
            return Q(**{f"{column}{lookup}": self.value})
        found = Q()
        if self.low is not None:
            found &= Q(**{f"{column}__gte": self.low})
        if self.high is not None:
            found &= Q(**{f"{column}__lte": self.high})
        return found

    def parameters(self) -> dict[str, str]:
        """As the address says it."""
        if not self.field.is_range:
            return {self.field.name: str(self.value)}
        ends = {"from": self.low, "to": self.high}
        return {
            f"{self.field.name}_{end}": _written(self.field, value)
            for end, value in ends.items()
            if value is not None
        }


def _choice(found: Field, text: str) -> str | None:
    return text if text in found.choices else None


def _text(found: Field, text: str) -> str | None:
    return text[:60] or None


def _day(found: Field, text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _money(found: Field, text: str) -> int | None:
    return amount(text)


def _number(found: Field, text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _share(found: Field, text: str) -> float | None:
    """A percentage, as people write it."""
    try:
        value = Decimal(text.rstrip("%")) / 100
    except InvalidOperation:
        return None
    return float(value) if 0 <= value <= 1 else None


def _written(found: Field, value: Any) -> str:
    if found.kind == MONEY:
        return written(value)
    if found.kind == SHARE:
        return f"{Decimal(str(value)) * 100:f}".rstrip("0").rstrip(".") or "0"
    return value.isoformat() if isinstance(value, date) else str(value)


READERS = {
    CHOICE: _choice, TEXT: _text, DAY: _day, MONEY: _money, NUMBER: _number, SHARE: _share,
    TIER: _text, TAG: _text,
}  # fmt: skip
STATES = {
    "normal": _("Keeping"), "watch": _("On watch"), "new": _("New"), "upgraded": _("Upgraded"),
    "downgraded": _("Downgraded"), "protected": _("Protected"), "overridden": _("Set by hand"),
    "excluded": _("Left out"), "unknown": _("Unknown"),
}  # fmt: skip


def _of_record(group: Any, *rows: tuple[Any, ...]) -> list[Field]:
    return [Field(name, label, group, kind, RECORD, column, dict(choices))
            for name, label, kind, column, choices in rows]  # fmt: skip


def _of_position(*rows: tuple[Any, ...]) -> list[Field]:
    return [Field(name, label, STANDING, kind, POSITION, column, dict(choices))
            for name, label, kind, column, choices in rows]  # fmt: skip


PREFERENCES = {
    "channel": ("prefers_channel", _("Preferred way of contact")),
    "hours": ("prefers_hours", _("Preferred time of contact")),
    "topic": ("topic", _("Topic to hear about")),
    "product": ("interest", _("Interested in product")),
    "goal": ("goal", _("Goal")),
}

FIELDS: tuple[Field, ...] = (
    *_of_record(
        PROFILE,
        ("gender", _("Gender"), CHOICE, "", words.GENDERS),
        ("born", _("Date of birth"), DAY, "birth_date", {}),
        ("occupation", _("Occupation"), TEXT, "", {}),
        ("industry", _("Industry"), TEXT, "", {}),
        ("income", _("Income level"), CHOICE, "income_level", words.INCOME),
        ("region", _("Region"), TEXT, "", {}),
        ("risk_level", _("Risk tolerance"), CHOICE, "", words.RISK),
        ("risk_assessed", _("Risk assessed on"), DAY, "risk_assessed_on", {}),
        ("document", _("Identity document"), TEXT, "id_type", {}),
        ("document_until", _("Document valid until"), DAY, "id_expires_on", {}),
        ("opened", _("Customer since"), DAY, "opened_on", {}),
        ("closed", _("Closed on"), DAY, "closed_on", {}),
        ("household", _("Household"), TEXT, "household_id", {}),
        ("tag", _("Tag"), TAG, "", {}),
    ),
    *(
        Field(
            name,
            label,
            PROFILE,
            CHOICE,
            choices=dict(customers.preference_words.KINDS[kind][1]),
            preference=kind,
        )
        for kind, (name, label) in PREFERENCES.items()
    ),
    *_of_record(
        VALUE,
        ("liability", _("Liabilities"), MONEY, "liability_minor", {}),
        ("household_aum", _("Household assets"), MONEY, "household_aum_minor", {}),
    ),
    *_of_position(
        ("assessed", _("Assessed tier"), TIER, "assessed_tier", {}),
        ("next", _("Next tier"), TIER, "next_tier", {}),
        ("state", _("State"), CHOICE, "", STATES),
        ("fails", _("Failing assessments used"), NUMBER, "fails_used", {}),
        ("grace", _("Failing assessments allowed"), NUMBER, "fails_allowed", {}),
        ("average", _("Average so far"), MONEY, "average_so_far_minor", {}),
        ("last_value", _("Value last assessed"), MONEY, "last_value_minor", {}),
        ("before", _("Assets 30 days ago"), MONEY, "aum_30d_ago_minor", {}),
        ("keep_floor", _("Line to keep"), MONEY, "keep_floor_minor", {}),
        ("next_floor", _("Next line"), MONEY, "next_floor_minor", {}),
        ("gap", _("Gap to keep"), MONEY, "gap_to_keep_minor", {}),
        ("next_gap", _("Gap to next tier"), MONEY, "gap_to_next_minor", {}),
        ("needed", _("Needed for the rest"), MONEY, "needed_for_rest_minor", {}),
        ("days_left", _("Days left"), NUMBER, "", {}),
        ("assessed_on", _("Last assessed on"), DAY, "", {}),
        ("next_on", _("Next assessed on"), DAY, "next_assessment_on", {}),
        ("change_on", _("Next change on"), DAY, "next_change_on", {}),
        ("fall", _("Probability of a fall"), SHARE, "fall_probability", {}),
        ("maturing_sum", _("Maturing money"), MONEY, "maturing_minor", {}),
        ("maturing_on", _("Matures on"), DAY, "", {}),
        ("outflow", _("Outflow in 30 days"), MONEY, "outflow_30d_minor", {}),
        ("unknown", _("Unknown because"), TEXT, "unknown_reason", {}),
    ),
)
BY_NAME = {found.name: found for found in FIELDS}


def groups() -> list[tuple[Any, list[Field]]]:
    """Fields in the order of the page, under their headings."""
    return [
        (group, [found for found in FIELDS if found.group is group])
        for group in (PROFILE, VALUE, STANDING)
    ]
