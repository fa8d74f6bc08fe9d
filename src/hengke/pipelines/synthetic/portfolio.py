"""Which products a customer is inclined to hold, and which share of the assets each one takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.catalogue import CASH_SIZE, INCLINATIONS, Inclination
from hengke.pipelines.synthetic.market import CURRENCIES
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints

IGNORES_RISK = 0.02  # share of positions above the customer's risk tolerance (old sins)


@dataclass
class Slots:
    """Places in customers' portfolios: `account` is -1 while a place is empty."""

    owner: Ints
    product: Ints
    weight: Floats
    account: Ints
    amount: Ints  # minor units of the product's currency
    until: Ints  # maturity of what lies in it

    def __len__(self) -> int:
        return len(self.owner)

    def of_style(self, style: str) -> Slots:
        return self.take(catalogue.column("style")[self.product] == style)

    def take(self, rows: Flags | Ints) -> Slots:
        return Slots(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def choose_slots(block: Block) -> Slots:
    """Places of all customers of the block; weights and the current account sum to 1."""
    chance = block.chance("portfolio")
    owners, products, sizes = [], [], []
    for inclination in INCLINATIONS:
        owner = _inclined(block, inclination, chance)
        owners.append(owner)
        products.append(_picked(inclination, len(owner), chance))
        sizes.append(chance.gamma(2.0, inclination.size / 2.0, len(owner)))
    owner, product = np.concatenate(owners), np.concatenate(products)
    size = np.concatenate(sizes)
    fits = _suits(block, owner, product, chance)
    owner, product, size = owner[fits], product[fits], size[fits]
    cash = chance.gamma(2.0, np.array(CASH_SIZE)[block.band] / 2.0)
    total = cash + np.bincount(owner, size, minlength=block.size)
    empty = np.zeros(len(owner), np.int64)
    return Slots(owner, product, size / total[owner], empty - 1, empty.copy(), empty.copy())


def _inclined(block: Block, inclination: Inclination, chance: np.random.Generator) -> Ints:
    """Customers who hold it, as often as they hold it."""
    likely = np.array(inclination.likely)[block.band]
    likely = np.where(block.of(block.people.firm), likely * inclination.firms, likely)
    holds = chance.random(block.size) < likely
    parts = [np.flatnonzero(holds)]
    for more in inclination.more:
        holds = holds & (chance.random(block.size) < more * (block.band > 0))
        parts.append(np.flatnonzero(holds))
    return np.concatenate(parts)


def _picked(inclination: Inclination, count: int, chance: np.random.Generator) -> Ints:
    choices = np.array([catalogue.index(code) for code in inclination.codes])
    weights = catalogue.column("popularity")[choices]
    return chance.choice(choices, count, p=weights / weights.sum())


def _suits(block: Block, owner: Ints, product: Ints, chance: np.random.Generator) -> Flags:
    """Nothing above the risk tolerance, save old sins; deposits only for minors."""
    within = (
        catalogue.risk_number()[product] <= np.maximum(block.of(block.people.appetite), 1)[owner]
    )
    adult = ((block.of(block.people.age) >= 18) | block.of(block.people.firm))[owner]
    sins = adult & (chance.random(len(owner)) < IGNORES_RISK)
    simple = catalogue.column("family")[product] == "term_deposit"
    return (within & (adult | simple)) | sins


def target(block: Block, slots: Slots, month: int) -> Ints:
    """What each place should hold at a month's end, in whole steps of its product's minor unit."""
    rate = fx_rate(block, slots.product, int(block.plan.month_first[month]))
    yuan = slots.weight * block.wanted[slots.owner, month] / rate
    step = catalogue.column("step")[slots.product]
    amount = np.floor(yuan / step) * step
    enough = amount >= catalogue.column("minimum")[slots.product]
    return np.where(enough, amount * 100, 0).astype(np.int64)


def fx_rate(block: Block, product: Ints, day: Ints | int) -> Floats:
    """Yuan for one unit of the product's currency on a day."""
    return block.bank.market.fx[currency_number(product), np.minimum(day, block.plan.days - 1)]


@cache
def _currencies() -> Ints:
    return np.array([CURRENCIES.index(product.currency) for product in catalogue.PRODUCTS])


def currency_number(product: Ints) -> Ints:
    return _currencies()[product]
