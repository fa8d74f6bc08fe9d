"""Clustering policies: who is grouped, by which inputs, how many groups, when anew."""

from hengke.policies.clustering.shelf import STANDARD, ClusteringPolicy, Input, load, parse

__all__ = ["STANDARD", "ClusteringPolicy", "Input", "load", "parse"]
