"""The charts of a customer's page: course of assets, product mix, maturities ahead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hengke.apps.customers.api import FAMILY_WORDS
from hengke.apps.workbench import profile_words
from hengke.web import amounts, formats
from hengke.web.charts.bars import Part
from hengke.web.charts.columns import Value
from hengke.web.charts.line import Series, line


def course(points: Sequence[dict[str, Any]]) -> SafeString:
    """Assets at month ends; beside them the month average where the bank's data allows one."""
    series = [Series(_("Assets"), [point["aum_minor"] for point in points])]
    averages = [point["month_average_minor"] for point in points]
    if any(value is not None for value in averages):
        series.append(Series(_("Month average"), averages))
    names = [month(point["on"]) for point in points]
    return line(series, names, label=_("Course of assets"), shown=money)


def mix(found: dict[str, Any]) -> dict[str, Any]:
    """Bars by product family, and how many holdings have no value in the home currency."""
    parts = [
        Part(
            profile_words.word(FAMILY_WORDS, part["family"]),
            money(part["minor"]),
            part["share"],
            formats.percent(part["share"]) or "",
        )
        for part in found["parts"]
    ]
    return {"parts": parts, "total_minor": found["total_minor"], "unvalued": found["unvalued"]}


def maturities(ladder: dict[str, Any]) -> list[Value]:
    """One column per month; an empty list where nothing comes due within the year."""
    months = ladder["months"]
    if not any(one["minor"] for one in months):
        return []
    return [
        Value(str(one["month"].month), one["minor"], money(one["minor"]) if one["minor"] else "")
        for one in months
    ]


def month(day: Any) -> str:
    return f"{day:%Y-%m}"


def money(minor: float | None) -> str:
    found = amounts.amount(None if minor is None else int(minor))
    return "–" if found is None else f"{found.number}{found.unit}"
