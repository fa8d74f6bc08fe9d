"""Files with more customers than a person takes alone: asked for, allowed by a second person, then
taken once by who asked.

An app that makes such files registers a `Source` when Django starts. A request keeps the list's
filters, never its customers: the file is made when it is taken, of whom the person may see then,
and with no more customers than were allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind, Later, State
from hengke.apps.audit import api as audit
from hengke.apps.identity import api as identity
from hengke.kernel.errors import Broken, Refused

LeftOut = Collection[str] | QuerySet[Any, Any]
KIND, FILE = "customers.export", "file"
DECIDE = "customers.decide_export"
COUNTED = 10_000
"""A page that only tells how many there are counts no further."""
MOST_FILTERS = 2_000
"""As long as an address may be; one that was cut would name another list."""
WORDS = ("q",)
"""Filters that may be a name or a number, which no request keeps."""


@dataclass(frozen=True)
class Made:
    """A file ready to be sent, from its start."""

    name: str
    content: IO[bytes]
    rows: int


@dataclass(frozen=True)
class Source:
    """One list that can be taken as a file; `right` is the right to take it at all.

    `query` is the list's address without the question mark, as `understood(user, query)` gives it:
    refused where a part of it is no filter of the list, because a second person and the audit log
    believe what it says. `count(user, query, most, but)` stops at `most` and leaves out the numbers
    `but`; `write(user, query, most, allowed)` makes the file of at most so many, and its audit rows
    in the caller's transaction; `allowed` is the request of which it comes, or None.
    """

    name: str
    title: Any
    right: str
    understood: Callable[[Any, str], str]
    count: Callable[[Any, str, int, LeftOut], int]
    write: Callable[[Any, str, int | None, Approval | None], Made]


_SOURCES: dict[str, Source] = {}


def titles() -> dict[str, Any]:
    """Lists by name."""
    return {name: source.title for name, source in _SOURCES.items()}


def as_written(query: str, canonical: str) -> str:
    """The query, where it says what the list itself would write (`canonical`) and nothing else.

    Raises `Refused` else, with the names that the list does not know or reads otherwise.
    """
    said, meant = (sorted(QueryDict(one).lists()) for one in (query, canonical))
    if said != meant:
        names = sorted({name for name, values in said if (name, values) not in meant})
        raise Refused(
            _("These are no filters of the list, or not as it reads them: %(names)s")
            % {"names": ", ".join(name[:30] for name in names[:5]) or "–"},
            next_step=_("Set the filters on the list, and take the file from there."),
        )
    return canonical


def offer(source: Source) -> None:
    """Called from the app's `ready()`; the same name twice is a mistake of the code."""
    if _SOURCES.setdefault(source.name, source) is not source:
        raise Broken(f"two lists are called {source.name!r}")


def source_of(name: str) -> Source | None:
    return _SOURCES.get(name)


@transaction.atomic
def ask(name: str, query: str, *, reason: str, by: Any, now: datetime) -> Approval:
    """Ask a second person for the file of this list; nothing leaves the house yet."""
    source = allowed(name, by)
    if len(query) > MOST_FILTERS:
        raise Refused(
            _("These are too many filters for one request."),
            next_step=_("Ask for the list by fewer filters."),
        )
    if any(QueryDict(query).get(word) for word in WORDS):
        raise Refused(
            _("A file of so many customers is asked for by filters, not by a searched word."),
            next_step=_("Take the word out of the search, and narrow the list by its filters."),
        )
    query = source.understood(by, query)
    rules = approvals.rules_of(KIND, now)
    most = max((rules.reach(role) for role in {*rules.alone, *rules.together}), default=0)
    return approvals.ask(
        KIND, by=by, reason=reason, subject=(FILE, name), now=now,
        amount=source.count(by, query, most + 1, ()), payload={"list": name, "filters": query},
        slot=f"{by.pk}:{name}:{query}",
    )  # fmt: skip


@transaction.atomic
def take(approval: Approval, *, by: Any, now: datetime) -> Made:
    """The file, once, to who asked, within the policy's hours after the yes."""
    locked = Approval.objects.select_for_update().get(pk=approval.pk, kind=KIND)
    if locked.asked_by_id != by.pk:
        raise Refused(
            _("This file was allowed to somebody else."), next_step=_("Who asked for it takes it.")
        )
    if locked.state != State.APPROVED or ends_at(locked, now) <= now:
        raise Refused(
            _("This file was taken already, was not allowed, or its time is over."),
            next_step=_("Ask for it again; a second person decides again."),
        )
    source = allowed(locked.payload["list"], by)
    query = source.understood(by, locked.payload["filters"])
    made = source.write(by, query, int(locked.amount or 0), locked)
    approvals.finished(locked, ok=True, result=f"{made.rows} / {locked.amount}", now=now)
    return made


def ends_at(approval: Approval, now: datetime) -> datetime:
    """Until when the allowed file can be taken."""
    hours = approvals.rules_of(KIND, now).use_hours
    return (approval.decided_at or approval.asked_at) + timedelta(hours=hours)


def ready_for(user: Any, now: datetime) -> list[Approval]:
    """What the person was allowed and has not taken; the newest first."""
    rows = approvals.asked_by(user).filter(kind=KIND, state=State.APPROVED).order_by("-pk")
    return [one for one in rows if ends_at(one, now) > now]


def waiting_of(user: Any, now: datetime) -> list[Approval]:
    rows = approvals.asked_by(user).filter(kind=KIND, state=State.WAITING, expires_at__gt=now)
    return list(rows.order_by("-pk"))


def close_old(now: datetime) -> int:
    """Write down of allowed files that nobody took them in time; how many there were."""
    rows = Approval.objects.filter(kind=KIND, state=State.APPROVED).order_by("pk")
    late = [one for one in rows if ends_at(one, now) <= now]
    for one in late:
        approvals.finished(one, ok=False, result="0", now=now)
    return len(late)


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            gettext_lazy("File of many customers"),
            may_ask=lambda user: identity.may(user, KIND),
            may_decide=_may_decide,
            carry_out=lambda approval, by: Later(),
            describe=_described,
            check=_check,
            notes=lambda approval: dict(approval.payload),
        )
    )


def allowed(name: str, by: Any) -> Source:
    """The list of this name, to who may take it."""
    source = source_of(name)
    if source is None:
        raise Refused(_("There is no such list."), next_step=_("Take the file from its list."))
    identity.check(by, source.right)
    return source


def _check(approval: Approval) -> None:
    """What the request says must be what the file will hold: also of one that waits since long."""
    source = allowed(approval.payload["list"], approval.asked_by)
    source.understood(approval.asked_by, approval.payload["filters"])


def _may_decide(user: Any) -> bool | Q:
    """Of everybody, or of who works in the own branches, as the right reaches."""
    reach = identity.scope_of(user, DECIDE)
    if reach is identity.Scope.BRANCH and user.branch_id:
        return Q(asked_by__branch_id__in=identity.branches_of(user))
    return reach is identity.Scope.ALL


def filters_of(approval: Approval, telling: audit.Telling) -> str:
    """The filters in words; a dash where the whole list is meant."""
    return telling.value("filters", approval.payload["filters"])


def _described(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    told, telling = {}, audit.Telling()
    for one in found:
        source = source_of(one.payload["list"])
        told[one.pk] = Described(
            source.title if source else one.subject_id,
            reverse("customers:files") if one.asked_by_id == user.pk else "",
            (
                Change(_("Customers in the file"), "", one.amount),
                Change(_("Filters"), "", filters_of(one, telling)),
            ),
        )
    return told
