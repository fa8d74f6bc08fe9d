"""The last assessment against the one before, as the homes show it: the migration page in small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from hengke.apps.tiering import matrix, migration
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.migration_address import Asked


@dataclass(frozen=True)
class Latest:
    """What moved between the last two assessments, with the assets of the first date.

    `unknown`: known on the first date, without a tier on one of the two. `arrived`: new since.
    """

    first: date
    last: date
    moves: tuple[migration.Move, ...]
    totals: matrix.Totals
    arrived: int
    asked: Asked

    def columns(self, ladder: Ladder) -> list[Any]:
        return matrix.columns(self.moves, ladder)

    def lines(self, ladder: Ladder) -> tuple[matrix.Line, ...]:
        return matrix.lines(self.moves, ladder, self.asked)

    @property
    def page(self) -> str:
        """The migration page of the same two dates."""
        return reverse("tiering:migration") + self.asked.matrix


def latest(user: Any, ladder: Ladder) -> Latest | None:
    """Over the customers whom the person may see; None with fewer than two assessments."""
    dates = migration.dates(ladder.policy, run_id=ladder.run_id)
    if len(dates) < 2:
        return None
    first, last = dates[-2:]
    found = migration.moves(
        user, policy=ladder.policy, first=first, last=last, effective=True, run_id=ladder.run_id
    )
    return Latest(
        first=first,
        last=last,
        moves=tuple(found),
        totals=matrix.totals(found, ladder),
        arrived=migration.arrived(user, policy=ladder.policy, first=first, last=last),
        asked=Asked(policy=ladder.policy, first=first, last=last),
    )
