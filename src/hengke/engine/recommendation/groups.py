"""Groups that customers belong to on given days, as whole numbers: the bands of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.features.begins import LOGIN
from hengke.engine.features.book import Book
from hengke.engine.features.bookings import reach_back
from hengke.engine.features.holders import parts, split
from hengke.engine.features.points import days, held
from hengke.engine.features.silver import Keep, lazily
from hengke.engine.portable import bank_day, day, quotient, whole_sum
from hengke.engine.recommendation.held import name
from hengke.engine.schemas import ASSET_FAMILIES
from hengke.engine.schemas import PERSON as NATURAL
from hengke.policies.recommendation.groups import (
    AGE,
    ASSETS,
    BOOKINGS,
    LOGINS,
    PERSON,
    TENURE,
    Group,
)

Groups = Sequence[Group]
LOST = "lost"


def looks(until: date, *, number: int, length: int) -> list[date]:
    """So many days, each `length` before the one after it, the last one `until`; newest first."""
    return [until - timedelta(days=length * back) for back in range(number)]


def banded(
    book: Book, groups: Groups, *, until: date, number: int, length: int, keep: Keep = lazily
) -> ir.Table:
    """customer_id, on, a band (`b_NAME`) per group, cell; a row per look and customer known by it.

    What was done is counted in the `length` days up to the look. `cell` is all bands in one number,
    each a digit.
    """
    on = looks(until, number=number, length=length)
    rows = _figures(book, groups, on, length, keep)
    rows = rows.select(
        "customer_id", "on", **{band(one): _band(rows[one.name], one) for one in groups}
    )
    cell: ir.IntegerValue = ibis.literal(0, type="int64")
    for one in groups:
        cell = cell * one.size + rows[band(one)]
    return rows.mutate(cell=cell)


def band(group: Group) -> str:
    return f"b_{group.name}"


def places(groups: Groups, *, first: int) -> dict[int, tuple[Group, int]]:
    """Group and band by place, counted on from the flags of products."""
    flat = [(one, number) for one in groups for number in range(one.size)]
    return dict(enumerate(flat, start=first))


def flags(table: ir.Table, tonight: ir.Table, groups: Groups, *, first: int) -> ir.Table:
    """`table` with the bands of its customers and a flag per place, as `held.flags` has them of
    products. Who is not in `tonight` is unknown in all of them."""
    rows = tonight.select("customer_id", *(band(one) for one in groups))
    joined = table.left_join(rows, "customer_id").drop("customer_id_right")
    joined = joined.mutate(
        **{band(one): joined[band(one)].coalesce(one.unknown).cast("int64") for one in groups}
    )
    return joined.mutate(
        **{
            name(at): (joined[band(one)] == number).cast("int64")
            for at, (one, number) in places(groups, first=first).items()
        }
    )


def speaking(rows: ir.Table, tonight: ir.Table, weights: ir.Table, groups: Groups) -> ir.Table:
    """`rows` of customer_id and product_id with `of_group`: the band of the customer that speaks
    most for the product, as NAME:FROM:BELOW (empty where it is open); null where none does.
    `weights`: product_id, group, band, weight above 0."""
    bands = tonight.select("customer_id", *(band(one) for one in groups))
    joined = rows.select("customer_id", "product_id").inner_join(bands, "customer_id")
    for one in groups:
        said = weights.filter(weights.group == one.name)
        said = said.select("product_id", of=said.band, **{one.name: said.weight})
        joined = joined.left_join(
            said, [joined.product_id == said.product_id, joined[band(one)] == said["of"]]
        )
        joined = joined.drop("product_id_right", "of")
    joined = joined.mutate(most=ibis.greatest(*(joined[one.name].coalesce(0) for one in groups), 0))
    named = [
        ((joined.most > 0) & (joined[one.name] == joined.most), _code(joined, one))
        for one in groups
    ]
    told = joined.select(
        "customer_id", "product_id", of_group=ibis.cases(*named, else_=ibis.null("string"))
    )
    found = rows.left_join(told, ["customer_id", "product_id"])
    return found.select(*rows.columns, "of_group")


def _code(rows: ir.Table, group: Group) -> ir.StringValue:
    bounds = [group.bounds(number) for number in range(group.size)]
    texts = [
        f"{group.name}:{'' if low is None else low}:{'' if high is None else high}"
        for low, high in bounds
    ]
    return ibis.cases(
        *((rows[band(group)] == number, text) for number, text in enumerate(texts)), else_=""
    )


def _band(value: ir.IntegerValue, group: Group) -> ir.IntegerValue:
    steps = [(value < start, number) for number, start in enumerate(group.starts)]
    found = ibis.cases((value.isnull(), group.unknown), *steps, else_=len(group.starts))
    return found.cast("int64")


def _figures(book: Book, groups: Groups, on: Sequence[date], length: int, keep: Keep) -> ir.Table:
    """customer_id, on and a figure per group, null where unknown; who is known by each look.

    What is summed up is a column per look first: so every table of the bank is read once.
    """
    wanted = {one.name for one in groups}
    born = book.silver.customers.select("customer_id", "birth_date")
    wide = book.customers.select("customer_id", "kind", "opened_on", "known_from")
    wide = _with(wide, born).cross_join(book.begins.select("beginner", "login"))
    if ASSETS in wanted:
        wide = _with(wide, _assets(book, on, keep))
    for one, summed in ((BOOKINGS, _bookings), (LOGINS, _logins)):
        if one in wanted:
            wide = _with(wide, summed(book, on, length))
    rows = wide.cross_join(days(on))
    rows = rows.filter(rows.known_from <= rows.on)
    person, nothing = rows.kind == NATURAL, ibis.null("int64")
    told = {
        PERSON: person.cast("int64"),
        AGE: _years(ibis.ifelse(person, rows.birth_date, ibis.null("date")), rows.on),
        TENURE: _years(rows.opened_on, rows.on),
    }
    if ASSETS in wanted:
        lost = _at(rows, LOST, on).coalesce(0) > 0
        told[ASSETS] = ibis.ifelse(lost, nothing, _at(rows, ASSETS, on).coalesce(0))
    for one, begins in ((BOOKINGS, rows.beginner), (LOGINS, rows.login)):
        if one in wanted:
            whole = reach_back(rows, begins, days=length)
            told[one] = ibis.ifelse(whole, _at(rows, one, on).coalesce(0), nothing)
    return rows.select("customer_id", "on", **{one.name: told[one.name] for one in groups})


def _at(rows: ir.Table, figure: str, on: Sequence[date]) -> ir.IntegerValue:
    """The column of the look that the row is of."""
    columns = [(rows.on == day(one), rows[_column(figure, at)]) for at, one in enumerate(on)]
    return ibis.cases(*columns, else_=ibis.null("int64"))


def _column(figure: str, at: int) -> str:
    return f"{figure}_{at}"


def _with(rows: ir.Table, part: ir.Table) -> ir.Table:
    return rows.left_join(part, "customer_id").drop("customer_id_right")


def _assets(book: Book, on: Sequence[date], keep: Keep) -> ir.Table:
    """customer_id and by look the assets of the day, and whether a part of them is unknown."""
    places = range(len(on))
    money, lost = ([_column(one, at) for at in places] for one in (ASSETS, LOST))
    rows = held(book, on, families=ASSET_FAMILIES)
    accounts = rows.group_by("account_id").agg(
        **{money[at]: whole_sum(rows.minor, where=rows.on == day(on[at])) for at in places},
        **{lost[at]: _number(rows, (rows.on == day(on[at])) & rows.minor.isnull())
           for at in places},
    )  # fmt: skip
    accounts = keep("recommendation_amounts", accounts)  # `split` reads it twice
    shared = split(accounts, parts(book.shares, joint="share"), by=("account_id",), amounts=money)
    return shared.group_by("customer_id").agg(
        **{one: whole_sum(shared[one]) for one in (*money, *lost)}
    )


def _number(rows: ir.Table, where: ir.BooleanValue) -> ir.IntegerScalar:
    return rows.count(where=where).cast("int64")


def _bookings(book: Book, on: Sequence[date], length: int) -> ir.Table:
    """customer_id and by look bookings of the days up to it that the customer began."""
    rows = book.silver.transactions
    rows = rows.filter(rows.customer_initiated).select("account_id", done_on=rows.booked_on)
    counted = _counted(rows, "account_id", BOOKINGS, on, length)
    owners = book.shares.select("account_id", "customer_id")
    joined = counted.inner_join(owners, "account_id")
    names = [_column(BOOKINGS, at) for at in range(len(on))]
    return joined.group_by("customer_id").agg(**{one: whole_sum(joined[one]) for one in names})


def _logins(book: Book, on: Sequence[date], length: int) -> ir.Table:
    """customer_id and by look log-ins of the days up to it."""
    rows = book.silver.digital_events
    rows = rows.filter(rows.kind == LOGIN)
    rows = rows.select("customer_id", done_on=bank_day(rows.occurred_at))
    return _counted(rows, "customer_id", LOGINS, on, length)


def _counted(rows: ir.Table, who: str, figure: str, on: Sequence[date], length: int) -> ir.Table:
    first = on[-1] - timedelta(days=length)
    rows = rows.filter(rows.done_on > day(first), rows.done_on <= day(on[0]))
    return rows.group_by(who).agg(
        **{
            _column(figure, at): rows.count(
                where=(rows.done_on > day(one - timedelta(days=length)))
                & (rows.done_on <= day(one))
            ).cast("int64")
            for at, one in enumerate(on)
        }
    )


def _years(since: ir.DateValue, on: ir.DateValue) -> ir.IntegerValue:
    """Full years: months and days as one number tell whether the day has been; null ahead of it."""
    years = quotient(_as_number(on) - _as_number(since), 10_000)
    return ibis.ifelse(since <= on, years, ibis.null("int64"))


def _as_number(value: ir.DateValue) -> ir.IntegerValue:
    months = value.year().cast("int64") * 10_000 + value.month().cast("int64") * 100
    return months + value.day().cast("int64")
