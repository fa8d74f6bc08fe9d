"""One stream per customer: contacts, finished tasks and tier changes, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench.reader import Reader
from hengke.web.composition import Chip

SHOWN = 50
WATCH = "watch"


@dataclass(frozen=True)
class Event:
    """One entry: the business day, an icon, a chip, a sentence, and what can be undone."""

    on: date
    icon: str
    chip: Chip
    text: str = ""
    by: str = ""
    note: str = ""
    withdrawn: bool = False
    contact: Any = None


def stream(customer: customers.Customer, reader: Reader) -> list[Event]:
    """At most `SHOWN` entries of each kind; a customer seldom has more."""
    events = [
        *_contacts(customer, reader),
        *_done(customer, reader),
        *_tier_changes(customer, reader),
    ]
    return sorted(events, key=lambda event: event.on, reverse=True)[:SHOWN]


def contact_row(contact: care.Contact, reader: Reader) -> care.ContactRow:
    return care.contact_row(contact, reader.user)


def _contacts(customer: customers.Customer, reader: Reader) -> list[Event]:
    found = []
    for contact in care.contacts_of(*customer.shown_numbers)[:SHOWN]:
        row = contact_row(contact, reader)
        withdrawn = contact.withdrawn_at is not None
        found.append(
            Event(
                contact.happened_on,
                row.icon,
                Chip(_("Withdrawn")) if withdrawn else row.outcome,
                str(contact.get_channel_display()),
                contact.made_by.name,
                row.note,
                withdrawn,
                row if row.can_withdraw and not withdrawn else None,
            )
        )
    return found


def _done(customer: customers.Customer, reader: Reader) -> list[Event]:
    return [
        Event(done.on, "circle-check", done.kind, done.sentence, done.by)
        for done in care.done_of(
            *customer.shown_numbers, user=reader.user, today=reader.today, most=SHOWN
        )
    ]


def _tier_changes(customer: customers.Customer, reader: Reader) -> list[Event]:
    """Assessments that moved the customer, and those that failed and used up grace."""
    if reader.ladder is None:
        return []
    history = tiering.history(customer.pk, policy=reader.policy)
    events = [_tier_change(row, reader.ladder) for row in history]
    return [event for event in events if event is not None]


def _tier_change(row: Any, ladder: tiering.Ladder) -> Event | None:
    before, after = ladder.at(row.effective_rank_before), ladder.at(row.effective_rank)
    if before is None or after is None:
        return None
    if before == after:
        return _watched(row) if row.state == WATCH else None
    text = _("%(before)s → %(after)s") % {"before": before.name, "after": after.name}
    if after.rank > before.rank:
        return Event(row.assessed_on, "trending-up", Chip(_("Upgraded"), "ok"), text)
    return Event(row.assessed_on, "trending-down", Chip(_("Downgraded"), "warn"), text)


def _watched(row: Any) -> Event:
    text = _("failing assessment %(used)d of %(allowed)d") % {
        "used": row.fails_used or 0,
        "allowed": row.fails_allowed or 0,
    }
    return Event(row.assessed_on, "eye", Chip(_("On watch"), "warn"), text)
