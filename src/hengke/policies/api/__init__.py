"""How much the API answers, and how it delivers what happened."""

from hengke.policies.api.shelf import ApiPolicy, load

__all__ = ["ApiPolicy", "load"]
