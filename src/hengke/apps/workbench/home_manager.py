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
from hengke.apps.workbench.reader import Reader

AT_RISK_ROWS = 6


def context(reader: Reader, *, order: str, now: datetime) -> dict[str, Any]:
    """What workbench/home_manager.html accepts. A book without customers says so instead."""
    course = figures.course(reader.user)
    tiers = standing(reader)
    day = care.day_context(reader.user, today=reader.today, order=order, ladder=reader.ladder)
    late = care.overdue(care.tasks(reader.user), reader.today).count()
    return {
        "greeting": home_sentence.greeting(now, reader.user.name),
        "sentence": home_sentence.of_the_day(
            reader, waiting=day["count"], late=late, standing=tiers["standing"]
        ),
        "kpis": _kpis(reader, course, tiers),
        "day": day,
        "trend": parts.trend(course),
        "agenda": parts.agenda(reader),
        "at_risk": at_risk(reader, rows=AT_RISK_ROWS),
        **tiers,
    }


def standing(reader: Reader) -> dict[str, Any]:
    """Tier figures of the reader's book; empty where no scheme was published."""
    if reader.ladder is None:
        return {"standing": None, "migration": None}
    positions = tiering.visible_positions(reader.user, policy=reader.policy)
    found = figures.moves(positions, reader.ladder)
    return {
        "standing": figures.standing(reader, reader.ladder),
        "migration": parts.migration(found, reader.ladder),
    }


def at_risk(reader: Reader, *, rows: int) -> list[tiering.Row]:
    """Those with most at stake: assets times the probability of a fall, unknown ones last."""
    if reader.ladder is None:
        return []
    positions = tiering.visible_positions(reader.user, policy=reader.policy)
    found = tiering.only_at_risk(positions).order_by(
        (F("fall_probability") * F("aum_minor")).desc(nulls_last=True),
        F("aum_minor").desc(nulls_last=True),
        "customer_id",
    )
    return tiering.rows(list(found[:rows]), user=reader.user, ladder=reader.ladder)


def _kpis(reader: Reader, course: figures.Course, tiers: dict[str, Any]) -> list[parts.Kpi]:
    found = tiers["standing"]
    contacted = figures.contacted(reader)
    if reader.ladder is None or found is None:
        return [parts.aum(course, ""), parts.contacts(reader, None, contacted)]
    currency = reader.ladder.currency
    return [
        parts.aum(course, currency),
        parts.deposits(course, currency),
        parts.maturing(found, currency),
        parts.net_migration(tiers["migration"]["found"], found),
        parts.contacts(reader, found, contacted),
    ]
