"""Duplicate policies: when two records are taken for one customer, and how that is learnt."""

from hengke.policies.duplicates.shelf import STANDARD, DuplicatePolicy, load

__all__ = ["STANDARD", "DuplicatePolicy", "load"]
