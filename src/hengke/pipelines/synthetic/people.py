"""Who the customers are: age, work, income, household, and when they came. Persons and firms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hengke.pipelines.synthetic import names
from hengke.pipelines.synthetic.plan import Flags, Floats, Ints, Plan
from hengke.pipelines.synthetic.wealth import GOLD, Wealth

FIRM_SHARE = 0.03
FIRM_UPPER_TILT = 2.5  # firms are that much likelier than persons to start from gold up
AGE_MEAN = np.array([38, 45, 49, 52, 54, 57])
INCOME_MEDIAN = np.array([5_200, 7_800, 12_500, 26_000, 55_000, 90_000])
PENSION_AGE_MEN, PENSION_AGE_WOMEN = 60, 55
MINOR_SHARE = 0.012
TENURE_SHAPE, TENURE_YEARS = 1.6, 8.5
NEWEST_DAYS = 6  # nobody came later than this before the business date

OCCUPATIONS = (
    "企业职员", "工程师", "教师", "医生", "公务员", "销售", "技术工人", "个体工商户", "自由职业",
    "企业主", "企业高管", "学生", "退休",
)  # fmt: skip
DORMANT, SELDOM, USUAL, BUSY = range(4)
OWNER, EXECUTIVE, STUDENT, RETIRED = 9, 10, 11, 12
WORK_WEIGHTS = np.array([26, 11, 9, 6, 8, 12, 13, 9, 6])


@dataclass
class People:
    """One entry per customer. `came` is a day of the plan, negative before the book starts."""

    firm: Flags
    female: Flags
    birth: NDArray[np.datetime64]
    age: Ints
    occupation: Ints  # -1 for firms
    industry: Ints  # -1 for persons
    income: Floats  # yuan a month
    came: Ints
    activity: Ints  # DORMANT to BUSY
    digital: Floats  # log-ins a month in quiet times
    home: Ints  # who shares a number shares the address
    surname: NDArray[np.str_]
    appetite: Ints  # risk tolerance 1 to 5; 0: never assessed

    @property
    def pensioner(self) -> Flags:
        return self.occupation == RETIRED

    @property
    def employed(self) -> Flags:
        return (self.occupation >= 0) & (self.occupation < len(WORK_WEIGHTS))


def make_people(plan: Plan, wealth: Wealth) -> People:
    chance = plan.random("people")
    count = plan.customers
    firm = _firms(wealth, chance)
    female = (chance.random(count) < 0.52) & ~firm
    age, birth = _ages(plan, wealth, firm, chance)
    occupation = np.where(firm, -1, _occupations(age, female, wealth, chance))
    spread = np.exp(0.45 * chance.standard_normal(count))
    income = np.round(INCOME_MEDIAN[wealth.band] * spread, -2)
    income = np.where(occupation == RETIRED, np.clip(income * 0.5, 1_800, 14_000), income)
    income = np.where(firm, income * 8, income)
    return People(
        firm, female, birth, age, occupation,
        np.where(firm, chance.integers(0, len(names.INDUSTRIES), count), -1),
        income, _arrivals(plan, age, wealth, chance), _activity(age, wealth, chance),
        _digital(age, firm, wealth, chance), np.arange(count), names.surnames(count, chance),
        _appetite(age, firm, wealth, chance),
    )  # fmt: skip


def _firms(wealth: Wealth, chance: np.random.Generator) -> Flags:
    weights = np.where(wealth.band >= GOLD, FIRM_UPPER_TILT, 1.0)
    count = max(1, round(FIRM_SHARE * len(weights)))
    chosen = chance.choice(len(weights), count, replace=False, p=weights / weights.sum())
    firm = np.zeros(len(weights), np.bool_)
    firm[chosen] = True
    return firm


def _ages(
    plan: Plan, wealth: Wealth, firm: Flags, chance: np.random.Generator
) -> tuple[Ints, NDArray[np.datetime64]]:
    """Ages rise with wealth; birthdays fall evenly over the year. A firm's age is its founding."""
    count = plan.customers
    age = np.clip(AGE_MEAN[wealth.band] + 14 * chance.standard_normal(count), 18, 91)
    minor = (chance.random(count) < MINOR_SHARE) & (wealth.band < GOLD)
    age = np.where(minor, chance.uniform(3, 18, count), age)
    years = np.where(firm, 1 + chance.gamma(1.8, 5.5, count), age).astype(np.int64)
    days = np.floor(years * 365.2425 + chance.uniform(1, 365, count)).astype("timedelta64[D]")
    return years, np.datetime64(plan.end, "D") - days


def _occupations(age: Ints, female: Flags, wealth: Wealth, chance: np.random.Generator) -> Ints:
    count = len(age)
    work = chance.choice(len(WORK_WEIGHTS), count, p=WORK_WEIGHTS / WORK_WEIGHTS.sum())
    leading = chance.random(count) < np.array([0.01, 0.03, 0.12, 0.4, 0.65, 0.8])[wealth.band]
    work = np.where(leading, np.where(chance.random(count) < 0.65, OWNER, EXECUTIVE), work)
    pension_age = np.where(female, PENSION_AGE_WOMEN, PENSION_AGE_MEN)
    stays = leading & (chance.random(count) < 0.5)
    work = np.where((age >= pension_age) & ~stays, RETIRED, work)
    return np.where(age < np.where(chance.random(count) < 0.6, 22, 19), STUDENT, work)


def _arrivals(plan: Plan, age: Ints, wealth: Wealth, chance: np.random.Generator) -> Ints:
    """Day of the first account; on a workday where it lies inside the book."""
    years = chance.gamma(TENURE_SHAPE, TENURE_YEARS / TENURE_SHAPE, plan.customers)
    years = np.minimum(years * (1 + 0.1 * wealth.band), np.maximum(age - 0.5, 0.3))
    came = plan.end_day - NEWEST_DAYS - (years * 365.25).astype(np.int64)
    inside = came > 0
    came[inside] = np.minimum(plan.next_workday[came[inside]], plan.end_day - 1)
    return np.where(inside, came, np.minimum(came, -1))


def _activity(age: Ints, wealth: Wealth, chance: np.random.Generator) -> Ints:
    """About one mass customer in eight sleeps; the wealthy are busy."""
    mood = (
        chance.standard_normal(len(age)) + np.array([-0.35, 0.1, 0.35, 0.5, 0.6, 0.6])[wealth.band]
    )
    mood -= np.where(age > 70, 0.4, 0.0)
    return np.searchsorted([-1.45, -0.35, 0.75], mood)


def _digital(age: Ints, firm: Flags, wealth: Wealth, chance: np.random.Generator) -> Floats:
    """Log-ins a month; the old use the counter, a fifth of all never log in."""
    base = np.exp(0.9 * chance.standard_normal(len(age))) * (1.0 + 0.7 * wealth.band)
    base *= np.where(age > 68, 0.25, np.where(age > 55, 0.7, 1.0))
    return np.where((chance.random(len(age)) < 0.2) | firm, base * 0.05, base)


def _appetite(age: Ints, firm: Flags, wealth: Wealth, chance: np.random.Generator) -> Ints:
    """Risk tolerance: higher with wealth, lower with age; many small customers were never asked."""
    mood = 2.4 + 1.0 * chance.standard_normal(len(age)) + 0.25 * wealth.band
    level = np.clip(np.round(mood - np.where(age > 60, 0.7, 0.0)), 1, 5).astype(np.int64)
    asked = chance.random(len(age)) < np.array([0.3, 0.65, 0.93, 0.98, 1.0, 1.0])[wealth.band]
    return np.where((asked & (age >= 18)) | firm, level, 0)
