"""What the tier page of one customer shows: figures with their source, history, overrides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hengke.apps.customers.api import Customer, shown_name
from hengke.apps.tiering import course, figures, overrides_list, permissions, queries
from hengke.apps.tiering.explanation import Explained, explained
from hengke.apps.tiering.ladder import Ladder
from hengke.apps.tiering.listing import Row
from hengke.apps.tiering.models import Assessment, OverrideStatus, Position
from hengke.apps.tiering.policy import SHORTEST_REASON, last_possible_day
from hengke.kernel.periods import add_months
from hengke.web import amounts, formats

USUAL_MONTHS = 3
"""For how long an override is proposed; the person may choose another last day."""


@dataclass(frozen=True)
class Figure:
    """One number of the page. `note` says what it is compared with; `field` is where it stands."""

    label: Any
    text: Any
    note: Any
    field: str
    raw: Any

    @property
    def is_word(self) -> bool:
        """Said in words where there is no number: kept, highest tier."""
        return bool(self.text) and not any(letter.isdigit() for letter in str(self.text))


def context(
    customer: Customer, *, user: Any, policy: str | None, on: str | None = None
) -> dict[str, Any]:
    """Everything the page needs, a fixed number of queries. `on` names the assessment to explain,
    the last one where it is not understood."""
    ladder = queries.ladder_of(policy)
    position = queries.position(customer.customer_id, policy=ladder.policy)
    history = queries.history(customer.customer_id, policy=ladder.policy)
    name = shown_name(customer, user)
    row = Row(position, ladder, name) if position else None
    return {
        "customer": customer,
        "name": name,
        "ladder": ladder,
        "ladders": queries.ladders(),
        "row": row,
        "figures": _figures(row) if row else [],
        "periods": course.periods(history, ladder),
        "explanation": _explanation(history, position, on=on),
        "chart": course.chart(history, position, ladder),
        **_overrides(customer, user=user, ladder=ladder),
    }


def _explanation(
    history: Sequence[Assessment], position: Position | None, *, on: str | None
) -> Explained | None:
    """Its sentences hold amounts, each with where it is stored: for who sees them whole."""
    if not history or not amounts.are_whole():
        return None
    asked = next((one for one in history if one.assessed_on.isoformat() == on), history[-1])
    return explained(asked, position)


def _figures(row: Row) -> list[Figure]:
    """So far, to keep, to the next tier, fails, probability."""
    one, ladder = row.position, row.ladder
    return [
        Figure(
            row.measure_name,
            figures.value(one.average_so_far_minor, ladder, currency=True),
            row.unknown or _floor_note(row),
            "average_so_far_minor",
            one.average_so_far_minor,
        ),
        Figure(
            _("Gap to keep"), _missing(one.gap_to_keep_minor, row), _rest_note(row),
            "gap_to_keep_minor", one.gap_to_keep_minor,
        ),
        Figure(
            _("Gap to the next tier"), _missing_to_next(row), _next_note(row),
            "gap_to_next_minor", one.gap_to_next_minor,
        ),
        Figure(
            _("Fails used"), row.fails or None, _assessed_note(row), "fails_used", one.fails_used
        ),
        Figure(
            _("Probability of a fall"),
            _("not personalised") if one.plain else figures.probability_text(one.fall_probability),
            _change_note(row), "fall_probability", one.fall_probability,
        ),
    ]  # fmt: skip


def _missing(minor: int | None, row: Row) -> Any:
    if row.position.effective_rank == 0:
        return _("nothing to keep")
    if minor == 0:
        return _("kept")
    return figures.value(minor, row.ladder, currency=True)


def _missing_to_next(row: Row) -> Any:
    if row.position.next_floor_minor is None and row.position.effective_rank is not None:
        return _("highest tier")
    if row.position.gap_to_next_minor == 0:
        return _("reached")
    return figures.value(row.position.gap_to_next_minor, row.ladder, currency=True)


def _floor_note(row: Row) -> str:
    floor = row.position.keep_floor_minor
    if not floor:
        return ""
    return _("line to keep: %(floor)s") % {"floor": figures.value(floor, row.ladder)}


def _rest_note(row: Row) -> str:
    """What the rest of the period must average, and how much of it is left."""
    needed, days = row.position.needed_for_rest_minor, row.position.days_left
    if not row.position.effective_rank or needed is None or not days:
        return ""
    return ngettext(
        "%(needed)s on average over %(days)d day left",
        "%(needed)s on average over %(days)d days left",
        days,
    ) % {"needed": figures.value(max(needed, 0), row.ladder), "days": days}


def _next_note(row: Row) -> str:
    above = row.ladder.at((row.position.effective_rank or 0) + 1)
    if above is None or row.position.effective_rank is None:
        return ""
    floor = figures.value(above.floor_minor, row.ladder)
    days, from_here = row.position.days_left, {"tier": above.name, "floor": floor}
    if not row.position.gap_to_next_minor or not days:
        return _("%(tier)s from %(floor)s") % from_here
    if row.ladder.averages:
        text = ngettext(
            "%(tier)s from %(floor)s on average: due at once, to stay for the %(days)d day left",
            "%(tier)s from %(floor)s on average: due at once, to stay for the %(days)d days left",
            days,
        )
    else:
        text = ngettext(
            "%(tier)s from %(floor)s: to be there in %(days)d day",
            "%(tier)s from %(floor)s: to be there in %(days)d days",
            days,
        )
    return text % {**from_here, "days": days}


def _assessed_note(row: Row) -> str:
    day = formats.day(row.position.next_assessment_on, get_language() or "")
    return _("next assessment: %(day)s") % {"day": day} if day else ""


def _change_note(row: Row) -> str:
    day = formats.day(row.position.next_change_on, get_language() or "")
    if day is None or row.next_step is None:
        return _("no change in sight")
    return _("%(tier)s from %(day)s if nothing happens") % {"tier": row.next_step.name, "day": day}


def _overrides(customer: Customer, *, user: Any, ladder: Ladder) -> dict[str, Any]:
    """What was asked for this customer, and the form to ask, where the reader may."""
    found = list(queries.overrides_of(customer.customer_id, policy=ladder.policy))
    waits = any(one.status == OverrideStatus.REQUESTED for one in found)
    return {
        "overrides": overrides_list.rows(found, user=user),
        "can_ask": permissions.can_request_override(user) and not waits,
        "earliest": ladder.as_of + timedelta(days=1),
        "usual": add_months(ladder.as_of, USUAL_MONTHS),
        "latest": last_possible_day(ladder.as_of),
        "shortest_reason": SHORTEST_REASON,
    }
