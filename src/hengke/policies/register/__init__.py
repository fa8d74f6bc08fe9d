"""Register policies: who answers for each model, when it is fitted again, and what drift means."""

from hengke.policies.register.shelf import STANDARD, ModelRule, RegisterPolicy, load, parse

__all__ = ["STANDARD", "ModelRule", "RegisterPolicy", "load", "parse"]
