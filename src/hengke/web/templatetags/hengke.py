"""Tags and filters every template has without loading: formats, icons, charts, parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hengke.web import amounts, formats, icons, sentences
from hengke.web.charts import bars as bars_chart
from hengke.web.charts import bullet as bullet_chart
from hengke.web.charts import columns as columns_chart
from hengke.web.charts import quadrant as quadrant_chart
from hengke.web.charts import spark as spark_chart

register = template.Library()
register.simple_tag(icons.icon, name="icon")
NUMBERED_AT = re.compile(r"(\d{8})[-T](\d{6})(?!\d)")
MOST_TIMES = 9.995  # beyond ten times, the number of per cent says nothing any more


def _language() -> str:
    return get_language() or formats.ZH


@register.filter
def number_time(number: str) -> str:
    """When a batch or run was given its number, in the pages' time zone; numbers are in UTC.

    A number that tells no time is shown as it is.
    """
    found = NUMBERED_AT.match(number or "")
    if found is None:
        return number
    try:
        at = datetime.strptime(f"{found[1]}{found[2]}+0000", "%Y%m%d%H%M%S%z")
    except ValueError:
        return number
    return f"{localtime(at):%Y-%m-%d %H:%M}"


@register.filter(name="or_dash")
def _or_dash(text: Any) -> Any:
    """Unknown is shown as a dash that says so to screen readers."""
    if text is None:
        return format_html(
            '<span class="unknown" title="{0}">–<span class="sr">{0}</span></span>', _("unknown")
        )
    return text


@register.filter
def or_dash(text: Any) -> Any:
    """A text that may be unknown: the dash that says so, or the text itself."""
    return _or_dash(text)


@register.filter
def money(minor: int | None, currency: str = "") -> Any:
    """38.6 万, or with a currency 38.6 万元; unknown becomes a dash."""
    return _or_dash(amounts.amount(minor, currency=currency))


@register.filter
def money_signed(minor: int | None, currency: str = "") -> Any:
    return _or_dash(amounts.amount(minor, currency=currency, signed=True))


@register.filter
def money_parts(minor: int | None, currency: str = "") -> Any:
    """Number and unit apart, the unit in a smaller size."""
    parts = amounts.amount(minor, currency=currency)
    if parts is None:
        return _or_dash(None)
    return (
        format_html("{}<small>{}</small>", parts.number, parts.unit) if parts.unit else parts.number
    )


@register.filter(name="said")
def _said(text: str) -> str:
    """See sentences.py."""
    return sentences.said(text)


@register.filter
def money_exact(minor: int | None) -> Any:
    return _or_dash(amounts.exact(minor))


@register.filter
def thousands(value: int | None) -> Any:
    return _or_dash(formats.count(value))


@register.filter
def percent(ratio: float | None, digits: int = 0) -> Any:
    return _or_dash(formats.percent(ratio, int(digits)))


@register.filter(expects_localtime=True)
def day(value: date | None) -> Any:
    """Of a moment, the day in the pages' time zone; moments are stored in UTC."""
    return _or_dash(formats.day(value, _language()))


@register.filter(expects_localtime=True)
def day_year(value: date | None) -> Any:
    return _or_dash(formats.day(value, _language(), year=True))


@register.filter(expects_localtime=True)
def weekday(value: date | None) -> Any:
    return _or_dash(formats.weekday(value, _language()))


@register.filter
def due_in(value: date | None, as_of: date | None) -> str:
    """How far a date is from the book's date: today, in 3 days, 2 days late."""
    if value is None or as_of is None:
        return ""
    days = (value - as_of).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@register.simple_tag
def change(ratio: float | None, digits: int = 1) -> Any:
    """A signed change: arrow, sign and market colour. The only user of rise and fall colours."""
    if ratio is None:
        return _or_dash(None)
    shown = round(ratio, digits + 2)
    text = formats.percent(shown, digits, signed=True) if shown < MOST_TIMES else "> +999%"
    return _arrow(shown, text)


@register.simple_tag
def change_count(value: int | None) -> Any:
    return _or_dash(None) if value is None else _arrow(value, formats.signed_count(value))


@register.simple_tag
def spark(
    values: Sequence[Any], label: str, floor: Any = None, filled: bool = False, kind: str = ""
) -> SafeString:
    """See charts/spark.py."""
    return spark_chart.spark(values, label=label, floor=floor, filled=filled, kind=kind)


@register.simple_tag
def bullet(value: int | None, floor: int | None, label: str) -> SafeString:
    """See charts/bullet.py."""
    return bullet_chart.bullet(value, floor, label=label)


@register.simple_tag
def bars(parts: Sequence[bars_chart.Part], label: str) -> SafeString:
    """See charts/bars.py."""
    return bars_chart.bars(parts, label=label)


@register.simple_tag
def columns(values: Sequence[columns_chart.Value], label: str) -> SafeString:
    """See charts/columns.py."""
    return columns_chart.columns(values, label=label)


@register.simple_tag
def quadrant(plane: quadrant_chart.Plane, label: str) -> SafeString:
    """See charts/quadrant.py."""
    return quadrant_chart.quadrant(plane, label=label)


@register.simple_tag
def address(filters: Any, **changes: Any) -> str:
    """The address of the same list with some things changed, as the list's filters write it."""
    return str(filters.query(**changes))


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """The page's own query string with some values changed; None removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value is not None:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}" if parameters else "?"


def _arrow(value: float, text: str | None) -> SafeString:
    kind, arrow = ("up", "▲") if value > 0 else ("down", "▼") if value < 0 else ("flat", "")
    return format_html(
        '<span class="change {}"><i aria-hidden="true">{}</i>{}</span>', kind, arrow, text
    )
