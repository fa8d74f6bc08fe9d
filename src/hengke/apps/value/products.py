"""What the reader's books bring by product and period, one part of the stack at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from hengke.apps.value import queries, stack, words
from hengke.apps.value.periods import MONTHS, TOGETHER, Period, months_between, periods
from hengke.web import amounts

DEFAULT = "profit_minor"
ROWS = 10
"""So many products stand alone, the largest; the others are one row, unless all are asked for."""
COUNTED = "counted"
LOWEST = "lowest"


@dataclass
class Line:
    """One product, or several: amounts by month (costs negative), in the sums and beside them."""

    name: Any
    family: Any = ""
    address: str = ""
    customers: int = 0
    unknown_rows: int = 0
    by_month: dict[date, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_month.values())

    def add(self, month_on: date, minor: int) -> None:
        self.by_month[month_on] = self.by_month.get(month_on, 0) + minor


@dataclass(frozen=True)
class Row:
    """A line as the table shows it: one amount per period, all together, the share of the whole and
    the months one by one."""

    line: Line
    cells: Sequence[tuple[str, int]]
    share: float | None
    course: Sequence[int]


@dataclass(frozen=True)
class Table:
    """`whole` is the sum of all rows; `apart`, known of customers of whom the part is not known as
    a whole, is in none of them. `same`: the sum is that of the books."""

    part: str
    by: str
    columns: Sequence[str]
    rows: Sequence[Row]
    whole: Row
    apart: Row | None
    silent: int
    left_out: int
    same: bool


def read(part: str) -> str:
    """The part that an address names; contribution where it names none."""
    return part if part in queries.STACK else DEFAULT


def read_by(by: str) -> str:
    return MONTHS if by == MONTHS else TOGETHER


def table(
    user: Any, sums: Mapping[str, int], *, part: str, by: str, every: bool = False
) -> Table | None:
    """None where the night has left no sums by product."""
    found = queries.product_months(user, part)
    if not found:
        return None
    firsts = months_between(*_ends(found))
    columns = periods(firsts, by)
    lines, apart = _lines(found, part)
    whole = _together(_("All products"), lines)
    shown, others = _chosen([one for one in lines if any(one.by_month.values())], every)
    rows = [*shown, *([_together(_others(len(others)), others)] if others else [])]
    return Table(
        part,
        by,
        [one.label for one in columns],
        [_row(one, columns, firsts, whole.total) for one in rows],
        _row(whole, columns, firsts, whole.total),
        _row(apart, columns, firsts, 0) if any(apart.by_month.values()) else None,
        sum(not any(one.by_month.values()) for one in lines),
        len(others),
        whole.total == stack.sign(part) * sums[part],
    )


def _ends(found: Sequence[Mapping[str, Any]]) -> tuple[date, date]:
    days = [one["month_on"] for one in found]
    return min(days), max(days)


def _lines(found: Sequence[Mapping[str, Any]], part: str) -> tuple[list[Line], Line]:
    """Products, the largest effect first, and what stands apart."""
    lines: dict[tuple[str, str], Line] = {}
    apart = Line(_("Known months of customers whose total is unknown"))
    for one in found:
        key = (one["product_id"], one["family"])
        line = lines.setdefault(key, _line(one, part))
        line.customers += one["held"]
        line.unknown_rows += one["lost"]
        into = line if one["standing"] == COUNTED else apart
        into.add(one["month_on"], stack.sign(part) * one["minor"])
    if amounts.are_whole():
        return sorted(lines.values(), key=lambda one: (-abs(one.total), str(one.name))), apart
    return sorted(lines.values(), key=lambda one: str(one.name)), apart


def _line(one: Mapping[str, Any], part: str) -> Line:
    return Line(
        one["product_name"] or words.family(one["family"]),
        words.family(one["family"]),
        address(one["product_id"], one["family"], part),
    )


def address(product_id: str, family: str, part: str, *, order: str = "") -> str:
    """Of the customers who have a product; `order`: LOWEST for those first who bring least."""
    told = {"product": product_id, "family": family, "part": part}
    asked = urlencode(told | ({"order": order} if order else {}))
    return f"{reverse('value:product')}?{asked}"


def _chosen(lines: Sequence[Line], every: bool) -> tuple[Sequence[Line], Sequence[Line]]:
    if every or len(lines) <= ROWS + 1:
        return lines, []
    return lines[:ROWS], lines[ROWS:]


def _others(count: int) -> str:
    return _("%(count)d other products") % {"count": count}


def _together(name: str, lines: Sequence[Line]) -> Line:
    found = Line(name, unknown_rows=sum(one.unknown_rows for one in lines))
    for one in lines:
        for month_on, minor in one.by_month.items():
            found.add(month_on, minor)
    return found


def _row(line: Line, columns: Sequence[Period], firsts: Sequence[date], whole: int) -> Row:
    of = line.by_month
    return Row(
        line,
        [(one.label, sum(of.get(month, 0) for month in one.firsts)) for one in columns],
        line.total / whole if whole > 0 else None,
        [of.get(month, 0) for month in firsts],
    )
