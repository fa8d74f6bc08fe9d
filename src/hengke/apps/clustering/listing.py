"""One group: what it is like, and who of the reader's books is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.clustering import queries, words
from hengke.apps.clustering.models import Member, Middle
from hengke.apps.customers.api import shown_name

PPM = 1_000_000
WIDEST = 3.0
"""Spreads at which a bar is full."""


@dataclass(frozen=True)
class Line:
    """One input: the median of the group beside that of all; `width` and `start` of its bar in
    percent."""

    name: str
    middle: Any
    whole: Any
    apart: float | None
    width: str
    start: str
    known: float | None


@dataclass(frozen=True)
class Row:
    """One customer of the group. `fit` 0 to 1."""

    member: Member
    name: str
    fit: float | None
    near: str
    before: str


def lines(found: Sequence[Middle]) -> list[Line]:
    """The farthest from all first."""
    ordered = sorted(found, key=lambda one: (-abs(one.apart or 0.0), one.feature))
    return [_line(one) for one in ordered]


def _line(one: Middle) -> Line:
    width = 0.0 if one.apart is None else min(abs(one.apart) / WIDEST, 1.0) * 50
    return Line(
        name=words.feature(one.feature),
        middle=words.value(one.feature, one.middle),
        whole=words.value(one.feature, one.whole),
        apart=one.apart,
        width=f"{width:.1f}",
        start=f"{50 - width:.1f}",
        known=None if one.known_ppm is None else one.known_ppm / PPM,
    )


def rows(members: Sequence[Member], *, user: Any) -> list[Row]:
    """In the order of the members; who left between group and record is left out."""
    known = queries.customers_of([one.customer_id for one in members], user=user)
    names = queries.names()
    return [
        Row(
            member=one,
            name=shown_name(known[one.customer_id], user),
            fit=None if one.fit_ppm is None else one.fit_ppm / PPM,
            near="" if one.next_cluster is None else words.title(one.next_cluster, names),
            before=_before(one, names),
        )
        for one in members
        if one.customer_id in known
    ]


def _before(one: Member, names: Any) -> str:
    """The group before, where it was another."""
    if one.cluster_before is None or one.cluster_before == one.cluster:
        return ""
    return words.title(one.cluster_before, names)
