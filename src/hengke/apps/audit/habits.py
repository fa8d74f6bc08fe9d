"""Rules that need the past or the clock: the own days, those of the role, nights, log-ins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Max, Min
from django.db.models.functions import TruncDate

from hengke.apps.audit.models import Read
from hengke.apps.audit.rules import DAY, EXPORTED, OPENED, Unusual, exports
from hengke.policies.audit import AuditPolicy
from hengke.policies.audit.shelf import OffHours

SATURDAY = 5


def all_of(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    yield from _compared(policy, now=now)
    yield from _near_free(policy, now=now)
    yield from _off_hours(policy, now=now)
    yield from _log_ins(policy, now=now)


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _compared(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    """Today against the median of the own days, and of the role's, of those who read much today."""
    limits = policy.compared
    midnight = now.astimezone(zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (
        Read.objects.filter(page__in=OPENED, at__gte=midnight, at__lte=now)
        .order_by()
        .values("by_username", "by_role")
        .annotate(number=Count("customer_id", distinct=True), first=Min("pk"), last=Max("pk"))
        .filter(number__gte=limits.least)
    )
    for row in today:
        who, role, number = row["by_username"], row["by_role"], row["number"]
        rows = {"first_read": row["first"], "last_read": row["last"]}
        past = _days(midnight, limits.days, by_role=role)
        own = past.pop(who, [])
        others = [day for days in past.values() for day in days]
        for rule, days, times in (
            ("beyond_own_days", own, limits.times_own),
            ("beyond_the_role", others, limits.times_role),
        ):
            limit = int(median(days) * times) if len(days) >= limits.least_days else None
            if limit is not None and number >= max(limit, limits.least):
                yield Unusual(rule, who, midnight, now, number, max(limit, limits.least), rows)


def _days(midnight: datetime, days: int, *, by_role: str) -> dict[str, list[int]]:
    """Different customers of each day on which somebody of the role opened any."""
    found = (
        Read.objects.filter(
            page__in=OPENED, at__gte=midnight - timedelta(days=days), at__lt=midnight,
            by_role=by_role,
        )
        .order_by()
        .values("by_username", day=TruncDate("at", tzinfo=zone()))
        .annotate(number=Count("customer_id", distinct=True))
    )  # fmt: skip
    of: dict[str, list[int]] = defaultdict(list)
    for row in found:
        of[row["by_username"]].append(row["number"])
    return of


def _near_free(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    """Who stays just below what a second person would see, day after day."""
    if (limits := policy.near_free) is None:
        return
    since = now - limits.of_days * DAY
    days = (
        Read.objects.filter(page=EXPORTED, at__gte=since, at__lte=now)
        .order_by()
        .values("by_username", day=TruncDate("at", tzinfo=zone()))
        .annotate(number=Count("customer_id", distinct=True), first=Min("pk"), last=Max("pk"))
        .filter(number__gte=limits.customers)
    )
    of: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in days:
        of[row["by_username"]].append((row["first"], row["last"]))
    for who, found in of.items():
        if len(found) >= limits.days:
            ends = {"first_read": min(a for a, _ in found), "last_read": max(b for _, b in found)}
            yield Unusual("files_near_free", who, since, now, len(found), limits.days, ends)


def _off_hours(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    """The night, or the closed day, in which it is now."""
    limits = policy.off_hours
    local = now.astimezone(zone())
    if (begun := _closed_since(local, limits)) is None:
        return
    seen = (
        Read.objects.filter(page__in=OPENED, at__gte=begun, at__lte=now)
        .order_by()
        .values("by_username")
        .annotate(number=Count("customer_id", distinct=True), first=Min("pk"), last=Max("pk"))
        .filter(number__gte=limits.customers)
    )
    for row in seen:
        rows = {"first_read": row["first"], "last_read": row["last"]}
        yield Unusual(
            "off_hours", row["by_username"], begun, now, row["number"], limits.customers, rows
        )
    taken: dict[str, list[int]] = defaultdict(list)
    for entry in exports(begun, now):
        taken[entry.by_username].append(entry.pk)
    for who, entries in taken.items():
        if len(entries) >= limits.exports:
            rows_of = {"entries": entries[-100:]}
            yield Unusual(
                "export_off_hours", who, begun, now, len(entries), limits.exports, rows_of
            )


def _closed_since(local: datetime, limits: OffHours) -> datetime | None:
    """When the bank last closed; None while it is open."""

    def is_open(at: datetime) -> bool:
        works = limits.weekend or at.weekday() < SATURDAY
        return works and limits.begin <= at.hour < limits.end

    if is_open(local):
        return None
    hour = local.replace(minute=0, second=0, microsecond=0)
    for back in range(1, 24 * 7):
        if is_open(hour - timedelta(hours=back)):
            return hour - timedelta(hours=back - 1)
    return hour


def _log_ins(policy: AuditPolicy, *, now: datetime) -> Iterator[Unusual]:
    """Failures of different log-ins from one address, however few of each."""
    limits = policy.log_ins
    since = now - timedelta(minutes=limits.minutes)
    found = (
        AccessAttempt.objects.filter(attempt_time__gte=since, attempt_time__lte=now)
        .exclude(ip_address=None)
        .order_by()
        .values("ip_address")
        .annotate(number=Count("username", distinct=True))
        .filter(number__gte=limits.accounts)
    )
    for row in found:
        yield Unusual(
            "failed_log_ins", row["ip_address"], since, now, row["number"], limits.accounts
        )
