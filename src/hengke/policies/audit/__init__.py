"""What is unusual about reading customers, and how long reads are kept."""

from hengke.policies.audit.shelf import AuditPolicy, load, parse

__all__ = ["AuditPolicy", "load", "parse"]
