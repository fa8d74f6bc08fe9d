"""Policies of associations: whose holdings are looked at, and which rules are of use."""

from hengke.policies.associations.shelf import STANDARD, AssociationPolicy, load, parse

__all__ = ["STANDARD", "AssociationPolicy", "load", "parse"]
