"""What steps that lie only in a checkout share with `hengke.bench`."""

from hengke.bench.processes import Measured, StepFailed, child, environment, run

__all__ = ["Measured", "StepFailed", "child", "environment", "run"]
