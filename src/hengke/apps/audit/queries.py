"""Reads of the audit log, newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet

from hengke.apps.audit import detail_words, permissions, rules, words
from hengke.apps.audit.filters import Filters
from hengke.apps.audit.models import Entry, Finding, Read, State
from hengke.kernel import clock
from hengke.policies import audit as policies
from hengke.policies.audit import AuditPolicy

Row = TypeVar("Row", Entry, Read, Finding)
OF_TIERS = ("tier",)
"""Details that name a customer's tier."""


def visible_to(user: Any) -> QuerySet[Entry]:
    """Everything for auditors, their own rows for everybody else."""
    if permissions.can_read_all(user):
        return Entry.objects.all()
    return Entry.objects.filter(by_username=user.username)


def reads_visible_to(user: Any) -> QuerySet[Read]:
    """Everything for auditors, nothing for everybody else: who is watched must not see by whom."""
    return Read.objects.all() if permissions.can_read_reads(user) else Read.objects.none()


def findings_visible_to(user: Any) -> QuerySet[Finding]:
    found = Finding.objects.all()
    return found if permissions.can_read_findings(user) else found.none()


def reads_counted(finding: Finding) -> QuerySet[Read]:
    """The reads behind the number of a finding; none where it counted something else."""
    first, last = (finding.rows.get(name) for name in ("first_read", "last_read"))
    if first is None or last is None:
        return Read.objects.none()
    pages = rules.COUNTED.get(finding.rule, rules.OPENED)
    rows = Read.objects.filter(by_username=finding.subject, page__in=pages)
    return rows.filter(pk__range=(first, last))


def changes_counted(finding: Finding) -> list[Entry]:
    """The changes behind the number of a finding, newest first, each with `customers` in the file
    that it names; their reasons and details stay in the log."""
    rows = Entry.objects.filter(pk__in=finding.rows.get("entries", ())).order_by("-pk")
    found = named(list(rows))
    for row in found:
        row.customers = rules.taken(row)
    return found


def open_findings(user: Any) -> int:
    """How many wait for a verdict."""
    return findings_visible_to(user).filter(state=State.OPEN).count()


def matching(user: Any, asked: Filters) -> QuerySet[Entry]:
    """Rows by person, by the beginning of action or target, by day of the bank."""
    rows = asked.in_time(visible_to(user))
    if asked.text:
        rows = (
            rows.filter(target__startswith=asked.text)
            | rows.filter(by_username__startswith=asked.text)
            | rows.filter(action__startswith=asked.text)
        )
    if asked.person:
        rows = rows.filter(by_username=asked.person)
    if asked.action:
        rows = rows.filter(action=asked.action)
    return rows.filter(pk__in=asked.rows) if asked.rows else rows


def reads(user: Any, asked: Filters) -> QuerySet[Read]:
    """Who saw a customer, or what a person saw."""
    rows = asked.in_time(reads_visible_to(user))
    if asked.text:
        rows = rows.filter(customer_id=asked.text)
    if asked.person:
        rows = rows.filter(by_username=asked.person)
    if asked.action:
        rows = rows.filter(page=asked.action)
    return rows.filter(pk__range=asked.between) if asked.between else rows


ACCESS = {
    **dict.fromkeys(
        ("profile", "found", "record", "preview", "compared", "household", "group", "tier",
         "contact"), "opened",
    ),
    **dict.fromkeys(("called", "listed"), "given to a program"),
    **dict.fromkeys(("exported", "allowed_file"), "in a file"),
    "unmasked": "identifier in full",
}  # fmt: skip
"""What a customer is told of a read: its kind. A page that is not named here is not told."""
NOT_TOLD = ("risk", "auditor", "security_admin", "audit_admin")
"""Posts whose looking would tell of a suspicion."""


def policy(now: datetime) -> AuditPolicy:
    """The limits of the bank in force."""
    return policies.load(on=clock.day(now), own=settings.HENGKE_HOME.audit_policies)


def told_today(user: Any, now: datetime) -> int:
    """Of how many different customers the person's programs were told since midnight."""
    rows = Read.objects.filter(
        by_username=user.get_username(), page=rules.LISTED, at__gte=_midnight(now)
    )
    return rows.values("customer_id").distinct().count()


def taken_alone_today(
    people: Collection[str], now: datetime, *, programs: bool
) -> QuerySet[Read, str]:
    """Numbers of the customers whom these log-ins took in files since midnight that nobody had to
    allow; with `programs` also of whom their programs were told."""
    pages = (rules.EXPORTED, rules.LISTED) if programs else (rules.EXPORTED,)
    rows = Read.objects.filter(by_username__in=people, page__in=pages, at__gte=_midnight(now))
    return rows.order_by().values_list("customer_id", flat=True).distinct()


def _midnight(now: datetime) -> datetime:
    return datetime.combine(clock.day(now), time(), tzinfo=clock.ZONE)


def about(customer_id: str) -> list[tuple[datetime, str, str]]:
    """When somebody of which role saw the customer, and how, oldest first: for the customer.

    Nothing of what was decided or asked for stands here: a legal hold, a restriction or a check
    must not be told by it (AML Law: no tipping off).
    """
    rows = Read.objects.filter(customer_id=customer_id, page__in=ACCESS).order_by("at", "pk")
    seen = rows.exclude(by_role__in=NOT_TOLD).values_list("at", "by_role", "page")
    return [(at, role, ACCESS[page]) for at, role, page in seen]


def latest(user: Any, *, most: int) -> list[Entry]:
    return named(list(visible_to(user).order_by("-at", "-id")[:most]))


def told(rows: Sequence[Entry], user: Any) -> list[Entry]:
    """The same entries with `told`: their details in words, without tiers for who may not read
    tiers."""
    hidden = () if permissions.can_read_tiers(user) else OF_TIERS
    telling = detail_words.Telling()
    for row in rows:
        shown = {name: value for name, value in row.details.items() if name not in hidden}
        row.told = telling.told(shown)
    return list(rows)


def named(rows: Sequence[Row]) -> list[Row]:
    """The same rows with what colleagues call the person today, by one query; `by_name` is empty
    where the log-in has no other name, or is gone."""
    people = get_user_model().objects.filter(username__in={_who(row) for row in rows})
    names = {person.get_username(): person.get_full_name() for person in people}
    for row in rows:
        name = names.get(_who(row), "")
        row.by_name = name if name != _who(row) else ""
    return list(rows)


def _who(row: Entry | Read | Finding) -> str:
    return row.subject if isinstance(row, Finding) else row.by_username


def counted(user: Any, *, since: datetime) -> list[tuple[str, Any, int]]:
    """How often each thing was done since an instant, most often first; code, words, times."""
    rows = visible_to(user).filter(at__gte=since).order_by().values("action")
    counts = rows.annotate(times=Count("pk")).order_by("-times", "action")
    return [(code, words.action(code), n) for code, n in counts.values_list("action", "times")]
