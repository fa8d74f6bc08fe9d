"""What figures, states, reasons and candidates are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hengke.engine.criteria import columns
from hengke.web.composition import Chip

FIGURES: Mapping[str, Any] = {
    columns.CUSTOMERS: _("Share of customers"),
    columns.ASSETS: _("Share of assets"),
    columns.NEAR: _("Near the floor"),
    columns.FLICKER: _("Flicker at the floor"),
    columns.STABILITY: _("Stability of the tiers (PSI)"),
    columns.GINI: _("Concentration of assets (Gini)"),
    columns.TOP: _("Assets at the top"),
    columns.OVERRIDES: _("Tiers set by hand"),
    columns.MARGIN: _("Profit earned afterwards"),
    columns.KEPT: _("Assets kept afterwards"),
    columns.LEFT: _("Customers lost afterwards"),
    columns.CURVE: _("Curve of concentration"),
}
STATES: Mapping[str, Chip] = {
    columns.OK: Chip(_("In order"), "ok"),
    columns.WARN: Chip(_("Warning"), "warn"),
    columns.ACT: Chip(_("Act"), "crit"),
    columns.UNKNOWN: Chip(_("Unknown"), ""),
    columns.OPEN: Chip(_("No bound set"), ""),
}
REASONS: Mapping[str, Any] = {
    columns.SHORT_HISTORY: _("the history is short: it needs at least %(needed)s months"),
    columns.TOO_FEW: _("too few cases: it needs at least %(needed)s, there are %(whole)s"),
    columns.NOBODY: _("nobody was assessed"),
    columns.NO_ASSETS: _("nobody's assets are known, or nobody has any"),
    columns.NOT_WEIGHED: _("this home does not weigh the value of customers"),
    columns.NO_EARLIER: _("there is no assessment before the months whose profit is known"),
    columns.NO_FLOOR: _("the tier is opened by another way, its floor is not of the main measure"),
}
MEANINGS: Mapping[str, Any] = {
    columns.CUSTOMERS: _(
        "More or fewer customers than intended reach the floor; benefits and managers are planned "
        "for another number."
    ),
    columns.ASSETS: _(
        "The tier gathers more or less of the bank's assets than intended: it is too wide or too "
        "narrow."
    ),
    columns.NEAR: _(
        "The floor stands in a crowd. Small movements decide about the tier of many customers."
    ),
    columns.FLICKER: _(
        "Balances go to and fro over the floor: tiers change for nothing. A longer grace or a "
        "floor elsewhere would calm it."
    ),
    columns.STABILITY: _(
        "The floors divide the customers otherwise than they did: money, customers or the floors "
        "have shifted."
    ),
    columns.GINI: _(
        "Few customers hold most. Figures of the upper tiers are those of a few people."
    ),
    columns.TOP: _("What these few do decides the assets of the bank; look at them one by one."),
    columns.OVERRIDES: _(
        "So many tiers by hand say that the rules do not fit a kind of customers: look at their "
        "reasons."
    ),
    columns.MARGIN: _(
        "The higher tier brought less for each customer than the one below: the floor does not "
        "divide by what customers bring."
    ),
    columns.KEPT: _(
        "The higher tier kept less of its assets than the one below: its benefits do not hold the "
        "money."
    ),
    columns.LEFT: _(
        "The higher tier lost more customers than the one below: its benefits do not hold them."
    ),
}
PROPOSALS: Mapping[str, Chip] = {
    "tried": Chip(_("Tried"), "info"),
    "asked": Chip(_("Waits for a second person"), "warn"),
    "approved": Chip(_("Approved"), "ok"),
    "rejected": Chip(_("Rejected"), "crit"),
    "ended": Chip(_("Taken back or out of time"), ""),
}
OWN = "own"


def figure(code: str) -> Any:
    return FIGURES.get(code, code)


def state(code: str | None) -> Chip:
    return STATES.get(code or "", Chip(code or "", ""))


def reason(code: str | None, *, needed: int | None, whole: int | None) -> str:
    """`whole` None: how many there are is not told, as where the parts are money."""
    if code == columns.TOO_FEW and whole is None:
        return gettext("too few customers: it needs at least %(needed)s") % {"needed": needed}
    said = str(REASONS.get(code or "", code or ""))
    return said % {"needed": needed, "whole": whole or 0} if "%(" in said else said


def candidate(code: str) -> str:
    if code == columns.IN_FORCE:
        return gettext("In force")
    if code == columns.BAND:
        return gettext("Shares back within bounds")
    if code == OWN:
        return gettext("Typed by hand")
    try:
        return gettext("All floors %(shift)s") % {"shift": f"{float(code):+.0%}".replace("-", "−")}
    except ValueError:
        return code


def proposal(code: str) -> Chip:
    return PROPOSALS.get(code, Chip(code, ""))
