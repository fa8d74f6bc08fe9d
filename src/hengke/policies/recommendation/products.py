"""The shelf: which products are offered to whom, where and since when. Risk is not written here: it
is delivered (tables `products` and `product_ratings` of the bank contract)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hengke.kernel.money import decimal_string

ON_SALE, SUSPENDED, CLOSED = "on_sale", "suspended", "closed"
STATUSES = (ON_SALE, SUSPENDED, CLOSED)


@dataclass(frozen=True)
class Service:
    """Something that belongs to a shelf and is no product: an adviser, a course."""

    zh: str
    en: str


@dataclass(frozen=True)
class Shelf:
    """Products for customers from a rank of the tiers on; rank 0 is the lowest."""

    name: str
    zh: str
    en: str
    from_rank: int
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Product:
    """One product on a shelf. `only` is a rule that the customer must surely meet (a qualified
    investor, a person); empty for everybody. `least_minor`: the smallest amount that is sold, in
    the home currency, which the customer's assets must reach; 0: any. `again`: also for who holds
    it. The order of the file is the fixed order in which nobody's holdings are looked at."""

    code: str
    shelf: str
    status: str
    channels: tuple[str, ...]
    only: str
    again: bool
    since: date | None
    through: date | None
    least_minor: int = 0

    @property
    def condition(self) -> str:
        """`only` and the smallest amount as one rule."""
        enough = f"aum >= {decimal_string(self.least_minor)}" if self.least_minor else ""
        both = f"({self.only}) and {enough}" if self.only and enough else ""
        return both or self.only or enough

    def offered(self, on: date) -> bool:
        """On sale on the day, the first and the last included."""
        begun = self.since is None or self.since <= on
        return self.status == ON_SALE and begun and (self.through is None or on <= self.through)
