"""Enquiries policies: which topics of pages and queries are about which subject."""

from hengke.policies.enquiries.shelf import STANDARD, SUBJECTS, EnquiriesPolicy, load, parse

__all__ = ["STANDARD", "SUBJECTS", "EnquiriesPolicy", "load", "parse"]
