"""The list of customers: which ones, in which order, and how many.

Sorts on the record walk `Customer`; sorts on a tier figure, and on assets once a tier is asked
for, walk `Position`, which carries the assets too. Both carry the scope columns, so a page is a
short walk along one index. Filters of the other table are asked per row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hengke.apps.care import api as care
from hengke.apps.customers import api as customers
from hengke.apps.privacy import api as privacy
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import list_fields
from hengke.apps.workbench.list_filters import NOBODY, Filters
from hengke.apps.workbench.list_paging import Page, Stretch, turn
from hengke.apps.workbench.list_rights import BY_NUMBER
from hengke.apps.workbench.reader import Reader
from hengke.web.paging import COUNT_CAP, capped_count

PAGE_SIZE = 30
RECORD_SORTS = {"aum": "aum_minor"}
TIER_SORTS = {
    "average": "average_so_far_minor",
    "gap": "gap_to_keep_minor",
    "fall": "fall_probability",
}
PREDICTED = "fall"
"""The order, and the filter, that come from a prediction: not for who wants none."""


@dataclass(frozen=True)
class Listed:
    """One page of customers in list order; `count` stops at the cap, `more` says so."""

    customers: list[customers.Customer]
    page: Page
    count: int
    more: bool


def listed(
    reader: Reader, filters: Filters, *, after: str | None = None, before: str | None = None
) -> Listed:
    """A page of the book; every customer passes `visible_to` once more on the way out."""
    filters = sought(reader, filters)
    found, page = turned(reader, filters, size=PAGE_SIZE, after=after, before=before)
    count, more = _count(reader, filters)
    return Listed(found, page, count, more)


def turned(
    reader: Reader,
    filters: Filters,
    *,
    size: int,
    after: str | None = None,
    before: str | None = None,
) -> tuple[list[customers.Customer], Page]:
    """The page alone, without the count."""
    page = turn(stretches(reader, filters), size=size, after=after, before=before)
    numbers = [row.customer_id for row in page.rows]
    known = customers.visible_to(reader.user).in_bulk(numbers)
    return [known[number] for number in numbers if number in known], page


def sought(reader: Reader, filters: Filters) -> Filters:
    """The filters with the customers who answer to the term, where one was typed."""
    if not filters.q:
        return filters
    rows = customers.visible_to(reader.user)
    whole = customers.is_responsible(reader.user)
    return replace(filters, sought=customers.looked_for(rows, filters.q, anywhere=whole))


def matching(reader: Reader, filters: Filters) -> QuerySet[customers.Customer]:
    """Every customer whom the person may see and the filters (see `sought`) let through."""
    rows = customers.visible_to(reader.user).filter(_record_filter(reader, filters))
    if not filters.asks_positions:
        return rows
    positions = _positions(reader, filters).filter(customer_id=OuterRef("customer_id"))
    return rows.filter(Exists(positions))


def _count(reader: Reader, filters: Filters) -> tuple[int, bool]:
    """How many, up to the cap: from the sums of the books where they know it, else by counting
    where the rarer condition can be read without a look-up."""
    if filters.asks_sums and reader.ladder:
        found = tiering.in_tiers(
            reader.user, reader.ladder, filters.tier, risk=filters.risk, falling=filters.falls
        )
        return min(found, COUNT_CAP), found > COUNT_CAP
    rows: QuerySet[Any] = (
        _scoped_positions(reader, filters) if filters.asks_positions else matching(reader, filters)
    )
    return capped_count(rows)


def stretches(reader: Reader, filters: Filters) -> list[Stretch]:
    """The list's rows, known values first, then unknown ones (see list_paging)."""
    rows = matching(reader, filters)
    if filters.sort == BY_NUMBER:
        return [Stretch(rows)]
    if filters.sort in RECORD_SORTS and not filters.asks_positions:
        return _both(rows, RECORD_SORTS[filters.sort], falling=filters.falling)
    positions = _scoped_positions(reader, filters)
    column = (RECORD_SORTS | TIER_SORTS)[filters.sort]
    scored = privacy.ranked() if filters.sort == PREDICTED else Q()
    found = _both(positions, column, falling=filters.falling, known=scored)
    if filters.asks_positions:
        return found
    placed = _positions(reader, filters).filter(customer_id=OuterRef("customer_id"))
    return [*found, Stretch(rows.filter(~Exists(placed)))]


