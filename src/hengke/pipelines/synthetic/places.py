"""The fictitious city: districts, branches, and who works there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hengke.pipelines.synthetic import names
from hengke.pipelines.synthetic.plan import Flags, Ints, Plan
from hengke.pipelines.synthetic.wealth import DIAMOND, GOLD, Wealth
from hengke.pipelines.synthetic.writing import numbered

DISTRICTS = ("云澜区", "临湖区", "望江区", "青石区", "南桥区", "北苑区", "高新区", "老城区")
BRANCHES = ("云澜分行营业部", "临湖支行", "望江支行", "青石支行", "南桥支行", "北苑支行",
            "高新支行", "老城支行")  # fmt: skip
FURTHER_BRANCHES = ("东", "西", "南", "北", "中路", "大道", "广场", "新区", "港湾")
CUSTOMERS_PER_BRANCH = 2_500
UPPER_PER_MANAGER = 270  # customers from gold up in one book
UPPER_PER_PRIVATE_BANKER = 60
PROSPECT_FROM = 20_000.0  # assets from which a mass customer is in somebody's book
HOME_DISTRICT_SHARE = 0.82
AT_PRIVATE_CENTRE = 0.65  # of the wealthiest, kept by private bankers at the main branch


@dataclass(frozen=True)
class Staff:
    """`organisation` as it is delivered, and which manager number stands at which branch."""

    rows: dict[str, pa.Array]
    managers: dict[int, list[int]]
    private_bankers: list[int]


@dataclass(frozen=True)
class Placement:
    """Per customer: branch, district, and the manager's staff number (0: none).

    `branches` and `people` are how many of each there are; codes are as wide as that takes.
    """

    branch: Ints
    district: Ints
    manager: Ints
    branches: int
    people: int


def branch_count(plan: Plan) -> int:
    return max(2, round(plan.customers / CUSTOMERS_PER_BRANCH))


def branch_names(count: int) -> list[str]:
    """The eight districts first, then their further branches, then numbered ones."""
    extra = [f"{district[:2]}{word}支行" for word in FURTHER_BRANCHES for district in DISTRICTS]
    named = [*BRANCHES, *extra]
    numbered_on = (
        f"{DISTRICTS[number % len(DISTRICTS)][:2]}第{number // len(DISTRICTS) + 2}支行"
        for number in range(max(count - len(named), 0))
    )
    return [*named, *numbered_on][:count]


def place_customers(plan: Plan, wealth: Wealth) -> tuple[Placement, Staff]:
    """Branches of unequal size; books of 200 to 400 from gold up; most of mass in no book."""
    chance = plan.random("places")
    count = branch_count(plan)
    weights = chance.uniform(0.6, 1.5, count)
    branch = chance.choice(count, plan.customers, p=weights / weights.sum())
    top = wealth.band >= DIAMOND
    centre = top & (chance.random(plan.customers) < AT_PRIVATE_CENTRE)
    centre &= bool(top.sum() >= UPPER_PER_PRIVATE_BANKER // 2)
    branch[centre] = 0
    away = chance.random(plan.customers) > HOME_DISTRICT_SHARE
    district = np.where(away, chance.integers(0, len(DISTRICTS), plan.customers), branch % 8)
    upper = np.bincount(branch[(wealth.band >= GOLD) & ~centre], minlength=count)
    staff = _staff(upper.tolist(), int(centre.sum()), plan.random("staff"))
    manager = _books(branch, wealth, centre, staff, chance)
    people = len(staff.rows["org_id"]) - count
    return Placement(branch, district, manager, count, people), staff


def _books(
    branch: Ints, wealth: Wealth, centre: Flags, staff: Staff, chance: np.random.Generator
) -> Ints:
    manager = np.zeros(len(branch), np.int64)
    in_a_book = (wealth.band >= GOLD) | (wealth.assets >= PROSPECT_FROM)
    for number, managers in staff.managers.items():
        mine = np.flatnonzero((branch == number) & in_a_book & ~centre)
        manager[mine] = chance.permutation(np.resize(managers, len(mine)))
    wealthiest = np.flatnonzero(centre)
    if len(wealthiest):
        manager[wealthiest] = np.resize(staff.private_bankers, len(wealthiest))
    return manager


def _staff(upper: list[int], at_centre: int, chance: np.random.Generator) -> Staff:
    """Managers are numbered first, branch by branch; then private bankers, heads and tellers."""
    managers: dict[int, list[int]] = {}
    homes: list[int] = []
    for branch, customers in enumerate(upper):
        wanted = max(1, round(customers / UPPER_PER_MANAGER))
        managers[branch] = list(range(len(homes) + 1, len(homes) + wanted + 1))
        homes += [branch] * wanted
    bankers = -(-at_centre // UPPER_PER_PRIVATE_BANKER)
    private = list(range(len(homes) + 1, len(homes) + bankers + 1))
    homes += [0] * bankers
    posts = ["relationship_manager"] * len(homes) + ["branch_head"] * len(upper)
    posts += ["teller"] * len(upper)
    homes += [*range(len(upper)), *range(len(upper))]
    return Staff(_organisation(len(upper), homes, posts, chance), managers, private)


def _organisation(
    branches: int, homes: list[int], posts: list[str], chance: np.random.Generator
) -> dict[str, pa.Array]:
    people = len(homes)
    female = chance.random(people) < 0.55
    born = chance.integers(1968, 2001, people)
    surname = names.surnames(people, chance)
    called = np.char.add(surname, names.given_names(born, female, chance))
    ids = branch_ids(np.arange(branches), branches).to_pylist()
    staff_ids = manager_ids(np.arange(1, people + 1), people).to_pylist()
    return {
        "org_id": pa.array([*ids, *staff_ids]),
        "kind": pa.array(["branch"] * branches + ["staff"] * people),
        "name": pa.array([*branch_names(branches), *called.tolist()]),
        "parent_id": pa.array([None] * branches + [ids[home] for home in homes]),
        "post": pa.array([None] * branches + posts),
    }


def branch_ids(branch: Ints, branches: int) -> pa.Array:
    return numbered("B", branch + 1, max(3, len(str(branches))))


def manager_ids(manager: Ints, people: int) -> pa.Array:
    """Empty where nobody keeps the customer."""
    codes = numbered("S", manager, max(4, len(str(people))))
    return pc.if_else(pa.array(manager > 0), codes, None)
