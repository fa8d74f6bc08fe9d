"""The columns of what an enquiries run writes. Ibis type names."""

from __future__ import annotations

from hengke.engine.stamp import STAMP
from hengke.policies.enquiries import SUBJECTS

SHORT, LONG = 30, 90
"""Days up to the business date in which enquiries are counted."""


def column(subject: str, days: int) -> str:
    return f"{subject}_{days}d"


COUNTED = tuple((subject, days) for subject in SUBJECTS for days in (SHORT, LONG))

ENQUIRIES = {  # one row per customer known by as_of; numbers of enquiries, null = unknown
    "customer_id": "string",
    **{column(subject, days): "int64" for subject, days in COUNTED},
    "unknown_reason": "string",
    "policy_version": "string",
    **STAMP,
}
