"""The hidden state: who will leave, when and why, what a call would change, and the assets wanted.

`wanted` is the path that a customer's assets would take if money moved at once; the books follow
it as far as maturities allow. Nothing here is delivered; `truth` writes it down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.pipelines.synthetic.people import People
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints, Plan
from hengke.pipelines.synthetic.wealth import GOLD, Wealth

REASONS = ("rate_shopping", "relocation", "service_complaint", "business_cash_need", "life_event")
RATE, RELOCATION, COMPLAINT, CASH_NEED, LIFE = range(5)
REASON_WEIGHTS = np.array([0.40, 0.14, 0.14, 0.16, 0.16])
LEVERS = ("better_rate", "partner_branch", "service_recovery", "credit_line", "family_review")

RESPONSES = ("sure", "persuadable", "lost_cause", "sleeping_dog")
SURE, PERSUADABLE, LOST_CAUSE, SLEEPING_DOG = range(4)
STAYER_RESPONSES = np.array([0.91, 0.03, 0.0, 0.06])
LEAVER_RESPONSES = np.array([
    [0.03, 0.60, 0.30, 0.07],
    [0.00, 0.18, 0.80, 0.02],
    [0.02, 0.52, 0.30, 0.16],
    [0.02, 0.33, 0.62, 0.03],
    [0.02, 0.30, 0.62, 0.06],
])  # fmt: skip

YEARLY_LEAVERS = np.array([0.05, 0.06, 0.075, 0.07, 0.06, 0.045])
RECENT_DAYS, RECENT_FACTOR = 150, 1.7  # a season of leaving ends the book, so that lists are alive
SIGNAL_LEAD = ((35, 90), (30, 80), (10, 35), (10, 40), (15, 60))  # days of signs before money moves
RUN_OFF_DAYS = ((60, 170), (25, 75), (15, 60), (10, 40), (15, 75))
LEFT_SHARE = ((0.10, 0.55), (0.0, 0.12), (0.0, 0.2), (0.15, 0.6), (0.15, 0.6))
QUICK = (COMPLAINT, CASH_NEED, RELOCATION)  # reasons to break a deposit before it matures
GONE_BELOW = 0.06  # who keeps less than this closes the accounts, some days later
CLOSING_LAG = 45

NOISE = np.array([0.38, 0.24, 0.13, 0.12, 0.11, 0.08])  # monthly, of the log of assets
NOISE_MEMORY = 0.72
NEVER = 10**6


@dataclass(frozen=True)
class Fate:
    """One entry per customer; days of the plan, `NEVER` where it does not happen in sight."""

    reason: Ints  # -1: stays
    signals_from: Ints
    leaves_from: Ints
    run_off_days: Ints
    left_share: Floats
    closes: Ints  # day on which the last account is closed
    response: Ints
    effect_ppm: Ints  # share of the loss that one good contact prevents; negative provokes it
    wanted: Floats  # yuan per customer and month end, customers x months

    def remaining(self, people: Ints, days: Ints) -> Floats:
        """Share of the assets that a leaver still wants to keep here on a day; 1 for stayers."""
        way = (days - self.leaves_from[people]) / np.maximum(self.run_off_days[people], 1)
        way = np.clip(way, 0.0, 1.0)
        return 1 - (1 - self.left_share[people]) * way * way * (3 - 2 * way)

    def signalling(self, people: Ints, days: Ints) -> Flags:
        return days >= self.signals_from[people]


def decide_fates(plan: Plan, people: People, wealth: Wealth) -> Fate:
    chance = plan.random("fate")
    count = plan.customers
    leaves = _leaving_days(plan, people, wealth, chance)
    reason = _reasons(people, chance)
    lead = _between(SIGNAL_LEAD, reason, chance)
    run_off = _between(RUN_OFF_DAYS, reason, chance).astype(np.int64)
    left = _between(LEFT_SHARE, reason, chance)
    going = leaves < NEVER
    signals = np.where(going, np.maximum(leaves - lead.astype(np.int64), people.came), NEVER)
    closes = np.where(going & (left < GONE_BELOW), leaves + run_off + CLOSING_LAG, NEVER)
    response = _responses(going, reason, chance)
    fate = Fate(
        np.where(going, reason, -1), signals, leaves, np.where(going, run_off, 0),
        np.where(going, left, 1.0), closes, response, _effects(response, chance),
        np.empty((0, 0)),
    )  # fmt: skip
    wanted = _steady_path(plan, people, wealth, chance)
    everyone = np.arange(count)
    for month in range(plan.month_count):
        month_end = np.full(count, plan.month_first[month + 1] - 1)
        wanted[:, month] *= fate.remaining(everyone, month_end)
    return Fate(**{**fate.__dict__, "wanted": wanted})


def _leaving_days(plan: Plan, people: People, wealth: Wealth, chance: np.random.Generator) -> Ints:
    """First day of the run-off; evenly over the book, denser towards its end."""
    count = plan.customers
    start, stop = 40, plan.days - 20
    recent = max(start, plan.end_day - RECENT_DAYS)
    span = (recent - start) + RECENT_FACTOR * (stop - recent)
    going = chance.random(count) < YEARLY_LEAVERS[wealth.band] * span / 365
    drawn = chance.random(count) * span + start
    day = np.where(drawn > recent, recent + (drawn - recent) / RECENT_FACTOR, drawn)
    settled = day > people.came + 120
    return np.where(going & settled, day, NEVER).astype(np.int64)


def _reasons(people: People, chance: np.random.Generator) -> Ints:
    weights = np.tile(REASON_WEIGHTS, (len(people.age), 1))
    weights[people.firm] = [0.35, 0.08, 0.17, 0.40, 0.0]
    weights[people.age > 62, CASH_NEED] *= 0.3
    edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    return np.minimum((chance.random(len(edges))[:, None] > edges).sum(axis=1), LIFE)


def _between(
    ranges: tuple[tuple[float, float], ...], reason: Ints, chance: np.random.Generator
) -> Floats:
    bounds = np.array(ranges, float)[reason]
    return chance.uniform(bounds[:, 0], bounds[:, 1])


def _responses(going: Flags, reason: Ints, chance: np.random.Generator) -> Ints:
    weights = np.where(going[:, None], LEAVER_RESPONSES[reason], STAYER_RESPONSES)
    edges = np.cumsum(weights, axis=1)
    return np.minimum((chance.random(len(edges))[:, None] > edges).sum(axis=1), SLEEPING_DOG)


def _effects(response: Ints, chance: np.random.Generator) -> Ints:
    """Persuadables keep 35 to 85 % of what they would take; provoked ones take 5 to 30 % more."""
    kept = chance.uniform(0.35, 0.85, len(response))
    provoked = -chance.uniform(0.05, 0.30, len(response))
    effect = np.where(response == PERSUADABLE, kept, 0.0)
    effect = np.where(response == SLEEPING_DOG, provoked, effect)
    return np.round(effect * 1_000_000).astype(np.int64)


def _steady_path(plan: Plan, people: People, wealth: Wealth, chance: np.random.Generator) -> Floats:
    """Trend, slow noise and one-off events; the middle of the book is where the band was drawn."""
    months = np.arange(plan.month_count)
    trend = _trends(people, chance)[:, None] * (months - plan.end_month * 0.6)
    path = trend + _slow_noise(plan, wealth, chance) + _events(plan, wealth, chance)
    season = 0.035 * np.isin((plan.first.month - 1 + months) % 12, (0, 1))
    assets = wealth.assets[:, None] * np.exp(path + season)
    return assets * _arriving(plan, people)


def _trends(people: People, chance: np.random.Generator) -> Floats:
    """Most stand still, a fifth saves, a tenth lives on what it has."""
    count = len(people.age)
    mood = chance.random(count)
    trend = 0.002 + 0.004 * chance.standard_normal(count)
    trend = np.where(mood < 0.18, chance.uniform(0.012, 0.035, count), trend)
    spends = mood > np.where(people.age > 65, 0.8, 0.93)
    return np.where(spends, -chance.uniform(0.01, 0.03, count), trend)


def _slow_noise(plan: Plan, wealth: Wealth, chance: np.random.Generator) -> Floats:
    size = NOISE[wealth.band] * chance.uniform(0.4, 1.5, plan.customers)
    shocks = chance.standard_normal((plan.month_count, plan.customers))
    noise = np.empty((plan.customers, plan.month_count))
    state = shocks[0]
    for month in range(plan.month_count):
        state = NOISE_MEMORY * state + np.sqrt(1 - NOISE_MEMORY**2) * shocks[month]
        noise[:, month] = state * size
    return noise


def _events(plan: Plan, wealth: Wealth, chance: np.random.Generator) -> Floats:
    """A house sold or bought, a bonus, a wedding: a step that fades over about a year."""
    count, months = plan.customers, np.arange(plan.month_count)
    kind = chance.random(count)
    month = chance.integers(1, plan.month_count, count)
    gain = np.where(kind < 0.07, chance.uniform(0.3, 1.3, count), 0.0)
    loss = np.where(kind > 0.93, -chance.uniform(0.25, 1.1, count), 0.0)
    upper = np.where(wealth.band >= GOLD, 0.7, 1.0)
    since = months - month[:, None]
    fading = np.where(since >= 0, np.exp(-np.maximum(since, 0) / 10.0), 0.0)
    return ((gain + loss) * upper)[:, None] * fading


def _arriving(plan: Plan, people: People) -> Floats:
    """Nothing before a customer comes; the money follows within about three months."""
    month_end = plan.month_first[1:] - 1
    age = (month_end - people.came[:, None]) / 80.0
    return np.where(people.came[:, None] < 0, 1.0, np.clip(age, 0.0, 1.0))
