"""How good delivered data must be: thresholds per dimension of quality, and per field."""

from hengke.policies.imports.shelf import FitnessPolicy, load

__all__ = ["FitnessPolicy", "load"]
