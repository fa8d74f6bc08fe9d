"""The door of tiering."""

from __future__ import annotations

from hengke.apps.tiering.actions import rescope
from hengke.apps.tiering.figures import change_30d, probability_text, trend
from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.listing import Row, columns, rows
from hengke.apps.tiering.migration_home import Latest, latest
from hengke.apps.tiering.models import Position
from hengke.apps.tiering.overrides_list import waiting_for
from hengke.apps.tiering.panel import panel
from hengke.apps.tiering.queries import (
    Share,
    approved_overrides,
    by_tier,
    history,
    ladder_of,
    ladders,
    only_maturing,
    position,
    positions_of,
    visible_positions,
)
from hengke.apps.tiering.risk import falling, only_at_risk

__all__ = [
    "Ladder",
    "Latest",
    "Position",
    "Row",
    "Share",
    "Step",
    "approved_overrides",
    "by_tier",
    "change_30d",
    "columns",
    "falling",
    "history",
    "ladder_of",
    "ladders",
    "latest",
    "only_at_risk",
    "only_maturing",
    "panel",
    "position",
    "positions_of",
    "probability_text",
    "rescope",
    "rows",
    "trend",
    "visible_positions",
    "waiting_for",
]
