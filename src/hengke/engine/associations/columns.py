"""Columns of the result tables of associations. Null is unknown."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

PRODUCT_RULES = {  # one row per rule: who holds the condition, holds the product too
    "condition": "string",  # one or two families, separated by a space
    "product": "string",
    "count": "int64",  # customers who hold all of it
    "candidates": "int64",  # who hold the condition and not the product
    "support": "float64",  # of the population
    "confidence": "float64",
    "lift": "float64",
    "leverage": "float64",  # support less what chance gives
    "gain": "float64",  # confidence above that of the best shorter rule
    "chance": "float64",  # of so strong a rule by luck
    "discovery": "float64",  # the same over all rules tested
    "population": "int64",
    "expression": "string",  # who the candidates are, in the rule language
    "policy_version": "string",
    **STAMP,
}

PRODUCT_RULE_BOOKS = {  # one row per rule, branch and manager with candidates
    "condition": "string",
    "product": "string",
    "branch_id": "string",
    "manager_id": "string",
    "candidates": "int64",
    **STAMP,
}