def _both(
    rows: QuerySet[Any], column: str, *, falling: bool, known: Q | None = None
) -> list[Stretch]:
    """Rows in order of the column, then the plain rest by number: where it is unknown, and whom
    `known` leaves out."""
    first = Q(**{f"{column}__isnull": False}) & (known or Q())
    rest = ~first if known else Q(**{f"{column}__isnull": True})
    return [Stretch(rows.filter(first), column, falling), Stretch(rows.filter(rest))]


def _record_filter(reader: Reader, filters: Filters) -> Q:
    found = (filters.sought or Q()) & _in_charge(filters)
    for column in ("kind", "status"):
        if value := getattr(filters, column):
            found &= Q(**{column: value})
    if filters.aum_from is not None:
        found &= Q(aum_minor__gte=filters.aum_from)
    if filters.aum_to is not None:
        found &= Q(aum_minor__lt=filters.aum_to)
    for condition in filters.conditions(list_fields.RECORD):
        found &= condition.q()
    return found & _left_alone(reader, filters)


def _left_alone(reader: Reader, filters: Filters) -> Q:
    """Asked of either table: both name the customer."""
    return Q(care.quiet(reader.today, days=filters.quiet)) if filters.quiet else Q()


def _in_charge(filters: Filters) -> Q:
    found = Q(branch_id=filters.branch) if filters.branch else Q()
    if not filters.manager:
        return found
    return found & Q(manager_id="" if filters.manager == NOBODY else filters.manager)


def _scoped_positions(reader: Reader, filters: Filters) -> QuerySet[tiering.Position]:
    """Positions of the person's book; the record is asked only where a filter needs it."""
    positions = _positions(reader, filters).filter(_in_charge(filters))
    positions = positions.filter(_left_alone(reader, filters))
    if not filters.asks_record:
        return positions
    if filters.sought is not None and customers.names_them(filters.sought):
        positions = positions.filter(filters.sought)
    record = customers.visible_to(reader.user).filter(
        _record_filter(reader, filters), customer_id=OuterRef("customer_id")
    )
    return positions.filter(Exists(record))


def _positions(reader: Reader, filters: Filters) -> QuerySet[tiering.Position]:
    positions = tiering.visible_positions(reader.user, policy=reader.policy)
    if filters.tier:
        positions = positions.filter(effective_tier__in=filters.tier)
    if filters.was:
        positions = positions.filter(previous_effective_rank=_rank(reader, filters.was))
    if filters.risk or filters.falls:
        positions = _in_danger(positions, reader.ladder, filters)
    if filters.maturing:
        positions = tiering.only_maturing(positions, within_days=filters.maturing)
    for condition in filters.conditions(list_fields.POSITION):
        positions = positions.filter(condition.q())
        if condition.field.name == PREDICTED:
            positions = positions.filter(privacy.ranked())
    return positions


def _in_danger(
    positions: QuerySet[tiering.Position], ladder: tiering.Ladder | None, filters: Filters
) -> QuerySet[tiering.Position]:
    """At risk, or those of them who fall; nobody without a scheme."""
    if ladder is None:
        return positions.none()
    found = tiering.only_at_risk(positions, ladder)
    return found.filter(tiering.falling(ladder)) if filters.falls else found


def _rank(reader: Reader, tier: str) -> int:
    """The rank of a tier by its word; one that the scheme does not have is nobody's."""
    step = reader.ladder.step(tier) if reader.ladder else None
    return -1 if step is None else step.rank
