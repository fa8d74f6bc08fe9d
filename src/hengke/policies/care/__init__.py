"""Care policies: which things become a task for a customer, and what counts for their order."""

from hengke.policies.care.scheme import CarePolicy
from hengke.policies.care.shelf import STANDARD, load

__all__ = ["STANDARD", "CarePolicy", "load"]
