"""The words of preferences, and the columns of the table that a night writes of them.

This module loads no engine: the record of the workbench has the same words.
"""

from __future__ import annotations

from hengke.engine.stamp import STAMP
from hengke.policies.families import FAMILIES

CHANNEL, HOURS, TOPIC, PRODUCT, GOAL = "channel", "hours", "topic", "product", "goal"
CHANNELS = ("phone", "visit", "message")
WINDOWS = ("workday_morning", "workday_afternoon", "workday_evening", "weekend")
TOPICS = ("deposits", "wealth", "insurance", "loans", "cards", "market", "events")
GOALS = ("education", "pension", "home", "health", "travel", "business", "succession")
PRODUCTS = tuple(one for one in FAMILIES if one != "other")
WORDS = {
    CHANNEL: CHANNELS, HOURS: WINDOWS, TOPIC: TOPICS, PRODUCT: PRODUCTS, GOAL: GOALS,
}  # fmt: skip
LISTS = {TOPIC: "topics", PRODUCT: "products", GOAL: "goals"}
"""Kinds of which a customer can name several, and their columns."""

PREFERENCES = {  # one row per customer of whom one is known
    "customer_id": "string",
    "channel": "string",  # CHANNELS; null: not said
    "hours": "string",  # WINDOWS
    "topics": "string",  # codes between spaces, " a b "; null: not said
    "products": "string",
    "goals": "string",
    **STAMP,
}
