"""Behaviour policies: periods, which bookings count as what, and the classes of behaviour."""

from hengke.policies.behaviour.scheme import (
    CHANNELS,
    LEVELS,
    BehaviourPolicy,
    Deposits,
    Flow,
    Habit,
    Income,
    Purchases,
    Recurring,
    Spending,
)
from hengke.policies.behaviour.shelf import STANDARD, load, parse

__all__ = [
    "CHANNELS",
    "LEVELS",
    "STANDARD",
    "BehaviourPolicy",
    "Deposits",
    "Flow",
    "Habit",
    "Income",
    "Purchases",
    "Recurring",
    "Spending",
    "load",
    "parse",
]
