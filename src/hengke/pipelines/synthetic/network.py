"""Who belongs to whom: couples, parents, groups, owners of firms, guarantors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from hengke.pipelines.synthetic.people import OWNER, People
from hengke.pipelines.synthetic.places import Placement
from hengke.pipelines.synthetic.plan import Ints, Plan
from hengke.pipelines.synthetic.wealth import GOLD, Wealth
from hengke.pipelines.synthetic.writing import dates

IN_COUPLES, WITH_A_CHILD, LIVE_TOGETHER = 0.36, 0.35, 0.5
MOTHERS_FROM = 46  # so that the child at the bank may be grown up
IN_GROUPS, FULL = 0.12, 1_000_000


@dataclass(frozen=True)
class Network:
    """Rows of `relations`; couples and owners are kept for joint accounts and disponents."""

    rows: list[tuple[Ints, Ints, str, Ints | None]]
    couples: tuple[Ints, Ints]
    owners: tuple[Ints, Ints]  # firm, person


def make_network(plan: Plan, people: People, wealth: Wealth, where: Placement) -> Network:
    """Changes `people` on the way: a household shares home and, father to child, the surname."""
    chance = plan.random("network")
    husbands, wives = _couples(people, wealth, chance)
    for attribute in (people.home, where.branch, where.district):
        attribute[wives] = attribute[husbands]
    fathers, mothers, children, together = _children(people, husbands, wives, chance)
    people.surname[children] = people.surname[fathers]
    people.home[children[together]] = people.home[fathers[together]]
    where.district[children[together]] = where.district[fathers[together]]
    owners = _owners(people, wealth, chance)
    rows: list[tuple[Ints, Ints, str, Ints | None]] = [
        (husbands, wives, "spouse", None),
        (husbands, wives, "household", None),
        (children, fathers, "parent", None),
        (children, mothers, "parent", None),
        (fathers[together], children[together], "household", None),
        (*owners[:2], "shareholder", owners[2]),
        _groups(people, chance),
        _guarantors(people, wealth, chance),
    ]
    return Network(rows, (husbands, wives), _largest(owners))


def _couples(people: People, wealth: Wealth, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """Pairs of like age and like wealth among those who bank here together."""
    may = (people.age >= 24) & (people.age <= 84) & ~people.firm
    may &= chance.random(len(may)) < IN_COUPLES
    likeness = people.age + 2.2 * np.log(wealth.assets) + 1.5 * chance.standard_normal(len(may))
    men, women = np.flatnonzero(may & ~people.female), np.flatnonzero(may & people.female)
    count = min(len(men), len(women))
    men, women = chance.permutation(men)[:count], chance.permutation(women)[:count]
    men, women = men[np.argsort(likeness[men] + 2)], women[np.argsort(likeness[women])]
    fitting = np.abs(people.age[men] - people.age[women]) <= 14
    return men[fitting], women[fitting]


def _children(
    people: People, husbands: Ints, wives: Ints, chance: np.random.Generator
) -> tuple[Ints, Ints, Ints, np.ndarray]:
    """Couples with one child at the bank, 22 to 38 years younger; young ones live at home."""
    free = ~people.firm & (people.age <= 45)
    free[husbands] = free[wives] = False
    child = np.flatnonzero(free)
    old_enough = people.age[wives] >= MOTHERS_FROM
    parents = np.flatnonzero(old_enough & (chance.random(len(husbands)) < WITH_A_CHILD))
    parents = parents[np.argsort(people.age[wives[parents]], kind="stable")]
    child = np.sort(chance.permutation(child)[: len(parents)])
    child = child[np.argsort(people.age[child], kind="stable")]
    parents = parents[: len(child)]
    gap = np.minimum(people.age[husbands[parents]], people.age[wives[parents]]) - people.age[child]
    fits = (gap >= 21) & (gap <= 42)
    child, parents = child[fits], parents[fits]
    young = people.age[child] < 25
    together = young | (chance.random(len(child)) < LIVE_TOGETHER)
    return husbands[parents], wives[parents], child, together


def _owners(people: People, wealth: Wealth, chance: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Every firm has one to three owners among the customers; shares sum to the whole."""
    firms = np.flatnonzero(people.firm)
    able = np.flatnonzero(
        (people.occupation == OWNER) | ((wealth.band >= GOLD) & (people.age > 24))
    )
    able = able[~people.firm[able]]
    if not len(able):
        able = np.flatnonzero(~people.firm & (people.age > 18))
    able = chance.permutation(able)
    wanted = chance.choice([1, 2, 3], len(firms), p=[0.45, 0.38, 0.17])
    wanted = np.minimum(wanted, len(able))
    firm = np.repeat(firms, wanted)
    turn = np.arange(len(firm)) - np.repeat(np.cumsum(wanted) - wanted, wanted)
    owner = able[(np.repeat(np.arange(len(firms)) * 3, wanted) + turn) % len(able)]
    cut = np.array([[FULL, 0, 0], [600_000, 400_000, 0], [510_000, 290_000, 200_000]])
    return firm, owner, cut[np.repeat(wanted, wanted) - 1, turn]


def _largest(owners: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints]:
    main = owners[2] > 500_000
    return owners[0][main], owners[1][main]


def _groups(people: People, chance: np.random.Generator) -> tuple[Ints, Ints, str, Ints | None]:
    firms = chance.permutation(np.flatnonzero(people.firm))
    size = int(len(firms) * IN_GROUPS) // 3
    return np.repeat(firms[:size], 2), firms[size : size * 3], "group", None


def _guarantors(
    people: People, wealth: Wealth, chance: np.random.Generator
) -> tuple[Ints, Ints, str, Ints | None]:
    """Some persons stand behind another's debt; the wealthier behind the poorer."""
    adults = np.flatnonzero(~people.firm & (people.age.clip(22, 65) == people.age))
    picked = chance.permutation(adults)[: len(adults) // 60 * 2].reshape(-1, 2)
    richer = wealth.assets[picked].argmax(axis=1)
    rows = np.arange(len(picked))
    return picked[rows, 1 - richer], picked[rows, richer], "guarantor", None


def relation_columns(
    plan: Plan, network: Network, ids: pa.Array, came: Ints
) -> dict[str, pa.Array]:
    """Columns of `relations`, valid since the later of the two came."""
    first = np.concatenate([row[0] for row in network.rows])
    second = np.concatenate([row[1] for row in network.rows])
    kinds = [kind for left, _, kind, _ in network.rows for _ in range(len(left))]
    shares = [
        part if part is not None else np.full(len(left), -1) for left, _, _, part in network.rows
    ]
    share = np.concatenate(shares)
    since = np.maximum(came[first], came[second])
    return {
        "customer_id": ids.take(pa.array(first)),
        "related_id": ids.take(pa.array(second)),
        "kind": pa.array(kinds, pa.string()),
        "share_ppm": pa.array(share, mask=share < 0),
        "valid_from": dates(np.datetime64(plan.first, "D"), since),
    }
