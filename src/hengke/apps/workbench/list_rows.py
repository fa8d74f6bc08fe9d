"""One page of the list as drawn: rows, and the columns that each capability adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import profile_facts, profile_words
from hengke.apps.workbench.list_filters import Filters
from hengke.apps.workbench.reader import Reader
from hengke.web import amounts
from hengke.web.composition import Chip, Column
from hengke.web.templatetags.hengke import money

SEES_MANAGERS = ("branch_head", "business", "auditor")
SEES_BRANCHES = ("business", "auditor")
TIER = "tier"


@dataclass(frozen=True)
class Row:
    """One customer of the list: the tier stands with the name, `cells` in order of the columns."""

    customer: customers.Customer
    name: str
    tier: Any
    chips: tuple[Chip, ...]
    cells: tuple[tuple[Column, Any], ...]


@dataclass(frozen=True)
class Head:
    """Head of a column: its word, and the address of the list in its order (empty: no order)."""

    label: Any
    number: bool = False
    href: str = ""
    sorted: str = ""


def heads(shown: Sequence[Column], filters: Filters) -> list[Head]:
    """The name first (sealed, so there is no order by it), then the columns; the one in order says
    which way."""
    return [
        Head(_("Customer")),
        *(
            Head(
                column.label,
                column.number,
                filters.sorted_by(column.sort) if column.sort else "",
                _direction(column.sort, filters),
            )
            for column in shown
        ),
    ]


@dataclass(frozen=True)
class Shown:
    """What stands beside the name: the tier as a chip, and the columns."""

    tier: Column | None
    columns: tuple[Column, ...]


def shown(found: Sequence[customers.Customer], reader: Reader) -> Shown:
    """Assets, what tiering and care add, and who is in charge; a handful of queries in all."""
    numbers = [row.pk for row in found]
    aum = {row.pk: money(row.aum_minor) for row in found if row.aum_minor is not None}
    assets = Column(
        "aum",
        _("Assets"),
        aum,
        number=True,
        sort="aum" if amounts.are_whole() else "",
        unknown=profile_words.reason(None),
    )
    tiers = tiering.columns(numbers, user=reader.user, policy=reader.policy)
    return Shown(
        next((column for column in tiers if column.key == TIER), None),
        (
            assets,
            *(column for column in tiers if column.key != TIER),
            *care.columns(numbers),
            *_in_charge(found, reader),
        ),
    )


def rows(found: Sequence[customers.Customer], beside: Shown, reader: Reader) -> list[Row]:
    return [
        Row(
            row,
            customers.shown_name(row, reader.user),
            beside.tier.cells.get(row.pk) if beside.tier else None,
            tuple(_chips(row)),
            tuple((column, column.cells.get(row.pk)) for column in beside.columns),
        )
        for row in found
    ]


def _direction(sort: str, filters: Filters) -> str:
    if not sort or sort != filters.sort:
        return ""
    return "descending" if filters.falling else "ascending"


def _in_charge(found: Sequence[customers.Customer], reader: Reader) -> list[Column]:
    """An RM is in charge of every row, so only others see these columns."""
    shown = []
    if reader.role in SEES_MANAGERS:
        shown.append(("manager", _("Manager"), {row.pk: row.manager_id for row in found}))
    if reader.role in SEES_BRANCHES:
        shown.append(("branch", _("Branch"), {row.pk: row.branch_id for row in found}))
    names = identity.unit_names(unit for column in shown for unit in column[2].values())
    return [
        Column(key, label, {pk: names[unit] for pk, unit in units.items() if unit},
               unknown=_("nobody is in charge"))
        for key, label, units in shown
    ]  # fmt: skip


def _chips(row: customers.Customer) -> list[Chip]:
    """What must be seen in any list: institutions, and whoever is not simply active."""
    found = [Chip(profile_words.KINDS["institution"])] if row.kind == "institution" else []
    for flag in profile_facts.flags(row):
        tone = "crit" if flag in profile_words.CRITICAL_FLAGS else "warn"
        found.append(Chip(profile_words.word(profile_words.FLAGS, flag), tone))
    return found
