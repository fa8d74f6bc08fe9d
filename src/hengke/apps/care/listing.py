"""Tasks and contacts as pages draw them: with name, tier, sentence and deadline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.care import permissions, queries, sentences, words
from hengke.apps.care.models import DONE, SNOOZED, Contact, Task
from hengke.apps.customers.api import (
    Customer,
    is_responsible,
    shown_name,
    shown_text,
    survivors_of,
    visible_to,
)
from hengke.apps.tiering import api as tiering
from hengke.kernel import clock
from hengke.web.composition import Chip, Column
from hengke.web.templatetags.hengke import day as shown_day


@dataclass(frozen=True)
class Row:
    """One task of a list. `name` is masked for mere readers, and the note of a promise unless
    `whole`; `step` None = no tier known."""

    task: Task
    name: str
    step: tiering.Step | None
    today: date
    whole: bool = False

    @property
    def kind(self) -> Chip:
        return words.kind(self.task.kind)

    @property
    def sentence(self) -> str:
        return sentences.of(self.task, whole=self.whole)

    @property
    def late(self) -> bool:
        return self.task.due_on is not None and self.task.due_on < self.today

    @property
    def waits(self) -> bool:
        """Still to be done today."""
        until = self.task.snoozed_until
        asleep = self.task.status == SNOOZED and until is not None and until > self.today
        return self.task.status != DONE and not asleep


def rows(
    tasks: Sequence[Task], *, user: Any, today: date, ladder: tiering.Ladder | None
) -> list[Row]:
    """Rows in the order of the tasks; names by one query, tiers by another.

    A task whose customer has left the reader's book since is left out; one under a number that was
    merged away bears the survivor's name. Tasks about a tier are for who may read tiers.
    """
    tasks = [task for task in tasks if _is_for(task, user)]
    numbers = {task.customer_id for task in tasks}
    known = visible_to(user).in_bulk(numbers)
    found = survivors_of(numbers - set(known)) if numbers - set(known) else {}
    known |= visible_to(user).in_bulk(set(found.values())) if found else {}
    placed = tiering.positions_of(known, user=user, policy=ladder.policy) if ladder else {}
    answers = [(task, found.get(task.customer_id, task.customer_id)) for task in tasks]
    return [
        Row(
            task,
            shown_name(known[number], user),
            _step(placed.get(number), ladder),
            today,
            is_responsible(user),
        )
        for task, number in answers
        if number in known
    ]


def first_ladder() -> tiering.Ladder | None:
    """The home's first scheme, by which customers are called gold or platinum."""
    return next(iter(tiering.ladders()), None)


def columns(customer_ids: Iterable[str]) -> list[Column]:
    """What care adds to a list of customers: the day of the last contact."""
    found = queries.last_contacts(customer_ids)
    cells = {customer_id: shown_day(day) for customer_id, day in found.items()}
    return [Column("contact", _("Last contact"), cells, unknown=_("no contact recorded"))]


@dataclass(frozen=True)
class ContactRow:
    """One contact as a customer's timeline shows it."""

    contact: Contact
    can_withdraw: bool
    note: str = ""

    @property
    def outcome(self) -> Chip:
        return words.outcome(self.contact.outcome)

    @property
    def icon(self) -> str:
        return words.CHANNEL_ICONS[self.contact.channel]  # type: ignore[index]


@dataclass(frozen=True)
class Done:
    """A finished task as a customer's timeline shows it."""

    on: date
    kind: Chip
    sentence: str
    by: str


def contact_row(contact: Contact, user: Any) -> ContactRow:
    """With the note for those who may know whom it names, and stars for mere readers."""
    return ContactRow(
        contact, permissions.can_withdraw(user, contact), shown_text(contact.note, user)
    )


def done_of(*numbers: str, user: Any, today: date, most: int) -> list[Done]:
    """Finished tasks of a customer already found through `visible_to`, newest first.

    Those that a contact closed are left out: the contact tells the same. The day is the desk's,
    as for contacts.
    """
    closing = queries.closing_contacts(*numbers)
    found = queries.tasks_done(*numbers).exclude(pk__in=closing)[:most]
    return [_done(task, today, is_responsible(user)) for task in found if _is_for(task, user)]


def _is_for(task: Task, user: Any) -> bool:
    return task.kind not in words.OF_TIERS or tiering.can_read(user)


def _done(task: Task, today: date, whole: bool) -> Done:
    finished = clock.day(task.done_at) if task.done_at else today
    by = task.done_by.name if task.done_by else ""
    text = sentences.of(task, whole=whole)
    return Done(min(finished, today), words.kind(task.kind), text, by)


def _step(position: Any, ladder: tiering.Ladder | None) -> tiering.Step | None:
    return ladder.step(position.effective_tier) if ladder and position else None


def customer_row(customer: Customer, user: Any, ladder: tiering.Ladder | None) -> dict[str, Any]:
    """Head of a sheet about one customer: name, number, tier."""
    asked = ladder if tiering.can_read(user) else None
    position = tiering.position(customer.pk, policy=asked.policy) if asked else None
    return {
        "customer": customer,
        "name": shown_name(customer, user),
        "step": _step(position, ladder),
    }
