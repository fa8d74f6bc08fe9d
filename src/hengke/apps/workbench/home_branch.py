"""The branch head's cockpit: figures, what needs a decision, the managers, migration and trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import home_books, home_sentence
from hengke.apps.workbench import home_figures as figures
from hengke.apps.workbench import home_parts as parts
from hengke.apps.workbench.home_books import Book
from hengke.apps.workbench.home_manager import at_risk, standing
from hengke.apps.workbench.home_memory import Memory
from hengke.apps.workbench.list_filters import NOBODY
from hengke.apps.workbench.reader import Reader
from hengke.kernel.money import to_major
from hengke.web import formats


@dataclass(frozen=True)
class Matter:
    """Something that waits for the head: how many, how much, the list, and what to do there."""

    title: str
    count: int
    text: str
    href: str
    action: str
    tone: str = "warn"
    aum_minor: int | None = None


def context(reader: Reader, *, now: datetime) -> dict[str, Any]:
    """What workbench/home_branch.html accepts."""
    memory = Memory(reader)
    course = memory.of("course", lambda: figures.course(reader.user))
    tiers = standing(reader, memory)
    books = home_books.books(reader, memory)
    waiting, late = sum(book.waiting for book in books), sum(book.late for book in books)
    contacted = sum(book.contacted for book in books)
    return {
        "greeting": home_sentence.greeting(now, reader.user.name),
        "sentence": home_sentence.of_the_day(
            reader, waiting=waiting, late=late, standing=tiers["standing"]
        ),
        "kpis": parts.kpis(reader, course, tiers, contacted=contacted),
        "exceptions": _exceptions(reader, memory, tiers["standing"], books),
        "books": books,
        "trend": parts.trend(course),
        "agenda": parts.agenda(reader),
        "at_risk": at_risk(reader, memory),
        **tiers,
    }


def _exceptions(
    reader: Reader, memory: Memory, found: figures.Standing | None, books: list[Book]
) -> list[Matter]:
    """Only what is there: an empty list is good news and says so on the page."""
    rows = [
        _unowned(reader, memory),
        _quiet_risks(reader, memory),
        _quiet_top(reader, found),
        _late(books),
    ]
    return [row for row in rows if row is not None and row.count]


def _unowned(reader: Reader, memory: Memory) -> Matter | None:
    """Customers above the lowest tier's line whom nobody is in charge of."""
    if reader.ladder is None or not reader.ladder.above_lowest:
        return None
    step = reader.ladder.above_lowest[0]
    rows = customers.visible_to(reader.user).filter(
        Q(manager_id=""), aum_minor__gte=step.floor_minor
    )
    found = memory.of("unowned", lambda: rows.aggregate(count=Count("pk"), aum=Sum("aum_minor")))
    floor = str(
        formats.amount(step.floor_minor, get_language() or "", currency=reader.ladder.currency)
    )
    return Matter(
        _("Without a manager"),
        found["count"],
        ngettext(
            "customer with assets from %(floor)s, nobody in charge",
            "customers with assets from %(floor)s, nobody in charge",
            found["count"],
        )
        % {"floor": floor},
        parts.list_address(manager=NOBODY, aum_from=format(to_major(step.floor_minor), "f")),
        _("Assign"),
        "crit",
        found["aum"],
    )


def _quiet_risks(reader: Reader, memory: Memory) -> Matter | None:
    if reader.ladder is None:
        return None
    positions = tiering.visible_positions(reader.user, policy=reader.policy)
    rows = tiering.only_at_risk(positions, reader.ladder).filter(Q(care.quiet(reader.today)))
    found = memory.of_contacts(
        "alone", lambda: rows.aggregate(count=Count("pk"), aum=Sum("aum_minor"))
    )
    return Matter(
        _("At risk and alone"),
        found["count"],
        ngettext(
            "customer at risk without contact for %(days)d days",
            "customers at risk without contact for %(days)d days",
            found["count"],
        )
        % {"days": care.QUIET_DAYS},
        parts.list_address(risk=1, quiet=care.QUIET_DAYS, sort="fall"),
        _("Look and assign"),
        "warn",
        found["aum"],
    )


def _quiet_top(reader: Reader, found: figures.Standing | None) -> Matter | None:
    if found is None:
        return None
    return Matter(
        _("Top tiers"),
        found.top_quiet,
        ngettext(
            "customer of the top tiers without contact for %(days)d days",
            "customers of the top tiers without contact for %(days)d days",
            found.top_quiet,
        )
        % {"days": care.QUIET_DAYS},
        parts.list_address(tier=parts.top_tiers(reader), quiet=care.QUIET_DAYS),
        _("Look and assign"),
        "info",
    )


def _late(books: list[Book]) -> Matter:
    late = sum(book.late for book in books)
    busy = sum(book.late > 0 for book in books)
    return Matter(
        _("Late tasks"),
        late,
        ngettext("task late, in %(books)d books", "tasks late, in %(books)d books", late)
        % {"books": busy},
        f"{reverse('care:tasks')}?state=late",
        _("Look"),
        "warn",
    )
