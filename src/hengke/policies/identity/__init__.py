"""Identity policies: limits of log-ins, second factors, sessions and tokens."""

from hengke.policies.identity.shelf import STANDARD, IdentityPolicy, load

__all__ = ["STANDARD", "IdentityPolicy", "load"]
