"""Who owns which part of an account."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import as_int64, quotient, whole_sum

WHOLE_PPM = 1_000_000
ROUNDING_PPM = 100
"""Per owner: three thirds as 33.33 % each make a whole."""


def shares(accounts: ir.Table, account_holders: ir.Table) -> ir.Table:
    """One row per account and owner: `share_ppm`, and `first`, the owner who takes the remainder.

    Disponents own nothing. An account without holder rows belongs to its customer alone. The first
    owner is the account's customer, or the smallest number among the owners.
    """
    owners = account_holders.filter(
        account_holders.role != "disponent", account_holders.share_ppm > 0
    ).select("account_id", "customer_id", "share_ppm")
    held = accounts.semi_join(owners, "account_id").select("account_id", main_id="customer_id")
    named = owners.inner_join(held, "account_id")
    place = ibis.row_number().over(
        group_by=named.account_id,
        order_by=[(named.customer_id != named.main_id).cast("int64"), named.customer_id],
    )
    alone = accounts.anti_join(owners, "account_id")
    return ibis.union(
        named.select("account_id", "customer_id", "share_ppm", first=place == 0),
        alone.select(
            "account_id",
            "customer_id",
            share_ppm=ibis.literal(WHOLE_PPM, type="int64"),
            first=ibis.literal(True),
        ),
    )


def parts(shares: ir.Table, *, joint: str, pools: ir.Table | None = None) -> ir.Table:
    """Shares as a measure counts them; one row per account and part.

    `joint="full"` credits every owner with the whole account. `pools` (customer_id, household_id)
    credits the household instead of the person: parts of its members stay apart and are summed, a
    fully credited account is counted once per household.
    """
    owned = shares.mutate(part_of=shares.customer_id)
    if pools is not None:
        joined = owned.inner_join(pools, "customer_id")
        owned = joined.select(
            "account_id", "share_ppm", "first", "part_of", customer_id="household_id"
        )
    if joint == "share":
        return owned.select("account_id", "customer_id", "part_of", "share_ppm", "first")
    owners = owned.select("account_id", "customer_id").distinct()
    return owners.select(
        "account_id",
        "customer_id",
        part_of="customer_id",
        share_ppm=ibis.literal(WHOLE_PPM, type="int64"),
        first=ibis.literal(True),
    )


def split(
    values: ir.Table,
    parts: ir.Table,
    *,
    by: Sequence[str] = ("account_id", "on"),
    amounts: Sequence[str] = ("minor",),
) -> ir.Table:
    """The `amounts` of every row of `values` shared out among the parts of its account.

    `by` names one row of `values`. Every part but the first is cut down to whole minor units; the
    first takes the rest, so that the parts add up to the account. Where the shares make no whole,
    because an owner was forgotten, that part is nobody's. One row per row and part: the columns of
    `values`, customer_id and part_of.
    """
    columns = (*values.columns, "customer_id", "part_of")
    whole = parts.filter(parts.share_ppm == WHOLE_PPM).drop("share_ppm", "first")
    alone = values.inner_join(whole, "account_id").select(*columns)
    among = values.inner_join(parts.filter(parts.share_ppm != WHOLE_PPM), "account_id")
    among = among.mutate(nobodys=_nobodys(among, by))
    among = among.mutate(**{_cut(name): _part_of(among[name], among) for name in amounts})
    shared = among.mutate(**{name: _dealt(among, name, by) for name in amounts})
    return ibis.union(alone, shared.select(*columns))


def _cut(name: str) -> str:
    return f"{name}_cut"


def _part_of(amount: ir.IntegerValue, rows: ir.Table) -> ir.IntegerValue:
    """What a part gets, cut down to whole minor units; nothing yet for the first."""
    return ibis.ifelse(rows.first, 0, _share(amount, rows.share_ppm))


def _share(amount: ir.IntegerValue, ppm: ir.IntegerValue) -> ir.IntegerValue:
    return quotient(amount, WHOLE_PPM) * ppm + quotient(amount % WHOLE_PPM * ppm, WHOLE_PPM)


def _dealt(rows: ir.Table, name: str, by: Sequence[str]) -> ir.IntegerValue:
    given = as_int64(rows[_cut(name)].sum().over(group_by=list(by)))
    rest = rows[name] - given - _share(rows[name], rows.nobodys)
    return ibis.ifelse(rows.first, rest, rows[_cut(name)]).cast("int64")


def _nobodys(rows: ir.Table, by: Sequence[str]) -> ir.IntegerValue:
    """The part of an account, in ppm, that belongs to none of its owners; what rounding leaves is
    the first one's."""
    missing = WHOLE_PPM - as_int64(rows.share_ppm.sum().over(group_by=list(by)))
    owners = rows.share_ppm.count().over(group_by=list(by))
    return ibis.ifelse(missing > ROUNDING_PPM * owners, missing, 0)


def check_shares(shares: ir.Table) -> ir.Table:
    """Accounts whose owners' shares do not make a whole; one row per account."""
    sums = shares.group_by("account_id").agg(total=whole_sum(shares.share_ppm))
    wrong = sums.filter(sums.total != WHOLE_PPM)
    return wrong.select(
        "account_id", rule=ibis.literal("shares_not_whole"), detail=wrong.total.cast("string")
    )
