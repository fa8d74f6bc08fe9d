"""What each recommendation would bring at night: from the customer's own assets where the product
holds money, from what its holders bring where not."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.recommendation import volume, worth
from hengke.engine.recommendation.candidates import Offer
from hengke.engine.recommendation.propensities import NO_RANK
from hengke.pipelines.weighing.part import Weighing
from hengke.policies.recommendation import Model

UNITS = {"product_id": "string", "family": "string", "least_minor": "int64"}


def valued(
    weighing: Weighing, rows: ir.Table, who: ir.Table, assets: ir.Table, offers: Sequence[Offer],
    model: Model,
) -> ir.Table:  # fmt: skip
    """`rows` of candidates with value_minor and value_basis, volume_minor and volume.PARTS.
    `assets`: customer_id, assets_minor."""
    if "value_parts" not in weighing.results:
        return volume.without_parts(worth.without_value(rows))
    keep = weighing.night.catalog.keep
    units = _units(weighing, who, offers)
    units = _by_holders(weighing, units, who, model.least_holders)
    units = _by_volume(weighing, units, who, model.least_holders)
    told = keep("worth_told", units)
    met = volume.beside(rows, told, assets)
    return volume.with_own_value(met, most_share_ppm=model.most_share_ppm)


def _units(weighing: Weighing, who: ir.Table, offers: Sequence[Offer]) -> ir.Table:
    """UNITS and tier_rank: every product offered, for every rank that there is."""
    listed = [
        {"product_id": one.product.code, "family": one.family,
         "least_minor": one.product.least_minor}
        for one in offers
    ]  # fmt: skip
    table = pa.Table.from_pylist(listed, schema=ibis.schema(UNITS).to_pyarrow())
    ranks = who.select(tier_rank=who.tier_rank.coalesce(NO_RANK)).distinct()
    return weighing.night.catalog.given(table).cross_join(ranks)


def _by_holders(weighing: Weighing, units: ir.Table, who: ir.Table, least: int) -> ir.Table:
    parts, keep = weighing.results["value_parts"], weighing.night.catalog.keep
    families = keep("worth_holders", worth.holders(parts, who, "family"))
    products = worth.holders(parts, who, "product_id")
    scale = keep("worth_scales", worth.scales(families, least=least))
    of_families = worth.by_rank(families, scale, "family", least=least)
    of_products = worth.by_rank(products, scale, "product_id", least=least)
    return worth.with_worth(
        units, keep("worth_of_products", of_products), keep("worth_of_families", of_families)
    )


def _by_volume(weighing: Weighing, units: ir.Table, who: ir.Table, least: int) -> ir.Table:
    parts, keep = weighing.results["value_parts"], weighing.night.catalog.keep
    held = keep("volume_holders", volume.placed(parts, who))
    products = volume.by_rank(held, who, "product_id", least=least)
    families = volume.of_one_product(volume.by_rank(held, who, "family", least=least), held)
    return volume.with_parts(
        units, keep("volume_of_products", products), keep("volume_of_families", families)
    )
