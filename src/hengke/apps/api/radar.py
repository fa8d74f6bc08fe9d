"""The downgrade radar, and the migration between two assessments."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from hengke.apps.api import paging, taking
from hengke.apps.api.amounts import Money, money
from hengke.apps.api.list_filters import has_tiers
from hengke.apps.api.operations import reads
from hengke.apps.api.paging import Asked, Listed
from hengke.apps.api.problems import Trouble
from hengke.apps.api.tiers import READ, PositionOut, position
from hengke.apps.api.words import Word
from hengke.apps.tiering import api as tiering
from hengke.web.paging import page

router = Router(tags=["Radar and migration"])


class RadarFilters(Schema):
    """The filters of the page."""

    policy: Word | None = Field(None, description="The first policy without it.")
    tier: Word | None = None
    show: Literal["risk", "watch", "maturing", "unknown", "all"] = "risk"
    fails: int | None = Field(None, ge=0, le=99, description="Failing assessments used.")
    manager: Word | None = None


class RadarPage(Asked, RadarFilters):
    """The filters, the order, and which page."""

    sort: Literal["fall", "aum", "gap"] = "fall"


class RadarSummary(Schema):
    """What stands above the radar. `more`: the list is longer than was counted."""

    policy: str
    customers: int
    falling: int = Field(..., description="Who stands lower if nothing happens.")
    short: Money
    assets: Money
    days_left: int | None = None
    more: bool


class Moved(Schema):
    """Customers who stood at one tier and stand at another; null is unknown there."""

    before: str | None = Field(None, examples=["gold"])
    after: str | None = Field(None, examples=["platinum"])
    way: str = Field(..., description="up, down, same, unknown or other.", examples=["up"])
    customers: int = Field(..., examples=[12])
    assets: Money


class MigrationOut(Schema):
    """The migration between two assessments; cells that nobody is in are left out."""

    policy: str
    first: date | None = None
    last: date | None = None
    dates: list[date] = Field(..., description="All assessments that can be compared.")
    moves: list[Moved]


class MigrationAsked(Schema):
    """Two assessments of one policy; the last two without dates."""

    policy: Word | None = Field(None, description="The first policy without it.")
    first: date | None = None
    last: date | None = None
    tier: Literal["effective", "assessed"] = "effective"


@reads(router, "/radar", Listed[PositionOut], right=READ, name="radar")
def radar(
    request: HttpRequest, response: HttpResponse, asked: RadarPage = Query(...)
) -> dict[str, Any]:
    """Who is at risk of a lower tier.

    The list of the downgrade radar, with its filters and orders.
    """
    after = paging.place(request, asked)
    ladder = tiering.ladder_of(asked.policy)
    filters = _filters(asked, ladder)
    if asked.sort not in tiering.radar_list.sorts():
        raise Trouble(
            422,
            _("This order needs amounts, which your post does not see whole."),
            next_step=_("Take another order."),
        )
    rows = tiering.radar_list.positions(request.user, filters, ladder)
    sort = tiering.radar_list.SORTS[asked.sort]
    turned = page(rows, sort=sort, key="customer_id", size=asked.limit, cursor=after)
    taking.told(request, [row.customer_id for row in turned.rows])
    told = [position(row, request.user, ladder) for row in turned.rows]
    return paging.answered(request, response, told, turned.next_cursor)


@reads(router, "/radar/summary", RadarSummary, right=READ, name="radar-summary")
def summary(request: HttpRequest, asked: RadarFilters = Query(...)) -> RadarSummary:
    """Customers at risk, those who fall, and the money at stake."""
    ladder, user = tiering.ladder_of(asked.policy), request.user
    found = tiering.radar_list.summary(user, _filters(asked, ladder), ladder)
    unit = ladder.currency if ladder.counts_money else "points"
    return RadarSummary(
        policy=ladder.policy, customers=found.customers, falling=found.falling,
        short=money(user, found.short_minor, unit), more=found.more,
        assets=money(user, found.aum_minor, ladder.currency), days_left=found.days_left,
    )  # fmt: skip


@reads(router, "/migration", MigrationOut, right=READ, name="migration")
def migration(request: HttpRequest, asked: MigrationAsked = Query(...)) -> MigrationOut:
    """How many customers moved between tiers, and with what assets.

    Counted over the customers known at the first date, with their assets of that date.
    """
    ladder = tiering.ladder_of(asked.policy)
    dates = tiering.migration.dates(ladder.policy, run_id=ladder.run_id)
    first, last = _between(asked, dates)
    if first is None or last is None:
        return MigrationOut(policy=ladder.policy, dates=dates, moves=[])
    moves = tiering.migration.moves(
        request.user, policy=ladder.policy, first=first, last=last,
        effective=asked.tier == "effective", run_id=ladder.run_id,
    )  # fmt: skip
    told = [_moved(one, request.user, ladder) for one in moves]
    return MigrationOut(policy=ladder.policy, first=first, last=last, dates=dates, moves=told)


def _filters(asked: RadarFilters, ladder: tiering.Ladder) -> Any:
    has_tiers(ladder, asked.tier)
    return tiering.radar_list.Filters(
        policy=ladder.policy, tier=asked.tier or "", show=asked.show, fails=asked.fails,
        manager=asked.manager or "",
    )  # fmt: skip


def _between(asked: MigrationAsked, dates: list[date]) -> tuple[date | None, date | None]:
    """Two dates of assessments, the earlier first."""
    for day in (asked.first, asked.last):
        if day is not None and day not in dates:
            raise Trouble(
                422, _("There was no assessment on %(day)s.") % {"day": day},
                next_step=_("Choose of `dates`."),
            )  # fmt: skip
    if len(dates) < 2:
        return None, None
    first, last = asked.first or dates[-2], asked.last or dates[-1]
    return min(first, last), max(first, last)


def _moved(one: Any, user: Any, ladder: tiering.Ladder) -> Moved:
    return Moved(
        before=one.before, after=one.after, customers=one.customers,
        way=tiering.migration.direction(one.before, one.after, ladder),
        assets=money(user, one.aum_minor, ladder.currency),
    )  # fmt: skip
