"""The door of needs."""

from __future__ import annotations

from hengke.apps.needs.interviews import own_copy as interviews_of
from hengke.apps.needs.models import LatentNeed, Outlook
from hengke.apps.needs.permissions import can_read
from hengke.apps.needs.plan_outcomes import expire_plans
from hengke.apps.needs.plans import own_copy as plans_of
from hengke.apps.needs.policy import class_title_now as class_title
from hengke.apps.needs.queries import needs_of, unmet_for_nights
from hengke.apps.needs.tab import panel

__all__ = [
    "LatentNeed",
    "Outlook",
    "can_read",
    "class_title",
    "expire_plans",
    "interviews_of",
    "needs_of",
    "panel",
    "plans_of",
    "unmet_for_nights",
]
