"""Policies of statistics: what is described by which groups, and which courses are looked at."""

from hengke.policies.statistics.shelf import (
    DOWN,
    STANDARD,
    UP,
    Grouping,
    Hint,
    StatisticsPolicy,
    load,
    parse,
)

__all__ = ["DOWN", "STANDARD", "UP", "Grouping", "Hint", "StatisticsPolicy", "load", "parse"]
