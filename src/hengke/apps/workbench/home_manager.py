"""The relationship manager's morning: what to do, who is at risk, where the book stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from hengke.apps.care import api as care
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import home_figures as figures
from hengke.apps.workbench import home_parts as parts
from hengke.apps.workbench import home_sentence
from hengke.apps.workbench.home_memory import Memory
from hengke.apps.workbench.reader import Reader

AT_RISK_ROWS = 6


def context(reader: Reader, *, order: str, now: datetime) -> dict[str, Any]:
    """What workbench/home_manager.html accepts. A book without customers says so instead."""
    memory = Memory(reader)
    course = memory.of("course", lambda: figures.course(reader.user))
    tiers = standing(reader, memory)
    day = care.day_context(reader.user, today=reader.today, order=order, ladder=reader.ladder)
    late = care.overdue(care.tasks(reader.user), reader.today).count()
    return {
        "greeting": home_sentence.greeting(now, reader.user.name),
        "sentence": home_sentence.of_the_day(
            reader, waiting=day["shown"], more=day["more"], late=late, standing=tiers["standing"]
        ),
        "kpis": parts.kpis(reader, course, tiers, contacted=figures.contacted(reader)),
        "day": day,
        "trend": parts.trend(course),
        "agenda": parts.agenda(reader),
        "at_risk": at_risk(reader, memory),
        **tiers,
    }


def standing(reader: Reader, memory: Memory) -> dict[str, Any]:
    """Tier figures of the reader's book; empty where no scheme was published."""
    ladder = reader.ladder
    if ladder is None:
        return {"standing": None, "migration": None}
    quiet = memory.of_contacts("quiet", lambda: figures.quiet(reader, ladder))
    moves = memory.of("latest_moves", lambda: tiering.latest(reader.user, ladder))
    return {
        "standing": figures.standing(tiering.of_tiers(reader.user, ladder), ladder, quiet),
        "migration": parts.migration(moves, ladder),
    }


def at_risk(reader: Reader, memory: Memory) -> list[tiering.Row]:
    """Those with most at stake: assets times the probability of a fall, unknown ones last."""
    ladder = reader.ladder
    if ladder is None:
        return []
    chosen = memory.of("at_risk", lambda: _most_at_stake(reader, ladder))
    found = tiering.positions_of(chosen, user=reader.user, policy=reader.policy)
    ordered = [found[one] for one in chosen if one in found and not found[one].plain]
    return tiering.rows(ordered, user=reader.user, ladder=ladder)


def _most_at_stake(reader: Reader, ladder: tiering.Ladder) -> list[str]:
    positions = tiering.visible_positions(reader.user, policy=reader.policy)
    ordered = tiering.only_at_risk(positions, ladder).order_by(
        (F("fall_probability") * F("aum_minor")).desc(nulls_last=True),
        F("aum_minor").desc(nulls_last=True),
        "customer_id",
    )
    return list(ordered.values_list("customer_id", flat=True)[:AT_RISK_ROWS])
