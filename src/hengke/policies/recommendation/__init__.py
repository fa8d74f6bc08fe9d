"""What a bank recommends: suitability, the shelf of products, signals, levers; dated files.

Expressions are texts here; `engine.recommendation.rules.checked` reads them, or refuses them.
"""

from hengke.policies.recommendation.products import (
    CLOSED,
    ON_SALE,
    STATUSES,
    SUSPENDED,
    Product,
    Service,
    Shelf,
)
from hengke.policies.recommendation.scheme import (
    REFUSALS,
    Lever,
    Model,
    RecommendationPolicy,
    Signal,
    Wide,
)
from hengke.policies.recommendation.shelf import STANDARD, load, parse
from hengke.policies.recommendation.suitability import RISKS, Suitability, valid_after

__all__ = [
    "CLOSED",
    "ON_SALE",
    "REFUSALS",
    "RISKS",
    "STANDARD",
    "STATUSES",
    "SUSPENDED",
    "Lever",
    "Model",
    "Product",
    "RecommendationPolicy",
    "Service",
    "Shelf",
    "Signal",
    "Suitability",
    "Wide",
    "load",
    "parse",
    "valid_after",
]
