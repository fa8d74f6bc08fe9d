"""The risk of products, and which of them are offered on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.portable import day
from hengke.engine.recommendation.states import (
    NO_RATING,
    NOT_DELIVERED,
    NOT_YET,
    OFFERED,
    ON_NO_SHELF,
    OVER,
)
from hengke.policies.recommendation import ON_SALE, RecommendationPolicy

SHELF = {
    "product_id": "string", "shelf": "string", "place": "int64", "said": "string",
    "channels": "string",
}  # fmt: skip
SELLER, ISSUER = "seller", "issuer"


def shelf_rows(policy: RecommendationPolicy, *, on: date) -> list[dict[str, Any]]:
    """SHELF: the products of a policy as they stand on a day."""
    return [
        {"product_id": one.code, "shelf": one.shelf, "place": place, "said": _said(one, on),
         "channels": " ".join(one.channels)}
        for place, one in enumerate(policy.products, start=1)
    ]  # fmt: skip


def rated(products: ir.Table, ratings: ir.Table, *, as_of: date) -> ir.Table:
    """product_id, name, family, risk, risk_seller, risk_issuer, risk_before, risk_since; one row
    per product. The higher of the newest ratings of issuer and seller counts; what the product
    itself carries is the seller's, where no dated one is delivered."""
    rows = ratings.filter(ratings.rated_on <= day(as_of)).select(
        "product_id", "rated_by", "rated_on", level=ratings.risk_level.substr(1, 1).cast("int64")
    )
    now = _by_rater(rows)
    since = rows.group_by("product_id").agg(risk_since=_.rated_on.max())
    dated = rows.inner_join(since, "product_id")
    before = _by_rater(dated.filter(dated.rated_on < dated.risk_since))
    joined = products.left_join(now, "product_id").drop("product_id_right")
    earlier = before.select("product_id", was_seller="seller", was_issuer="issuer")
    joined = joined.left_join(earlier, "product_id").drop("product_id_right")
    joined = joined.left_join(since, "product_id").drop("product_id_right")
    seller = joined.seller.coalesce(joined.risk_level.substr(1, 1).cast("int64"))
    return joined.select(
        "product_id", "name", "family", "risk_since",
        risk=_higher(seller, joined.issuer),
        risk_seller=seller,
        risk_issuer=joined.issuer,
        risk_before=_higher(joined.was_seller, joined.was_issuer),
    )  # fmt: skip


def on_the_shelf(rows: ir.Table, shelf: ir.Table, *, not_rated: Sequence[str]) -> ir.Table:
    """`rated` rows and the shelf (SHELF) side by side, with `state`: offered, or why not."""
    joined = rows.outer_join(shelf, "product_id")
    needs_rating = ~joined.family.isin(list(not_rated)) if not_rated else ibis.literal(True)
    state = ibis.cases(
        (joined.shelf.isnull(), ON_NO_SHELF),
        (joined.family.isnull(), NOT_DELIVERED),
        (joined.risk.isnull() & needs_rating, NO_RATING),
        else_=joined.said,
    )
    return joined.select(
        "name", "family", "risk", "risk_seller", "risk_issuer", "risk_before", "risk_since",
        "shelf", "place", "channels",
        product_id=joined.product_id.coalesce(joined.product_id_right),
        state=state,
    )  # fmt: skip


def _by_rater(rows: ir.Table) -> ir.Table:
    """product_id, seller, issuer: the newest rating of each."""
    newest = rows.mutate(
        turn=ibis.row_number().over(
            ibis.window(group_by=[rows.product_id, rows.rated_by], order_by=rows.rated_on.desc())
        )
    ).filter(_.turn == 0)
    return newest.group_by("product_id").agg(
        seller=newest.level.max(where=newest.rated_by == SELLER),
        issuer=newest.level.max(where=newest.rated_by == ISSUER),
    )


def _higher(one: ir.IntegerValue, other: ir.IntegerValue) -> ir.IntegerValue:
    """The greater of two; where one is unknown, the other."""
    return ibis.cases((other.isnull(), one), (one.isnull() | (other > one), other), else_=one)


def _said(product: Any, on: date) -> str:
    if product.status != ON_SALE:
        return str(product.status)
    if product.since and on < product.since:
        return NOT_YET
    return OVER if product.through and product.through < on else OFFERED
