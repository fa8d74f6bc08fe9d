"""What nobody at the bank knows: who leaves, when and why, and what a contact would change.

Written beside the home's data, never into a delivery, and read by no pipeline: forecasts and
effects of contacts are checked against it afterwards.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pyarrow as pa

from hengke.kernel.periods import month_ends
from hengke.pipelines.synthetic.block import Bank
from hengke.pipelines.synthetic.fate import LEVERS, NEVER, REASONS, RESPONSES
from hengke.pipelines.synthetic.plan import Floats, Plan
from hengke.pipelines.synthetic.writing import dates, words

FATES = pa.schema([
    ("customer_id", pa.string()),
    ("leaves", pa.bool_()),  # in sight: before the simulated months end
    ("reason", pa.string()),
    ("signals_from", pa.date32()),  # first day on which behaviour changes
    ("leaves_from", pa.date32()),  # first day on which money goes
    ("gone_by", pa.date32()),  # day on which everything has gone that will
    ("closes_on", pa.date32()),
    ("left_share_ppm", pa.int64()),  # of the assets, what stays in the end
    ("response", pa.string()),  # sure, persuadable, lost_cause or sleeping_dog
    ("contact_effect_ppm", pa.int64()),  # of the loss, what one good contact prevents
    ("lever", pa.string()),  # what such a contact would have to offer
])  # fmt: skip
FUTURE = pa.schema([  # one row per customer and day: business date and month ends after it
    ("customer_id", pa.string()), ("balance_date", pa.date32()), ("aum_minor", pa.int64()),
])  # fmt: skip


def fates(bank: Bank, ids: pa.Array) -> pa.Table:
    """One row per customer."""
    fate, start = bank.fate, np.datetime64(bank.plan.first, "D")
    leaves = fate.leaves_from < NEVER
    gone_by = np.where(leaves, fate.leaves_from + fate.run_off_days, NEVER)
    reason = np.where(leaves, fate.reason, -1)
    columns = [
        ids, pa.array(leaves), words(REASONS, reason),
        dates(start, fate.signals_from, ~leaves), dates(start, fate.leaves_from, ~leaves),
        dates(start, gone_by, ~leaves), dates(start, fate.closes, fate.closes == NEVER),
        pa.array(np.round(fate.left_share * 1_000_000).astype(np.int64)),
        words(RESPONSES, fate.response), pa.array(fate.effect_ppm), words(LEVERS, reason),
    ]  # fmt: skip
    return pa.table(columns, schema=FATES)


def future_days(plan: Plan) -> list[int]:
    """The business date and every simulated month end after it."""
    ends = month_ends(plan.end + timedelta(days=1), plan.horizon)
    return [plan.end_day, *(plan.day(on) for on in ends)]


def future(plan: Plan, ids: pa.Array, assets: Floats) -> pa.Table:
    """`assets` in fen, one row per customer and one column per future day."""
    days = future_days(plan)
    day = np.tile(days, len(ids))
    return pa.table(
        [
            ids.take(pa.array(np.repeat(np.arange(len(ids)), len(days)))),
            dates(np.datetime64(plan.first, "D"), day),
            pa.array(np.round(assets).astype(np.int64).ravel()),
        ],
        schema=FUTURE,
    )
