"""The door of tiering."""

from __future__ import annotations

from hengke.apps.tiering import migration, radar_list, trials
from hengke.apps.tiering.actions import approve_override, reject_override, request_override, rescope
from hengke.apps.tiering.figures import change_30d, probability_text, trend, value
from hengke.apps.tiering.ladder import Ladder, Step, label
from hengke.apps.tiering.listing import Row, columns, rows
from hengke.apps.tiering.migration_home import Latest, latest
from hengke.apps.tiering.models import Assessment, Position, TierOverride
from hengke.apps.tiering.overrides_list import waiting_for
from hengke.apps.tiering.panel import panel
from hengke.apps.tiering.permissions import can_read
from hengke.apps.tiering.queries import (
    Share,
    approved_overrides,
    assessments,
    by_tier,
    history,
    ladder_of,
    ladders,
    only_maturing,
    overrides,
    position,
    positions_of,
    visible_positions,
)
from hengke.apps.tiering.reason_text import sentences as reasons
from hengke.apps.tiering.risk import falling, only_at_risk
from hengke.apps.tiering.sums import (
    Outside,
    Sums,
    count_books,
    in_tiers,
    of_tiers,
    outside,
    risks_per_manager,
)
from hengke.apps.tiering.told import told_to_customer

__all__ = [
    "Assessment",
    "Ladder",
    "Latest",
    "Outside",
    "Position",
    "Row",
    "Share",
    "Step",
    "Sums",
    "TierOverride",
    "approve_override",
    "approved_overrides",
    "assessments",
    "by_tier",
    "can_read",
    "change_30d",
    "columns",
    "count_books",
    "falling",
    "history",
    "in_tiers",
    "label",
    "ladder_of",
    "ladders",
    "latest",
    "migration",
    "of_tiers",
    "only_at_risk",
    "only_maturing",
    "outside",
    "overrides",
    "panel",
    "position",
    "positions_of",
    "probability_text",
    "radar_list",
    "reasons",
    "reject_override",
    "request_override",
    "rescope",
    "risks_per_manager",
    "rows",
    "told_to_customer",
    "trend",
    "trials",
    "value",
    "visible_positions",
    "waiting_for",
]
