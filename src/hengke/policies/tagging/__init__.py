"""Tags of customers: five families, each tag with rule, version, owner and the days it holds."""

from hengke.policies.tagging.scheme import FAMILIES, Library, Tag
from hengke.policies.tagging.shelf import load, parse, written

__all__ = ["FAMILIES", "Library", "Tag", "load", "parse", "written"]
