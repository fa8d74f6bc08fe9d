"""The four numbers of a recommendation, and its reasons in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.recommendation import group_words, words
from hengke.apps.recommendation.models import Offered, Recommendation
from hengke.policies.recommendation import Lever, RecommendationPolicy, Signal
from hengke.web import amounts

PPM = 1_000_000


@dataclass(frozen=True)
class Numbers:
    """Value x propensity x context x levers = score. Unknown is None. Value told from the own
    assets is `placed_minor` x `margin` - `upkeep_minor`; no `share`: the smallest amount sold."""

    value_minor: int | None
    value_basis: Any
    propensity: float | None
    propensity_basis: Any
    context: str
    lever: str
    score_minor: int | None
    placed_minor: int | None = None
    share: float | None = None
    margin: float | None = None
    upkeep_minor: int | None = None

    @property
    def brings_nothing(self) -> bool:
        """What it brings is not above what it costs; of whom amounts are bands this is not said."""
        return amounts.are_whole() and self.score_minor is not None and self.score_minor <= 0


def numbers(row: Recommendation) -> Numbers:
    return Numbers(
        value_minor=row.value_minor,
        value_basis=words.VALUE_BASES.get(row.value_basis or "", ""),
        propensity=_part(row.propensity_ppm),
        propensity_basis=words.PROPENSITY_BASES.get(row.propensity_basis or "", ""),
        context=_times(row.context_ppm),
        lever=_times(row.lever_ppm),
        score_minor=row.score_minor,
        placed_minor=row.volume_minor or None,
        share=_part(row.share_ppm),
        margin=_part(row.margin_ppm),
        upkeep_minor=row.upkeep_minor,
    )


def _part(ppm: int | None) -> float | None:
    return None if ppm is None else ppm / PPM


def _times(ppm: int | None) -> str:
    return f"×{(ppm or PPM) / PPM:.2f}"


def told(
    row: Recommendation, products: Mapping[str, Offered], policy: RecommendationPolicy
) -> list[str]:
    """What speaks for it, strongest kind first: what happened, what goes with it, what the bank
    wants; signals and levers each with the factor that it gave. A signal that a later policy gave
    up is left out, and factors are not told of a policy that has changed since."""
    same = row.policy_version == policy.version
    named = [policy.factor(name) for name in (row.signals or "").split()]
    found = [_with_factor(one, same) for one in named if one is not None]
    goes = [_name(code, products) for code in (row.because or "").split()]
    if goes:
        found.append(_("Goes with what is held: %(products)s") % {"products": ", ".join(goes)})
    if group := group_words.in_words(row.of_group):
        found.append(_("Customers like this take it: %(group)s") % {"group": group})
    pulls = [policy.factor(name) for name in (row.levers or "").split()]
    found += [_with_factor(one, same) for one in pulls if one is not None]
    return found or [_("No signal speaks for it: it is suitable and on the shelf.")]


def _with_factor(one: Signal | Lever, same: bool) -> str:
    """Money matures soon ×1.3"""
    return f"{words.in_words(one)} ×{one.factor_ppm / PPM:g}" if same else words.in_words(one)


def _name(code: str, products: Mapping[str, Offered]) -> str:
    known = products.get(code)
    return (known.name if known else None) or code
