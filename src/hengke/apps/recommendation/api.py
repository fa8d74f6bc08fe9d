"""The door of recommendation."""

from __future__ import annotations

from hengke.apps.recommendation.actions import rescope
from hengke.apps.recommendation.models import Notice, Recommendation, Standing
from hengke.apps.recommendation.offers import Offer, Offers
from hengke.apps.recommendation.offers import of as offers_of
from hengke.apps.recommendation.permissions import READ, can_read
from hengke.apps.recommendation.queries import outcomes_of, wishes_of
from hengke.apps.recommendation.tab import panel

__all__ = [
    "READ", "Notice", "Offer", "Offers", "Recommendation", "Standing", "can_read", "offers_of",
    "outcomes_of", "panel", "rescope", "wishes_of",
]  # fmt: skip
