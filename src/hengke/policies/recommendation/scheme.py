"""What a recommendation policy is. Rules are texts of the expression language (engine.rules)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from hengke.kernel.errors import PolicyError
from hengke.policies.recommendation import groups
from hengke.policies.recommendation.products import Product, Shelf
from hengke.policies.recommendation.suitability import Suitability

REFUSALS = ("no_need", "return_too_low", "too_risky", "elsewhere", "later_perhaps", "other")
"""Why customers say no; every language has its word for each."""
PPM = 1_000_000
MOST_PRODUCTS = 100
"""Each product is a column when a night scores; a bank's shelf is a few dozen."""


@dataclass(frozen=True)
class Wide:
    """For which products a factor holds: by code, by family, by risk; empty means any."""

    products: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    risks: tuple[int, ...] = ()

    def covers(self, product: str, family: str, risk: int | None) -> bool:
        return (
            (not self.products or product in self.products)
            and (not self.families or family in self.families)
            and (not self.risks or risk in self.risks)
        )


@dataclass(frozen=True)
class Signal:
    """What a customer does or needs now, and what it makes of a product: a factor in millionths.

    It holds by a `rule`, or where a `need` of this class stands unmet on the register. `trigger`: a
    reason to come forward with an offer at once, for `Model.trigger_ranks`.
    """

    name: str
    zh: str
    en: str
    rule: str
    factor_ppm: int
    wide: Wide
    trigger: bool
    need: str = ""


@dataclass(frozen=True)
class Lever:
    """What the bank wants for a time: a factor in millionths, for ranks and products."""

    name: str
    zh: str
    en: str
    factor_ppm: int
    wide: Wide
    ranks: tuple[int, ...]
    since: date | None
    through: date | None

    def in_force(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (
            self.through is None or on <= self.through
        )


@dataclass(frozen=True)
class Model:
    """How propensities are read and how many recommendations a customer gets.

    A product with fewer than `least_holders` has one propensity for all of a rank: its share of the
    rank, leaning with the weight of `least_holders` on that of all customers, which in turn leans
    on that of its family with the same weight. Nobody's propensity
    is below `least_part_ppm` of the share of customers who hold the product. What a product that
    `least_holders` hold, else its family, brings is told by the holders of the same rank, leaning
    with the weight of `least_holders` on all holders: of what holds money the share of assets (at
    most `most_share_ppm`) and the margin, of the rest the profit scaled to the rank. The model is
    tried on what customers took in the last `trial_days`. A ranker learns what they took in up to
    `windows` such times, by products held and `groups` of customers: where it is surely better,
    propensity is that of taking the product within `trial_days`, and shares are those of takers.
    Within `showing_days`, showing a product once more is the same showing; what was refused stands
    last for `refused_days`.
    """

    most: int
    most_of_a_family: int
    least_holders: int
    least_part_ppm: int
    trigger_ranks: tuple[int, ...]
    trial_days: int = 90
    showing_days: int = 30
    refused_days: int = 90
    most_share_ppm: int = PPM // 2
    windows: int = 4
    groups: tuple[groups.Group, ...] = groups.SHIPPED


@dataclass(frozen=True)
class RecommendationPolicy:
    """One dated set of rules."""

    name: str
    version: str
    source: str
    suitability: Suitability
    model: Model
    shelves: tuple[Shelf, ...]
    products: tuple[Product, ...]
    signals: tuple[Signal, ...]
    levers: tuple[Lever, ...]

    def __post_init__(self) -> None:
        _refuse_twice([one.name for one in self.shelves], where="shelves")
        _refuse_twice([one.code for one in self.products], where="products")
        _refuse_twice([one.name for one in self.factors], where="signals, levers")
        if len(self.products) > MOST_PRODUCTS:
            raise PolicyError(
                "{where}: {found} products are on the shelf; {most} are the most.",
                next_step="Leave out what nobody is to be offered.",
                where=self.name,
                found=len(self.products),
                most=MOST_PRODUCTS,
            )
        shelves, codes = self.by_name, {one.code for one in self.products}
        for product in self.products:
            if product.shelf not in shelves:
                raise PolicyError(
                    "product '{code}': there is no shelf '{shelf}'",
                    code=product.code,
                    shelf=product.shelf,
                )
        for one in self.factors:
            for code in one.wide.products:
                if code not in codes:
                    raise PolicyError(
                        "'{name}' names the product '{code}', which is on no shelf",
                        name=one.name,
                        code=code,
                    )

    @property
    def factors(self) -> tuple[Signal | Lever, ...]:
        """Everything that makes a product more or less likely to be recommended."""
        return self.signals + self.levers

    @property
    def by_name(self) -> dict[str, Shelf]:
        return {one.name: one for one in self.shelves}

    def product(self, code: str) -> Product | None:
        return next((one for one in self.products if one.code == code), None)

    def factor(self, name: str) -> Signal | Lever | None:
        """The signal or lever of this name; a later policy may have it no more."""
        return next((one for one in self.factors if one.name == name), None)

    def reached(self, rank: int | None) -> tuple[Shelf, ...]:
        """The shelves of a rank; of an unknown one those that begin with the lowest."""
        return tuple(one for one in self.shelves if one.from_rank <= (rank or 0))


def _refuse_twice(names: list[str], *, where: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise PolicyError("{where}: '{name}' is there twice", where=where, name=name)
