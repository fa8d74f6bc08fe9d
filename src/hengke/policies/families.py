"""Asset and liability classes that a policy may name; the bank contract uses the same words."""

from __future__ import annotations

DEPOSIT_FAMILIES = ("demand_deposit", "term_deposit", "structured_deposit", "certificate")
ASSET_FAMILIES = (
    *DEPOSIT_FAMILIES, "wealth", "fund", "insurance", "trust", "bond", "metal", "securities",
)  # fmt: skip
LIABILITY_FAMILIES = ("loan", "credit_card")
FAMILIES = (*ASSET_FAMILIES, *LIABILITY_FAMILIES, "other")
