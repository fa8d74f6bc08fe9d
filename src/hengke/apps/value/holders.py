"""Customers who have a product, those first who bring most, or least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from hengke.apps.customers.api import shown_name
from hengke.apps.value import products, queries, stack, words
from hengke.apps.value.models import ProductValue
from hengke.web import amounts, paging

ROWS = 50
ORDERED_UP_TO = 20_000
"""So many customers are ordered by any part; of more, by contribution, which has an index."""


@dataclass(frozen=True)
class Holder:
    """One customer with the product. `minor`: the part asked for, costs negative."""

    value: ProductValue
    name: str
    minor: int | None
    reason: Any

    @property
    def average_minor(self) -> int | None:
        return stack.average(self.value)


def context(user: Any, asked: Any) -> dict[str, Any]:
    """What value/product.html accepts. `asked`: product, family, part, order, after; refused as not
    found where no book of the reader has the product."""
    part = products.read(asked.get("part", ""))
    product_id, family = asked.get("product", ""), asked.get("family", "")
    lowest = products.LOWEST if asked.get("order") == products.LOWEST else ""
    stored = "\x00" not in f"{product_id}{family}"  # PostgreSQL does not even look for it
    line = queries.product(user, product_id, family, part) if stored else None
    if line is None:
        raise Http404
    order = _order(part, line["held"])
    page = paging.page(
        queries.holders(user, product_id, family),
        sort="customer_id" if order is None else order if lowest else f"-{order}",
        key="customer_id",
        size=ROWS,
        cursor=asked.get("after"),
    )
    return {
        "name": line["product_name"] or words.family(family),
        "family": words.family(family),
        "held": line["held"],
        "part": part,
        "label": words.part(part),
        "parts": [(words.part(one), products.address(product_id, family, one, order=lowest), one)
                  for one in stack.ORDER],
        "total": stack.sign(part) * (line["minor"] or 0),
        "lowest": bool(lowest),
        "turned": products.address(
            product_id, family, part, order="" if lowest else products.LOWEST
        ),
        "order": None if order is None else words.part(order),
        "page": page,
        "rows": _rows(page.rows, part, user=user),
        "months": queries.months(user),
    }  # fmt: skip


def _order(part: str, held: int) -> str | None:
    """None where a place in an order would tell the amount."""
    if not amounts.are_whole():
        return None
    return part if held <= ORDERED_UP_TO else products.DEFAULT


def _rows(values: Sequence[ProductValue], part: str, *, user: Any) -> list[Holder]:
    known = queries.customers_of([one.customer_id for one in values], user=user)
    return [
        Holder(
            one, shown_name(known[one.customer_id], user), _signed(one, part),
            words.reason(one.unknown_reason),
        )
        for one in values
        if one.customer_id in known
    ]  # fmt: skip


def _signed(one: ProductValue, part: str) -> int | None:
    minor = getattr(one, part)
    return None if minor is None else stack.sign(part) * minor
