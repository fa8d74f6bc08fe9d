"""Policies of statistics: what is described by which groups, and which courses are looked at."""

from hengke.policies.statistics.shelf import STANDARD, Grouping, Hint, StatisticsPolicy, load, parse

__all__ = ["STANDARD", "Grouping", "Hint", "StatisticsPolicy", "load", "parse"]
