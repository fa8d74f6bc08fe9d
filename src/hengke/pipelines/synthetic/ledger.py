"""The block's books: bookings in order, the balance after each, and the columns that deliver them.

What lies after the business date stays inside: it is simulated for the truth only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.bookings import (
    ANY,
    BY_CUSTOMER,
    CHANNELS,
    COUNTER,
    KIND_NAMES,
    MOBILE,
    ONLINE,
    PARTIES,
    SYSTEM,
    Columns,
)
from hengke.pipelines.synthetic.plan import Flags, Ints
from hengke.pipelines.synthetic.purses import DAY_SECONDS
from hengke.pipelines.synthetic.writing import dates, instants, numbered, words

HABITUAL = 0.85  # of the bookings go through the customer's habitual channel
COUNTER_BELOW = 0.35  # log-ins a month of those who go to the counter


@dataclass(frozen=True)
class Ledger:
    """`rows` by account, day and second; `balance` after each of them."""

    block: Block
    rows: Columns
    balance: Ints

    def balances_on(self, day: int) -> Ints:
        """End-of-day balance of every account of the block; 0 before it is opened."""
        accounts, days = self.block.accounts, self.block.plan.days
        key = self.rows.account * days + self.rows.day
        number = np.arange(len(accounts))
        last = np.searchsorted(key, number * days + day, side="right") - 1
        booked = last >= 0
        booked[booked] = self.rows.account[last[booked]] == number[booked]
        found = np.where(accounts.opened <= day, accounts.carried, 0)
        found[booked] = self.balance[last[booked]]
        return found

    @property
    def delivered(self) -> Flags:
        """Accounts that exist on the business date."""
        return self.block.accounts.opened <= self.block.plan.end_day


def settle(block: Block) -> Ledger:
    rows = block.bookings.all()
    key = (rows.account * block.plan.days + rows.day) * DAY_SECONDS + rows.second
    rows = rows.take(np.argsort(key, kind="stable"))
    running = np.cumsum(rows.amount)
    starts = np.flatnonzero(np.diff(rows.account, prepend=-1))
    first = rows.account[starts]
    before = running[starts] - rows.amount[starts] - block.accounts.carried[first]
    return Ledger(block, rows, running - np.repeat(before, np.diff(starts, append=len(running))))


def account_numbers(ledger: Ledger, start: int) -> Ints:
    """Numbers over the whole bank; those not delivered have none of their own."""
    return start + np.cumsum(ledger.delivered) - 1


def account_ids(numbers: Ints) -> pa.Array:
    return numbered("A", numbers + 1, 10)


def account_columns(
    ledger: Ledger, ids: pa.Array, customers: pa.Array, branches: pa.Array
) -> dict[str, pa.Array]:
    """Columns of `accounts`; `customers` and `branches` have an entry per customer of the block."""
    plan, accounts = ledger.block.plan, ledger.block.accounts
    rows = np.flatnonzero(ledger.delivered)
    start = np.datetime64(plan.first, "D")
    closed, matures = accounts.closed[rows], accounts.matures[rows]
    is_open = (closed < 0) | (closed > plan.end_day)
    owner = pa.array(accounts.owner[rows])
    rate, principal = accounts.rate_e8[rows], accounts.principal[rows]
    return {
        "account_id": ids.take(pa.array(rows)),
        "customer_id": customers.take(owner),
        "product_id": words(catalogue.CODES, accounts.product[rows]),
        "currency": currencies(ledger, rows),
        "opened_on": dates(start, accounts.opened[rows]),
        "closed_on": dates(start, closed, is_open),
        "matures_on": dates(start, matures, matures < 0),
        "rate_e8": pa.array(rate, mask=rate == 0),
        "principal_minor": pa.array(principal, mask=principal == 0),
        "branch_id": branches.take(owner),
        "status": words(("closed", "open"), is_open.astype(np.int8)),
    }


def currencies(ledger: Ledger, account: Ints) -> pa.Array:
    names = tuple(dict.fromkeys(product.currency for product in catalogue.PRODUCTS))
    of_product = np.array([names.index(product.currency) for product in catalogue.PRODUCTS])
    return words(names, of_product[ledger.block.accounts.product[account]])


def transaction_columns(ledger: Ledger, ids: pa.Array, start: int) -> dict[str, pa.Array]:
    """Columns of `transactions`, numbered from `start`, up to the business date."""
    plan = ledger.block.plan
    known = np.flatnonzero(ledger.rows.day <= plan.end_day)
    rows, balance = ledger.rows.take(known), ledger.balance[known]
    channel = _channels(ledger.block, rows)
    return {
        "transaction_id": numbered("T", np.arange(start + 1, start + 1 + len(rows)), 11),
        "account_id": ids.take(pa.array(rows.account)),
        "booked_on": dates(np.datetime64(plan.first, "D"), rows.day),
        "occurred_at": instants(plan.first, rows.day, rows.second),
        "amount_minor": pa.array(rows.amount),
        "currency": currencies(ledger, rows.account),
        "balance_minor": pa.array(balance),
        "kind": words(KIND_NAMES, rows.kind),
        "channel": words(CHANNELS, channel),
        "customer_initiated": pa.array(BY_CUSTOMER[rows.kind] & (channel != SYSTEM)),
        "counterparty_kind": words(PARTIES, rows.party),
    }


def _channels(block: Block, rows: Columns) -> Ints:
    """Where anything goes, the habitual channel; what sleepers hold rolls over by itself."""
    chance = block.chance("channels")
    people, count = block.people, block.size
    habit = np.where(block.of(people.digital) < COUNTER_BELOW, COUNTER, MOBILE)
    habit = np.where(block.of(people.firm), ONLINE, habit)
    other = np.where(chance.random(count) < 0.5, COUNTER, ONLINE)
    open_choice = np.flatnonzero(rows.channel == ANY)
    owner = block.accounts.owner[rows.account[open_choice]]
    usual = chance.random(len(owner)) < HABITUAL
    chosen = np.where(usual, habit[owner], other[owner])
    channel = rows.channel.astype(np.int64)
    channel[open_choice] = np.where(block.asleep[owner], SYSTEM, chosen)
    return channel


def balance_columns(ledger: Ledger, ids: pa.Array) -> dict[str, pa.Array]:
    """Columns of `balances`: every account's first day in the book, then the days of change."""
    plan, accounts = ledger.block.plan, ledger.block.accounts
    key = ledger.rows.account * plan.days + ledger.rows.day
    is_last = np.diff(key, append=-1) != 0
    at = np.flatnonzero(is_last & (ledger.rows.day <= plan.end_day))
    delivered = np.flatnonzero(ledger.delivered)
    first = delivered * plan.days + np.maximum(accounts.opened[delivered], 0)
    quiet = ~np.isin(first, key[at])
    keys = np.concatenate([key[at], first[quiet]])
    values = np.concatenate([ledger.balance[at], accounts.carried[delivered][quiet]])
    order = np.argsort(keys, kind="stable")
    account, day = np.divmod(keys[order], plan.days)
    return {
        "account_id": ids.take(pa.array(account)),
        "balance_date": dates(np.datetime64(plan.first, "D"), day),
        "balance_minor": pa.array(values[order]),
        "currency": currencies(ledger, account),
        "observed": words(("change",), np.zeros(len(account), np.int8)),
    }
