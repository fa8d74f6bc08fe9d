"""Rates of the day and returns of the month: what all customers share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from hengke.kernel.periods import month_ends
from hengke.pipelines.synthetic.names import INDUSTRIES
from hengke.pipelines.synthetic.plan import Floats, Plan
from hengke.pipelines.synthetic.workdays import is_workday

E8 = 100_000_000
CURRENCIES = ("CNY", "USD", "HKD", "EUR")
START = {"USD": 7.12, "HKD": 0.9105, "EUR": 7.78}
DAILY_MOVE = {"USD": 0.0011, "HKD": 0.0011, "EUR": 0.0031}
LEAD_DAYS = 12  # rates begin before the book, so that its first day has one
LONGEST_GAP = 5  # on longer holidays the bank's own board quotes in between
PEG = 7.815  # Hong Kong dollars per US dollar

# family -> monthly drift, monthly spread of what all positions share
RETURNS = {"fund": (0.004, 0.028), "wealth": (0.0019, 0.0007), "metal": (0.009, 0.036),
           "securities": (0.005, 0.052), "insurance": (0.0018, 0.0)}  # fmt: skip

DEPOSIT_RATES = {"demand": 0.0010, "3M": 0.0080, "6M": 0.0100, "1Y": 0.0120, "2Y": 0.0130,
                 "3Y": 0.0155, "5Y": 0.0160}  # fmt: skip
PRIME_RATES = {"1Y": 0.0310, "5Y": 0.0360}
CUT_EVERY_MONTHS, CUT = 8, 0.0010
INDEX_DRIFT, INDEX_SPREAD = 0.002, 0.03


@dataclass(frozen=True)
class Market:
    """`fx[currency, day]` is the rate in force on the day; `returns[family][month]`."""

    rows: dict[str, list[object]]
    fx: Floats
    returns: dict[str, Floats]


def make_market(plan: Plan) -> Market:
    rows: dict[str, list[object]] = {
        "rate_date": [], "kind": [], "base": [], "quote": [], "rate_e8": [], "source": [],
    }  # fmt: skip
    fx = _fx(plan, rows)
    _published_rates(plan, rows)
    _indices(plan, rows)
    returns = {}
    for family, (drift, spread) in RETURNS.items():
        chance = plan.random(f"returns of {family}")
        returns[family] = drift + spread * chance.standard_normal(plan.month_count)
    return Market(rows, fx, returns)


def _fx(plan: Plan, rows: dict[str, list[object]]) -> Floats:
    """A slow walk on workdays; the rate of the last day that had one holds until the next."""
    chance = plan.random("fx")
    current = dict(START)
    fx = np.ones((len(CURRENCIES), plan.days))
    last: date | None = None
    for day in range(-LEAD_DAYS, plan.days):
        on = plan.date(day)
        rest = (on - last).days if last else LONGEST_GAP
        if is_workday(on) or rest >= LONGEST_GAP:
            _move(current, chance)
            last = on
            _note(rows, plan, on, current)
        if day >= 0:
            fx[1:, day] = [current[code] for code in CURRENCIES[1:]]
    return fx


def _move(current: dict[str, float], chance: np.random.Generator) -> None:
    for code in ("USD", "EUR"):
        pull = 0.004 * np.log(START[code] / current[code])
        step = current[code] * np.exp(pull + DAILY_MOVE[code] * chance.standard_normal())
        current[code] = round(float(step), 4)
    wobble = 0.0004 * chance.standard_normal()
    current["HKD"] = round(float(current["USD"] / PEG * (1 + wobble)), 5)


def _note(rows: dict[str, list[object]], plan: Plan, on: date, current: dict[str, float]) -> None:
    if on > plan.end:
        return
    source = "interbank fixing" if is_workday(on) else "bank's own board"
    for code in CURRENCIES[1:]:
        _add(rows, on, "fx_middle", code, round(current[code] * E8), source)


def _published_rates(plan: Plan, rows: dict[str, list[object]]) -> None:
    """Deposit rates and prime rates at the start and at every month end; they fall slowly."""
    starts = [plan.first - timedelta(days=1), *month_ends(plan.first, plan.end)]
    for month, on in enumerate(starts):
        cut = month // CUT_EVERY_MONTHS * CUT
        for kind, rates in (("deposit", DEPOSIT_RATES), ("loan", PRIME_RATES)):
            for term, rate in rates.items():
                now = max(rate - cut * (term != "demand"), 0.0005)
                _add(rows, on, kind, term, round(now * E8), "bank's own board")


def _indices(plan: Plan, rows: dict[str, list[object]]) -> None:
    """An index per industry at every month end; 100 points at the start."""
    for industry in dict.fromkeys(industry for industry, _ in INDUSTRIES):
        chance = plan.random(f"index of {industry}")
        level = 100.0
        for on in [plan.first - timedelta(days=1), *month_ends(plan.first, plan.end)]:
            _add(rows, on, "index", industry, round(level * E8), "statistics bureau", "points")
            level *= float(np.exp(INDEX_DRIFT + INDEX_SPREAD * chance.standard_normal()))


def _add(
    rows: dict[str, list[object]],
    on: date,
    kind: str,
    base: str,
    rate_e8: int,
    source: str,
    quote: str = "CNY",
) -> None:
    for column, value in zip(rows, (on, kind, base, quote, rate_e8, source), strict=True):
        rows[column].append(value)


def market_columns(market: Market) -> dict[str, pa.Array]:
    return {column: pa.array(values) for column, values in market.rows.items()}
