"""What a night writes of needs that nobody has named yet. Ibis type names."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

LATENT_NEEDS = {  # one row per customer and rule that holds
    "customer_id": "string",
    "code": "string",  # of the tag whose rule it is
    "need_class": "string",
    "facts": "string",  # JSON object: each feature that the rule reads -> its value that night
    "policy_version": "string",  # of the tag
    **STAMP,
}
