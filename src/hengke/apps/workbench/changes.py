"""What became of a customer between two days: tier, stage, tags, assets, value, behaviour, needs.

Every part is read from what the workbench keeps of the past: assessments, moves of stages, the
history of tags, points and months of the run that is shown, the register of needs. Where that does
not reach back to a day, the value of that day is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.behaviour import api as behaviour
from hengke.apps.customers import api as customers
from hengke.apps.lifecycle import api as lifecycle
from hengke.apps.privacy import api as privacy
from hengke.apps.tagging import api as tagging
from hengke.apps.tiering import api as tiering
from hengke.apps.value import api as value
from hengke.apps.workbench.changes_needs import needs_section
from hengke.apps.workbench.reader import Reader
from hengke.engine.behaviour.columns import BY_MONTH
from hengke.web import amounts

USUAL_DAYS = 90
POINT_DAYS = 31
"""Assets are known at month ends: a point may stand for the days up to the next one."""
MEASURES = {
    "deposits_minor": gettext_lazy("Deposits"), "in_minor": gettext_lazy("Money in"),
    "out_minor": gettext_lazy("Money out"), "spending_minor": gettext_lazy("Spending"),
    "payments": gettext_lazy("Payments"), "services": gettext_lazy("Services used"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing on the two days. None is unknown; `money`: minor units."""

    label: Any
    old: Any
    new: Any
    money: bool = False

    @property
    def changed(self) -> bool:
        return self.old is not None and self.new is not None and self.old != self.new


@dataclass(frozen=True)
class Step:
    """What happened on a day in between."""

    on: date
    old: Any
    new: Any


@dataclass(frozen=True)
class Section:
    title: Any
    lines: list[Line] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    note: Any = ""


@dataclass(frozen=True)
class Span:
    """The two days; `problem` says what of the address was not understood."""

    first: date
    last: date
    problem: str = ""


def span(address: Mapping[str, str], *, on: date) -> Span:
    """From the address; without one the last ninety days. The last day is never after `on`."""
    usual = Span(on - timedelta(days=USUAL_DAYS), on)
    texts = address.get("from", ""), address.get("to", "")
    if not any(texts):
        return usual
    try:
        first, last = (date.fromisoformat(text) for text in texts)
    except ValueError:
        return Span(usual.first, usual.last, _("Write both days as 2026-10-23."))
    if first >= last:
        return Span(usual.first, usual.last, _("The first day lies before the second."))
    if last > on:
        return Span(usual.first, usual.last, _("Nothing is known after %(day)s.") % {"day": on})
    return Span(first, last)


def sections(customer: customers.Customer, reader: Reader, days: Span) -> list[Section]:
    """The parts that the reader may see, in reading order."""
    plain = bool(privacy.switched_off(customer.shown_numbers))
    found = [
        _tier(customer, reader, days),
        _stage(customer, reader, days, plain=plain),
        _tags(customer, reader, days, plain=plain),
        _assets(customer, reader, days),
        _behaviour(customer, reader, days),
        needs_section(customer, reader, days, Section, Step),
    ]
    return [one for one in found if one is not None]


def _tier(customer: customers.Customer, reader: Reader, days: Span) -> Section | None:
    if reader.ladder is None or not tiering.can_read(reader.user):
        return None
    ladder = reader.ladder
    rows = tiering.history(customer.pk, policy=reader.policy)

    def name(code: str) -> str:
        step = ladder.step(code)
        return step.name if step else code

    known = [(row.assessed_on, name(row.effective_tier)) for row in rows if row.effective_tier]
    return _of_states(_("Tier"), known, days)


def _of_states(title: Any, known: Sequence[tuple[date, Any]], days: Span) -> Section:
    """A state that holds from its day until the next one; `known` oldest first."""
    steps = [
        Step(on, before, now)
        for (_day, before), (on, now) in pairwise(known)
        if days.first < on <= days.last and before != now
    ]
    old, new = (_holding(known, day) for day in (days.first, days.last))
    return Section(title, [Line(title, old, new)], steps)


def _holding(known: Sequence[tuple[date, Any]], day: date) -> Any:
    return next((state for on, state in reversed(known) if on <= day), None)


