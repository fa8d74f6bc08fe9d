"""What the check-up calls old or short: dated limits, `operations/<name>/<from>.toml`."""

from hengke.policies.operations.shelf import OperationsPolicy, load

__all__ = ["OperationsPolicy", "load"]
