"""Slices of decisions as the fairness page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from hengke.apps.register import words
from hengke.apps.register.models import Slice
from hengke.policies.fairness import FairnessPolicy, load
from hengke.web.composition import Chip

POLICY = "policy"
NAMED = ("breach", "explained", "unclear")


@dataclass(frozen=True)
class Line:
    """One group: what it is called, how it fares, and what is said of it."""

    row: Slice
    name: Any
    best: Any
    chip: Chip

    @property
    def told(self) -> bool:
        return self.row.rate is not None


@dataclass(frozen=True)
class Block:
    """One decision and trait; of `small` groups only the names are told."""

    decision: Any
    trait: Any
    favourable: Any
    lines: Sequence[Line]
    small: Sequence[Any]


def context() -> dict[str, Any]:
    """What register/fairness.html accepts."""
    rows = list(Slice.objects.order_by("decision", "trait", "slice"))
    policy = _policy(rows)
    tested = [row for row in rows if row.decision != POLICY]
    return {
        "blocks": _blocks(tested, policy),
        "used": [(words.trait(r.trait), r.slice) for r in rows if r.decision == POLICY],
        "breaches": sum(row.state == "breach" for row in tested),
        "explained": sum(row.state == "explained" for row in tested),
        "unclear": sum(row.state == "unclear" for row in tested),
        "groups": len(tested),
        "policy": policy,
        "ratio": None if policy is None else float(policy.ratio),
        "version": rows[0].policy_version if rows else None,
    }


def _policy(rows: Sequence[Slice]) -> FairnessPolicy | None:
    """The one by which the night tested, while it is still in force on that day."""
    if not rows:
        return None
    found = load(on=rows[0].as_of, own=settings.HENGKE_HOME.fairness_policies)
    return found if found.version == rows[0].policy_version else None


def _blocks(rows: Sequence[Slice], policy: FairnessPolicy | None) -> list[Block]:
    found: dict[tuple[str, str], list[Slice]] = {}
    for row in rows:
        found.setdefault((row.decision, row.trait), []).append(row)
    places = {name: place for place, name in enumerate(words.DECISIONS)}
    ordered = sorted(found, key=lambda key: (places.get(key[0], len(places)), key))
    return [_block(key, found[key], policy) for key in ordered]


def _block(key: tuple[str, str], rows: Sequence[Slice], policy: FairnessPolicy | None) -> Block:
    decision, trait = key
    lines = [_line(row, policy) for row in sorted(rows, key=_order)]
    return Block(
        words.decision(decision),
        words.trait(trait),
        words.favourable(decision),
        [line for line in lines if line.told],
        [line.name for line in lines if not line.told],
    )


def _order(row: Slice) -> tuple[int, str]:
    """Ages as numbers, the group that is not delivered last."""
    number = int(row.slice) if row.slice.isdecimal() else 0
    return (10_000 if not row.slice else number, row.slice)


def _line(row: Slice, policy: FairnessPolicy | None) -> Line:
    ages = () if policy is None else policy.age_from
    best = None if row.best is None else words.group(row.trait, row.best, ages)
    return Line(row, words.group(row.trait, row.slice, ages), best, words.state(row.state))
