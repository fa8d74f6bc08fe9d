"""The table that rules are asked of: one row per customer of a run, one column per feature."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import day, days_between, quotient, whole_sum
from hengke.engine.rules.catalogue import Catalogue
from hengke.engine.rules.courses import course
from hengke.engine.rules.features import (
    BASELINES,
    BEHAVIOUR,
    CATALOGUE,
    FORECASTS,
    HELD,
    MEMBERS,
    MOVES,
    PLACES,
    POINTS,
    RECORDS,
    STAGES,
    VALUES,
)
from hengke.engine.rules.features_market import MARKET
from hengke.engine.rules.features_said import PREFERENCES
from hengke.engine.rules.kinds import IBIS_TYPES
from hengke.engine.rules.market_table import with_markets
from hengke.policies.families import FAMILIES

NAMES = Sequence[str]
SETS = ("tags", "segments")
MILLION, HUNDRED = 1_000_000, 100
TENURE, STAGE_DAYS = "tenure_days", "stage_days"
DAYS = 90


@dataclass(frozen=True)
class Moment:
    """What the results of a run do not say themselves: its business date, and whose tier is meant
    where several policies are enabled."""

    as_of: date
    policy: str
    catalogue: Catalogue = field(default=CATALOGUE)


Derivation = Callable[[ir.Table, NAMES, Moment], ir.Table]


def features(
    gold: Mapping[str, ir.Table],
    *,
    names: Iterable[str],
    moment: Moment,
    sets: Mapping[str, ir.Table] | None = None,
) -> ir.Table:
    """customer_id, as_of and the named features of every customer of the run; unknown is null.

    `gold` are result tables by name; a feature whose table is not among them is unknown for
    everybody (`missing` says why). `sets`: tables of customer_id and code for what rules call tags
    and segments; who is in none has an empty array.
    """
    listed = tuple(names)
    wanted = [one for one in listed if one in moment.catalogue.features and one != "as_of"]
    people = gold[RECORDS]
    table = people.select("customer_id", as_of=day(moment.as_of))
    for source in moment.catalogue.sources(wanted):
        asked = [one for one in wanted if moment.catalogue[one].source == source]
        if source not in gold:
            table = table.mutate(**{one: _unknown(one, moment) for one in asked})
            continue
        if source == MARKET:
            table = with_markets(table, gold[source], people, asked)
            continue
        derive = DERIVED.get(source, as_it_is)
        table = _beside(table, derive(gold[source], asked, moment))
        if source == HELD:
            table = _of_nobodys_accounts(table, gold[source], asked)
    given = sets or {}
    for name in SETS:
        if name in given:
            table = _with_set(table, name, given[name])
        elif name in listed:
            table = table.mutate(**{name: ibis.null("array<string>")})
    return table


def missing(
    gold: Iterable[str], *, names: Iterable[str], catalogue: Catalogue = CATALOGUE
) -> dict[str, str]:
    """Features that are unknown for everybody, and the result table that this run has not."""
    there = set(gold)
    found = {one: catalogue[one].source for one in names if one in catalogue.features}
    return {one: source for one, source in found.items() if source not in there}


def as_it_is(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """A table of one row per customer: its columns under the names of the catalogue."""
    columns = {one: table[moment.catalogue[one].read_from] for one in names}
    return table.select("customer_id", **columns)


def of_records(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """The record as delivered; `age` in full years, and none for institutions."""
    found = as_it_is(table, [one for one in names if one not in ("age", TENURE)], moment)
    if TENURE in names:
        since = days_between(day(moment.as_of), table.opened_on)
        found = _beside(found, table.select("customer_id", **{TENURE: since}))
    if "age" not in names:
        return found
    born = table.filter(table.kind == "person").select(
        "customer_id", age=_years(table.birth_date, moment.as_of)
    )
    return _beside(found, born)


def of_places(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """The customer's place under one tier policy."""
    return as_it_is(table.filter(table.policy == moment.policy), names, moment)


