"""Codes of needs in the reader's language, and the tone that carries each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hengke.apps.needs.models import Nature, Status
from hengke.apps.needs.plan_models import PlanState
from hengke.web.composition import Chip

CATEGORIES = {"financial": _("Financial"), "non_financial": _("Non-financial")}
NATURES = {
    Nature.EXPLICIT: Chip(Nature.EXPLICIT.label, "info"),
    Nature.LATENT: Chip(Nature.LATENT.label),
}
STATES = {
    Status.OPEN: Chip(Status.OPEN.label, "warn"),
    Status.UNDER_WAY: Chip(Status.UNDER_WAY.label, "info"),
    Status.MET: Chip(Status.MET.label, "ok"),
    Status.DECLINED: Chip(Status.DECLINED.label),
    Status.MISTAKE: Chip(Status.MISTAKE.label),
}
PLANS = {
    PlanState.DRAFT: Chip(PlanState.DRAFT.label),
    PlanState.OFFERED: Chip(PlanState.OFFERED.label, "info"),
    PlanState.ACCEPTED: Chip(PlanState.ACCEPTED.label, "ok"),
    PlanState.DECLINED: Chip(PlanState.DECLINED.label, "warn"),
    PlanState.WITHDRAWN: Chip(PlanState.WITHDRAWN.label),
    PlanState.EXPIRED: Chip(PlanState.EXPIRED.label, "warn"),
}
STEPS = {
    Status.UNDER_WAY: _("Begin"), Status.MET: _("Met"), Status.DECLINED: _("Declined"),
    Status.OPEN: _("Open again"), Status.MISTAKE: _("Mistake"),
}  # fmt: skip
"""What the button says that leads there."""
PARTS = {
    "kano": _("KANO"), "benefit_cost": _("Benefit to cost"), "swot": _("Feasibility (SWOT)"),
}  # fmt: skip
KANO = {
    "M": Chip(_("Must-be"), "crit"),
    "O": Chip(_("Expected"), "info"),
    "A": Chip(_("Attractive"), "ok"),
    "I": Chip(_("Indifferent")),
    "R": Chip(_("Reverse"), "warn"),
    "Q": Chip(_("Questionable"), "warn"),
}
REGIONS = {"grow": _("grow and build"), "hold": _("hold and maintain"), "harvest": _("harvest")}
STRATEGIES = {
    "SO": _("Grow: use strengths for opportunities"),
    "WO": _("Turn: mend weaknesses by opportunities"),
    "ST": _("Defend: meet threats with strengths"),
    "WT": _("Retreat: lessen weaknesses, avoid threats"),
}
