"""Access policies: which role may do what, within which scope, and sees which fields how."""

from hengke.policies.access.scheme import AccessPolicy, Scope, View
from hengke.policies.access.shelf import STANDARD, load

__all__ = ["STANDARD", "AccessPolicy", "Scope", "View", "load"]
