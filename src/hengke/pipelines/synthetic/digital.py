"""Log-ins, pages and queries. They thin out before somebody leaves, and the topics change."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from hengke.pipelines.synthetic.block import Block
from hengke.pipelines.synthetic.fate import RATE
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints
from hengke.pipelines.synthetic.purses import DAY_SECONDS
from hengke.pipelines.synthetic.wondering import SUBJECTS, wondering
from hengke.pipelines.synthetic.writing import instants, numbered, words

KINDS = ("login", "page", "query")
LOGIN, PAGE, QUERY = range(3)
DAYS_A_MONTH = 30.4375
WHILE_SIGNALLING, RATE_SHOPPERS, WHILE_LEAVING = 0.5, 0.85, 0.3
WHILE_ASLEEP = 0.02
PAGES_A_LOGIN, QUERIES_A_LOGIN = 0.45, 0.05
QUERIES_WHEN_SIGNALLING, TELLING = 0.25, 0.5  # share of topics that tell the reason
FROM_HOUR, TO_HOUR = 6.5, 23.9

COMMON = (
    "account_overview", "transfers", "statements", "wealth_products", "funds", "term_deposits",
    "card_bill", "loan_repayment", "insurance", "foreign_exchange", "branch_finder", "settings",
)  # fmt: skip
COMMON_WEIGHTS = np.array([30, 20, 12, 9, 7, 6, 6, 3, 2, 2, 1, 2])
ASKED = (
    "deposit_rates", "wealth_products", "loan_rates", "transfer_limit", "exchange_rates",
    "branch_finder", "card_bill", "customer_service",
)  # fmt: skip
ASKED_WEIGHTS = np.array([18, 22, 12, 14, 8, 10, 10, 6])
TELLING_TOPICS = (  # by reason of leaving
    ("deposit_rates", "rate_comparison", "early_withdrawal_loss"),
    ("branch_finder", "change_address", "account_transfer"),
    ("complaint", "customer_service", "close_account"),
    ("early_withdrawal_loss", "business_loan", "transfer_limit"),
    ("transfer_limit", "early_withdrawal_loss", "power_of_attorney"),
)
TOPICS = tuple(
    dict.fromkeys([*COMMON, *ASKED, *(topic for row in TELLING_TOPICS for topic in row)])
)
_WONDERED = np.array([TOPICS.index(topic) for topic in SUBJECTS])
_TELLING = np.array([[TOPICS.index(topic) for topic in row] for row in TELLING_TOPICS])


def event_columns(block: Block, customers: pa.Array, start: int) -> dict[str, pa.Array]:
    """Columns of `digital_events` up to the business date, numbered from `start`."""
    chance = block.chance("digital")
    owner, day = _logins(block, chance)
    second = (chance.uniform(FROM_HOUR, TO_HOUR, len(owner)) * 3600).astype(np.int64)
    telling = block.signalling(owner, day)
    queries = np.where(telling, QUERIES_WHEN_SIGNALLING, QUERIES_A_LOGIN)
    pages = np.flatnonzero(chance.random(len(owner)) < PAGES_A_LOGIN)
    asked = np.flatnonzero(chance.random(len(owner)) < queries)
    rows = np.concatenate([np.arange(len(owner)), pages, asked])
    kind = np.repeat([LOGIN, PAGE, QUERY], [len(owner), len(pages), len(asked)])
    later = np.where(kind == LOGIN, 0, chance.integers(4, 300, len(rows)))
    usual = np.where(kind == QUERY, _usual(ASKED, ASKED_WEIGHTS, len(rows), chance),
                     _usual(COMMON, COMMON_WEIGHTS, len(rows), chance))  # fmt: skip
    topic = _topics(block, owner[rows], telling[rows], usual, chance)
    moment = np.minimum(second[rows] + later, DAY_SECONDS - 1)
    owner, day = owner[rows], day[rows]
    owner, day, kind, topic, moment = _and_questions(block, owner, day, kind, topic, moment)
    order = np.lexsort((moment, day, owner))
    owner, day, kind, topic, moment = (a[order] for a in (owner, day, kind, topic, moment))
    return {
        "event_id": numbered("E", np.arange(start + 1, start + 1 + len(owner)), 11),
        "customer_id": customers.take(pa.array(owner)),
        "occurred_at": instants(block.plan.first, day, moment),
        "kind": words(KINDS, kind),
        "topic": words(TOPICS, np.where(kind == LOGIN, -1, topic)),
    }


def _and_questions(
    block: Block, owner: Ints, day: Ints, kind: Ints, topic: Ints, moment: Ints
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """The events with the questions of those who have something in mind."""
    who, when, subject = wondering(block)
    chance = block.chance("wondering hours")
    second = (chance.uniform(FROM_HOUR, TO_HOUR, len(who)) * 3600).astype(np.int64)
    return (
        np.concatenate([owner, who]), np.concatenate([day, when]),
        np.concatenate([kind, np.full(len(who), QUERY)]),
        np.concatenate([topic, _WONDERED[subject]]), np.concatenate([moment, second]),
    )  # fmt: skip


def _logins(block: Block, chance: np.random.Generator) -> tuple[Ints, Ints]:
    days = block.plan.end_day + 1
    rate = block.of(block.people.digital) * np.where(block.asleep, WHILE_ASLEEP, 1.0)
    owner = np.repeat(np.arange(block.size), chance.poisson(rate * days / DAYS_A_MONTH))
    day = chance.integers(0, days, len(owner))
    here = (day >= block.came[owner]) & (day <= block.closes[owner])
    kept = here & (chance.random(len(owner)) < _interest(block, owner, day))
    return owner[kept], day[kept]


def _interest(block: Block, owner: Ints, day: Ints) -> Floats:
    """Share of the usual log-ins that is left."""
    fate = block.bank.fate
    shops = block.of(fate.reason)[owner] == RATE
    signalling = np.where(shops, RATE_SHOPPERS, WHILE_SIGNALLING)
    share = np.where(block.signalling(owner, day), signalling, 1.0)
    return np.where(day >= block.of(fate.leaves_from)[owner], WHILE_LEAVING, share)


def _usual(topics: tuple[str, ...], weights: Ints, count: int, chance: np.random.Generator) -> Ints:
    edges = np.cumsum(weights / weights.sum())[:-1]
    numbers = np.array([TOPICS.index(topic) for topic in topics])
    return numbers[np.searchsorted(edges, chance.random(count), side="right")]


def _topics(
    block: Block, owner: Ints, telling: Flags, usual: Ints, chance: np.random.Generator
) -> Ints:
    """What somebody looks at; who thinks of leaving looks at what tells why."""
    reason = np.maximum(block.of(block.bank.fate.reason)[owner], 0)
    special = _TELLING[reason, chance.integers(0, _TELLING.shape[1], len(owner))]
    tells = telling & (chance.random(len(owner)) < TELLING)
    return np.where(tells, special, usual)
