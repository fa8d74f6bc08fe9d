"""The model of the next product, learnt anew each night from how many hold which products."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.recommendation import held
from hengke.engine.recommendation.candidates import Offer
from hengke.engine.recommendation.propensities import PPM, Reading
from hengke.engine.recommendation.states import OFFERED
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.next_product import NextProduct, fit_from_counts
from hengke.learning.next_product_reading import readings, telling
from hengke.pipelines.catalog import Catalog
from hengke.policies.recommendation import RecommendationPolicy

TABLE = {
    "product_id": "string", "holders": "int64", "share_ppm": "int64", "basis": "string",
}  # fmt: skip


@dataclass(frozen=True)
class Learnt:
    """What a night knows of the next product.

    `codes`: products whose holdings are read, by place of their flag. `offers`: those that may be
    recommended. `speaks`: for each of them what products held, by place, say. `table`: TABLE, a row
    per code. Of `customers`, `several` hold two products or more. `families`: of the codes.
    `of_groups`: for each offer what groups (name and band) say, where groups are read.
    """

    codes: tuple[str, ...]
    offers: tuple[Offer, ...]
    speaks: dict[str, dict[int, int]]
    table: pa.Table
    version: str
    notes: list[str]
    customers: int = 0
    several: int = 0
    families: Mapping[str, str] = field(default_factory=dict)
    of_groups: Mapping[str, Mapping[tuple[str, int], int]] = field(default_factory=dict)


def learn(
    catalog: Catalog, holdings: ir.Table, shelf: ir.Table, policy: RecommendationPolicy, *,
    customers: int,
) -> Learnt:  # fmt: skip
    """From the holdings of the night. Without customers enough the families' shares stand in."""
    found = [row for row in catalog.arrow(shelf).to_pylist() if row["shelf"] and row["family"]]
    found.sort(key=lambda row: row["place"])
    codes = tuple(row["product_id"] for row in found)
    if not codes or not customers:
        return Learnt(codes, (), {}, _table([]), "", [])
    rows = catalog.keep("held_products", held.held(holdings, codes))
    counts = counts_of(catalog, rows, codes)
    several = catalog.arrow(held.several(rows)).to_pylist()[0]["customers"]
    model, notes = _model(codes, counts, customers, several)
    families = {row["product_id"]: row["family"] for row in found}
    read = readings(
        model, codes, np.diag(counts), families, _families(catalog, holdings, customers),
        customers=customers, rules=policy.model,
    )  # fmt: skip
    told = [
        {"product_id": code, "holders": int(counts[at, at]), "basis": read[code].basis,
         "share_ppm": round(counts[at, at] / customers * PPM)}
        for at, code in enumerate(codes)
    ]  # fmt: skip
    offers = _offers(found, read, policy)
    speaks = {one.product.code: telling(one.reading, np.diag(counts) / customers) for one in offers}
    version = version_of("shares" if model is None else "items", read)
    return Learnt(codes, offers, speaks, _table(told), version, notes, customers, several, families)


def counts_of(catalog: Catalog, rows: ir.Table, codes: Sequence[str]) -> Any:
    """Customers who hold both, by places of the two."""
    places = {code: at for at, code in enumerate(codes)}
    counts = np.zeros((len(codes), len(codes)))
    for pair in catalog.arrow(held.together(rows)).to_pylist():
        counts[places[pair["product_id"]], places[pair["other_id"]]] = pair["customers"]
    return counts


def _model(
    codes: Sequence[str], counts: Any, customers: int, several: int
) -> tuple[NextProduct | None, list[str]]:
    try:
        return fit_from_counts(codes, counts, customers=customers, several=several), []
    except Refused as refused:
        return None, [
            sentence(
                "recommendation: no model of the next product, the shares of families stand in: "
                "{problem}",
                problem=refused.message,
            )
        ]


def _families(catalog: Catalog, holdings: ir.Table, customers: int) -> dict[str, float]:
    """The share of customers who own anything of a family."""
    owned = holdings.filter(holdings.share_ppm > 0, holdings.family.notnull())
    counted = owned.group_by("family").agg(n=owned.customer_id.nunique().cast("int64"))
    return {row["family"]: row["n"] / customers for row in catalog.arrow(counted).to_pylist()}


def _offers(
    found: Sequence[dict[str, Any]], read: dict[str, Reading], policy: RecommendationPolicy
) -> tuple[Offer, ...]:
    offers = []
    for at, row in enumerate(found):
        product = policy.product(row["product_id"])
        if product is not None and row["state"] == OFFERED:
            reading = read[product.code]
            offers.append(Offer(product, row["place"], at, row["family"], row["risk"], reading))
    return tuple(offers)


def version_of(kind: str, read: Mapping[str, Reading]) -> str:
    """Of what propensities are read with; equal data give the same."""
    return f"{kind}:{hashlib.sha256(repr(sorted(read.items())).encode()).hexdigest()[:12]}"


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=ibis.schema(TABLE).to_pyarrow())
