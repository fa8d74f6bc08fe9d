"""Market policies: which delivered series rules know under which name, and how old one may be."""

from hengke.policies.market.shelf import SERIES, STANDARD, MarketPolicy, Series, load, parse

__all__ = ["SERIES", "STANDARD", "MarketPolicy", "Series", "load", "parse"]
