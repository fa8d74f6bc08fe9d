"""What is unusual, counted over the read log and the changes: candidates for a finding.

Every rule is one query over the stretch of time that it looks at, so that asking every minute costs
little. The bank's clock is Django's time zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from hengke.apps.audit import words
from hengke.apps.audit.models import Entry, Read
from hengke.apps.audit.writing import SYSTEM
from hengke.policies.audit import AuditPolicy

EXPORTED, ALLOWED, UNMASKED, LISTED = "exported", "allowed_file", "unmasked", "listed"
ACCESS_GIVEN, RULES_CHANGED = "access_given", "rules_changed"
ONCE_EACH = ("export_of_one", ACCESS_GIVEN, RULES_CHANGED)
"""Rules of which every row is a finding of its own."""
GUARDING = tuple(f"policies/{kind}/" for kind in ("access", "approvals", "audit", "identity",
                                                  "unmasking"))  # fmt: skip
FOREIGN, IN_VAIN, JUDGED = "foreign", "nothing_found", "finding"
OTHERS = (EXPORTED, ALLOWED, UNMASKED, LISTED, FOREIGN, IN_VAIN, JUDGED)
OPENED = tuple(page for page in words.PAGES if page not in OTHERS)
"""Every way to look at one customer after the other; a new page counts unless it is in `OTHERS`."""
COUNTED = {
    "listed_in_hour": (LISTED,), "listed_in_day": (LISTED,), "unmasked": (UNMASKED,),
    "searches_in_vain": (IN_VAIN,), "foreign_customers": (FOREIGN,), "files_near_free": (EXPORTED,),
}  # fmt: skip
"""Of which pages a rule counts reads; the other rules count `OPENED`."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Unusual:
    """`subject` is a log-in or a place; `rows` lead to what was counted."""

    rule: str
    subject: str
    since: datetime
    until: datetime
    count: int
    limit: int
    rows: dict[str, Any] = field(default_factory=dict)


def all_of(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    yield from _opened(policy, now=now)
    yield from _listed(policy, now=now)
    yield from _in_vain(policy, now=now)
    yield from _exports(policy, now=now)
    yield from _unmasked(policy, now=now)
    yield from _opened_by_hand(now=now)
    yield from _rules_changed(now=now)


def counted(
    rule: str,
    reads: QuerySet[Read],
    limit: int,
    *,
    stretch: timedelta,
    now: datetime,
    distinct: bool = True,
) -> Iterator[Unusual]:
    """People with `limit` different customers (or reads) in the last stretch of time."""
    what = Count("customer_id", distinct=True) if distinct else Count("pk")
    since = now - stretch
    found = (
        reads.filter(at__gte=since, at__lte=now)
        .order_by()
        .values("by_username")
        .annotate(number=what, first=Min("pk"), last=Max("pk"))
        .filter(number__gte=limit)
    )
    for row in found:
        reads_of = {"first_read": row["first"], "last_read": row["last"]}
        yield Unusual(rule, row["by_username"], since, now, row["number"], limit, reads_of)


def _opened(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    opened, limits = Read.objects.filter(page__in=OPENED), policy.opened
    minutes = timedelta(minutes=limits.minutes)
    for rule, limit, stretch in (
        ("opened_in_minutes", limits.in_minutes, minutes),
        ("opened_in_hour", limits.in_hour, HOUR),
        ("opened_in_day", limits.in_day, DAY),
    ):
        yield from counted(rule, opened, limit, stretch=stretch, now=now)


def _listed(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    """A program that turns page after page of the API takes a book out of the house like a file."""
    told, limits = Read.objects.filter(page=LISTED), policy.listed
    for rule, limit, stretch in (
        ("listed_in_hour", limits.in_hour, HOUR),
        ("listed_in_day", limits.in_day, DAY),
    ):
        yield from counted(rule, told, limit, stretch=stretch, now=now)


def _in_vain(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    for rule, page, limit in (
        ("searches_in_vain", IN_VAIN, policy.vain.searches_in_hour),
        ("foreign_customers", FOREIGN, policy.vain.foreign_in_hour),
    ):
        reads = Read.objects.filter(page=page)
        yield from counted(rule, reads, limit, stretch=HOUR, now=now, distinct=False)


def _unmasked(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    shown = Read.objects.filter(page=UNMASKED)
    for limit, stretch in ((policy.unmasked.in_hour, HOUR), (policy.unmasked.in_day, DAY)):
        yield from counted("unmasked", shown, limit, stretch=stretch, now=now, distinct=False)


def _opened_by_hand(*, now: datetime) -> Iterator[Unusual]:
    """An administrator made a log-in, gave a password, or moved somebody's reach: each one is shown
    to the security administrator, because one person alone could use it."""
    made = Q(action__in=("identity.user_created", "identity.password_reset"))
    moved = Q(action="identity.user_changed") & (
        Q(details__has_key="org_id")
        | Q(details__has_key="branch_id")
        | Q(details__has_key="reports_to")
    )
    rows = Entry.objects.filter(made | moved, at__gte=now - DAY, at__lte=now)
    for entry in rows.exclude(by_username__in=("", SYSTEM)).order_by("pk"):
        yield Unusual(ACCESS_GIVEN, entry.target, entry.at, entry.at, 1, 1, {"entries": [entry.pk]})


def _rules_changed(*, now: datetime) -> Iterator[Unusual]:
    """A file of the bank's own that says who may do what, who decides, or what is watched."""
    rows = Entry.objects.filter(action="policies.changed", at__gte=now - DAY, at__lte=now)
    for entry in rows.exclude(details__first=True).order_by("pk"):
        if entry.target.startswith(GUARDING):
            yield Unusual(
                RULES_CHANGED, entry.target, entry.at, entry.at, 1, 1, {"entries": [entry.pk]}
            )


def exports(since: datetime, until: datetime) -> QuerySet[Entry]:
    """Changes that say how many customers went out; the action of each export ends alike."""
    ends = Q(action__endswith="exported") | Q(action__endswith=".export")
    return Entry.objects.filter(ends, at__gte=since, at__lte=until).order_by("pk")


def taken(entry: Entry) -> int:
    """Customers in the file, by whatever name the export counts them."""
    numbers = (entry.details.get(name) for name in ("customers", "rows"))
    return next((number for number in numbers if isinstance(number, int)), 0)


def _exports(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    of: dict[str, list[Entry]] = {}
    since = now - DAY
    for entry in exports(since, now):
        of.setdefault(entry.by_username, []).append(entry)
        if taken(entry) >= policy.exports.of_one:
            yield Unusual(
                "export_of_one", entry.by_username, entry.at, entry.at, taken(entry),
                policy.exports.of_one, {"entries": [entry.pk]},
            )  # fmt: skip
    for who, entries in of.items():
        number = sum(map(taken, entries))
        if number >= policy.exports.of_day and len(entries) > 1:
            rows = {"entries": [entry.pk for entry in entries][-100:]}
            yield Unusual("export_of_day", who, since, now, number, policy.exports.of_day, rows)
