"""The page of figures: one feature, group by group, with bars, words and the course of a group."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hengke.apps.statistics import choosing, queries, words
from hengke.apps.statistics.choosing import Choices, Chosen
from hengke.apps.statistics.models import Figure, Trend
from hengke.engine.statistics.columns import EVERYBODY, NAMED
from hengke.engine.statistics.series import OF_FEATURE
from hengke.web import formats
from hengke.web.charts.bars import Part
from hengke.web.charts.columns import Value
from hengke.web.charts.line import Series, line

MILLION = 1_000_000
SMALLEST = 1
"""The least above zero in any unit."""


@dataclass(frozen=True)
class Line:
    """One group: figures as they are read, in the order of the columns."""

    row: Figure
    name: str
    href: str
    here: bool
    unknown: float | None
    why: str
    mean: str | None
    deviation: str | None
    quantiles: tuple[str | None, ...]
    zero: float | None


def context(user: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """What statistics/figures.html accepts."""
    scopes = queries.scopes(user)
    if not scopes:
        return {"scope": None}
    branches = [one.branch_id for one in scopes]
    names = words.branch_names(branches)
    found, choices = choosing.chosen(user, asked, branches)
    scope = next(one for one in scopes if one.branch_id == found.branch)
    rows = list(
        queries.figures(user)
        .filter(branch_id=found.branch, grouping__in=[found.grouping, EVERYBODY])
        .filter(feature=found.feature)
        .order_by("place", "slice")
    )
    groups = words.Groups(names)
    return {
        "scope": scope,
        "why": words.reason(scope.reason),
        "described": groups.described(),
        "chosen": found,
        "elsewhere": found.elsewhere(asked),
        **_choices(choices, names),
        **_told(user, found, rows, groups),
        "hidden": _hidden(found, rows),
    }


def _choices(choices: Choices, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "branches": [(one, words.scope(one, names)) for one in choices.branches],
        "groupings": [(one, words.grouping(one)) for one in choices.groupings],
        "features": [(one, words.feature(one)) for one in choices.features],
    }


def _told(user: Any, found: Chosen, rows: Sequence[Figure], groups: words.Groups) -> dict[str, Any]:
    mine = [one for one in rows if one.grouping == found.grouping]
    picked = next((one for one in mine if one.slice == found.slice), None) or (
        mine[0]
        if len(mine) == 1
        else next((one for one in rows if one.grouping == EVERYBODY), None)
    )
    lines = [_line(one, found, groups, picked) for one in rows]
    shown = [one for one in lines if one.row.grouping == found.grouping]
    whole = [one for one in lines if one.row.grouping == EVERYBODY != found.grouping]
    return {
        "lines": [*whole, *shown],
        "title": words.feature(found.feature),
        "is_word": bool(picked and not picked.unit),
        "picked": groups.word(picked.grouping, picked.slice) if picked else "",
        "bars": _bars(picked),
        "words": _words(picked),
        **_course(user, found, picked, groups),
    }


def _line(row: Figure, found: Chosen, groups: words.Groups, picked: Figure | None) -> Line:
    customers = row.customers or 0
    return Line(
        row=row,
        name=groups.word(row.grouping, row.slice),
        href=found.query(group=row.slice),
        here=row is picked,
        unknown=None if row.known is None else (customers - row.known) / max(customers, 1),
        why=words.reason(row.unknown_reason),
        mean=words.figure(row.mean, row.unit),
        deviation=words.figure(row.deviation, row.unit),
        quantiles=tuple(words.figure(getattr(row, name), row.unit) for name in NAMED),
        zero=None if row.zero_ppm is None else row.zero_ppm / MILLION,
    )


def _bars(row: Figure | None) -> list[Value]:
    if row is None or not row.bins:
        return []
    return [
        Value(_range(low, high, row.unit), count, formats.count(count))
        for low, high, count in json.loads(row.bins)
    ]


def _range(low: int | None, high: int | None, unit: str | None) -> str:
    """A bar begins at its lower edge and ends below the upper one. Values are whole: one that ends
    at 1 holds zeros only."""
    if (low, high) == (0, SMALLEST):
        return _("exactly 0")
    if low == SMALLEST:
        return _("above 0")
    if low is None:
        return _("below %(high)s") % {"high": words.figure(high, unit)}
    return _("from %(low)s") % {"low": words.figure(low, unit)}


def _words(row: Figure | None) -> list[Part]:
    if row is None or not row.words:
        return []
    known = row.known or 1
    return [
        Part(
            words.word(row.feature, text), formats.count(count), count / known,
            formats.percent(count / known, 1),
        )
        for text, count in json.loads(row.words)
    ]  # fmt: skip


def _course(
    user: Any, found: Chosen, picked: Figure | None, groups: words.Groups
) -> dict[str, Any]:
    """The course of the picked group, beside that of all."""
    series = OF_FEATURE.get(found.feature)
    if series is None or picked is None:
        return {"kept": series is not None}
    rows = queries.trends(user).filter(branch_id=found.branch, series=series)
    rows = rows.filter(grouping__in=[picked.grouping, EVERYBODY])
    there = {(one.grouping, one.slice): one for one in rows}
    mine = there.get((picked.grouping, picked.slice))
    whole = there.get((EVERYBODY, EVERYBODY))
    return {
        "kept": True,
        "trend": mine,
        "trend_why": words.reason(mine.reason) if mine else "",
        "course": _drawn(mine, whole, groups),
        "slope": _slope(mine),
        "change_month": _part(mine.change_month_ppm if mine else None),
        "change_year": _part(mine.change_year_ppm if mine else None),
    }


def _part(ppm: int | None) -> float | None:
    return None if ppm is None else ppm / MILLION


def _drawn(mine: Trend | None, whole: Trend | None, groups: words.Groups) -> SafeString:
    if mine is None or not mine.course:
        return SafeString("")
    points = json.loads(mine.course)
    drawn = [Series(groups.word(mine.grouping, mine.slice), [one[1] for one in points])]
    if whole is not None and whole is not mine and whole.course:
        told = {one[0]: one[1] for one in json.loads(whole.course)}
        drawn.append(Series(_("All customers"), [told.get(one[0]) for one in points]))
    return line(
        drawn, [one[0][:7] for one in points], label=_("Mean of each month"),
        shown=lambda value: words.figure(value, mine.unit) or "",
    )  # fmt: skip


def _slope(row: Trend | None) -> dict[str, Any]:
    if row is None or row.slope is None:
        return {}
    return {
        name: words.figure(getattr(row, f"slope{end}"), row.unit)
        for name, end in (("middle", ""), ("low", "_low"), ("high", "_high"))
    }


def _hidden(found: Chosen, rows: Sequence[Figure]) -> int:
    """Customers of groups that are too small to be shown."""
    if found.grouping == EVERYBODY:
        return 0
    whole = sum(one.customers or 0 for one in rows if one.grouping == EVERYBODY)
    shown = sum(one.customers or 0 for one in rows if one.grouping == found.grouping)
    return max(whole - shown, 0)
