"""Who else holds an account: couples who share theirs, owners who may dispose of the firm's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from hengke.engine.schemas import DEPOSIT_FAMILIES
from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Bank
from hengke.pipelines.synthetic.fate import NEVER
from hengke.pipelines.synthetic.ledger import Ledger
from hengke.pipelines.synthetic.network import FULL, Network
from hengke.pipelines.synthetic.plan import Floats, Ints
from hengke.pipelines.synthetic.portfolio import fx_rate
from hengke.pipelines.synthetic.writing import words

SHARE_ACCOUNTS, SHARE_DEPOSITS = 0.28, 0.30
EQUAL, HALF, LARGER = 0.8, 500_000, 600_000
ROLES = ("owner", "joint", "disponent")
OWNER, JOINT, DISPONENT = range(3)


@dataclass(frozen=True)
class Partners:
    """Per customer: who holds the current account too (-1: nobody), and the customer's share."""

    joint: Ints
    share: Ints  # parts per million
    disponent: Ints  # of a firm


@dataclass(frozen=True)
class Holders:
    """One entry per account of a block and holder; `customer` counts over the whole bank."""

    account: Ints
    customer: Ints
    role: Ints
    share: Ints


def find_partners(bank: Bank, network: Network) -> Partners:
    """Couples who were both here before the book began and of whom nobody closes the accounts."""
    chance = bank.plan.random("holders")
    husbands, wives = network.couples
    settled = (bank.people.came < 0) & (bank.fate.closes == NEVER)
    shares = chance.random(len(husbands)) < SHARE_ACCOUNTS
    shares &= settled[husbands] & settled[wives]
    his = chance.random(len(husbands)) < 0.5
    first, second = np.where(his, husbands, wives)[shares], np.where(his, wives, husbands)[shares]
    joint, disponent = np.full((2, bank.plan.customers), -1)
    joint[first] = second
    share = np.full(bank.plan.customers, FULL)
    share[first] = np.where(chance.random(len(first)) < EQUAL, HALF, LARGER)
    disponent[network.owners[0]] = network.owners[1]
    return Partners(joint, share, disponent)


def holders_of(ledger: Ledger, partners: Partners) -> Holders:
    """Every account of the block with all its holders, the first holder first."""
    block = ledger.block
    account = np.arange(len(block.accounts))
    owner = block.accounts.owner + block.low
    is_current = account < block.size
    deposit = np.isin(catalogue.column("family")[block.accounts.product], DEPOSIT_FAMILIES)
    deposit &= block.chance("holders").random(len(account)) < SHARE_DEPOSITS
    joint = np.flatnonzero((partners.joint[owner] >= 0) & (is_current | deposit))
    share = np.full(len(account), FULL)
    share[joint] = partners.share[owner[joint]]
    ruled = np.flatnonzero(is_current & (partners.disponent[owner] >= 0))
    found = Holders(
        np.concatenate([account, account[joint], account[ruled]]),
        np.concatenate([owner, partners.joint[owner[joint]], partners.disponent[owner[ruled]]]),
        np.repeat([OWNER, JOINT, DISPONENT], [len(account), len(joint), len(ruled)]),
        np.concatenate([share, FULL - share[joint], np.zeros(len(ruled), np.int64)]),
    )
    order = np.lexsort((found.role, found.account))
    return Holders(*(getattr(found, name)[order] for name in Holders.__dataclass_fields__))


def holder_columns(
    ledger: Ledger, holders: Holders, ids: pa.Array, customers: pa.Array
) -> dict[str, pa.Array]:
    """Columns of `account_holders`; `customers` has one entry per customer of the bank."""
    rows = np.flatnonzero(ledger.delivered[holders.account])
    return {
        "account_id": ids.take(pa.array(holders.account[rows])),
        "customer_id": customers.take(pa.array(holders.customer[rows])),
        "role": words(ROLES, holders.role[rows]),
        "share_ppm": pa.array(holders.share[rows]),
    }


def assets_on(ledger: Ledger, holders: Holders, day: int, customers: int) -> Floats:
    """Fen per customer of the bank held in the block's accounts at the end of a day, by share."""
    accounts = ledger.block.accounts
    value = ledger.balances_on(day) * fx_rate(ledger.block, accounts.product, day)
    value = np.where(catalogue.is_asset()[accounts.product], value, 0.0)
    part = value[holders.account] * (holders.share / FULL)
    found: Floats = np.bincount(holders.customer, part, minlength=customers).astype(np.float64)
    return found
