"""How every debt stands: at month ends and on the business date, days past due and class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from hengke.kernel.periods import month_ends
from hengke.pipelines.synthetic import catalogue
from hengke.pipelines.synthetic.debts import Debts
from hengke.pipelines.synthetic.ledger import Ledger, currencies
from hengke.pipelines.synthetic.plan import Ints, Plan
from hengke.pipelines.synthetic.writing import dates, words

CLASSES = ("正常", "关注", "次级", "可疑", "损失")
LOAN_LIMITS, CARD_LIMITS = (1, 91, 271, 361), (1, 91, 121, 181)  # days past due, from


def status_days(plan: Plan) -> list[int]:
    days = [plan.day(on) for on in month_ends(plan.first, plan.end)]
    return sorted({*days, plan.end_day})


def status_columns(ledger: Ledger, debts: Sequence[Debts], ids: pa.Array) -> dict[str, pa.Array]:
    """Columns of `loan_status`; what is repaid has no row after the day on which it was."""
    plan, accounts = ledger.block.plan, ledger.block.accounts
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
    for day in status_days(plan):
        owed = -ledger.balances_on(day)
        for kind in debts:
            number, closed = kind.account, accounts.closed[kind.account]
            rows = np.flatnonzero(
                (accounts.opened[number] <= day) & ((closed < 0) | (closed > day))
            )
            outstanding = owed[number[rows]]
            behind = np.where(outstanding > 0, kind.days_past_due(plan, day)[rows], 0)
            parts.append((number[rows], np.full(len(rows), day), behind, outstanding))
    account, on, behind, outstanding = (
        np.concatenate([part[place] for part in parts]) for place in range(4)
    )
    is_card = accounts.product[account] == catalogue.index("K001")
    grade = np.where(
        is_card,
        np.searchsorted(CARD_LIMITS, behind, side="right"),
        np.searchsorted(LOAN_LIMITS, behind, side="right"),
    )
    return {
        "account_id": ids.take(pa.array(account)),
        "status_date": dates(np.datetime64(plan.first, "D"), on),
        "days_past_due": pa.array(behind),
        "outstanding_minor": pa.array(outstanding),
        "currency": currencies(ledger, account),
        "bank_class": words(CLASSES, grade),
    }
