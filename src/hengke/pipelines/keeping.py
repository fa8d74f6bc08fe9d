"""The book of a home, computed once per run: what every later step reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import ibis.expr.types as ir

from hengke.engine.features.book import Book, book
from hengke.engine.features.silver import Silver
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.seals import Seals, day_to_seal

KEPT = ("shares", "customers", "households")
WITHIN = ("stretches", "gaps", "seen")


def kept_book(
    catalog: Catalog, silver: Silver, *, home: str, until: date, seals: Seals | None = None
) -> Book:
    """The bank read up to a day, with its derived tables materialised.

    With `seals` the past is read from the newest that holds.
    """
    onto = seals.newest(until) if seals else None
    seal = seals.read(catalog, onto) if seals and onto else None

    def keep(name: str, table: ir.Table) -> ir.Table:
        return catalog.keep(name, table) if name in WITHIN else catalog.once(name, table)

    lazy = book(silver, home=home, until=until, seal=seal, keep=keep)
    return replace(lazy, **{name: catalog.keep(name, getattr(lazy, name)) for name in KEPT})


def sealed_up_to(
    catalog: Catalog, silver: Silver, seals: Seals, *, home: str, first: date, as_of: date
) -> None:
    """See to it that the last settled month end before a business date is sealed."""
    on = day_to_seal(first=first, as_of=as_of)
    onto = seals.newest(as_of)
    if on is None or (onto is not None and onto >= on):
        return
    seals.write(catalog, kept_book(catalog, silver, home=home, until=on, seals=seals), onto=onto)
