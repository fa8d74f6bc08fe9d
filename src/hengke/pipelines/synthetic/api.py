"""The door: make a synthetic bank and write it as a delivery in the shape of the bank contract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from hengke.kernel.errors import Refused
from hengke.pipelines.synthetic import truth as secrets
from hengke.pipelines.synthetic.catalogue import product_columns
from hengke.pipelines.synthetic.customer_file import customer_columns
from hengke.pipelines.synthetic.debts import Debts
from hengke.pipelines.synthetic.digital import event_columns
from hengke.pipelines.synthetic.holders import Holders, assets_on, holder_columns, holders_of
from hengke.pipelines.synthetic.ledger import (
    Ledger,
    account_columns,
    account_ids,
    account_numbers,
    balance_columns,
    transaction_columns,
)
from hengke.pipelines.synthetic.loan_status import status_columns
from hengke.pipelines.synthetic.market import market_columns
from hengke.pipelines.synthetic.network import relation_columns
from hengke.pipelines.synthetic.places import branch_ids
from hengke.pipelines.synthetic.plan import Floats, Plan
from hengke.pipelines.synthetic.risk_profiles import with_profiles
from hengke.pipelines.synthetic.suitability import assessment_columns, rating_columns
from hengke.pipelines.synthetic.world import World, live, make_world
from hengke.pipelines.synthetic.writing import Delivery

__all__ = ["Generated", "generate"]

STAGE = "Making the synthetic bank"
Progress = Callable[..., None]  # stage, done, total


@dataclass(frozen=True)
class Generated:
    """What was written: rows per table, the first day of the book and the business date."""

    rows: dict[str, int]
    first: date
    end: date


def generate(
    target: Path,
    *,
    customers: int,
    seed: int,
    months: int = 24,
    transactions_per_customer: float | None = None,
    truth: Path | None = None,
    progress: Progress | None = None,
) -> Generated:
    """Write one delivery (a Parquet file per table of the contract) into the empty `target`.

    The same arguments give the same bytes. `truth` names a directory of its own for what the bank
    cannot know; nothing of it is in the delivery. `transactions_per_customer` counts over the
    whole book; about 50 in two years are the least, for salaries, positions and debts.
    """
    plan = Plan(customers, seed, months, transactions_per_customer)
    _check_empty(target)
    report = progress or _silent
    report(STAGE, 0, customers)
    world = make_world(plan)
    with ExitStack() as files:
        delivery = files.enter_context(Delivery(target))
        customer_ids = _write_common(delivery, world)
        future = _write_blocks(delivery, world, customer_ids, report)
        if truth is not None:
            kept = files.enter_context(Delivery(truth))
            kept.write_rows("customers", secrets.fates(world.bank, customer_ids))
            kept.write_rows("future_assets", secrets.future(plan, customer_ids, future))
    return Generated(dict(delivery.rows), plan.first, plan.end)


def _check_empty(target: Path) -> None:
    """A delivery never mixes with another; the truth of a delivery made again is replaced."""
    if target.exists() and any(target.glob("*.parquet")):
        raise Refused(
            "{target} already holds Parquet files.",
            next_step="Name an empty directory, so that nothing is overwritten.",
            target=target,
        )


def _write_common(delivery: Delivery, world: World) -> pa.Array:
    """Tables that need no bookings; gives the numbers of all customers."""
    bank = world.bank
    customers = customer_columns(bank, world.where)
    ids = customers["customer_id"]
    delivery.write("organisation", world.staff.rows)
    delivery.write("customers", customers)
    delivery.write("relations", relation_columns(bank.plan, world.network, ids, bank.people.came))
    delivery.write("products", product_columns())
    delivery.write("market_rates", market_columns(bank.market))
    delivery.write("risk_assessments", with_profiles(bank.plan, _assessments(world, customers)))
    delivery.write("product_ratings", rating_columns(bank.plan))
    return ids


def _assessments(world: World, customers: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """The last one of every customer is the one that the customer file tells."""
    bank = world.bank
    told = customers["risk_assessed_on"].cast(pa.int32()).fill_null(0).to_numpy()
    start = np.datetime64(bank.plan.first, "D").astype(np.int64)
    return assessment_columns(
        bank.plan,
        customers["customer_id"],
        level=bank.people.appetite,
        day=told - start,
        came=bank.people.came,
    )


def _write_blocks(
    delivery: Delivery, world: World, customer_ids: pa.Array, report: Progress
) -> Floats:
    """Everything about accounts, block by block; gives what everybody will hold (for the truth)."""
    plan = world.bank.plan
    future = np.zeros((plan.customers, len(secrets.future_days(plan))))
    for number, low, high in plan.blocks():
        ledger, debts = live(world.bank, number, low, high)
        holders = holders_of(ledger, world.partners)
        _write_block(delivery, world, customer_ids, ledger, debts, holders)
        for column, day in enumerate(secrets.future_days(plan)):
            future[:, column] += assets_on(ledger, holders, day, plan.customers)
        report(STAGE, high, plan.customers)
    return future


def _write_block(
    delivery: Delivery, world: World, customer_ids: pa.Array, ledger: Ledger,
    debts: Sequence[Debts], holders: Holders,
) -> None:  # fmt: skip
    """Numbers go on where the block before stopped; one row group or more per table."""
    block, written = ledger.block, delivery.rows
    mine = customer_ids.slice(block.low, block.size)
    branches = branch_ids(block.of(world.where.branch), world.where.branches)
    ids = account_ids(account_numbers(ledger, written.get("accounts", 0)))
    delivery.write("accounts", account_columns(ledger, ids, mine, branches))
    delivery.write("account_holders", holder_columns(ledger, holders, ids, customer_ids))
    delivery.write("balances", balance_columns(ledger, ids))
    start = written.get("transactions", 0)
    delivery.write("transactions", transaction_columns(ledger, ids, start))
    delivery.write("loan_status", status_columns(ledger, debts, ids))
    start = written.get("digital_events", 0)
    delivery.write("digital_events", event_columns(block, mine, start))


def _silent(stage: str, done: float = 0, total: float | None = None) -> None:
    """Nobody is watching."""
