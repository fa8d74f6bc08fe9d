"""The list as a file: whom the reader may see, every name masked, safe for a spreadsheet, and with
the number under which it was taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.audit.api import Entry, record, taken, watermark
from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import list_consents, profile_words
from hengke.apps.workbench.list_filters import Filters, read
from hengke.apps.workbench.list_queries import matching, sought
from hengke.apps.workbench.reader import Reader, reader_for
from hengke.kernel import cells, clock
from hengke.web import amounts

LIST, EXPORT = "customers", "customers.export"
CAP = 10_000
BOM = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8, so that Chinese names are not garbled."""
AT_ONCE = 500
NAMES_OF_FILTERS = ("q",)
"""Filters whose value may be a name or a number: the audit row says only that they were set."""


def offer() -> None:
    """As a file that a second person allows, where it holds many."""
    customers.offer(
        customers.Source(
            LIST, gettext_lazy("List of customers"), EXPORT, _understood, _counted, _made
        )
    )


def _asked(user: Any, query: str) -> tuple[Reader, Filters]:
    filters = read(QueryDict(query), user)
    return reader_for(user, policy=filters.policy), filters


def _understood(user: Any, query: str) -> str:
    """Also a tier or a scheme that does not exist is refused: beside one that does it changes
    nothing, and says what it likes."""
    reader, filters = _asked(user, query)
    steps = {step.tier for step in reader.ladder.steps} if reader.ladder else set()
    meant = replace(
        filters,
        policy=filters.policy if filters.policy == reader.policy else "",
        tier=tuple(tier for tier in filters.tier if tier in steps),
    )
    return customers.as_written(query, meant.query().removeprefix("?"))


def _counted(user: Any, query: str, most: int, but: customers.LeftOut) -> int:
    reader, filters = _asked(user, query)
    rows = _takeable(reader, filters).exclude(customer_id__in=but)
    return rows.order_by()[: min(most, CAP)].count()


def _takeable(reader: Reader, filters: Filters) -> QuerySet[customers.Customer]:
    """Who may read a branch may take less of it away."""
    rows = matching(reader, sought(reader, filters))
    return rows.filter(customers.scope(reader.user, "customers.export"))


def _made(user: Any, query: str, most: int | None, allowed: Any) -> customers.Made:
    reader, filters = _asked(user, query)
    text, rows = exported(reader, filters, most=most, allowed=allowed)
    return customers.Made(f"customers-{reader.today}.csv", io.BytesIO(text.encode()), rows)


@transaction.atomic
def exported(
    reader: Reader, filters: Filters, *, most: int | None = None, allowed: Any = None
) -> tuple[str, int]:
    """The file's text and its customers, written down as taken in the same transaction; its last
    row says so.

    At most `most` (or `CAP`) customers, largest assets first (by number where amounts are not shown
    whole); what is missing is said in the last line.
    """
    cap = CAP if most is None else min(most, CAP)
    order = [F("aum_minor").desc(nulls_last=True)] if amounts.are_whole() else []
    rows = _takeable(reader, filters).order_by(*order, "customer_id")
    found, now = list(rows[: cap + 1]), clock.now()
    reach = list_consents.reach_of([row.pk for row in found[:cap]], now)
    shown = list_consents.kept(found[:cap], reach, now)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head())
    for line, row in zip(_lines(shown, reader), shown, strict=True):
        written = [*line, list_consents.cell(reach[row.pk])]
        writer.writerow([cells.safe(cell) for cell in written])
    for said in _missing(left_out=len(found[:cap]) - len(shown), cap=cap, more=len(found) > cap):
        writer.writerow([said])
    taken(reader.user, (row.pk for row in shown), allowed=allowed is not None)
    entry = _written_down(reader, filters, count=len(shown), allowed=allowed)
    writer.writerow(watermark(entry, rows=len(shown)))
    return BOM + text.getvalue(), len(shown)


def _missing(*, left_out: int, cap: int, more: bool) -> list[str]:
    """Sentences about whom the file does not hold."""
    said = []
    if left_out:
        said.append(
            _("%(count)d customers who may not be contacted for marketing were left out.")
            % {"count": left_out}
        )
    if more:
        said.append(
            _("Only the first %(count)d customers are here; narrow the list for the rest.")
            % {"count": cap}
        )
    return said


def head() -> list[str]:
    return [
        _("Customer number"), _("Name"), _("Kind of customer"), _("Status"), _("Branch"),
        _("Manager"), _("Effective tier"), _("Assessed tier"), _("Assets"), _("Currency"),
        _("Average so far"), _("Gap to keep"), _("Failing assessments used"),
        _("Probability of a fall"), _("Last contact"), _("As of"),
        _("Contact for marketing"),
    ]  # fmt: skip


def _lines(found: Sequence[customers.Customer], reader: Reader) -> Iterator[list[Any]]:
    units = identity.unit_names(unit for row in found for unit in (row.branch_id, row.manager_id))
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        numbers = [row.pk for row in part]
        placed = tiering.positions_of(numbers, user=reader.user, policy=reader.policy)
        contacts = care.last_contacts(numbers)
        for row in part:
            yield _line(row, placed.get(row.pk), contacts.get(row.pk), units, reader)


def _line(
    row: customers.Customer, position: Any, contact: Any, units: dict[str, str], reader: Reader
) -> list[Any]:
    return [
        row.pk,
        customers.masked_name(row),
        _word(profile_words.KINDS, row.kind),
        _word(profile_words.STATUSES, row.status),
        units.get(row.branch_id, row.branch_id),
        units.get(row.manager_id, row.manager_id),
        _tier(position and position.effective_tier, reader),
        _tier(position and position.assessed_tier, reader),
        amounts.in_a_file(row.aum_minor),
        row.currency,
        amounts.in_a_file(position and position.average_so_far_minor),
        amounts.in_a_file(position and position.gap_to_keep_minor),
        position and position.fails_used,
        position and position.fall_probability,
        contact,
        row.as_of,
    ]


def _word(words: Mapping[str, Any], code: str | None) -> str | None:
    """In the language of the file, as its head is; a code without a word as it came."""
    return str(words[code]) if code and code in words else code


def _tier(tier: str | None, reader: Reader) -> str | None:
    step = reader.ladder.step(tier) if reader.ladder else None
    return step.name if step else tier


def _written_down(reader: Reader, filters: Filters, *, count: int, allowed: Any) -> Entry:
    said = {
        name: "…" if name in NAMES_OF_FILTERS else value if isinstance(value, list) else str(value)
        for name, value in filters.without_order().items()
    }
    request = {"approval": allowed.pk} if allowed is not None else {}
    return record("customers.exported", by=reader.user, customers=count, filters=said, **request)
