"""The customer file: one dense row per customer, as a core system would deliver it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hengke.pipelines.synthetic import identity, names
from hengke.pipelines.synthetic.block import Bank
from hengke.pipelines.synthetic.fate import NEVER
from hengke.pipelines.synthetic.people import DORMANT, OCCUPATIONS
from hengke.pipelines.synthetic.places import DISTRICTS, Placement, branch_ids, manager_ids
from hengke.pipelines.synthetic.plan import Flags, Ints
from hengke.pipelines.synthetic.writing import dates, numbered, words

STATUSES = ("active", "frozen", "deceased", "blacklisted", "closed")
ACTIVE, FROZEN, DECEASED, BLACKLISTED, CLOSED = range(5)
OLD_AGE = 70
FREEZES, DIES, BLACKLISTS = 0.03, 0.12, 0.006  # of the sleepers; of the old among them
INCOME_LEVELS = ("low", "middle", "high")
INCOME_FROM = (5_000, 20_000)  # yuan a month
ASSESSED_WITHIN = 470  # days; an assessment is good for a year, so some have run out
DOCUMENT_YEARS, EXPIRED = 11, 0.015
DOCUMENTS = ("居民身份证", "统一社会信用代码")
TRADES = tuple(trade for trade, _ in names.INDUSTRIES)


def customer_ids(numbers: Ints) -> pa.Array:
    return numbered("", numbers + 1, 10)


def customer_columns(bank: Bank, where: Placement) -> dict[str, pa.Array]:
    """Columns of `customers`, everybody at once."""
    plan, people = bank.plan, bank.people
    chance = plan.random("customer file")
    everybody, start = np.arange(plan.customers), np.datetime64(plan.first, "D")
    closed = bank.fate.closes <= plan.end_day
    regions = words(DISTRICTS, where.district)
    return {
        "customer_id": customer_ids(everybody),
        "kind": words(("person", "institution"), people.firm.astype(np.int8)),
        "name": _names(bank, chance),
        "gender": words(("male", "female"), np.where(people.firm, -1, people.female)),
        "birth_date": pa.array(people.birth.astype("datetime64[D]")),
        "id_type": words(DOCUMENTS, people.firm.astype(np.int8)),
        "id_number": _document_numbers(bank),
        "phone": identity.phones(plan.customers, chance),
        "email": identity.emails(everybody + 1, chance),
        "address": identity.addresses(people.home, regions, plan.seed),
        "region": regions,
        "occupation": words(OCCUPATIONS, people.occupation),
        "industry": words(TRADES, people.industry),
        "income_level": words(INCOME_LEVELS, _income_levels(bank)),
        "risk_level": words(("C1", "C2", "C3", "C4", "C5"), people.appetite - 1),
        "risk_assessed_on": dates(start, _assessed(bank, chance), people.appetite == 0),
        "id_expires_on": dates(start, _expires(bank, chance)),
        "opened_on": dates(start, people.came),
        "closed_on": dates(start, bank.fate.closes, ~closed),
        "status": words(STATUSES, _statuses(bank, closed, chance)),
        "branch_id": branch_ids(where.branch, where.branches),
        "manager_id": manager_ids(where.manager, where.people),
    }


def _names(bank: Bank, chance: np.random.Generator) -> pa.Array:
    people = bank.people
    born = people.birth.astype("datetime64[Y]").astype(np.int64) + 1970
    given = names.given_names(born, people.female, chance)
    firms = names.firm_names(np.maximum(people.industry, 0), chance)
    found: NDArray[Any] = np.where(people.firm, firms, np.char.add(people.surname, given))
    return pa.array(found)


def _document_numbers(bank: Bank) -> pa.Array:
    people = bank.people
    persons = identity.person_numbers(people.birth, people.female)
    firms = identity.firm_numbers(len(people.firm))
    return pc.if_else(pa.array(people.firm), firms, persons)


def _income_levels(bank: Bank) -> Ints:
    """Of persons with an income of their own."""
    level = np.searchsorted(INCOME_FROM, bank.people.income, side="right")
    return np.where(bank.people.firm | (bank.people.age < 18), -1, level)


def _assessed(bank: Bank, chance: np.random.Generator) -> Ints:
    """Day of the last risk assessment, never before the customer came."""
    ago = chance.integers(1, ASSESSED_WITHIN, bank.plan.customers)
    return np.maximum(bank.plan.end_day - ago, bank.people.came)


def _expires(bank: Bank, chance: np.random.Generator) -> Ints:
    """Documents run out evenly over the years ahead; a few have, unnoticed."""
    count = bank.plan.customers
    ahead = chance.integers(1, DOCUMENT_YEARS * 365, count)
    over = chance.random(count) < EXPIRED
    return bank.plan.end_day + np.where(over, -chance.integers(1, 300, count), ahead)


def _statuses(bank: Bank, closed: Flags, chance: np.random.Generator) -> Ints:
    """Frozen, deceased and blacklisted customers are sleepers: their accounts are quiet."""
    people = bank.people
    sleeps = (people.activity == DORMANT) & (bank.fate.leaves_from == NEVER)
    drawn, dies = chance.random((2, bank.plan.customers))
    status = np.full(bank.plan.customers, ACTIVE)
    status[sleeps & (drawn < FREEZES)] = FROZEN
    status[sleeps & (drawn > 1 - BLACKLISTS)] = BLACKLISTED
    old = sleeps & ~people.firm & (people.age >= OLD_AGE) & (status == ACTIVE)
    status[old & (dies < DIES)] = DECEASED
    status[closed] = CLOSED
    return status
