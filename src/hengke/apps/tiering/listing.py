"""What tiering adds to a list of customers: columns, and whole rows of the radar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.customers.api import shown_name
from hengke.apps.tiering import figures, permissions, queries, reason_text, words
from hengke.apps.tiering.ladder import Ladder, Step
from hengke.apps.tiering.models import Position
from hengke.web import amounts
from hengke.web.composition import Chip, Column


@dataclass(frozen=True)
class Row:
    """One customer of a radar list, ready to be drawn. `name` is masked for mere readers."""

    position: Position
    ladder: Ladder
    name: str

    @property
    def customer_id(self) -> str:
        return self.position.customer_id

    @property
    def step(self) -> Step | None:
        return self.ladder.step(self.position.effective_tier)

    @property
    def assessed(self) -> Step | None:
        return self.ladder.step(self.position.assessed_tier)

    @property
    def next_step(self) -> Step | None:
        return self.ladder.step(self.position.next_tier)

    @property
    def state(self) -> Chip | None:
        return words.state(self.position.state)

    @property
    def state_on(self) -> date | None:
        """The assessment that said so; a tier set by hand stands today."""
        return None if self.position.state == "overridden" else self.position.assessed_on

    @property
    def outlook(self) -> Chip | None:
        """What the running period leads to if nothing happens; None where that is no news."""
        ahead = self.next_step
        if self.step and ahead and self.position.next_change_on and ahead.rank != self.step.rank:
            falls = ahead.rank < self.step.rank
            text = _("falls to %(tier)s") if falls else _("rises to %(tier)s")
            return Chip(text % {"tier": ahead.name}, "crit" if falls else "ok")
        if self.position.effective_rank and (self.position.gap_to_keep_minor or 0) > 0:
            return Chip(figures.gap_text(self.position, self.ladder), "warn")
        return None

    @property
    def said_state(self) -> Any:
        """The state where it is worth a word: not that all is as it was."""
        return None if self.state is None or self.position.state == "normal" else self.state.label

    @property
    def average(self) -> str | None:
        return figures.value(self.position.average_so_far_minor, self.ladder)

    @property
    def measure_name(self) -> Any:
        return words.measure(self.ladder.measure)

    @property
    def trend(self) -> list[int | None]:
        return figures.trend(self.position)

    @property
    def floor(self) -> int | None:
        """The line to keep, where it is in the unit of the assets that are drawn."""
        return self.position.keep_floor_minor if self.ladder.counts_money else None

    @property
    def unknown(self) -> Any:
        return words.unknown(self.position.unknown_reason)

    @property
    def change_30d(self) -> float | None:
        return figures.change_30d(self.position)

    @property
    def gap(self) -> Any:
        return figures.gap(self.position, self.ladder)

    @property
    def probability(self) -> Any:
        return figures.probability(self.position, self.ladder)

    @property
    def reasons(self) -> list[str]:
        return reason_text.sentences(self.position, self.ladder)

    @property
    def fails(self) -> str | None:
        return figures.fails(self.position)


def rows(positions: Sequence[Position], *, user: Any, ladder: Ladder) -> list[Row]:
    """Rows in the order of the positions; the names come by one query.

    A customer who left between position and record (a run was published) is left out.
    """
    known = queries.customers_of([one.customer_id for one in positions], user=user)
    return [
        Row(one, ladder, shown_name(known[one.customer_id], user))
        for one in queries.without_predictions(positions)
        if one.customer_id in known
    ]


def columns(customer_ids: Iterable[str], *, user: Any, policy: str | None) -> list[Column]:
    """Tier, average so far, gap, probability and fails of these customers; two queries. Nothing for
    who may not read tiers, and no order by amounts that are not shown whole."""
    known = queries.ladders() if permissions.can_read(user) else []
    if not known:
        return []
    ladder = queries.ladder_of(policy)
    found = queries.positions_of(customer_ids, user=user, policy=ladder.policy)
    return [
        Column(
            "tier", _("Tier"), _cells(found, lambda one: _tier(one, ladder)), unknown=words.NO_TIER
        ),
        Column(
            "average",
            words.measure(ladder.measure),
            _cells(found, lambda one: figures.value(one.average_so_far_minor, ladder)),
            number=True,
            sort="average" if amounts.are_whole() else "",
        ),
        Column(
            "gap",
            _("Gap to keep"),
            _cells(found, lambda one: figures.gap(one, ladder)),
            sort="gap" if amounts.are_whole() else "",
        ),
        Column(
            "fall",
            _("Fall"),
            _cells(found, lambda one: figures.probability(one, ladder)),
            number=True,
            sort="fall",
        ),
        Column("fails", _("Fails"), _cells(found, figures.fails), number=True),
    ]


def _cells(found: dict[str, Position], cell: Callable[[Position], Any]) -> dict[str, Any]:
    """Unknown cells are left out: the list shows its dash."""
    drawn = {customer_id: cell(position) for customer_id, position in found.items()}
    return {customer_id: value for customer_id, value in drawn.items() if value is not None}


def _tier(position: Position, ladder: Ladder) -> Any:
    return figures.tier(ladder.step(position.effective_tier))
