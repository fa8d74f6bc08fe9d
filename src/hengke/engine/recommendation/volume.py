"""What a customer's own money would bring in a product, kept as its holders keep theirs.

A holder's volume is the mean of the days, overdrafts counted as nothing; assets are the volumes of
all families that hold money. Share = volume / assets, and margin = profit of a year before the cost
of serving / volume, both of sums over holders; upkeep is that cost, per holder and year.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.portable import not_negative, quotient, rounded_quotient, whole_sum
from hengke.engine.recommendation.propensities import NO_RANK, PPM
from hengke.engine.schemas import ASSET_FAMILIES

YEAR = 365
OWN_PRODUCT_RANK, OWN_PRODUCT = "own_product_rank", "own_product"
OWN_RANK, OWN = "own_rank", "own"
NO_ASSETS, ASSETS_UNKNOWN = "no_assets", "assets_unknown"
BASES = (OWN_PRODUCT_RANK, OWN_PRODUCT, OWN_RANK, OWN, NO_ASSETS, ASSETS_UNKNOWN)
"""Of own assets, with share and margin of the product or of its family: led by the holders of the
rank, or by all where few of the rank hold it; nothing is there to place; nobody knows."""
PARTS = ("share_ppm", "margin_ppm", "upkeep_minor")
HUNDRED = 100


def placed(parts: ir.Table, standing: ir.Table) -> ir.Table:
    """customer_id, product_id, family, tier_rank, days, volume and assets (both x days), earned and
    upkeep: one row per customer and product that holds money. Of whom an amount is unknown, or who
    had no assets, nothing. `parts`: VALUE_PARTS; `standing`: SUITABILITY."""
    rows = parts.filter(parts.product_id != "", parts.days > 0)
    upkeep = rows.service_minor + rows.acquisition_minor
    rows = rows.mutate(
        volume=not_negative(rows.balance_days), upkeep=upkeep, earned=rows.profit_minor + upkeep
    )
    money = rows.filter(rows.family.isin(ASSET_FAMILIES))
    known = money.filter(money.earned.notnull()).select(
        "customer_id", "product_id", "family", "days", "volume", "earned", "upkeep"
    )
    known = known.inner_join(_assets(rows), "customer_id")
    ranks = standing.select("customer_id", tier_rank=standing.tier_rank.coalesce(NO_RANK))
    return known.inner_join(ranks, "customer_id")


def _assets(rows: ir.Table) -> ir.Table:
    """customer_id, assets: of whom every part is known, and that have any."""
    rows = rows.filter(rows.family.isin([*ASSET_FAMILIES, UNKNOWN_FAMILY]))
    lost = rows.volume.isnull() | (rows.family == UNKNOWN_FAMILY)
    sums = rows.group_by("customer_id").agg(
        assets=whole_sum(rows.volume), unknown=lost.cast("int64").max()
    )
    return sums.filter(sums.unknown == 0, sums.assets > 0).drop("unknown")


def by_rank(held: ir.Table, standing: ir.Table, unit: str, *, least: int) -> ir.Table:
    """`unit`, tier_rank, PARTS, own: one row per rank and unit that at least so many hold.

    Those of the holders of the rank, leaning with the weight of `least` holders on those of all; of
    a family every product held counts as one holder, for one product of it is what is offered.
    Null where the unit keeps no money worth the word: no volume, or one that brings more than
    itself in a year. `own`: at least so many of the rank hold it. `held`: `placed`.
    """
    everybody = _of(held.group_by(unit)).filter(_.number >= least)
    ranked = _of(held.group_by(unit, "tier_rank"))
    ranks = standing.select(tier_rank=standing.tier_rank.coalesce(NO_RANK)).distinct()
    rows = everybody.cross_join(ranks)
    rows = rows.left_join(ranked, [unit, "tier_rank"], rname="{name}_there")
    number = rows.number_there.coalesce(0)
    whole = (rows.share_ppm > 0) & rows.margin_ppm.notnull()
    leaning = {
        name: ibis.ifelse(
            whole,
            rounded_quotient(
                rows[f"{name}_there"].coalesce(rows[name]) * number + rows[name] * least,
                number + least,
            ),
            ibis.null("int64"),
        )
        for name in PARTS
    }
    return rows.select(unit, "tier_rank", **leaning, own=number >= least)


def of_one_product(families: ir.Table, held: ir.Table) -> ir.Table:
    """`by_rank` of families with the share of the middle one of their products, where two are in
    the middle the smaller: a further current account does not keep what the first one keeps."""
    shares = _of(held.group_by("family", "product_id"))
    shares = shares.filter(shares.share_ppm > 0)
    order = [shares.share_ppm, shares.product_id]
    turn = ibis.row_number().over(ibis.window(group_by=shares.family, order_by=order))
    number = shares.product_id.count().over(ibis.window(group_by=shares.family))
    placed = shares.mutate(turn=turn.cast("int64"), number=number.cast("int64"))
    middle = placed.filter(placed.turn == quotient(placed.number - 1, 2))
    middle = middle.select(of="family", middle="share_ppm")
    joined = families.left_join(middle, families.family == middle["of"])
    share = ibis.ifelse(joined.share_ppm.isnull(), joined.share_ppm, joined.middle)
    return joined.mutate(share_ppm=share).select(*families.columns)


def _of(groups: ir.GroupedTable) -> ir.Table:
    """The keys of the groups, PARTS and how many holders."""
    sums = groups.agg(
        volume=whole_sum(_.volume), assets=whole_sum(_.assets), earned=whole_sum(_.earned),
        cost=whole_sum(_.upkeep), days=_.days.max(), number=_.count().cast("int64"),
    )  # fmt: skip
    keep = [name for name in sums.columns if name in ("family", "product_id", "tier_rank")]
    return sums.select(
        *keep, "number",
        share_ppm=_ratio(sums.volume, sums.assets),
        margin_ppm=_ratio(sums.earned * YEAR, sums.volume),
        upkeep_minor=rounded_quotient(rounded_quotient(sums.cost * YEAR, sums.days), sums.number),
    )  # fmt: skip


def _ratio(part: ir.IntegerValue, whole: ir.IntegerValue) -> ir.IntegerValue:
    """In millionths; null where the whole is nothing, or less than the part without its sign."""
    found = part.cast("float64") / whole.nullif(0).cast("float64")
    found = ibis.ifelse(found.abs() <= 1.0, found, ibis.null("float64"))
    return (found * float(PPM)).round().cast("int64")


def with_parts(units: ir.Table, products: ir.Table, families: ir.Table) -> ir.Table:
    """`units` (product_id, family, tier_rank, …) with PARTS and own_basis: of the product where
    enough hold it, else of its family; null where value is told by what holders bring. Both tables
    are of `by_rank`."""
    joined = units.mutate(rank=units.tier_rank.coalesce(NO_RANK))
    for table, unit in ((products, "product_id"), (families, "family")):
        named = table.select(
            **{f"{unit}_of": table[unit], f"{unit}_rank": table.tier_rank,
               f"{unit}_own": table.own},
            **{f"{unit}_{name}": table[name] for name in PARTS},
        )  # fmt: skip
        met = [joined[unit] == named[f"{unit}_of"], joined["rank"] == named[f"{unit}_rank"]]
        joined = joined.left_join(named, met)
    enough = joined.product_id_of.notnull()
    parts = {
        name: ibis.ifelse(enough, joined[f"product_id_{name}"], joined[f"family_{name}"])
        for name in PARTS
    }
    basis = ibis.cases(
        (enough, ibis.ifelse(joined.product_id_own, OWN_PRODUCT_RANK, OWN_PRODUCT)),
        else_=ibis.ifelse(joined.family_own, OWN_RANK, OWN),
    )
    told = ibis.ifelse(parts["share_ppm"].notnull(), basis, ibis.null("string"))
    return joined.select(*units.columns, **parts, own_basis=told)


def beside(rows: ir.Table, told: ir.Table, assets: ir.Table) -> ir.Table:
    """`rows` (customer_id, product_id, tier_rank, …) with what is told of the product at the rank,
    and with assets_minor (`assets`: customer_id, assets_minor)."""
    known = told.select(
        "value_minor", "value_basis", *PARTS, "own_basis", "least_minor",
        told_id=told.product_id, told_rank=told.tier_rank,
    )  # fmt: skip
    joined = rows.mutate(rank=rows.tier_rank.coalesce(NO_RANK))
    met = [joined.product_id == known.told_id, joined["rank"] == known.told_rank]
    joined = joined.left_join(known, met).drop("told_id", "told_rank", "rank")
    return joined.left_join(assets, "customer_id").drop("customer_id_right")


def with_own_value(rows: ir.Table, *, most_share_ppm: int) -> ir.Table:
    """`rows` with volume_minor, and value_minor and value_basis made the customer's own where PARTS
    are known: volume x margin - upkeep. `rows` have assets_minor and least_minor (the smallest
    amount that is sold; null: any).

    No more than `most_share_ppm` of the assets is taken to lie in one product. Where that is less
    than the smallest amount, this is taken, and share_ppm is null. Without assets nothing is placed
    and nothing brought.
    """
    rows = _with_volume(rows, most_share_ppm)
    nothing, some = ibis.literal(0, type="int64"), rows.assets_minor > 0
    brought = _part_of(rows.volume_minor, rows.margin_ppm) - rows.upkeep_minor
    brought = ibis.cases((some, brought), (~some, nothing), else_=ibis.null("int64"))
    basis = ibis.cases((some, rows.own_basis), (~some, NO_ASSETS), else_=ASSETS_UNKNOWN)
    own = rows.own_basis.notnull()
    spare = ("own_basis", "assets_minor", "least_minor")
    return rows.mutate(
        value_minor=ibis.ifelse(own, brought, rows.value_minor),
        value_basis=ibis.ifelse(own, basis, rows.value_basis),
    ).drop(*spare)


def _with_volume(rows: ir.Table, most_share_ppm: int) -> ir.Table:
    """The rows with volume_minor, and the share that it is; both null where PARTS are unknown. Step
    by step: an engine computes an expression anew wherever it is written."""
    share = ibis.ifelse(rows.share_ppm > most_share_ppm, most_share_ppm, rows.share_ppm)
    rows = rows.mutate(share_ppm=share)
    rows = rows.mutate(volume_minor=_part_of(not_negative(rows.assets_minor), rows.share_ppm))
    raised = (rows.assets_minor > 0) & (rows.volume_minor < rows.least_minor)
    rows = rows.mutate(raised=raised.fill_null(False))
    return rows.mutate(
        volume_minor=ibis.ifelse(rows.raised, rows.least_minor, rows.volume_minor),
        share_ppm=ibis.ifelse(rows.raised, ibis.null("int64"), rows.share_ppm),
    ).drop("raised")


def without_parts(rows: ir.Table) -> ir.Table:
    """The same where no value was computed."""
    nothing = ibis.null("int64")
    return rows.mutate(volume_minor=nothing, **dict.fromkeys(PARTS, nothing))


def _part_of(amount: ir.IntegerValue, ppm: ir.IntegerValue) -> ir.IntegerValue:
    """So many millionths of an amount that is not negative, counted in whole hundreds of minor
    units: exact for amounts up to 9 x 10^14, where the product of both would not fit."""
    return rounded_quotient(quotient(amount, HUNDRED) * ppm, PPM // HUNDRED)
