"""Parts that several homes show: figures on top, the trend, the migration table, the agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengke.apps.care import api as care
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import home_figures as figures
from hengke.apps.workbench.home_figures import Course, Standing
from hengke.apps.workbench.profile_charts import money, month
from hengke.apps.workbench.reader import Reader
from hengke.web import amounts, formats
from hengke.web.charts.line import Series, line
from hengke.web.templatetags.hengke import change, money_parts, thousands

AGENDA_ROWS = 6


@dataclass(frozen=True)
class Kpi:
    """One figure: its name, the figure, a line of context, and the list behind it."""

    title: Any
    figure: Any
    note: Any = ""
    href: str = ""
    unit: Any = ""
    spark: tuple[int | None, ...] = ()


def list_address(**filters: Any) -> str:
    """The customer list narrowed by these filters."""
    kept = {name: value for name, value in filters.items() if value not in (None, "")}
    return reverse("workbench:customers") + (f"?{urlencode(kept, doseq=True)}" if kept else "")


def kpis(reader: Reader, course: Course, tiers: dict[str, Any], *, contacted: int) -> list[Kpi]:
    """The five figures of a book or a branch; fewer where no scheme was published."""
    found = tiers["standing"]
    if reader.ladder is None or found is None:
        return [aum(course, None, ""), contacts(reader, None, contacted)]
    currency = reader.ladder.currency
    return [
        aum(course, found, currency),
        deposits(course, currency),
        maturing(found, currency),
        net_migration(tiers["migration"]["found"], found),
        contacts(reader, found, contacted),
    ]


def aum(course: Course, standing: Standing | None, currency: str) -> Kpi:
    """Assets of the book today, against the last month end, and how much of it is unknown."""
    now = course.now
    last = course.before(now.on) if now else None
    notes = [_against(course.change("aum_minor", last), _("on last month end"))]
    if now and now.unknown_books:
        missing = ngettext("%(n)d book unknown", "%(n)d books unknown", now.unknown_books)
        notes.append(missing % {"n": now.unknown_books})
    elif standing and standing.aum_unknown:
        missing = ngettext(
            "%(n)s customer unknown", "%(n)s customers unknown", standing.aum_unknown
        )
        notes.append(missing % {"n": formats.count(standing.aum_unknown)})
    return Kpi(
        _("Assets under management"),
        money_parts(now.aum_minor if now else None, currency),
        format_html_join(" · ", "{}", ((note,) for note in notes)),
        list_address(),
        spark=tuple(figures.values(course.weeks, "aum_minor")) if amounts.are_whole() else (),
    )


def deposits(course: Course, currency: str) -> Kpi:
    """The month's daily average of deposits so far, against that of the last month."""
    now = course.now
    last = course.before(now.on) if now else None
    average = now.deposit_average_minor if now else None
    if average is None:
        note: Any = _("daily balances are not in the bank's files")
    else:
        note = _against(course.change("deposit_average_minor", last), _("on last month"))
    return Kpi(_("Deposits, month average"), money_parts(average, currency), note)


def maturing(standing: Standing, currency: str) -> Kpi:
    """Term money that comes due before the next assessment."""
    title = _("Maturing before the assessment")
    if not standing.maturing_known:
        return Kpi(title, None, _("maturities are not in the bank's files"))
    note = _maturing_note(standing) if standing.maturing else _("nothing comes due")
    return Kpi(
        title,
        money_parts(standing.maturing_sum or 0, currency),
        note,
        list_address(maturing_sum_from="0.01"),
    )


def _maturing_note(standing: Standing) -> str:
    """How many customers, and how many of them nobody spoke to yet."""
    many = ngettext("%(n)s customer", "%(n)s customers", standing.maturing)
    quiet = _("%(n)s not yet spoken to") if standing.maturing_quiet else _("all spoken to")
    return " · ".join(
        (
            many % {"n": formats.count(standing.maturing)},
            quiet % {"n": formats.count(standing.maturing_quiet)},
        )
    )


def at_risk(standing: Standing, currency: str) -> Kpi:
    """Customers above the lowest tier who are short of their line, and what they hold."""
    held = amounts.amount(standing.at_risk_aum or 0, currency=currency)
    return Kpi(
        _("At risk of a lower tier"),
        thousands(standing.at_risk),
        _("they hold %(amount)s") % {"amount": held},
        list_address(risk=1, sort="fall"),
        unit=ngettext("customer", "customers", standing.at_risk),
    )


def net_migration(found: tiering.Latest | None, standing: Standing) -> Kpi:
    """Customers gone up less those gone down between the last two assessments."""
    if found is None:
        return Kpi(_("Net tier migration"), None, _("needs two assessments"))
    up, down = found.totals.up.customers, found.totals.down.customers
    note = _("up %(up)s · down %(down)s · at risk %(risk)s") % {
        "up": formats.count(up),
        "down": formats.count(down),
        "risk": formats.count(standing.at_risk),
    }
    return Kpi(
        _("Net tier migration"),
        formats.signed_count(up - down),
        note,
        found.page,
        unit=ngettext("customer", "customers", abs(up - down)),
    )


def contacts(reader: Reader, standing: Standing | None, contacted: int) -> Kpi:
    """Customers spoken to this week, and who of the best was left alone."""
    if standing is None or not standing.top:
        note: Any = _("since Monday")
    elif standing.top_quiet:
        note = ngettext(
            "%(n)s of the top tiers without contact for %(days)d days",
            "%(n)s of the top tiers without contact for %(days)d days",
            standing.top_quiet,
        ) % {"n": formats.count(standing.top_quiet), "days": care.QUIET_DAYS}
    else:
        note = _("all top tiers contacted in the last %(days)d days") % {"days": care.QUIET_DAYS}
    return Kpi(
        _("Contacts this week"),
        thousands(contacted),
        note,
        list_address(tier=top_tiers(reader), quiet=care.QUIET_DAYS),
        unit=ngettext("customer", "customers", contacted),
    )


def top_tiers(reader: Reader) -> list[str]:
    if reader.ladder is None:
        return []
    first = figures.first_of_top(reader.ladder)
    return [step.tier for step in reader.ladder.steps if step.rank >= first]


def trend(course: Course) -> SafeString:
    """Assets at month ends on a fitted axis; nothing where amounts are not shown."""
    if not amounts.are_whole():
        return SafeString("")
    points = course.months
    return line(
        [Series(_("Assets"), figures.values(points, "aum_minor"))],
        [month(point.on) for point in points],
        label=_("Course of assets"),
        shown=money,
    )


def migration(found: tiering.Latest | None, ladder: tiering.Ladder) -> dict[str, Any]:
    """The matrix of the migration page; each cell leads to the customers behind it."""
    if found is None:
        return {"found": None, "page": reverse("tiering:migration")}
    return {
        "found": found,
        "columns": found.columns(ladder),
        "lines": found.lines(ladder),
        "page": found.page,
    }


def agenda(reader: Reader) -> list[care.Row]:
    """Appointments and follow-ups of the next seven days."""
    found = list(care.promised(reader.user, day=reader.today)[:AGENDA_ROWS])
    return care.rows(found, user=reader.user, today=reader.today, ladder=reader.ladder)


def _against(ratio: float | None, words: str) -> Any:
    """A change and against what; nothing where either end is unknown."""
    if ratio is None:
        return _("no earlier figure to compare")
    return format_html("{} {}", change(ratio), words)
