"""The book of a home, computed once per run: what every later step reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hengke.engine.features.book import Book, book
from hengke.engine.features.silver import Silver
from hengke.pipelines.catalog import Catalog

KEPT = ("stretches", "gaps", "shares", "customers", "households")


def kept_book(catalog: Catalog, silver: Silver, *, home: str, until: date) -> Book:
    """The bank read up to a day, with its derived tables materialised."""
    lazy = book(silver, home=home, until=until, keep=catalog.once)
    return replace(lazy, **{name: catalog.keep(name, getattr(lazy, name)) for name in KEPT})
