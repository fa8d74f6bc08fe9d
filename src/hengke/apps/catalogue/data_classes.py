"""Class of every column this app keeps (JR/T 0171-2020)."""

from __future__ import annotations

CLASSES = {
    "MarketSeries": {
        "C1": (
            "id as_of known_at run_id kind base quote code rate_date rate_e8 source age_days "
            "in_force before_on before_e8 policy_version"
        )
    },
    "Attestation": {"C1": "id data_class policy_version columns valid_from valid_until by at"},
}
