"""Who is at risk of a lower tier: one definition for the radar, the homes and the lists."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet

from hengke.apps.privacy import api as privacy
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.models import Position
from hengke.policies import care

KEPT_SECONDS = 600


def possible_fall(ladder: Ladder) -> float:
    """From this probability on a fall is possible enough to be looked at.

    The care policy in force on the business date says it, as it does for the tasks of the run.
    """
    own: Path = settings.HENGKE_HOME.care_policies

    def read() -> float:
        return float(care.load(on=ladder.as_of, own=own).downgrade.least_probability)

    key = f"tiering:possible-fall:{ladder.run_id}:{ladder.as_of}"
    return float(cache.get_or_set(key, read, KEPT_SECONDS) or 0.0)


def falling(ladder: Ladder) -> Q:
    """Positions that stand lower after their next change if nothing happens."""
    found = Q(pk__in=[])
    for step in ladder.above_lowest:
        lower = [other.tier for other in ladder.steps if other.rank < step.rank]
        found |= Q(effective_rank=step.rank, next_tier__in=lower)
    return found & Q(next_change_on__isnull=False)


def at_risk(ladder: Ladder) -> Q:
    """Above the lowest tier, and falling, short of the line, counted as failing, or not unlikely
    to fall.

    On an assessment's own day nobody is short; who will be is known by the probability alone. Who
    wants no personalised processing is not picked: at once, not from the next run on.
    """
    likely = Q(fall_probability__gte=possible_fall(ladder))
    reasons = falling(ladder) | Q(gap_to_keep_minor__gt=0) | Q(fails_used__gt=0) | likely
    return reasons & Q(effective_rank__gt=0) & privacy.ranked()


def only_at_risk(positions: QuerySet[Position], ladder: Ladder) -> QuerySet[Position]:
    return positions.filter(at_risk(ladder))
