"""Reads of tiers. Whatever names a customer starts from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from hengke.apps.customers.api import Customer, current, scope, visible_to
from hengke.apps.identity import api as identity
from hengke.apps.privacy import api as privacy
from hengke.apps.tiering.ladder import Ladder, ladder
from hengke.apps.tiering.models import (
    Assessment,
    OverrideStatus,
    Position,
    Scheme,
    TierOverride,
)
from hengke.kernel.errors import NotComputed

READ = "tiering.read"


@dataclass(frozen=True)
class Share:
    """One tier's part of a book: customers and their assets (None where all are unknown)."""

    rank: int | None
    customers: int
    aum_minor: int | None


def ladders() -> list[Ladder]:
    """Every published scheme, in the order in which the home enabled them."""
    found = {scheme.policy: ladder(scheme) for scheme in Scheme.objects.all()}
    enabled = settings.HENGKE_HOME.settings().policies if settings.HENGKE_HOME.exists() else ()
    first = [name for name in enabled if name in found]
    return [found[name] for name in [*first, *sorted(set(found) - set(first))]]


def ladder_of(policy: str | None) -> Ladder:
    """The named scheme, or the home's first; refused when no run was published."""
    known = ladders()
    if not known:
        raise NotComputed(
            _("There are no results yet: nothing was computed and published."),
            next_step=_("The data engineer imports the bank's files and publishes a run."),
        )
    return chosen(known, policy)


def chosen(known: Sequence[Ladder], policy: str | None) -> Ladder:
    """The named scheme of those published, or the first of them."""
    return next((one for one in known if one.policy == policy), known[0])


def visible_positions(user: Any, *, policy: str) -> QuerySet[Position]:
    """Positions of the customers whom the person may read, by the same condition; of nobody for who
    may not read tiers."""
    return Position.objects.filter(_reach(user), privacy.listed(user), current(), policy=policy)


def _reach(user: Any) -> Q:
    """Whoever may read tiers of fewer than the customers reaches these alone."""
    found = scope(user)
    same = identity.scope_of(user, READ) is identity.scope_of(user, "customers.read")
    return found if same else found & scope(user, READ)


def only_maturing(positions: QuerySet[Position], *, within_days: int) -> QuerySet[Position]:
    """Term money that comes due within so many days of the book's date."""
    as_of = Position.objects.values_list("as_of", flat=True)[:1]
    last_day = next(iter(as_of), date.min) + timedelta(days=within_days)
    return positions.filter(maturing_minor__gt=0, maturing_on__lte=last_day)


def position(customer_id: str, *, policy: str) -> Position | None:
    """The position of a customer already found through `visible_to`."""
    found = Position.objects.filter(customer_id=customer_id, policy=policy)
    return next(iter(without_predictions(found)), None)


def positions_of(customer_ids: Iterable[str], *, user: Any, policy: str) -> dict[str, Position]:
    rows = visible_positions(user, policy=policy).filter(customer_id__in=list(customer_ids))
    return {row.customer_id: row for row in without_predictions(rows)}


def without_predictions(positions: Iterable[Position]) -> list[Position]:
    """The same positions; of a customer who wants no personalised processing nothing predicted is
    shown. One more query for any number of them."""
    found = list(positions)
    plain = privacy.switched_off(one.customer_id for one in found)
    for one in found:
        one.plain = one.customer_id in plain
        if one.plain:
            one.fall_probability, one.reasons = None, None
    return found


def history(customer_id: str, *, policy: str) -> list[Assessment]:
    """Every assessment of a customer already found through `visible_to`, oldest first."""
    return list(
        Assessment.objects.filter(customer_id=customer_id, policy=policy).order_by("assessed_on")
    )


def assessments(customer_id: str, *, policy: str) -> QuerySet[Assessment]:
    """The same for whoever pages through them."""
    return Assessment.objects.filter(customer_id=customer_id, policy=policy)


def by_tier(positions: QuerySet[Position], *, effective: bool) -> list[Share]:
    """Customers and assets per tier, lowest first, unknown last."""
    column = "effective_rank" if effective else "assessed_rank"
    rows = (
        positions.order_by()
        .values(column)
        .annotate(customers=Count("customer_id"), aum_minor=Sum("aum_minor"))
    )
    shares = [Share(row[column], row["customers"], row["aum_minor"]) for row in rows]
    return sorted(shares, key=lambda share: (share.rank is None, share.rank or 0))


def customers_of(customer_ids: Iterable[str], *, user: Any) -> dict[str, Customer]:
    """The records behind a page of positions, once more through `visible_to`."""
    return visible_to(user).in_bulk(list(customer_ids))


def overrides(user: Any) -> QuerySet[TierOverride]:
    """Overrides of customers whom the person may read, newest first."""
    return (
        TierOverride.objects.filter(customer_id__in=visible_to(user).values("customer_id"))
        .select_related("requested_by", "decided_by")
        .order_by("-requested_at", "-pk")
    )


def overrides_of(customer_id: str, *, policy: str) -> QuerySet[TierOverride]:
    """Overrides of a customer already found through `visible_to`, newest first."""
    return (
        TierOverride.objects.filter(customer_id=customer_id, policy=policy)
        .select_related("requested_by", "decided_by")
        .order_by("-requested_at", "-pk")
    )


def approved_overrides() -> list[dict[str, Any]]:
    """What the nightly run applies: every approved override with its dates.

    One that has ended is included: it still governs the assessments of its time.
    """
    rows = TierOverride.objects.filter(
        status__in=[OverrideStatus.APPROVED, OverrideStatus.EXPIRED], decided_by__isnull=False
    ).order_by("pk")
    return [
        {
            "customer_id": row.customer_id,
            "policy": row.policy,
            "tier": row.tier,
            "starts_on": row.starts_on,
            "until": row.until,
            "reason": row.reason,
        }
        for row in rows
    ]