def _stage(
    customer: customers.Customer, reader: Reader, days: Span, *, plain: bool
) -> Section | None:
    if not lifecycle.can_read(reader.user):
        return None
    title = _("Stage")
    if plain:
        return Section(title, note=_plain())
    moves = list(reversed(lifecycle.moves_of(customer.pk)))
    known = [(one.moved_on, lifecycle.stage_word(one.stage)) for one in moves]
    if moves and moves[0].before_on:
        known.insert(0, (moves[0].before_on, lifecycle.stage_word(moves[0].stage_before)))
    place = lifecycle.Place.objects.filter(customer_id=customer.pk).first()
    if place is not None and place.stage:
        known.append((place.as_of, lifecycle.stage_word(place.stage)))
    return _of_states(title, known, days)


def _tags(
    customer: customers.Customer, reader: Reader, days: Span, *, plain: bool
) -> Section | None:
    if not tagging.can_read(reader.user):
        return None
    title = _("Tags")
    if plain:
        return Section(title, note=_plain())
    rows = sorted(tagging.whole_history_of(customer.pk), key=lambda row: row.since)
    within = [row for row in rows if days.first < row.since <= days.last]
    titles = tagging.titles()

    def told(codes: set[str]) -> str:
        return " · ".join(titles.get(code, code) for code in sorted(codes)) or "–"

    known = [(row.since, set(row.codes.split())) for row in rows]
    old, new = (_holding(known, day) for day in (days.first, days.last))
    steps = [
        Step(row.since, told(before - now), told(now - before))
        for row in within
        if row.codes_before is not None
        for before, now in [(set(row.codes_before.split()), set(row.codes.split()))]
    ]
    lines = [Line(title, _told(old, told), _told(new, told))]
    return Section(title, lines, steps, _("Of each day: lost, then gained.") if steps else "")


def _told(codes: set[str] | None, told: Callable[[set[str]], str]) -> str | None:
    return None if codes is None else told(codes)


def _assets(customer: customers.Customer, reader: Reader, days: Span) -> Section:
    points = [(row.point_on, row.aum_minor) for row in customers.asset_points(customer.pk)]
    lines = [Line(_("Assets"), _point(points, days.first), _point(points, days.last), money=True)]
    if value.can_read(reader.user):
        row = value.CustomerValue.objects.filter(customer_id=customer.pk).first()
        old, new = (_profit(row, day) for day in (days.first, days.last))
        lines.append(Line(_("Contribution of the month"), old, new, money=True))
    return Section(_("Assets and value"), lines)


def _point(points: Sequence[tuple[date, int | None]], day: date) -> int | None:
    near = [(on, held) for on, held in points if 0 <= (day - on).days <= POINT_DAYS]
    return near[-1][1] if near else None


def _profit(row: Any, day: date) -> int | None:
    """Profit of the month of the day, as far as the months of the run reach."""
    if row is None or not row.trend or row.first_on is None:
        return None
    months = json.loads(row.trend)
    at = (day.year - row.first_on.year) * 12 + day.month - row.first_on.month
    found = months[at] if 0 <= at < len(months) else None
    return None if found is None else int(found)


def _behaviour(customer: customers.Customer, reader: Reader, days: Span) -> Section | None:
    if not behaviour.can_read(reader.user) or not amounts.are_whole():
        return None
    row = behaviour.Profile.objects.filter(customer_id=customer.pk).first()
    months = json.loads(row.by_month) if row and row.by_month else {}
    old, new = (months.get(f"{day:%Y-%m}") for day in (days.first, days.last))
    lines = [
        Line(label, _measure(old, name), _measure(new, name), money=name.endswith("_minor"))
        for name, label in MEASURES.items()
    ]
    note = "" if old and new else _("Months are known from the bookings of the shown run only.")
    return Section(_("Behaviour in the month of each day"), lines, note=note)


def _measure(month: Sequence[Any] | None, name: str) -> Any:
    return None if month is None else month[BY_MONTH.index(name)]


def _plain() -> str:
    return _("The customer wants no personalised processing: nothing is concluded.")
