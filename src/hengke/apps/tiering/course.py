"""The course of a customer's measure against the line of the tier, as a chart and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hengke.apps.tiering import figures, words
from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.models import Assessment, Position
from hengke.kernel.periods import month_end
from hengke.web import amounts
from hengke.web.charts.line import Series, line
from hengke.web.composition import Chip

MOST_POINTS = 24


@dataclass(frozen=True)
class Period:
    """One assessment as the history shows it, and whether it changed the tier."""

    row: Assessment
    ladder: Ladder

    @property
    def on(self) -> date:
        return self.row.assessed_on

    @property
    def value(self) -> str | None:
        return figures.value(self.row.value_minor, self.ladder)

    @property
    def assessed(self) -> Step | None:
        return self.ladder.step(self.row.assessed_tier)

    @property
    def effective(self) -> Step | None:
        return self.ladder.step(self.row.effective_tier)

    @property
    def changed(self) -> bool:
        before = self.row.effective_rank_before
        return before is not None and before != self.row.effective_rank

    @property
    def state(self) -> Chip | None:
        return words.state(self.row.state)

    @property
    def why(self) -> Any:
        return words.unknown(self.row.unknown_reason) or words.reason(self.row.reason_code)

    @property
    def fails(self) -> str:
        used, allowed = self.row.fails_used, self.row.fails_allowed
        return f"{used} / {allowed}" if used and allowed else ""


def periods(history: Sequence[Assessment], ladder: Ladder) -> list[Period]:
    """Newest first."""
    return [Period(row, ladder) for row in reversed(history)]


def chart(history: Sequence[Assessment], position: Position | None, ladder: Ladder) -> SafeString:
    """The measure at each assessment and so far, against the floor of the tier enjoyed then;
    nothing where amounts are not shown whole."""
    if not amounts.are_whole():
        return SafeString("")
    recent = list(history)[-MOST_POINTS:]
    points = [_point(row.assessed_on) for row in recent]
    values = [row.value_minor for row in recent]
    floors = [_floor(ladder, row.effective_rank) for row in recent]
    if position is not None and (not recent or position.as_of > recent[-1].assessed_on):
        points.append(_("%(day)s so far") % {"day": f"{position.as_of:%m-%d}"})
        values.append(position.average_so_far_minor)
        floors.append(position.keep_floor_minor)
    return line(
        [Series(str(words.measure(ladder.measure)), values), Series(_("Line to keep"), floors)],
        points,
        label=_("The measure against the line to keep"),
        shown=lambda value: figures.value(round(value), ladder) or "",
        marks=4,
    )


def _point(on: date) -> str:
    """A month's end is known by its month; short names leave room on a phone."""
    return f"{on:%Y-%m}" if on == month_end(on) else on.isoformat()


def _floor(ladder: Ladder, rank: int | None) -> int | None:
    step = ladder.at(rank)
    return step.floor_minor if step else None
