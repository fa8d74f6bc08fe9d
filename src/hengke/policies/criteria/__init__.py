"""Criteria policies: when tier floors are reviewed, and what of the back-test is a warning."""

from hengke.policies.criteria.shelf import STANDARD, Bounds, CriteriaPolicy, load, parse

__all__ = ["STANDARD", "Bounds", "CriteriaPolicy", "load", "parse"]
