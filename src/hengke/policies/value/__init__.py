"""Value policies: prices of money, work and risk inside the bank, and how customers are scored."""

from hengke.policies.value.curves import Curve, FundsPricing, Share
from hengke.policies.value.scheme import (
    COMMON,
    Acquisition,
    Capital,
    Decline,
    Income,
    Loss,
    Tax,
    ValuePolicy,
)
from hengke.policies.value.scores import Indicator, Score
from hengke.policies.value.shelf import STANDARD, load

__all__ = [
    "COMMON",
    "STANDARD",
    "Acquisition",
    "Capital",
    "Curve",
    "Decline",
    "FundsPricing",
    "Income",
    "Indicator",
    "Loss",
    "Score",
    "Share",
    "Tax",
    "ValuePolicy",
    "load",
]
