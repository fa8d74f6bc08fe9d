"""How long the lake keeps results, rejected rows and ways back."""

from hengke.policies.retention.shelf import RetentionPolicy, load

__all__ = ["RetentionPolicy", "load"]
