"""How figures of a position are written: money or points, gaps, probabilities, with their unit."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.models import Position
from hengke.apps.tiering.risk import possible_fall
from hengke.web import amounts, formats
from hengke.web.charts.bullet import bullet

LEAST_SAID = 0.005
LIKELY_FALL = 0.5
"""More likely than not: marked as critical."""


def value(minor: int | None, ladder: Ladder, *, currency: bool = False) -> str | None:
    """A figure of the measure in few digits: 38.6 万, or 1,234.5 points; None is unknown."""
    if minor is None:
        return None
    if ladder.counts_money:
        named = ladder.currency if currency else ""
        return str(amounts.amount(minor, currency=named))
    return _("%(points)s points") % {"points": exact(minor)}


def exact(minor: int | None) -> str | None:
    """To the hundredth."""
    return amounts.exact(minor)


def trend(position: Position) -> list[int | None]:
    """Thirteen weekly assets, oldest first; an unknown week is None. None to draw where amounts are
    not shown whole."""
    return list(json.loads(position.trend)) if position.trend and amounts.are_whole() else []


def change_30d(position: Position) -> float | None:
    """Assets against those of thirty days ago, as a ratio; unknown without either."""
    now, before = position.aum_minor, position.aum_30d_ago_minor
    return None if now is None or not before else (now - before) / before


def tier(step: Step | None) -> SafeString | None:
    """The tier as a chip with its word."""
    if step is None:
        return None
    return format_html('<span class="tier {}">{}</span>', step.palette, step.name)


def gap_text(position: Position, ladder: Ladder) -> str | None:
    """What is missing to keep the tier, in words."""
    minor = position.gap_to_keep_minor
    if minor is None:
        return None
    if minor == 0:
        return _("kept")
    return _("short %(amount)s") % {"amount": value(minor, ladder)}


def gap(position: Position, ladder: Ladder) -> SafeString | None:
    """The bullet from today's balance to what the rest of the period needs, and the words.

    Empty for the lowest tier, which nobody can lose; the words alone where amounts are not shown
    whole.
    """
    if position.effective_rank == 0:
        return SafeString("")
    text = gap_text(position, ladder)
    if text is None:
        return None
    today, needed = _bullet_ends(position)
    if not amounts.are_whole():
        return format_html('<span class="num">{}</span>', text)
    spoken = f"{_('Gap to keep')}: {text}"
    drawn = bullet(today, needed, label=spoken)
    return format_html('<div class="gap">{}<span class="num">{}</span></div>', drawn, text)


def _bullet_ends(position: Position) -> tuple[int | None, int | None]:
    """Where the dot stands and where the line; whole even where the line lies at or below zero."""
    needed, missing = position.needed_for_rest_minor, position.gap_to_keep_minor
    if missing == 0:
        return 1, 1
    if needed is None or missing is None:
        floor = position.keep_floor_minor
        return (None if floor is None or missing is None else floor - missing), floor
    return needed - missing, needed


def probability(position: Position, ladder: Ladder) -> SafeString | None:
    """The probability as a chip; its tone says how likely, the number how much."""
    if position.fall_probability is None:
        return None
    kind = fall_kind(position.fall_probability, ladder)
    text = probability_text(position.fall_probability)
    return format_html('<span class="chip num {}">{}</span>', kind, text)


def probability_text(probability: float | None) -> str | None:
    """In whole per cent; nothing that may happen is said to be certain, or out of question."""
    if probability is None:
        return None
    if probability <= LEAST_SAID:
        return "< 1%"
    return "> 99%" if probability >= 1 - LEAST_SAID else formats.percent(probability)


def fall_kind(probability: float, ladder: Ladder) -> str:
    """The tone of a probability."""
    if probability >= LIKELY_FALL:
        return "crit"
    return "warn" if probability >= possible_fall(ladder) else ""


def fails(position: Position) -> str | None:
    """Failing assessments used of those allowed: 1 / 3. The lowest tier has nothing to fail."""
    if position.effective_rank == 0:
        return ""
    if position.fails_used is None:
        return None
    allowed: Any = "–" if position.fails_allowed is None else position.fails_allowed
    return f"{position.fails_used} / {allowed}"
