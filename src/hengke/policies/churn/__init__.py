"""Churn policies: what leaving is, what is learnt from, and when a model is believed."""

from hengke.policies.churn.champions import Champion, champion, written
from hengke.policies.churn.shelf import STANDARD, ChurnPolicy, load, parse

__all__ = ["STANDARD", "Champion", "ChurnPolicy", "champion", "load", "parse", "written"]
