"""Needs of customers: their classes, and the numbers by which ideas for them are weighed."""

from hengke.policies.needs.scheme import NeedClass, NeedsPolicy
from hengke.policies.needs.shelf import STANDARD, load

__all__ = ["STANDARD", "NeedClass", "NeedsPolicy", "load"]
