"""Policies of the customer record: what must be known, how old it may be, whose word counts."""

from hengke.policies.customers.shelf import STANDARD, RecordPolicy, load

__all__ = ["STANDARD", "RecordPolicy", "load"]
