"""Fairness policies: traits, ratios and group sizes by which decisions are tested."""

from hengke.policies.fairness.shelf import STANDARD, FairnessPolicy, load, parse

__all__ = ["STANDARD", "FairnessPolicy", "load", "parse"]
