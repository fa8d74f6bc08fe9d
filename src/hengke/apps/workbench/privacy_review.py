"""The explanation of a tier decision for the customer, and who took part in it."""

from __future__ import annotations

from typing import Any

from hengke.apps.tiering import api as tiering


def of_today(number: str) -> dict[str, Any]:
    """About the last assessment under the home's first scheme: what `receive` is told.

    The sentences are those of the tier page. Who asked for or approved a tier by hand decided, and
    so does not review.
    """
    told = tiering.told_to_customer(number)
    if told is None:
        return {"about": {"decision": "tier"}}
    return {
        "about": {"decision": "tier", "policy": told.policy, "assessed_on": told.assessed_on},
        "explanation": told.text,
        "barred": list(told.took_part),
    }
