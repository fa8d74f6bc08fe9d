"""What a privacy policy is: for which purposes data may be used and why, until when, by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CONSENT, CONTRACT, DUTY = "consent", "contract", "duty"
BASES = (CONSENT, CONTRACT, DUTY)
MARK, LEAVE_OUT = "mark", "leave_out"
FILES = (MARK, LEAVE_OUT)
IDENTITY, MARKETING = "identity", "marketing"
CATEGORIES = (IDENTITY, MARKETING)
PROSPECT = "prospect"
"""What `IDENTITY` is of a customer, of somebody who never became one."""


@dataclass(frozen=True)
class Purpose:
    """One use of data. `basis` consent: only while a consent holds; contract and duty: without
    one. `separate` consents name a purpose of their own and are never part of another; `sharing`
    also needs an approved assessment of the recipient."""

    code: str
    zh: str
    en: str
    basis: str
    law: str
    separate: bool = False
    sharing: bool = False


@dataclass(frozen=True)
class Retention:
    """How long a category is kept, in months after `counted_from`."""

    months: int
    counted_from: str
    law: str


@dataclass(frozen=True)
class ProspectRetention:
    """How long `PROSPECT` is kept, in months after the request: no relation that could end."""

    version: str
    months: int
    law: str


@dataclass(frozen=True)
class PrivacyPolicy:
    """One dated set."""

    version: str
    source: str
    purposes: Mapping[str, Purpose]
    retention: Mapping[str, Retention]
    request_working_days: int
    review_working_days: int
    longest_consent_months: int
    download_hours: int
    assessment_months: int
    guardian_below: int
    files: str = MARK
    """What a file of customers does with whom nobody may contact for marketing."""
