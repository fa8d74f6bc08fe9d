"""Privacy policies: purposes with their legal basis, deadlines, and how long what is kept."""

from hengke.policies.privacy.prospects import load as load_prospects
from hengke.policies.privacy.scheme import (
    CONSENT,
    IDENTITY,
    LEAVE_OUT,
    MARKETING,
    PROSPECT,
    PrivacyPolicy,
    Purpose,
)
from hengke.policies.privacy.shelf import STANDARD, load

__all__ = [
    "CONSENT",
    "IDENTITY",
    "LEAVE_OUT",
    "MARKETING",
    "PROSPECT",
    "STANDARD",
    "PrivacyPolicy",
    "Purpose",
    "load",
    "load_prospects",
]
