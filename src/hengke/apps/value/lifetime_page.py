"""Lifetime value of a book by tier, and how it comes about: leaving, moving, the back-test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from hengke.apps.value import queries, words
from hengke.apps.value.lifetime import PPM, policy_of
from hengke.apps.value.models import Hazard, LifetimeTest, TierWorth

YEAR = 12
SUMMED = ("customers", "known", "ended", "history_minor", "basis_minor", "lifetime_minor")


@dataclass(frozen=True)
class Sums:
    """One kind and tier of the reader's books; of the whole, kind and tier are None."""

    kind: Any
    tier: Any
    customers: int
    known: int
    ended: int
    history_minor: int
    basis_minor: int
    lifetime_minor: int

    @property
    def unknown(self) -> int:
        return self.customers - self.known


@dataclass(frozen=True)
class Leaving:
    """A kind and tier: for each band of tenure the share that leaves in a year."""

    kind: Any
    tier: Any
    cells: Sequence[Any]


@dataclass(frozen=True)
class Band:
    """Years from and until (None: no end) of the relation."""

    first: float
    until: float | None


@dataclass(frozen=True)
class Left:
    """One band: of a hundred, how many leave in a year; seen months and ends; where it is from."""

    yearly: float
    months: int
    ended: int
    basis: Any


@dataclass(frozen=True)
class Worth:
    """A tier in the Markov form: moves over a year (None: never seen), margin, value."""

    tier: Any
    customers: int
    moves: Sequence[float]
    margin_minor: int | None
    value_minor: int | None


def sums(user: Any, states: Sequence[TierWorth]) -> list[Sums]:
    """By kind and tier, the highest first, and the whole last; nothing before a night."""
    names = {(one.kind, one.rank): tier(one) for one in states}
    rows = queries.lifetime_sums(user)
    found = [
        Sums(
            words.kind(row["kind"]),
            names.get((row["kind"], row["rank"])) or row["tier"],
            *(row[f"{name}_sum"] or 0 for name in SUMMED),
        )
        for row in rows
    ]
    total = [sum(getattr(one, name) for one in found) for name in SUMMED]
    return [*found, Sums(None, None, *total)] if found else []


def whole(user: Any) -> Sums | None:
    """All of the reader's books; None before a night."""
    found = sums(user, [])
    return found[-1] if found else None


def states() -> list[TierWorth]:
    return list(TierWorth.objects.order_by("-kind", "rank"))


def tier(one: Any) -> str:
    """What a tier is called in the reader's language; nothing for no tier."""
    return (one.tier_zh if (get_language() or "").startswith("zh") else one.tier_en) or ""


def context(user: Any) -> dict[str, Any]:
    """What value/lifetime.html accepts."""
    found = states()
    bands, lines = leaving(found)
    tested = LifetimeTest.objects.first()
    return {
        "sums": sums(user, found),
        "bands": bands,
        "leaving": lines,
        "kinds": worths(found),
        "tested": tested,
        "test_reason": words.reason(tested.reason) if tested else None,
        "policy": policy_of(tested) if tested else None,
        "version": tested.policy_version if tested else None,
    }


def leaving(found: Sequence[TierWorth]) -> tuple[list[Band], list[Leaving]]:
    """Bands of tenure, and one line per kind and tier that has customers or moves."""
    names = {(one.kind, one.rank): tier(one) for one in found}
    there = {(one.kind, one.rank) for one in found if one.margin_minor is not None or one.customers}
    rows = list(Hazard.objects.order_by("-kind", "rank", "tenure_from"))
    edges = sorted({(row.tenure_from, row.tenure_until) for row in rows}, key=lambda one: one[0])
    lines: dict[tuple[str, int], list[Left]] = {}
    for row in rows:
        if (row.kind, row.rank) in there:
            lines.setdefault((row.kind, row.rank), []).append(_left(row))
    return (
        [Band(first / YEAR, None if until is None else until / YEAR) for first, until in edges],
        [Leaving(words.kind(key[0]), names.get(key), cells) for key, cells in lines.items()],
    )


def _left(row: Hazard) -> Left:
    monthly = (row.hazard_ppm or 0) / PPM
    return Left(1 - (1 - monthly) ** YEAR, row.months or 0, row.ended or 0, words.basis(row.basis))


def worths(found: Sequence[TierWorth]) -> list[tuple[Any, Sequence[str], Sequence[Worth]]]:
    """Kind, names of the tiers gone to, and its tiers; kinds without tiers are left out."""
    kinds: dict[str, list[TierWorth]] = {}
    for one in found:
        if one.moves is not None:
            kinds.setdefault(one.kind, []).append(one)
    return [
        (words.kind(kind), [tier(one) for one in rows], [_worth(one) for one in rows])
        for kind, rows in kinds.items()
    ]


def _worth(one: TierWorth) -> Worth:
    moves = [share / PPM for share in json.loads(one.moves or "[]")]
    return Worth(tier(one), one.customers or 0, moves, one.margin_minor, one.value_minor)
