"""The book of a home, computed once per run: what every later step reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from hengke.engine.features.book import Book, book
from hengke.engine.features.silver import Keep, Silver
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.seals import Seals, day_to_seal

KEPT = ("shares", "customers", "households")
WITHIN = (
    "runs", "stretches", "gaps", "seen", "begins", "spoken_of", "running_bookings", "running_days",
)  # fmt: skip
TO_SEAL = ("runs", "seen", "begins", "spoken_of", "running_bookings", "running_days")
"""Of a book that is only sealed: its stretches and gaps go straight into files."""


def kept_book(
    catalog: Catalog, silver: Silver, *, home: str, until: date, seals: Seals | None = None
) -> Book:
    """The bank read up to a day, with its derived tables materialised.

    With `seals` the past is read from the newest that holds.
    """
    onto = seals.newest(until) if seals else None
    seal = seals.read(catalog, onto) if seals and onto else None
    lazy = book(silver, home=home, until=until, seal=seal, keep=_keeping(catalog, WITHIN))
    return replace(lazy, **{name: catalog.keep(name, getattr(lazy, name)) for name in KEPT})


def sealed_up_to(
    catalog: Catalog, silver: Silver, seals: Seals, *, home: str, first: date, as_of: date
) -> None:
    """See to it that the last settled month end before a business date is sealed."""
    on = day_to_seal(first=first, as_of=as_of)
    onto = seals.newest(as_of)
    if on is None or (onto is not None and onto >= on):
        return
    seal = seals.read(catalog, onto) if onto else None
    lazy = book(silver, home=home, until=on, seal=seal, keep=_keeping(catalog, TO_SEAL))
    seals.write(catalog, replace(lazy, shares=catalog.keep("shares", lazy.shares)), onto=onto)


def _keeping(catalog: Catalog, names: Collection[str]) -> Keep:
    """Keeps the parts of these names, and leaves the others to whoever reads them."""
    return lambda name, table: catalog.keep(name, table) if name in names else table
