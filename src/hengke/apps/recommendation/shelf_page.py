"""The shelf as a page: products by shelf in their fixed order, then what is on none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.recommendation import gating, queries, words
from hengke.apps.recommendation.models import Offered
from hengke.engine.recommendation.states import FAULTS
from hengke.policies.recommendation import Shelf
from hengke.web.composition import Chip

PPM = 1_000_000


@dataclass(frozen=True)
class Line:
    """One product."""

    one: Offered

    @property
    def chip(self) -> Chip:
        return words.PRODUCT_STATES.get(self.one.state or "", Chip(self.one.state))

    @property
    def family(self) -> str:
        return words.family(self.one.family)

    @property
    def channels(self) -> list[Any]:
        return words.channels(self.one.channels)

    @property
    def share(self) -> float:
        return (self.one.share_ppm or 0) / PPM

    @property
    def differ(self) -> bool:
        """Do issuer and seller say different things? The higher counts."""
        seller, issuer = self.one.risk_seller, self.one.risk_issuer
        return seller is not None and issuer is not None and seller != issuer


@dataclass(frozen=True)
class Group:
    """One shelf, or the products on none."""

    title: str
    services: Sequence[str]
    from_rank: int | None
    lines: Sequence[Line]


def context(as_of: date | None) -> dict[str, Any]:
    """What recommendation/shelf.html accepts."""
    day, lines = gating.day_of(as_of), [Line(one) for one in queries.products()]
    groups = [_group(shelf, lines) for shelf in day.policy.shelves]
    named = {shelf.name for shelf in day.policy.shelves}
    rest = [line for line in lines if line.one.shelf not in named]
    if rest:
        groups.append(Group(_("On no shelf: never recommended"), (), None, rest))
    return {
        "groups": groups,
        "faults": [line for line in lines if line.one.state in FAULTS],
        "policy": day.policy,
        "computed": bool(lines),
        "as_of": as_of,
    }


def _group(shelf: Shelf, lines: Sequence[Line]) -> Group:
    services = [words.in_words(one) for one in shelf.services]
    mine = [line for line in lines if line.one.shelf == shelf.name]
    return Group(words.in_words(shelf), services, shelf.from_rank, mine)
