"""Columns of the result tables of clustering. Null is unknown."""

from __future__ import annotations

from hengke.engine.stamp import STAMP

CLUSTER_MEMBERS = {  # one row per customer of the policy's population
    "customer_id": "string",
    "cluster": "int64",  # null: too few of the inputs are known
    "next_cluster": "int64",  # the one that is second nearest
    "fit_ppm": "int64",  # 1,000,000 at the middle of the group, 0 half-way to the next
    "cluster_before": "int64",  # of the run before; null: in none, or no run before
    "policy_version": "string",
    **STAMP,
}

CLUSTERS = {  # one row per group
    "cluster": "int64",
    "customers": "int64",
    "aum_minor": "int64",  # of those whose assets are known
    "profit_minor": "int64",
    "arrived": "int64",  # were in another group or in none in the run before
    "words": "string",  # JSON list of {"feature", "apart": spreads from the middle of all, "much"}
    "policy_version": "string",
    **STAMP,
}

CLUSTER_FEATURES = {  # one row per group and input
    "cluster": "int64",
    "feature": "string",
    "middle": "float64",  # median of the group; money in minor units, a ratio as a part of one
    "whole": "float64",  # median of the population
    "apart": "float64",  # of the group's median from that of the fit, in spreads of the input
    "known_ppm": "int64",  # part of the group of whom it is known
    **STAMP,
}

CLUSTER_BOOKS = {  # one row per branch, manager and group; cluster 0: in none
    "branch_id": "string",
    "manager_id": "string",
    "cluster": "int64",
    "customers": "int64",
    "aum_minor": "int64",
    **STAMP,
}

CLUSTER_MAP = {  # one row per field of the map and group
    "x": "int64",
    "y": "int64",
    "cluster": "int64",
    "customers": "int64",
    **STAMP,
}

CLUSTER_TRIES = {  # one row per number of groups that the last fit tried
    "groups": "int64",
    "stability": "float64",  # adjusted Rand index of two groupings of rows that neither saw
    "silhouette": "float64",
    "score": "float64",  # mean of the product over draws
    "error": "float64",  # its standard error
    "calinski": "float64",
    "davies": "float64",
    "least_share": "float64",  # of the rows, in the smallest group
    "chosen": "int64",  # 1 yes, 0 no
    **STAMP,
}

CLUSTER_MODELS = {  # one row
    "name": "string",  # of the policy
    "fitted_on": "date",  # null: there are no groups
    "why": "string",  # of the last fit: first, policy, age, drift
    "reason": "string",  # why there are no groups: all_alike, too_few, no_inputs
    "rows": "int64",  # that the last fit read
    "drift": "float64",  # population stability index of the groups' sizes, now against the fit
    "sizes": "string",  # JSON, at the fit: group to customers
    "axes": "string",  # JSON: of each direction of the map, the inputs that weigh most
    "model": "string",  # JSON: scales, centres and labels (learning.clusters)
    "lacking": "string",  # inputs that no customer has, separated by a space
    "policy_version": "string",
    **STAMP,
}
