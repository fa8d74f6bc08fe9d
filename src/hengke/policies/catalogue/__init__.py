"""Catalogue policies: what each data class means and how it is handled, and who answers for it."""

from hengke.policies.catalogue.shelf import (
    CLASSES,
    STANDARD,
    CataloguePolicy,
    DataClass,
    Rule,
    load,
)

__all__ = ["CLASSES", "STANDARD", "CataloguePolicy", "DataClass", "Rule", "load"]
