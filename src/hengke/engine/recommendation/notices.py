"""Who holds a product above the own level, and since when: the bank has to tell them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import whole_sum

PRODUCT_ROSE, CUSTOMER_FELL, BOTH, UNEXPLAINED = "product_rose", "customer_fell", "both", "held"
CAUSES = (PRODUCT_ROSE, CUSTOMER_FELL, BOTH, UNEXPLAINED)


def notices(holdings: ir.Table, products: ir.Table, standing: ir.Table) -> ir.Table:
    """Columns of SUITABILITY_NOTICES without policy_version; one row per customer and product.

    The level is that of the assessment that counts, also when it has run out. The cause is the
    product's rating where the one before was within the level, the customer's assessment where the
    one before reached the product's risk; where neither is told, it was bought so or nobody knows.
    """
    rows = holdings.filter(
        holdings.share_ppm > 0, holdings.home_minor.isnull() | (holdings.home_minor > 0)
    )
    unknown = rows.home_minor.isnull().cast("int64").max()
    owned = rows.group_by("customer_id", "product_id").agg(
        held_minor=ibis.ifelse(unknown == 1, ibis.null("int64"), whole_sum(rows.home_minor))
    )
    risky = products.filter(products.risk.notnull()).select(
        "product_id", "family", "risk", "risk_before", "risk_since", product_name="name"
    )
    met = owned.inner_join(risky, "product_id")
    met = met.inner_join(
        standing.select("customer_id", "level", "level_before", "assessed_on", "state"),
        "customer_id",
    )
    met = met.filter(met.state.isin(("valid", "expired")), met.risk > met.level)
    rose = ((met.risk_before < met.risk) & (met.risk_before <= met.level)).fill_null(False)
    fell = ((met.level_before > met.level) & (met.level_before >= met.risk)).fill_null(False)
    both = ((met.risk_before < met.risk) & (met.level_before > met.level)).fill_null(False)
    both = both & ~rose & ~fell & (met.risk_before <= met.level_before).fill_null(False)
    later = ibis.ifelse(met.risk_since > met.assessed_on, met.risk_since, met.assessed_on)
    return met.select(
        "customer_id", "product_id", "product_name", "family", "risk", "risk_before", "level",
        "level_before", "held_minor",
        cause=ibis.cases(
            (rose & fell, BOTH), (both, BOTH), (rose, PRODUCT_ROSE), (fell, CUSTOMER_FELL),
            else_=UNEXPLAINED,
        ),
        since=ibis.cases(
            (both | (rose & fell), later), (rose, met.risk_since), (fell, met.assessed_on),
            else_=ibis.null("date"),
        ),
    )  # fmt: skip
