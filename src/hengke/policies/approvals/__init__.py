"""Approval policies: how long a request waits, who decides up to which amount, who stands in."""

from hengke.policies.approvals.scheme import ApprovalPolicy, KindRules
from hengke.policies.approvals.shelf import STANDARD, load

__all__ = ["STANDARD", "ApprovalPolicy", "KindRules", "load"]