def of_course(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """Assets now and in the past, and how they changed."""
    return course(table, names, moment.as_of)


def of_movements(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """The last booking; the result has the latest ones of every customer."""
    return table.group_by("customer_id").agg(last_booking_on=table.booked_on.max())


def of_baselines(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """Own bookings before the last 90 days, and the pace of those 90 against the pace before."""
    per_day = table.earlier.cast("float64") / table.earlier_days.nullif(0).cast("float64")
    usual = (per_day * DAYS).nullif(0.0)
    change = (table.recent.cast("float64") - usual) / usual
    columns = {"own_bookings_before": table.earlier, "activity_change": change}
    return table.select("customer_id", **{one: columns[one] for one in names})


def of_holdings(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """What the customer owns (not what they may dispose of), by product class.

    With a product of unknown class among it, a class that is not found is unknown.
    """
    owned = table.filter(table.share_ppm > 0)
    unclear = owned.family.isnull().cast("int64").max() == 1
    columns: dict[str, Any] = {}
    if "product_classes" in names:
        columns["product_classes"] = ibis.ifelse(
            unclear, ibis.null("int64"), owned.family.nunique().cast("int64")
        )
    if "last_product_on" in names:
        columns["last_product_on"] = owned.opened_on.max()
    for family in FAMILIES:
        inside = owned.family == family
        if f"has_{family}" in names:
            held = inside.cast("int64").max() == 1
            columns[f"has_{family}"] = ibis.cases(
                (held.fill_null(False), True), (unclear, ibis.null("boolean")), else_=False
            )
        if f"balance_{family}" in names:
            lost = (inside & owned.home_minor.isnull()).cast("int64").max() == 1
            columns[f"balance_{family}"] = ibis.ifelse(
                unclear | lost.fill_null(False),
                ibis.null("int64"),
                whole_sum(owned.home_minor, where=inside),
            )
    return owned.group_by("customer_id").agg(**columns)


def of_millionths(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """Its columns; shares and changes, which are kept in millionths, as parts of one."""
    found = as_it_is(table, names, moment)
    millionths = [one for one in names if moment.catalogue[one].read_from.endswith("_ppm")]
    return found.mutate(**{one: found[one].cast("float64") / MILLION for one in millionths})


def of_values(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """Its columns; shares as parts of one, and scores, which are kept in hundredths, in points."""
    found = of_millionths(table, names, moment)
    scores = [one for one in names if moment.catalogue[one].is_score]
    return found.mutate(**{one: found[one].cast("float64") / HUNDRED for one in scores})


def of_preferences(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """Channel and hours as they are; a flag per word of a list, unknown where nothing was said."""
    lists = {"topic": table.topics, "interest": table.products, "goal": table.goals}
    columns: dict[str, ir.Value] = {}
    for name in names:
        kind, _, code = name.partition("_")
        columns[name] = (
            lists[kind].contains(f" {code} ")
            if kind in lists
            else table[moment.catalogue[name].read_from]
        )
    return table.select("customer_id", **columns)


def of_stages(table: ir.Table, names: NAMES, moment: Moment) -> ir.Table:
    """The stage, and for how many days the customer has been in it."""
    found = as_it_is(table, [one for one in names if one != STAGE_DAYS], moment)
    if STAGE_DAYS not in names:
        return found
    days = days_between(day(moment.as_of), table.since)
    return _beside(found, table.select("customer_id", **{STAGE_DAYS: days}))


DERIVED: Mapping[str, Derivation] = {
    RECORDS: of_records, PLACES: of_places, POINTS: of_course, HELD: of_holdings,
    MOVES: of_movements, BEHAVIOUR: of_millionths, BASELINES: of_baselines,
    PREFERENCES: of_preferences, VALUES: of_values, STAGES: of_stages,
    MEMBERS: of_millionths, FORECASTS: of_millionths,
}  # fmt: skip
"""Result tables that hold more or less than one row per customer, or what is computed of one."""


def _of_nobodys_accounts(table: ir.Table, holdings: ir.Table, names: NAMES) -> ir.Table:
    """Who owns no account holds nothing; where the bank delivered no account, nobody knows."""
    told = holdings.count().as_scalar() > 0
    found = _beside(
        table,
        holdings.filter(holdings.share_ppm > 0).select("customer_id").distinct().mutate(owns=True),
    )
    nothing = told & found.owns.isnull()
    columns = {one: ibis.ifelse(nothing, _none_of(found[one]), found[one]) for one in names}
    return found.mutate(**columns).drop("owns")


def _none_of(column: ir.Column) -> ir.Scalar:
    if column.type().is_boolean():
        return ibis.literal(False)
    if column.type().is_date():
        return ibis.null("date")
    return ibis.literal(0, type="int64")


def _with_set(table: ir.Table, name: str, members: ir.Table) -> ir.Table:
    codes = members.group_by("customer_id").agg(**{name: members.code.collect()})
    joined = _beside(table, codes)
    nothing = ibis.literal([], type="array<string>")
    return joined.mutate(**{name: joined[name].coalesce(nothing)})


def _beside(table: ir.Table, others: ir.Table) -> ir.Table:
    return table.left_join(others, "customer_id").drop("customer_id_right")


def _unknown(name: str, moment: Moment) -> ir.Scalar:
    return ibis.null(IBIS_TYPES[moment.catalogue[name].kind])


def _years(born: ir.DateValue, on: date) -> ir.IntegerValue:
    """Full years: months and days as one number tell whether the birthday has been."""
    number = born.year().cast("int64") * 10_000 + born.month().cast("int64") * 100
    return quotient(int(f"{on:%Y%m%d}") - (number + born.day().cast("int64")), 10_000)
