"""Class of every column this app keeps (JR/T 0171-2020)."""

from __future__ import annotations

CLASSES = {
    "Attestation": {"C1": "id data_class policy_version columns valid_from valid_until by at"},
}
