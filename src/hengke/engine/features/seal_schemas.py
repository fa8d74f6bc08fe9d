"""The columns of the parts of a seal (`sealed.Sealed`), as they are kept. Ibis type names."""

from __future__ import annotations

from hengke.engine.results import MOVEMENTS
from hengke.engine.schemas import CONTRACT


def _contract(table: str) -> dict[str, str]:
    return {column.name: column.type for column in CONTRACT[table].columns}


SEAL: dict[str, dict[str, str]] = {  # parts of a sealed book, `features.sealed`
    "stretches": {
        "account_id": "string", "product_id": "string", "family": "string", "currency": "string",
        "native_minor": "int64", "from_on": "date", "until_on": "date", "daily": "boolean",
        "items": "int64", "minor": "int64", "reason": "string",
    },
    "gaps": {
        "account_id": "string", "family": "string", "from_on": "date", "until_on": "date",
        "reason": "string",
    },
    "balances": _contract("balances"),
    "transactions": _contract("transactions"),
    "seen": {"account_id": "string", "seen_on": "date"},
    "before_gaps": {
        "account_id": "string", "native_minor": "int64", "minor": "int64", "until_on": "date",
    },
    "begun": {"account_id": "string", "booked_on": "date"},
    "begins": {"booking": "date", "counterparty": "date", "beginner": "date", "login": "date"},
    "latest": {**MOVEMENTS, "occurred_at": "timestamp"},
}  # fmt: skip
