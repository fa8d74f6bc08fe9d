"""Unmasking policies: for which purposes an identifier may be seen in full, and how often."""

from hengke.policies.unmasking.shelf import STANDARD, Purpose, UnmaskingPolicy, load

__all__ = ["STANDARD", "Purpose", "UnmaskingPolicy", "load"]
