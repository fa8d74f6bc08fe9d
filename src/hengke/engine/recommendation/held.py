"""What customers hold of the products on the shelf: flags, and how often two are held together."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import whole_sum


def held(holdings: ir.Table, codes: Sequence[str]) -> ir.Table:
    """customer_id, product_id: what is owned (not what may only be disposed of), once each."""
    owned = holdings.filter(holdings.share_ppm > 0, holdings.product_id.isin(list(codes)))
    return owned.select("customer_id", "product_id").distinct()


def together(rows: ir.Table) -> ir.Table:
    """product_id, other_id, customers: who holds both; a product with itself: who holds it."""
    other = rows.select("customer_id", other_id="product_id")
    pairs = rows.inner_join(other, "customer_id")
    return pairs.group_by("product_id", "other_id").agg(customers=pairs.count().cast("int64"))


def several(rows: ir.Table) -> ir.Table:
    """One row: customers who hold two products or more."""
    counted = rows.group_by("customer_id").agg(products=rows.count())
    return counted.agg(customers=whole_sum((counted.products > 1).cast("int64")))


def flags(people: ir.Table, rows: ir.Table, codes: Sequence[str]) -> ir.Table:
    """`people` with a column h0, h1, … per product, 1 where it is held and 0 where not."""
    wide = rows.group_by("customer_id").agg(
        **{name(at): rows.count(where=rows.product_id == code).cast("int64")
           for at, code in enumerate(codes)}
    )  # fmt: skip
    joined = people.left_join(wide, "customer_id").drop("customer_id_right")
    nothing = ibis.literal(0, type="int64")
    return joined.mutate(
        **{name(at): joined[name(at)].coalesce(nothing) for at in range(len(codes))}
    )


def name(at: int) -> str:
    return f"h{at}"
